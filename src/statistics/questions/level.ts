import { spreadOf } from './chance.ts';
import {
  type Line,
  middleOf,
  riseOfOthers,
  type Series,
  type Sign,
  sameDays,
  sumOf,
  usualSpread,
  valueAt,
  valuesBetween,
} from './series.ts';

/** More than before, and no other witness saw more. */

/** The Cloud's own count of the same days: it grew with the figure, did not, or is too small to tell. */
type Seen = 'grew' | 'same' | 'unknown';

/** A viral day brings far fewer logins than visits, but it brings some: where they rose as the third root of the visits, nothing is asked. */
function compared(now: number, usual: number, times: number): Seen {
  const error = 2 * Math.sqrt(usual + 1);
  if (now > usual * Math.max(1.15, times ** 0.35) && now > usual + error / 2) return 'grew';
  if (now > 1.3 * usual + error) return 'grew';
  const expected = usual * Math.sqrt(times);
  return expected - (1.15 * usual + error / 2) > 1.3 * Math.sqrt(expected) ? 'same' : 'unknown';
}

export function loginsAt(series: Series, at: number, times: number): Seen {
  const line = series.seen.ncc_logins;
  if (line === undefined) return 'unknown';
  const usual = middleOf([...sameDays(series, line, at), ...valuesBetween(line, at - 14, at - 1)]);
  const now = valueAt(line, at);
  return Number.isNaN(usual) || Number.isNaN(now) ? 'unknown' : compared(now, usual, times);
}

/** Whether the others of its region and kind had such a day too. */
const neighboursRose = (series: Series, at: number, log: number): boolean =>
  (riseOfOthers(series, at) ?? 0) > 0.35 * log;

/** New things on the Cloud in those days, for which people come. */
function hasNews(series: Series, at: number): boolean {
  const line = series.seen.ncc_published;
  if (line === undefined) return false;
  const usual = (3 * sumOf(valuesBetween(line, at - 58, at - 3))) / 56;
  return sumOf(valuesBetween(line, at - 2, at)) > 1.5 * usual + 3;
}

type Step = { times: number; z: number; usual: number };

/** How far a day is above its usual: the four same weekdays, and never less than the days just before it. */
function stepAt(series: Series, line: Line, at: number): Step | undefined {
  const now = valueAt(line, at);
  const before = sameDays(series, line, at);
  if (!(now > 0) || before.length < 3) return undefined;
  // On a holiday twice as many may come as ever.
  const festive = series.irregular[at] === 1 ? 2.2 : 1;
  const usual = Math.max(middleOf(before), 0.8 * middleOf(valuesBetween(line, at - 28, at - 1)), 1);
  const [highest, lately] = [Math.max(...before), Math.max(1, ...valuesBetween(line, at - 10, at - 1))];
  // Figures of a day without a report may be in the next one.
  let gap = 1;
  while (gap < 5 && !(valueAt(line, at - gap) > 0)) gap += 1;
  const spread = Math.max((usualSpread(line, at) ?? 0.5) / Math.SQRT2, 0.12, 1.5 / Math.sqrt(usual));
  const times = Math.min(now / usual, (1.6 * now) / Math.max(highest, usual), (1.6 * now) / lately) / gap / festive;
  return { times, z: Math.log(Math.max(times, 0.01)) / spread, usual };
}

const watched = ['pv', 'uv', 'visits'] as const;

/** So many days tell how pages and visitors usually go together. */
const fewestDays = 20;

/** Pages that rose and visitors that did not: no people open them. */
function isOfPages(series: Series, at: number): boolean {
  const [pv, uv] = [series.reported.pv, series.reported.uv];
  if (pv === undefined || uv === undefined) return false;
  const parts: number[] = [];
  for (let column = at - 42; column < at; column += 1)
    if (valueAt(uv, column) >= 5) parts.push(Math.log(valueAt(pv, column) / valueAt(uv, column)));
  if (parts.length < fewestDays) return false;
  const apart = Math.log(valueAt(pv, at) / Math.max(1, valueAt(uv, at))) - middleOf(parts);
  return apart > Math.log(2) && apart / Math.max(spreadOf(parts), 0.08) > 8;
}

