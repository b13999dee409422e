import { after, dayOf, days, startOf } from '../../clock.ts';
import { placesByName } from '../../fields/regions/short-names.ts';
import { partsWithin } from './hours.ts';
import { type Filter, type Mark, type SearchFilter, wordsOf } from './public-store.ts';
import { inPart, onDay } from './when-facts.ts';
import type { Condition, Places } from './when-where.ts';

/** Regions change their names on few days: read once for each. */
let known: { day: string; places: Places } | undefined;
export function placesToday(day: string): Places {
  if (known?.day !== day) known = { day, places: placesByName() };
  return known.places;
}

/** Open to all without asking for money, whether their forms ask for a price or not. */
const free = ['fee_type=free', 'fee_type=free_booking', 'video', 'audio', 'book', 'live', 'news'];
const events = ['activity', 'live'];
const mostDays = 62;

function daysFrom(first: string, last: string): string[] {
  const found = [];
  for (let day = first; day <= last && found.length < mostDays; day = dayOf(after(startOf(day), days(1))))
    found.push(day);
  return found;
}

/** 330100 → 3301: a region with all that is in it. */
export const within = (code: string) => code.replace(/(?:00){1,2}$/u, '');

/** 1 (周一) to 7, as opening hours say it. */
const weekday = (day: string) => (startOf(day).getUTCDay() + 1) % 7 || 7;

/** The conditions of a question as a filter. A house is open on days of the week; where nothing else was asked for, only events are meant. */
export function filterOf(conditions: readonly Condition[], given: Filter, isAll: boolean): SearchFilter {
  const groups: Mark[][] = [];
  const filter: SearchFilter = { ...given };
  const isTimed = conditions.some(({ kind }) => kind === 'time' || kind === 'part');
  for (const each of conditions) {
    if (each.kind === 'time') {
      const all = daysFrom(each.first, each.last);
      const open = isAll ? [] : [...new Set(all.map((day) => `opens=${weekday(day)}`))];
      // A festival is its days, and also the entries about it.
      groups.push([...all.map(onDay), ...open, ...(each.about ?? []).map((text) => ({ text }))]);
      filter.from = startOf(each.first);
    }
    if (each.kind === 'part') {
      const within = each.hours === undefined ? [each.part] : partsWithin(each.hours);
      const open = within.includes('evening') ? 'opens=evening' : 'venue';
      groups.push([...within.map(inPart), ...(isAll ? [] : [open])]);
      if (each.hours !== undefined) filter.hours = each.hours;
    }
    if (each.kind === 'place' && given.region === undefined) filter.region = within(each.code);
    if (each.kind === 'fee') groups.push(free);
    if (each.kind === 'booking') filter.isBookable = true;
  }
  if (isAll && conditions.every(({ kind }) => kind !== 'place' || isTimed)) groups.push(events);
  return { ...filter, groups, isTimed };
}

export type Widening = {
  kind: 'time' | 'place' | 'fee' | 'booking';
  conditions: readonly Condition[];
  /** The wider place. */
  code?: string | undefined;
  /** The words of the question that it does without. */
  instead: readonly string[];
};

/** Days after those that were asked for, then wider places, then any price. */
const muchLater = 45;

export function widenings(conditions: readonly Condition[]): Widening[] {
  const without = (...kinds: Condition['kind'][]) => conditions.filter(({ kind }) => !kinds.includes(kind));
  const [time] = conditions.flatMap((each) => (each.kind === 'time' ? [each] : []));
  const [place] = conditions.flatMap((each) => (each.kind === 'place' ? [each] : []));
  const typed = (...kinds: Condition['kind'][]) =>
    conditions.filter(({ kind }) => kinds.includes(kind)).map((each) => each.typed);
  const steps: Widening[] = [];
  const longer = time && { ...time, last: dayOf(after(startOf(time.last), days(muchLater))) };
  if (longer)
    steps.push({ kind: 'time', conditions: [...without('time', 'part'), longer], instead: typed('time', 'part') });
  else if (conditions.some(({ kind }) => kind === 'part'))
    steps.push({ kind: 'time', conditions: without('part'), instead: typed('part') });
  if (place !== undefined)
    for (const code of around(place.code)) {
      const wider = code === '' ? [] : [{ ...place, code }];
      steps.push({ kind: 'place', code, conditions: [...without('place'), ...wider], instead: typed('place') });
    }
  for (const kind of ['fee', 'booking'] as const)
    if (conditions.some((each) => each.kind === kind))
      steps.push({ kind, conditions: without(kind), instead: typed(kind) });
  if (longer && place)
    steps.push({
      kind: 'place',
      code: '',
      conditions: [...without('time', 'part', 'place'), longer],
      instead: typed('time', 'part', 'place'),
    });
  return steps;
}

/** The city, the province, the country around a region. */
function around(code: string): string[] {
  const above = [`${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`, ''];
  return [...new Set(above)].filter((each) => each !== code);
}

const weeksAhead = 5;

/** Parts of the day and the same days of the next weeks, each as one tsquery: an event then is nearer to the time of a question than others. */
export function marksOf(conditions: readonly Condition[]): string[] {
  return conditions.flatMap((each) => {
    if (each.kind === 'part')
      return wordsOf({ anyOf: (each.hours === undefined ? [each.part] : partsWithin(each.hours)).map(inPart) });
    if (each.kind !== 'time') return [];
    const asked = daysFrom(each.first, each.last);
    const weeks = asked.length < 7 ? weeksAhead : 0;
    const all = Array.from({ length: weeks + 1 }, (_, week) => asked.map((day) => later(day, 7 * week))).flat();
    return wordsOf({ anyOf: all.map(onDay) });
  });
}
const later = (day: string, by: number) => dayOf(after(startOf(day), days(by)));
