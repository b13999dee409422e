import { inForce } from '../../../applications/aksk/in-force.ts';
import { day } from '../../../http/pages/text.ts';
import type { ProgressLine, Task } from '../../../module.ts';
import { fact } from '../facts.ts';
import type { VerificationNeeds } from '../needs.ts';
import type { Seal } from '../runs/standing.ts';
import type { Seals } from './seals.ts';

type Needs = VerificationNeeds & { seals: Seals };

const home = '/console/verification';

/** 用户登录: done by a pass of 在线验证 and by nothing else (R57). */
export const loginProgress = ({ clock, applications, seals }: Needs): ProgressLine => ({
  ...{ key: 'login', title: fact('verification.progress_title'), part: 'integration', order: 2 },
  async of(institutionId) {
    const now = clock.now();
    const live = (await applications.list(institutionId)).filter((each) => !each.sandbox && inForce.holds(each, now));
    const own = live.filter(({ redirectUris }) => redirectUris.length > 0);
    const [first] = live;
    if (first === undefined) return { progress: 'blocked', note: fact('verification.progress_no_ak') };
    if (own.length === 0)
      return {
        ...{
          progress: 'open',
          note: fact('verification.progress_no_callback', { name: first.name }),
          href: abilitiesOf(first),
        },
        next: {
          sentence: fact('verification.next_callback', { name: first.name }),
          label: fact('verification.to_callback'),
        },
      };
    const standings = await seals.standings(own);
    const found = own.flatMap((application) => {
      const seal = standings.get(application.clientId);
      return seal === undefined ? [] : [{ ...application, seal }];
    });
    const passes = found.filter(({ seal }) => seal.counts);
    const href = (clientId: string) => `${home}/${encodeURIComponent(clientId)}`;
    const tasks = found.flatMap((each) => taskOf(each.name, each.seal, href(each.clientId)));
    const waiting = tasks.length > 0 && { tasks };
    const [latest] = passes.toSorted(
      (one, other) => (other.seal.passed?.at.getTime() ?? 0) - (one.seal.passed?.at.getTime() ?? 0),
    );
    if (latest?.seal.passed !== undefined)
      return {
        progress: 'done',
        note:
          latest.seal.state === 'due'
            ? fact('verification.progress_due', { name: latest.name, until: day(latest.seal.passed.lapsesAt) })
            : fact('verification.progress_passed', { name: latest.name, day: day(latest.seal.passed.at) }),
        href: href(latest.clientId),
        ...waiting,
      };
    const open = found.find(({ seal }) => seal.state !== 'none');
    if (open === undefined)
      return {
        ...{ progress: 'open', note: fact('verification.progress_none'), href: home },
        next: { sentence: fact('verification.next_begin'), label: fact('verification.to_begin') },
      };
    const half = { name: open.name, state: open.seal.state };
    return {
      ...{ progress: 'active', note: fact('verification.progress_open', half), href: href(open.clientId) },
      next: { sentence: fact('verification.next_finish', half), label: fact('verification.to_finish') },
      ...waiting,
    };
  },
});

const abilitiesOf = ({ clientId }: { clientId: string }) =>
  `/console/applications/${encodeURIComponent(clientId)}#abilities`;

/** A pass that has ended, or will soon, is a task, whatever other AKs have passed. */
function taskOf(name: string, { state, passed }: Seal, href: string): Task[] {
  if (passed === undefined) return [];
  const label = fact('verification.to_look');
  if (state === 'broken')
    return [
      {
        ...{ title: fact('verification.task_restore', { name }), note: fact('verification.task_broken'), label, href },
        tag: fact('verification.tag_broken'),
        isOver: true,
      },
    ];
  const note = fact('verification.task_number', { number: passed.number });
  const title = fact('verification.task_renew', { name });
  if (state === 'lapsed') return [{ title, note, label, href, tag: fact('verification.tag_lapsed'), isOver: true }];
  if (state !== 'due') return [];
  const tag = fact('verification.tag_before', { day: day(passed.lapsesAt) });
  return [{ title, note, label, href, tag, isOver: false }];
}
