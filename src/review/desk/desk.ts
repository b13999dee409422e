import type { Fact, Speech } from '../../fact.ts';
import { fieldsOf } from '../../fields/form.ts';
import { provinceName, provinceTiles } from '../../fields/regions/province-tiles.ts';
import { regionNames } from '../../fields/regions/region.ts';
import { age, due, dueShort } from '../days/waiting-words.ts';
import { fact } from '../facts.ts';
import type { Kind } from '../workflow/kind.ts';
import { doubts, dues, isFree, type Queue, readQueue, search, tabs } from '../workflow/queue.ts';
import type { Count } from '../workflow/queue-store.ts';
import type { Summary } from '../workflow/submission.ts';
import { stateNames, tones } from '../workflow/transitions.ts';
import type { SavedFilter } from './filter-store.ts';
import { wholeForm } from './looks.ts';

type Surroundings = {
  kind: Kind;
  queue: Queue;
  /** Masked names by id. */
  called: ReadonlyMap<string, string>;
  me: string;
  now: Date;
  /** Why this reviewer may not decide about it. */
  obstacle: Fact | undefined;
  say: Speech['say'];
  isBatchable: boolean;
  /** How many of its batch wait, where it stands for all of them. */
  inBatch: number | undefined;
};

/** All waiting submissions, and the late ones among them. */
export function presentCounts(counts: readonly Count[]) {
  const sum = (what: 'count' | 'late') => counts.reduce((total, each) => total + each[what], 0);
  return { total: sum('count'), late: sum('late') };
}

/** A filter with a name: of the service, or one that the reviewer keeps. */
export type Chip = { name: string; queue: Queue; id?: string };

const standard: readonly Chip[] = [
  { name: '全部', queue: { tab: 'waiting' } },
  { name: '我认领的', queue: { tab: 'mine' } },
  { name: dues.late, queue: { tab: 'waiting', due: 'late' } },
  { name: dues.today, queue: { tab: 'waiting', due: 'today' } },
  { name: doubts.yes, queue: { tab: 'waiting', doubt: 'yes' } },
  { name: doubts.no, queue: { tab: 'waiting', doubt: 'no' } },
  { name: tabs.second.title, queue: { tab: 'second' } },
];

/** The chips above the list: those of the service, and then the own ones. A kept filter is read as if it came in an address. */
export const chipsOf = (saved: readonly SavedFilter[], kinds: readonly { name: string }[]): Chip[] => [
  ...standard,
  ...saved.map(({ id, name, query }) => ({
    ...{ id, name },
    queue: readQueue(Object.fromEntries(new URLSearchParams(query)), kinds),
  })),
];

/** The filter in words: 端口链接，浙江，有存疑. */
export function wordsOf({ tab, kind, region, due: near, doubt, text }: Queue, kinds: readonly Kind[]): string {
  return [
    tab === 'waiting' ? '' : tabs[tab].title,
    kinds.find(({ name }) => name === kind)?.title,
    region && (provinceName(region.slice(0, 2)) ?? region),
    near && dues[near],
    doubt && doubts[doubt],
    text,
  ]
    .filter(Boolean)
    .join('，');
}

/** The provinces that this reviewer may look into. */
export const regionsFor = (reach: readonly string[] | undefined) =>
  provinceTiles
    .filter(({ code }) => reach === undefined || reach.some((its) => its.startsWith(code)))
    .map(({ code, name }) => ({ code: `${code}0000`, name }))
    .toSorted((a, b) => a.code.localeCompare(b.code));

/** One line of the desk. */
export function presentRow(
  one: Summary,
  { kind, queue, called, me, now, obstacle, say, isBatchable, inBatch = 1 }: Surroundings,
) {
  const nameOf = (id: string | undefined) =>
    id === undefined ? undefined : id === me ? '我' : (called.get(id) ?? '同事');
  const titles = new Map(fieldsOf(kind.form).map(({ name, title }) => [name, title]));
  const free = obstacle === undefined && isFree(one, me);
  const batch =
    one.batch === undefined || inBatch < 2
      ? undefined
      : {
          ...{ number: one.batch.number, count: inBatch },
          href: `/admin/review${search({ ...queue, batch: one.batch.id })}`,
        };
  return {
    id: one.id,
    revision: one.revision,
    href: `/admin/review/${one.id}${search(queue)}`,
    claim: `/admin/review/${one.id}/claim${search(queue)}`,
    title: one.title,
    institution: one.institution === one.title ? undefined : one.institution,
    kind: kind.title,
    region: one.regionCode === undefined ? '' : shortRegion(one.regionCode),
    version: one.version,
    changed: one.changed?.length,
    mailed: one.source === 'mail',
    submittedAt: one.submittedAt,
    waits: one.submittedAt && age(one.submittedAt, now),
    due: one.dueAt && { at: one.dueAt, tone: due(one.dueAt, now).tone, words: dueShort(one.dueAt, now) },
    doubts: one.doubts?.map((name) => (name === wholeForm ? '整体' : (titles.get(name) ?? name))),
    state: one.state,
    stateName: stateNames[one.state],
    tone: tones[one.state],
    claimedBy: one.state === 'claimed' ? nameOf(one.claimedBy) : undefined,
    decidedBy: nameOf(one.decidedBy),
    decidedAt: one.decidedAt,
    isFree: free,
    isMine: one.state === 'claimed' && one.claimedBy === me,
    batch,
    mayPick: free && isBatchable && batch === undefined,
    /** In place of the button. */
    why: free ? undefined : reasonOf(one, obstacle, me, nameOf, say),
  };
}

function reasonOf(
  one: Summary,
  obstacle: Fact | undefined,
  me: string,
  nameOf: (id: string | undefined) => string | undefined,
  say: Speech['say'],
): string | undefined {
  if (one.state === 'claimed' && one.claimedBy !== me) return `${nameOf(one.claimedBy) ?? '同事'} 审核中`;
  if (one.state === 'checked' && one.checkedBy === me) return say(fact('review.checked_by_you'));
  return obstacle && say(obstacle);
}

/** 浙江省 · 柯城区: enough to distinguish places of one name. */
function shortRegion(code: string): string {
  const found = regionNames(code);
  if (found === undefined) return code;
  return [found.province, found.county ?? found.city].filter(Boolean).join(' · ');
}
