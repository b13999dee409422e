import { after, days } from '../../clock.ts';
import { keyOf, twinOf } from './mapping.ts';
import { inBeijing, millisecondsOf, type SourceItem, type SourceReading } from './reading/item.ts';
import type { StoredItem } from './store.ts';

type Names = (one: {
  twin: string;
  title: string;
  startsAt: number | undefined;
  url: string | undefined;
}) => string | undefined;

/** How an item under another key is known, the surest way first. */
const ways: readonly Names[] = [
  ({ twin, startsAt }) => JSON.stringify([twin, startsAt]),
  ({ twin }) => twin,
  ({ url }) => url,
  ({ title, startsAt }) => (startsAt === undefined ? undefined : JSON.stringify([title, startsAt])),
];

/**
 * The row of each item, by its key; those that changed theirs are known by title, time and place, or by their page. `among`: the only rows that
 * can have another key now, where the source tells changes and not all that it has.
 */
export function matched(
  items: readonly SourceItem[],
  kept: readonly StoredItem[],
  among: readonly string[] | undefined,
): Map<string, StoredItem> {
  const byKey = new Map(kept.map((row) => [row.key, row]));
  const found = new Map<string, StoredItem>();
  const open = new Map<string, SourceItem>();
  for (const item of items) {
    const key = keyOf(item);
    const row = byKey.get(key);
    if (row === undefined) open.set(key, item);
    else found.set(key, row);
  }
  const only = among && new Set(among.map((key) => keyOf({ key })));
  const left = new Set(kept.filter(({ key }) => !found.has(key) && (only?.has(key) ?? true)));
  for (const isGone of [false, true])
    for (const nameOf of ways) {
      if (open.size === 0 || left.size === 0) return found;
      const rows = Map.groupBy(
        [...left].filter(({ state }) => (state === 'gone') === isGone),
        (row) => nameOf({ ...row, startsAt: row.startsAt?.getTime() }),
      );
      const named = Map.groupBy(open, ([, item]) =>
        nameOf({
          ...item,
          twin: twinOf(item),
          startsAt: item.startsAt === undefined ? undefined : millisecondsOf(item.startsAt),
          url: item.url,
        }),
      );
      for (const [name, ones] of named) {
        const same = name === undefined ? [] : (rows.get(name) ?? []);
        // A page that several things share names none of them.
        if (nameOf === ways[2] && (same.length !== 1 || ones.length !== 1)) continue;
        for (const [place, [key]] of ones.entries()) {
          const row = same[place];
          if (row === undefined) continue;
          found.set(key, row);
          open.delete(key);
          left.delete(row);
        }
      }
    }
  return found;
}

/**
 * The day of the last article of a feed that gives the newest first: later ones that it lacks are deleted. Undefined for feeds in another order,
 * and for those whose dates are to come: they are of events.
 */
export function oldestOf({ form, items }: Pick<SourceReading, 'form' | 'items'>, now: Date): Date | undefined {
  const last = items.at(-1)?.changedAt;
  const latest = inBeijing(after(now, days(1)).getTime()); // of a site that is hours ahead
  const isSorted = items.every(
    ({ changedAt }, place) => changedAt !== undefined && changedAt <= (items[place - 1]?.changedAt ?? latest),
  );
  return form === 'feed' && last !== undefined && isSorted ? new Date(last) : undefined;
}
