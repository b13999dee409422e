import type { Accounts } from '../../accounts/service.ts';
import type { Member } from '../../actor.ts';
import { daysLeft } from '../../applications/aksk/lifetime.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Fact, Speech } from '../../fact.ts';
import type { Institutions } from '../../institutions/service.ts';
import { certifiedBefore, type LayersOf, layerNames, mayReach } from '../../integration/layers.ts';
import { progressShapes } from '../../integration/plan-view.ts';
import type { Plans } from '../../integration/plans.ts';
import type { Vendors } from '../../integration/vendors/service.ts';
import type { ProgressLine, Standing, Task } from '../../module.ts';
import type { Notices } from '../../notices/service.ts';
import type { Confirmations } from '../../resources/confirmations/service.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { Statistics } from '../../statistics/service.ts';
import { fact } from '../facts.ts';
import { agendaFor } from './agenda.ts';
import { aheadOf } from './ahead.ts';
import { helpFor } from './help.ts';
import { weekOf } from './week.ts';

type Say = Speech['say'];

export type FirstPageNeeds = {
  clock: Clock;
  institutions: Pick<Institutions, 'get' | 'membershipsOf'>;
  applications: Pick<Applications, 'ofInstitution' | 'status'>;
  review: Pick<Review, 'list'>;
  notices: Pick<Notices, 'inbox'>;
  plans: Pick<Plans, 'lateOf'>;
  layersOf: LayersOf;
  statistics: Pick<Statistics, 'list' | 'owed' | 'yesterday'>;
  vendors: Pick<Vendors, 'isVendor' | 'agenda' | 'renewsUntil'>;
  confirmations: Pick<Confirmations, 'week'>;
  accounts: Pick<Accounts, 'names'>;
  progress: () => readonly ProgressLine[];
};

