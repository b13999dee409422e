import type { Standing } from '../module.ts';
import type { Layer } from './layers.ts';

/** Something that was agreed for a day. Days are those of Beijing: 2026-12-11. */
export type Item = {
  id: string;
  layer: Layer;
  title: string;
  cloudOwner: string;
  partnerOwner: string;
  startsOn: string;
  agreedOn: string;
  /** Done when the facts of its layer say so, not by a report. */
  followsLayer: boolean;
  doneAt: Date | undefined;
};

export type Plan = {
  institutionId: string;
  keeperId: string | undefined;
  cloudOwner: string;
  partnerOwner: string;
  group: { name: string | undefined; address: string | undefined; note: string | undefined };
};

export type ItemState =
  | { state: 'done' }
  | { state: 'overdue'; days: number }
  | { state: 'today' }
  | { state: 'soon' | 'later' | 'waiting'; days: number };

const day = 86_400_000;
/** How many days after `from` a day comes. */
export const daysFrom = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / day);
export const dayPlus = (from: string, days: number): string =>
  new Date(Date.parse(from) + days * day).toISOString().slice(0, 10);

export const earlier = (one: string, other: string): string => [one, other].toSorted()[0] ?? one;

/** Within a week it is shown as due soon. */
const soon = 7;

/** The state of an item today. One that follows its layer is done as soon as that is, even before the job has noted it. */
export function stateOf(
  { doneAt, followsLayer, agreedOn, startsOn }: Pick<Item, 'doneAt' | 'followsLayer' | 'agreedOn' | 'startsOn'>,
  layer: Standing['progress'],
  today: string,
): ItemState {
  if (doneAt !== undefined || (followsLayer && layer === 'done')) return { state: 'done' };
  const left = daysFrom(today, agreedOn);
  if (left < 0) return { state: 'overdue', days: -left };
  if (left === 0) return { state: 'today' };
  if (left <= soon) return { state: 'soon', days: left };
  return { state: startsOn > today ? 'waiting' : 'later', days: left };
}

export type Judged = Item & { standing: ItemState };

export type Summary = {
  all: number;
  done: number;
  overdue: number;
  /** Of the most overdue item. */
  overdueDays: number;
  today: number;
  /** Due by Sunday; items due today are not overdue. */
  thisWeek: number;
  /** The last day that was agreed. */
  endsOn: string | undefined;
};

/** The summary of a plan. */
export function summed(items: readonly Judged[], today: string): Summary {
  const late = items.flatMap(({ standing }) => (standing.state === 'overdue' ? [standing.days] : []));
  const sunday = dayPlus(mondayOf(today), 6);
  const open = items.filter(({ standing }) => standing.state !== 'done');
  return {
    all: items.length,
    done: items.length - open.length,
    overdue: late.length,
    overdueDays: Math.max(0, ...late),
    today: items.filter(({ standing }) => standing.state === 'today').length,
    thisWeek: open.filter(({ agreedOn }) => agreedOn >= today && agreedOn <= sunday).length,
    endsOn: items
      .map(({ agreedOn }) => agreedOn)
      .toSorted()
      .at(-1),
  };
}

/** The Monday of a day's week. */
export const mondayOf = (written: string): string =>
  dayPlus(written, -((new Date(`${written}T00:00:00Z`).getUTCDay() + 6) % 7));
