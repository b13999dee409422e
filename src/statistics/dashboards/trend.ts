import type { Speech } from '../../fact.ts';
import { calendar } from '../../review/days/calendar.ts';
import { countedDay, type HeldReport } from '../questions/held.ts';
import { attestingOf } from '../reports/attested.ts';
import { type MetricCode, metrics } from '../reports/metric.ts';
import { dayName, weekday } from '../reports/period.ts';
import {
  attestedOn,
  completeness,
  type Day,
  enough,
  exact,
  few,
  formatShare,
  isFew,
  isFewSeen,
  type Sight,
  seenText,
} from '../totals/figure.ts';
import { type Band, type Mark, trend } from './chart-line.ts';
import { trendSummary } from './summary.ts';

const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

type Shown = {
  sight: Sight;
  inQuestion: readonly HeldReport[];
  isRegion: boolean;
  say: Speech['say'];
};

/** A metric day by day: the drawing, the sentence, and the same numbers as a table. */
export function trendOf(
  code: MetricCode,
  label: string,
  asked: readonly Day[],
  { sight, inQuestion, isRegion, say }: Shown,
) {
  const days = begun(code, asked);
  const hides = (value: number | undefined) => isFew(code, value, sight);
  const values = days.map(({ figures }) => (hides(figures[code]) ? undefined : figures[code]));
  const dates = days.map(({ day }) => day);
  const bands = holidays(dates);
  const year = dates.at(-1)?.slice(0, 4);
  const counted = days.map((day) => countedDay(day, inQuestion, code, isRegion));
  const known = counted.flatMap(({ day, figures }) => {
    const value = hides(figures[code]) ? undefined : figures[code];
    return value === undefined ? [] : [{ day, value, holiday: holidayOf(day) }];
  });
  const highest = known.toSorted((one, other) => other.value - one.value)[0];
  const weak = days.map((day) => day.due > 0 && (completeness(day) ?? 0) < enough);
  const attesting = attestingOf(code);
  const by = attesting?.by;
  const seen = days.map((day) => {
    const value = attestedOn(day)[code];
    return by === undefined || isFewSeen(code, value, sight) ? undefined : value;
  });
  const drawn = trend(values, { bands, marks: marksOf(dates), seen });
  return {
    ...drawn,
    drawnFrom: known.length,
    isSeen: by !== undefined,
    weak: runsOf(weak).map(([first, last]) => drawn.bandOf(first, last)),
    summary: say(
      trendSummary({
        label,
        unit: metrics[code].unit,
        count: days.length,
        highest: highest && { name: dayName(highest.day, year), value: highest.value },
        holiday: holidayMean(known),
        weak: weak.filter(Boolean).length,
        held: counted.filter((day, place) => day !== days[place]).length,
      }),
    ),
    rows: days
      .map((day, place) => ({
        date: day.day,
        weekday: weekdays[weekday(day.day)] ?? '',
        holiday: holidayOf(day.day),
        text: hides(day.figures[code]) ? few : exact(day.figures[code]),
        part: formatShare(completeness(day)),
        isWeak: weak[place] ?? false,
        seen: by === undefined ? '' : seenText(code, attestedOn(day)[code], sight),
      }))
      .toReversed(),
  };
}

/** Without the time before anything was known, two weeks at least. */
function begun(code: MetricCode, days: readonly Day[]): readonly Day[] {
  const first = days.findIndex(({ figures }) => figures[code] !== undefined);
  return days.slice(Math.max(0, Math.min(first, days.length - 14)));
}

/** The latest holiday of at least three days, and how it compares with the days that are none. */
function holidayMean(known: readonly { day: string; value: number; holiday: string | undefined }[]) {
  const usual = known.filter(({ holiday }) => holiday === undefined).map(({ value }) => value);
  const name = known.findLast(({ holiday }) => holiday !== undefined)?.holiday;
  const free = known.filter(({ holiday }) => holiday === name && holiday !== undefined).map(({ value }) => value);
  if (name === undefined || free.length < 3 || usual.length < 7 || mean(usual) === 0) return undefined;
  return { name, mean: Math.round(mean(free)), times: mean(free) / mean(usual) };
}

function runsOf(flags: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const [place, flag] of flags.entries()) {
    if (!flag) continue;
    const before = runs.at(-1);
    if (before?.[1] === place - 1) before[1] = place;
    else runs.push([place, place]);
  }
  return runs;
}

/** 国庆, 春节; undefined on a day that no holiday makes free. */
export function holidayOf(day: string): string | undefined {
  const { name, work } = calendar().getDayDetail(day);
  const [, chinese] = name.split(',');
  return work || chinese === undefined ? undefined : chinese.replace(/(?<=..)节$/, '');
}

/** Free days in a row that one holiday made free. */
export function holidays(days: readonly string[]): Band[] {
  const bands: Band[] = [];
  for (const [place, day] of days.entries()) {
    const name = holidayOf(day);
    if (name === undefined) continue;
    const before = bands.at(-1);
    if (before !== undefined && before.name === name && before.last === place - 1) before.last = place;
    else bands.push({ first: place, last: place, name });
  }
  return bands;
}

/** Which days an axis names: the last one, and firsts of months, of many months every second or third, and never two that touch. */
export function marksOf(days: readonly string[]): Mark[] {
  const last = days.length - 1;
  if (last < 0) return [];
  const year = days[last]?.slice(0, 4);
  const room = Math.max(4, Math.ceil(days.length / 11));
  const every = days.length > 200 ? 3 : 1;
  const isNamed = (day: string) =>
    days.length <= 45 ? [1, 8, 15, 22].includes(Number(day.slice(8))) : day.endsWith('-01');
  const named = days.flatMap((day, place) =>
    isNamed(day) && (Number(day.slice(5, 7)) - 1) % every === 0 && last - place > room
      ? [{ place, name: dayName(day, year) }]
      : [],
  );
  return [...named, { place: last, name: dayName(days[last] ?? '', year) }];
}