/** P1 首页: the progress of an institution, its pending tasks, and the next step. */
export function createFirstPage(needs: FirstPageNeeds) {
  const { clock, institutions, applications, review, notices, plans, statistics, vendors, confirmations, accounts } =
    needs;
  const layersOf = createLayers(needs.progress);

  return async (actor: Member, say: Say) => {
    const { institutionId, accountId, applications: subjectIds } = actor;
    const [institution, layers, own, sentBack, messages, lateItems, agenda, places] = await Promise.all([
      institutions.get(institutionId),
      layersOf(institutionId, say).then((all) => (subjectIds === undefined ? all : all.map(withinReach(subjectIds)))),
      applications.ofInstitution(actor),
      review.list({ institutionId, states: ['returned'], ...(subjectIds && { subjectIds }) }, undefined, 5),
      notices.inbox(accountId, undefined, 5),
      // Due items of the plan: without a plan the rooms are not asked.
      plans.lateOf(institutionId, () => needs.layersOf(institutionId)),
      agendaFor(vendors, actor, { say }),
      institutions.membershipsOf(accountId),
    ]);
    const now = clock.now();
    const integration = layers.filter(({ part }) => part === 'integration');

    const expiring = own
      .filter((application) => ['expiring', 'expired'].includes(applications.status(application)))
      .map(({ clientId, name, expiresAt, sandbox }) => ({
        href: `/console/applications/${encodeURIComponent(clientId)}/renew`,
        ...{ name, expiresAt, sandbox },
        left: expiresAt === undefined ? 0 : daysLeft(expiresAt, now),
        isOver: expiresAt !== undefined && expiresAt < now,
      }))
      .toSorted((one, other) => Number(other.isOver) - Number(one.isOver));
    const late: readonly Said<Task>[] = [
      ...lateItems.map(({ title, standing, layer }) => ({
        title,
        note: say(fact('console.plan_of', { layer: layerNames[layer] })),
        label: say(fact('console.late_reply')),
        tag: say(
          standing.state === 'overdue' ? fact('console.late_by', { days: standing.days }) : fact('console.late_today'),
        ),
        isOver: standing.state === 'overdue',
        href: '/console/plan',
      })),
      ...layers.flatMap(({ tasks = [] }) => tasks),
    ].toSorted((one, other) => Number(other.isOver) - Number(one.isOver));
    const returned = sentBack.map(({ id, title }) => ({ href: `/console/submissions/${id}`, title }));
    const isDisabled = institution.disabledAt !== undefined;

    const step = nextStep(layers, say, returned[0]);
    // A sandbox that ends affects no citizen.
    const [ending] = expiring.filter(({ sandbox }) => !sandbox);
    const [task] = late;
    const urgent = [
      ending?.isOver === true ? renewal(ending, say) : undefined,
      task?.isOver === true ? pressing(task, say) : undefined,
      ending && renewal(ending, say),
      task && pressing(task, say),
    ].find((each) => each !== undefined);
    const isCertified = layers[0]?.progress === 'done';
    const isQuiet = expiring.length + returned.length + late.length === 0;
    return {
      institution: institution.name,
      next: isDisabled ? { sentence: say(fact('console.next_stopped')) } : forRole(urgent ?? step, actor, say),
      late,
      isCertified,
      // Before certification the one way on is the button above.
      begin:
        isQuiet && isCertified && !isDisabled && forRole(step, actor, say).href !== undefined && step.href !== undefined
          ? { title: step.label ?? '', note: step.sentence, href: step.href }
          : undefined,
      help: helpFor(actor.role, layers, { say }),
      agenda: isDisabled ? undefined : agenda,
      ahead: isDisabled || !isCertified ? undefined : await aheadOf({ confirmations, accounts, now }, actor, say),
      week: await weekOf(statistics, actor, own, say),
      registeredAt: institution.createdAt,
      steps: layers.filter(({ part }) => part === 'step').map(line),
      layers: integration.map(line),
      layerCount: numeral(integration.length),
      layerTitles: integration.map(({ title }) => title).join('、'),
      isBlocked: integration.every(({ progress: standing }) => standing === 'blocked'),
      isDisabled,
      expiring,
      returned,
      unread: messages
        .filter(({ readAt }) => readAt === undefined)
        .slice(0, 3)
        .map(({ id, title, at, institutionId: about }) => ({
          ...{ href: `/console/messages#m${id}`, title, at },
          // The person's other institutions are named; of this one the whole page is.
          institution:
            about === institutionId ? undefined : places.find((each) => each.institutionId === about)?.institution,
        })),
    };
  };
}

export type FirstPage = (actor: Member, say: Say) => Promise<Shown>;
type Shown = Awaited<ReturnType<ReturnType<typeof createFirstPage>>>;

/** The same in words. */
type Said<Of> = { [Name in keyof Of]: Of[Name] extends Fact ? string : Of[Name] };

/** A line of 对接进度, and how the institution stands there. */
type Layer = Said<Pick<ProgressLine, 'key' | 'title' | 'part'>> &
  Said<Omit<Standing, 'next' | 'tasks'>> & { next?: { sentence: string; label?: string }; tasks?: Said<Task>[] };

/** A member limited to some AKs sees no drafts of the institution, and no link to the page of another AK. */
const withinReach =
  (own: readonly string[]) =>
  ({ href, tasks, ...layer }: Layer): Layer => {
    const mayOpen = href !== undefined && !href.startsWith('/console/submissions/') && mayReach(href, own);
    const reached = tasks?.filter((task) => mayReach(task.href, own));
    return { ...layer, ...(mayOpen && { href }), ...(reached && { tasks: reached }) };
  };

/** Asks the rooms how far an institution is, in the order of the page. Before it is certified nothing else begins. */
function createLayers(lines: () => readonly ProgressLine[]) {
  return async (institutionId: string, say: Say): Promise<Layer[]> => {
    const standing = async ({ key, title, part, of }: ProgressLine) => ({
      key,
      title: say(title),
      part,
      ...inWords(await of(institutionId), say),
    });
    const [certification, ...others] = lines().toSorted(
      (one, other) => parts.indexOf(one.part) - parts.indexOf(other.part) || one.order - other.order,
    );
    if (certification === undefined) return [];
    const first = await standing(certification);
    if (first.progress === 'done') return [first, ...(await Promise.all(others.map(standing)))];
    return [
      first,
      ...others.map(({ key, title, part }) => ({
        ...{ key, title: say(title), part, progress: 'blocked' as const, note: say(certifiedBefore) },
      })),
    ];
  };
}