const jumpOf = (series: Series, metric: string, at: number, now: number, usual: number): Sign => ({
  ...{ rule: 'jump', metric, first: at },
  about: {
    value: now,
    usual: Math.round(usual),
    times: Math.round((now / usual) * 10) / 10,
    logins: valueAt(series.seen.ncc_logins, at) || 0,
  },
});

/** Days far above those of their name that end from one day to the next, or stay: a viral day fades. Pages without visitors need no second day. */
export function jump(series: Series, at: number): Sign[] {
  const pages = pagesAlone(series, at);
  if (pages.length > 0) return pages;
  for (const metric of watched) {
    const found = flatRise(series, metric, at);
    if (found !== undefined) return [found];
  }
  return [];
}

/** A day of far more pages, and of no more visitors. */
function pagesAlone(series: Series, at: number): Sign[] {
  const line = series.reported.pv;
  const step = line && stepAt(series, line, at);
  if (line === undefined || step === undefined) return [];
  const { times, z, usual } = step;
  const now = valueAt(line, at);
  if (times < 3 || z < 4.5 || now - usual < 100 || !isOfPages(series, at)) return [];
  if (loginsAt(series, at, times) === 'grew' || neighboursRose(series, at, Math.log(times))) return [];
  return [jumpOf(series, 'pv', at, now, usual)];
}

/** Logins of the days from one column to another, compared with those of the weeks before. */
function cameFor(series: Series, first: number, last: number, times: number): Seen {
  const line = series.seen.ncc_logins;
  if (line === undefined) return 'unknown';
  const before = valuesBetween(line, first - 28, first - 1);
  const days = last - first + 1;
  const usual = (Math.min(sumOf(before) / Math.max(1, before.length), middleOf(before) + 1) || 0) * days;
  const came = sumOf(valuesBetween(line, first, last));
  const expected = usual * Math.sqrt(times);
  if (expected - came > 2 * Math.sqrt(expected) && came < usual * Math.max(times ** 0.25, 1.15)) return 'same';
  return came > usual + Math.max(2, 0.25 * usual, 1.5 * Math.sqrt(usual)) ? 'grew' : 'unknown';
}

/** One to three days far above all others that were over on the judged day, or three that go on in it. */
function flatRise(series: Series, metric: string, at: number): Sign | undefined {
  const line = series.reported[metric];
  const today = valueAt(line, at);
  if (line === undefined || !(today > 0)) return undefined;
  const usualToday = middleOf(sameDays(series, line, at, 7));
  for (let days = 1; days <= 3; days += 1) {
    const from = at - days;
    const step = stepAt(series, line, from);
    if (step === undefined || step.times < 2 || step.z < 4) continue;
    const values = valuesBetween(line, from, at - 1);
    const [least, first, last] = [Math.min(...values), values[0] ?? 0, values.at(-1) ?? 0];
    const { times, usual } = step;
    if (values.length < days || least - usual < 100 || least < (1 + (times - 1) / 2) * usual) continue;
    const isOver = today < Math.max(1.5 * usualToday, 0.3 * least);
    const stays = days === 3 && today > 0.7 * first && last > 0.6 * first && new Set(values).size > 1;
    if (!stays && (!isOver || first > 1.8 * last)) continue;
    const came = cameFor(series, from, at - 1, times);
    if (came === 'grew' || hasNews(series, from) || neighboursRose(series, from, Math.log(times))) continue;
    if (came === 'unknown' && (stays || metric !== 'pv' || times < 3.5)) continue;
    return { ...jumpOf(series, metric, from, first, usual), last: at - 1 };
  }
  return undefined;
}

/** The means of whole weeks back from a column, the newest first, each without its two highest days; NaN where fewer than five are known. */
function weeksOf(line: Line, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, week) => {
    const days = valuesBetween(line, at - 7 * week - 6, at - 7 * week).toSorted((one, other) => one - other);
    if (days.length < 5) return Number.NaN;
    const kept = days.slice(0, days.length - 2);
    return sumOf(kept) / kept.length;
  });
}

const isThere = (value: number) => !Number.isNaN(value);
const second = (values: readonly number[]) => values.toSorted((one, other) => other - one)[1] ?? Number.NaN;

/** A viral event fades from day to day: figures that are made up stay. */
function isFading(line: Line, at: number, days: number): boolean {
  const third = Math.max(3, Math.round(days / 3));
  return (
    middleOf(valuesBetween(line, at - third + 1, at)) <
    0.8 * middleOf(valuesBetween(line, at - days + 1, at - days + third))
  );
}

