import type { Fact } from '../../fact.ts';
import type { Values } from '../../fields/form.ts';
import { textOf } from './channel.ts';

/** The addresses of an entry that citizens are led to, or that are played for them; in the order in which a letter names them. */
export const watched = [
  ...(['booking_url', 'enroll_url', 'buy_url', 'read_url', 'play_url', 'subtitle_url', 'replay_url'] as const),
  ...(['h5_url', 'pc_url'] as const),
] as const;
export type Watched = (typeof watched)[number];
export const isWatched = (name: string): name is Watched => watched.some((each) => each === name);

export type NamedAddress = { field: Watched; url: string };

export const addressesIn = (values: Values): NamedAddress[] =>
  watched.flatMap((field) => {
    const url = textOf(values[field]);
    return url === undefined ? [] : [{ field, url }];
  });

/** R43: an address whose page is gone is not offered; the rest of the entry is. */
export function withoutGone<Entry extends { values: Values; live: Values; gone?: readonly string[] }>(
  entry: Entry,
): Entry {
  if (entry.gone === undefined || entry.gone.length === 0) return entry;
  const gone = new Set(entry.gone);
  const left = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !gone.has(name)));
  return { ...entry, values: left(entry.values), live: left(entry.live) };
}

/** An address of an entry that did not answer, as its institution is shown it. */
export type FailingAddress = { field: string; url: string; cause: Fact; since: Date; isGone: boolean };

/** The standing of a failing address. `failures`: looks in a row. */
export type Standing = { failures: number; since: Date; goneAt: Date | undefined };

/** One look may fail by chance: the second one in a row, an hour later or more, is believed. */
const believedAfter = 2;

export function failed(before: Standing | undefined, at: Date): Standing {
  const failures = (before?.failures ?? 0) + 1;
  return {
    ...{ failures, since: before?.since ?? at },
    goneAt: before?.goneAt ?? (failures >= believedAfter ? at : undefined),
  };
}
