import { regionNames } from '../../fields/regions/region.ts';
import { age, due } from '../days/waiting-words.ts';
import type { Kind } from '../workflow/kind.ts';
import { isFree, type Queue, search } from '../workflow/queue.ts';
import type { Count } from '../workflow/queue-store.ts';
import type { Summary } from '../workflow/submission.ts';
import { stateNames, tones } from '../workflow/transitions.ts';

type Surroundings = {
  kind: Kind;
  queue: Queue;
  /** Masked names by id. */
  called: ReadonlyMap<string, string>;
  me: string;
  now: Date;
};

/** How much of each kind waits, since when, and how much of it too long. */
export function presentCounts(
  counts: readonly Count[],
  mine: readonly Summary[],
  kinds: readonly Pick<Kind, 'name' | 'title' | 'countedWhenWaiting'>[],
  now: Date,
) {
  const sum = (of: readonly Count[], what: 'count' | 'late') => of.reduce((total, each) => total + each[what], 0);
  return {
    total: sum(counts, 'count'),
    late: sum(counts, 'late'),
    kpis: kinds.flatMap(({ name, title, countedWhenWaiting = false }) => {
      const own = counts.filter(({ kind }) => kind === name);
      if (countedWhenWaiting && own.length === 0) return [];
      const [oldest] = own.flatMap((each) => each.oldest ?? []).toSorted((a, b) => a.getTime() - b.getTime());
      return {
        title,
        href: `/admin/review${search({ tab: 'waiting', kind: name })}`,
        count: sum(own, 'count'),
        late: sum(own, 'late'),
        oldest: oldest && age(oldest, now),
      };
    }),
    mine: { count: mine.length, first: mine[0]?.title },
    second: sum(
      counts.filter(({ state }) => state === 'checked'),
      'count',
    ),
  };
}

/** One line of the desk. */
export function presentRow(one: Summary, { kind, queue, called, me, now }: Surroundings) {
  const nameOf = (id: string | undefined) =>
    id === undefined ? undefined : id === me ? '我' : (called.get(id) ?? '同事');
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
    mailed: one.source === 'mail',
    submittedAt: one.submittedAt,
    waits: one.submittedAt && age(one.submittedAt, now),
    due: one.dueAt && due(one.dueAt, now),
    state: one.state,
    stateName: stateNames[one.state],
    tone: tones[one.state],
    claimedBy: one.state === 'claimed' ? nameOf(one.claimedBy) : undefined,
    decidedBy: nameOf(one.decidedBy),
    decidedAt: one.decidedAt,
    isFree: isFree(one, me),
    isMine: one.state === 'claimed' && one.claimedBy === me,
  };
}

/** 浙江省 · 柯城区: enough to distinguish places of one name. */
function shortRegion(code: string): string {
  const found = regionNames(code);
  if (found === undefined) return code;
  return [found.province, found.county ?? found.city].filter(Boolean).join(' · ');
}