/** For weeks more than before, and each login stands for more visits than ever. */
export function growth(series: Series, at: number): Sign[] {
  const [line, logins] = [series.reported.pv, series.seen.ncc_logins];
  if (line === undefined || logins === undefined || !(valueAt(line, at) > 0)) return [];
  const [visits, came] = [weeksOf(line, at, 27), weeksOf(logins, at, 27)];
  for (const { weeks, gap, least } of [
    { weeks: 1, gap: 0, least: 1.5 },
    { weeks: 2, gap: 0, least: 1.4 },
    { weeks: 4, gap: 4, least: 1.45 },
    { weeks: 4, gap: 10, least: 1.6 },
  ]) {
    const [now, before] = [visits.slice(0, weeks), visits.slice(weeks + gap, weeks + gap + 12).filter(isThere)];
    const [nowCame, beforeCame] = [came.slice(0, weeks), came.slice(weeks + gap, weeks + gap + 12).filter(isThere)];
    if (before.length < 6 || beforeCame.length < 6 || !now.every(isThere) || !nowCame.every(isThere)) continue;
    const times = middleOf(now) / Math.max(1, middleOf(before));
    const [sum, sumBefore] = [sumOf(nowCame) * 5, sumOf(beforeCame) * 5];
    const timesCame = middleOf(nowCame) / Math.max(0.2, middleOf(beforeCame));
    if (times < least || middleOf(now) < 1.12 * second(visits.slice(weeks + gap).filter(isThere))) continue;
    if (middleOf(now) - middleOf(before) < 40 || sum < 10) continue;
    const error = Math.sqrt(1 / sum + 1 / sumBefore);
    const usual = before.map((value, week) => Math.log(value / Math.max(0.2, beforeCame[week] ?? 0.2)));
    const spread = Math.max(spreadOf(usual) / (weeks > 2 ? Math.SQRT2 : 1), error, 0.05);
    const apart = Math.log(times / Math.max(timesCame, 0.7));
    // Logins may follow late and by half: only growth without them is asked about.
    if (timesCame > Math.max(times ** 0.35, 1.12) || apart < Math.log(1.35) || apart / spread < 4) continue;
    if (neighboursRose(series, at, Math.log(times)) || (weeks < 4 && isFading(line, at, 7 * weeks))) continue;
    const percents = { percent: Math.round((times - 1) * 100), came: Math.round((timesCame - 1) * 100) };
    return [{ rule: 'growth', metric: 'pv', first: at - 7 * weeks + 1, about: { weeks, ...percents } }];
  }
  return [];
}

const contents = [
  { metric: 'new_activities', by: 'ncc_activities' },
  { metric: 'new_venues', by: 'ncc_venues' },
  { metric: 'new_resources', by: 'ncc_published' },
] as const;

/** Far more that is new than ever, of which the Cloud was shown nothing, or day after day. */
export function content(series: Series, at: number): Sign[] {
  for (const { metric, by } of contents) {
    const line = series.reported[metric];
    const before = line === undefined ? [] : valuesBetween(line, at - 97, at - 7);
    if (line === undefined || before.length < 40 || !(valueAt(line, at) > 0)) continue;
    const mean = sumOf(before) / before.length;
    const usually = sumOf(valuesBetween(series.seen[by], at - 97, at - 7)) / before.length;
    for (const days of [1, 3, 7]) {
      const now = valuesBetween(line, at - days + 1, at);
      const value = sumOf(now);
      const all = valuesBetween(line, at - 97, at - days);
      const sums = all.map((_, column) => sumOf(all.slice(Math.max(0, column - days + 1), column + 1)));
      const highest = Math.max(0, ...sums);
      if (value < 10 || value < 3 * mean * days + 4 || value < 1.6 * highest + 4) continue;
      if ((value - mean * days) / Math.sqrt(Math.max(mean * days, 1)) < 7) continue;
      const seen = sumOf(valuesBetween(series.seen[by], at - days + 1, at));
      if (seen > 1.5 * usually * days + 2 * Math.sqrt(usually * days + 1)) continue;
      // A plan of a year is published in one day; of a platform that shows little here, only days in a row are asked about.
      const isDaily = days >= 3 && now.filter((each) => each > 3 * mean + 6).length >= 3;
      if (usually < 0.3 * mean && !isDaily) continue;
      const about = { days, value, usual: Math.round(mean * days), seen };
      return [{ rule: 'content', metric, first: at - days + 1, about }];
    }
  }
  return [];
}

