import { hour } from '../../http/pages/text.ts';
import { textOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';
import { weekdayNumber } from './days.ts';
import { fact } from './facts.ts';

/** One line of 开放时间, as it is stored: 1 is Monday. */
export type Hours = Values;

/** Monday to Sunday, as weekdayNumber has them. */
const week = [1, 2, 3, 4, 5, 6, 0] as const;
type Span = { open: string; close: string };

/** 9:00 for 09:00, as it stands on a door. */
const onDoor = (clock: string): string => clock.replace(/^0/, '');

const spansOn = (hours: readonly Hours[], day: number): Span[] =>
  hours
    .filter(({ days }) => Array.isArray(days) && days.includes(day))
    .flatMap(({ open, close }) => {
      const [from, until] = [textOf(open), textOf(close)];
      return from === undefined || until === undefined ? [] : [{ open: from, close: until }];
    })
    .toSorted((one, other) => (one.open < other.open ? -1 : 1));

const today = (now: Date) => ((weekdayNumber(now) + 6) % 7) + 1;

/** A week of opening hours, a row a day. */
export function weekOf(hours: readonly Hours[], now: Date) {
  return week.map((number, place) => ({
    name: fact('invitations.weekday', { number }),
    isToday: place + 1 === today(now),
    spans: spansOn(hours, place + 1).map(({ open, close }) => `${onDoor(open)}—${onDoor(close)}`),
  }));
}

/** The next day after today on which it opens, and when; undefined where no hours are known. */
export function nextOpening(
  hours: readonly Hours[],
  now: Date,
): { days: number; weekday: number; from: string } | undefined {
  for (let days = 1; days <= week.length; days += 1) {
    const day = ((today(now) - 1 + days) % week.length) + 1;
    const [first] = spansOn(hours, day);
    if (first !== undefined) return { days, weekday: week[day - 1] ?? 0, from: onDoor(first.open) };
  }
  return undefined;
}

export type Openness =
  | { code: 'open'; until: string }
  | { code: 'later'; from: string }
  /** `over`: it was open today; `off`: it is not today. */
  | { code: 'over' | 'off' };

/** Undefined where no hours are known. */
export function opennessOf(hours: readonly Hours[], now: Date): Openness | undefined {
  if (hours.length === 0) return undefined;
  const spans = spansOn(hours, today(now));
  const clock = hour(now);
  const here = spans.find(({ open, close }) => open <= clock && clock < close);
  if (here !== undefined) return { code: 'open', until: onDoor(here.close) };
  if (spans.length === 0) return { code: 'off' };
  const next = spans.find(({ open }) => open > clock);
  return next === undefined ? { code: 'over' } : { code: 'later', from: onDoor(next.open) };
}