const inWords = ({ note, next, tasks, ...rest }: Standing, say: Say): Omit<Layer, 'key' | 'title' | 'part'> => ({
  ...rest,
  note: say(note),
  ...(next && { next: { sentence: say(next.sentence), ...(next.label && { label: say(next.label) }) } }),
  ...(tasks && {
    tasks: tasks.map(({ title, note: why, label, tag, ...task }) => ({
      ...{ ...task, title: say(title), note: say(why), label: say(label), tag: say(tag) },
    })),
  }),
});

const parts: readonly ProgressLine['part'][] = ['step', 'integration'];

/** A line of the page: linked only if there is an action. */
function line({ title, progress, note, href, percent }: Layer) {
  const { tone, words } = progressShapes[progress];
  const done = percent === undefined ? '' : ` ${percent}%`;
  return { title, note, href: progress === 'blocked' ? undefined : href, tone, words: `${words}${done}` };
}

type Returned = { href: string; title: string };
type Next = { sentence: string; label?: string; href?: string };

/** The next step, as one sentence and one button: certification, a returned submission, the steps, the parts of the integration. */
function nextStep([certification, ...layers]: readonly Layer[], say: Say, returned?: Returned): Next {
  const first = certification && nextOf(certification);
  if (first !== undefined) return first;
  if (returned !== undefined) return correction(returned, say);
  const [steps, integration] = parts.map((part) => layers.filter((layer) => layer.part === part));
  const step = firstNext(steps);
  if (step !== undefined) return step;
  const all = integration?.length ?? 0;
  const done = integration?.filter(({ progress }) => progress === 'done').length ?? 0;
  if (done === all) return { sentence: say(fact('console.next_all_done', { all })) };
  const isWaiting = steps?.some(({ progress }) => progress === 'reviewing') === true;
  const begun = isWaiting ? fact('console.next_key_waits') : fact('console.next_key_ready');
  const soFar = say(done === 0 ? begun : fact('console.next_so_far', { all, done }));
  const next = firstNext(integration);
  return next === undefined ? { sentence: soFar } : { ...next, sentence: `${soFar}${next.sentence}` };
}

const nextOf = ({ next, href }: Layer): Next | undefined =>
  next && { ...next, ...(next.label !== undefined && href !== undefined && { href }) };
const firstNext = (layers: readonly Layer[] = []): Next | undefined =>
  layers.map(nextOf).find((next) => next !== undefined);

/** 四项. */
const numeral = (count: number): string => '零一二三四五六七八九十'[count] ?? String(count);

/** A reader or reporter sees the next step without a button for the work of others, and whose work it is. */
function forRole({ sentence, label, href }: Next, { role }: Member, say: Say): Next {
  const reports = role === 'reporter' && href?.startsWith('/console/statistics') === true;
  const acts = role !== 'reader' && role !== 'reporter';
  return acts || reports
    ? { sentence, ...(label && { label }), ...(href && { href }) }
    : { sentence: href === undefined ? sentence : sentence + say(fact('console.next_by_managers')) };
}

/** Overdue, or due today. */
const pressing = ({ title, tag, label, href }: Said<Task>, say: Say): Next => ({
  ...{ sentence: say(fact('console.next_pressing', { title, tag })), label, href },
});

/** A returned submission waits for its institution. */
const correction = ({ href, title }: Returned, say: Say): Next => ({
  sentence: say(fact('console.next_correct', { title })),
  label: say(fact('console.to_correct')),
  href,
});

type Expiring = { href: string; name: string; left: number; isOver: boolean };

/** Ending AKs come first. */
const renewal = ({ href, name, left, isOver }: Expiring, say: Say): Next => ({
  sentence: say(isOver ? fact('console.next_expired', { name }) : fact('console.next_expires', { name, left })),
  label: say(fact('console.to_renew')),
  href,
});