/** Months in which this platform alone rose, far beyond how its weeks differ; where there are too few logins to go by. */
export function neighbours(series: Series, at: number): Sign[] {
  const line = series.reported.pv;
  if (line === undefined || !(valueAt(line, at) >= 50) || hasNews(series, at)) return [];
  const logins = series.seen.ncc_logins;
  const [came, cameBefore] =
    logins === undefined
      ? [0, 0]
      : [sumOf(valuesBetween(logins, at - 6, at)), sumOf(valuesBetween(logins, at - 62, at - 7)) / 8];
  if (came > 1.15 * cameBefore + 1.5 * Math.sqrt(cameBefore + 1)) return [];
  const times = crept(series, line, at);
  return times === undefined ? [] : [{ rule: 'neighbours', metric: 'pv', first: at - 27, about: { days: 28, times } }];
}

/** Four weeks far above those of a quarter before, little by little, while the others of its kind stayed: how many times. */
function crept({ others }: Series, line: Line, at: number): number | undefined {
  const visits = weeksOf(line, at, 27);
  const [now, before] = [visits.slice(0, 4), visits.slice(13).filter(isThere)];
  if (others === undefined || !now.every(isThere) || before.length < 10) return undefined;
  const times = middleOf(now) / Math.max(1, middleOf(before));
  const months = [0, 1, 2, 3].map((month) => middleOf(visits.slice(4 * month, 4 * month + 4).filter(isThere)));
  const isSteady = months.every((each, month) => month === 0 || (months[month - 1] ?? 0) > 1.1 * each);
  if (times < (isSteady ? 2 : 2.5) || Math.min(...now) < 1.15 * second(before) || middleOf(now) < 80) return undefined;
  if (before.some((each) => each < (0.3 * middleOf(now)) / times)) return undefined;
  const means = others.sum.map((sum, column) => sum / Math.max(1, others.count[column] ?? 0));
  const ofOthers = weeksOf(means, at, 27);
  const rose = middleOf(ofOthers.slice(0, 4)) / Math.max(1, middleOf(ofOthers.slice(13).filter(isThere)));
  return times / Math.max(1, rose) < (isSteady ? 1.9 : 2.3) ? undefined : Math.round(times * 10) / 10;
}

/** Many days that were reported in one go, long after, and above the days around them. */
export function backfilled(series: Series, at: number): Sign[] {
  const line = series.reported.pv;
  const sent = valueAt(series.sentAt, at);
  if (line === undefined || Number.isNaN(sent) || sent - (series.start + at) <= 2) return [];
  let first = at;
  while (first > 0 && at - first < 62 && Math.abs(valueAt(series.sentAt, first - 1) - sent) < 0.05) first -= 1;
  const days = at - first + 1;
  if (days < 10) return [];
  const now = middleOf(valuesBetween(line, first, at));
  const before = valuesBetween(line, first - 120, first - 1).filter((value) => value > 0);
  const around = middleOf(before);
  const weeks = weeksOf(line, first - 1, 17).filter(isThere);
  const times = now / Math.max(1, around);
  if (before.length < 40 || !(times >= 1.1) || now - around < 50) return [];
  const logins = series.seen.ncc_logins;
  const [came, cameBefore] = [
    sumOf(valuesBetween(logins, first, at)),
    sumOf(valuesBetween(logins, first - 56, first - 1)),
  ];
  const usually = (cameBefore * days) / 56;
  const isHigh =
    times >= 1.45 && now >= 1.15 * second(weeks) && came <= usually * Math.max(times ** 0.35, 1.12) + 0.5 * days;
  // Or each login stands for far more visits than before.
  const apart = Math.log((times * (usually + 1)) / (came + 1));
  const isApart =
    came >= 20 && apart > Math.log(1.45) && apart / Math.max(Math.sqrt(1 / came + 1 / cameBefore), 0.08) > 4;
  if (!isHigh && !isApart) return [];
  return [{ rule: 'backfilled', metric: 'pv', first, about: { days, percent: Math.round((times - 1) * 100) } }];
}
