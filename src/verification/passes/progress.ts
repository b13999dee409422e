import { inForce } from '../../applications/aksk/in-force.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import { day } from '../../http/pages/text.ts';
import type { ProgressLine, Task } from '../../module.ts';
import type { Seal } from '../runs/standing.ts';
import type { Seals } from './seals.ts';

type Needs = { clock: Clock; applications: Pick<Applications, 'list'>; seals: Seals };

const home = '/console/verification';

/** 用户登录: done by a pass of 在线验证 and by nothing else (R57). */
export const loginProgress = ({ clock, applications, seals }: Needs): ProgressLine => ({
  ...{ key: 'login', title: '用户登录', part: 'integration', order: 2 },
  async of(institutionId) {
    const now = clock.now();
    const live = (await applications.list(institutionId)).filter((each) => !each.sandbox && inForce.holds(each, now));
    const own = live.filter(({ redirectUris }) => redirectUris.length > 0);
    const [first] = live;
    if (first === undefined) return { progress: 'blocked', note: '有了生效的 AK 后可开始' };
    if (own.length === 0)
      return {
        ...{ progress: 'open', note: `“${first.name}”没有用户登录的能力和回调地址`, href: abilitiesOf(first) },
        next: { sentence: `下一件事：给“${first.name}”加上用户登录的能力和回调地址。`, label: '申请用户登录' },
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
            ? `“${latest.name}”该重新验证了，${day(latest.seal.passed.lapsesAt)} 前有效`
            : `“${latest.name}”${day(latest.seal.passed.at)} 通过在线验证`,
        href: href(latest.clientId),
        ...waiting,
      };
    const open = found.find(({ seal }) => seal.state !== 'none');
    if (open === undefined)
      return {
        ...{ progress: 'open', note: '把登录按钮放到贵方的登录窗口，然后做一次在线验证', href: home },
        next: { sentence: '下一件事：把登录按钮放到贵方的登录窗口，然后做在线验证。', label: '做在线验证' },
      };
    const notes = {
      running: '在线验证进行到一半',
      failed: '在线验证有没通过的项',
      broken: '每天的复查发现问题',
      lapsed: '在线验证已过期',
    } as const;
    const { state } = open.seal;
    const note =
      state === 'running' || state === 'failed' || state === 'broken' || state === 'lapsed' ? notes[state] : '';
    return {
      ...{ progress: 'active', note: `“${open.name}”${note}`, href: href(open.clientId) },
      next: { sentence: `“${open.name}”${note}。下一件事：做完在线验证。`, label: '继续在线验证' },
      ...waiting,
    };
  },
});

const abilitiesOf = ({ clientId }: { clientId: string }) =>
  `/console/applications/${encodeURIComponent(clientId)}/abilities`;

/** A pass that counts no more, or will soon: somebody has to do something, whatever other AKs have passed. */
function taskOf(name: string, { state, passed }: Seal, href: string): Task[] {
  if (passed === undefined) return [];
  const label = '查看在线验证';
  if (state === 'broken')
    return [
      {
        ...{ title: `恢复“${name}”的用户登录`, note: '每天的复查发现问题', label, href },
        tag: '复查没有通过',
        isOver: true,
      },
    ];
  const note = `编号 ${passed.number}，每年一次，改了回调地址也要重做`;
  const title = `重新验证“${name}”的用户登录`;
  if (state === 'lapsed') return [{ title, note, label, href, tag: '已过期', isOver: true }];
  return state === 'due' ? [{ title, note, label, href, tag: `${day(passed.lapsesAt)} 前`, isOver: false }] : [];
}
