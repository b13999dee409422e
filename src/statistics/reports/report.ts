import type { Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { dateTime } from '../../http/pages/text.ts';
import { fact } from '../facts.ts';
import { median } from './median.ts';
import { type Figures, type Metric, type Metrics, metrics } from './metric.ts';

/** A day's figures as reported. */
export interface Report {
  figures: Figures;
  /** The same by terminal, of those figures that are known so. */
  terminals?: Terminals;
  /** An explanation of unusual values. */
  note?: string;
}

/** By which way a report, a version or a sentence about one came. */
const reporters: Readonly<Record<string, string>> = {
  ...{ application: '接口报送', member: '机构填报', staff: '运营填报', operator: '运营填报', system: '系统填报' },
};
export const reporterOf = (actorKind: string): string => reporters[actorKind] ?? '填报';

type Sentences = {
  reason: string | undefined;
  note: string | undefined;
  added: readonly { note: string; actorKind: string; at: Date }[];
};
/**
 * The explanation of a version, where it says more than the reason above it (a correction with the answer to a question has one sentence for both),
 * and those that were added afterwards, each with its moment and its author.
 */
export function noteBesideReason({ reason, note, added }: Sentences): string | undefined {
  const later = added.map((each) => `${each.note}（${dateTime(each.at)} ${reporterOf(each.actorKind)}补写）`);
  const all = [...(note === undefined || note === reason ? [] : [note]), ...later];
  return all.length === 0 ? undefined : all.join('；');
}

export const terminals = { pc: '电脑网页', h5: '手机网页', app: 'APP', mini: '小程序' } as const;
export type Terminal = keyof typeof terminals;
export type Terminals = Readonly<Partial<Record<Terminal, Figures>>>;

export const largest = 10_000_000_000;

/** Impossible values: by the code of the metric, the cure. Terminals as pc.pv. Every problem is told at once; a value that is none (NaN) is one. */
export function problemsOf({ figures, terminals: split = {} }: Report, all: Metrics = metrics): Problems {
  const problems: Problems = {};
  const reported = Object.entries(all).filter(([, { source }]) => source === 'partner');
  for (const [code, metric] of reported) {
    const value = figures[code];
    if (value === undefined) {
      if (metric.required === true) problems[code] = fact('statistics.metric_missing', { metric: metric.name });
    } else if (!isCount(value)) problems[code] = notACount(metric);
  }
  for (const code of Object.keys(figures)) {
    const metric = Object.hasOwn(all, code) ? all[code] : undefined;
    if (metric === undefined) problems[code] = fact('statistics.metric_unknown', { code: code.slice(0, 30) });
    else if (metric.source === 'cloud') problems[code] = fact('statistics.metric_of_cloud', { metric: metric.name });
  }
  const sound = Object.fromEntries(Object.entries(figures).filter(([code]) => problems[code] === undefined));
  return { ...splitProblems(sound, split, { all, unsound: Object.keys(problems) }), ...compared(sound), ...problems };
}

const isCount = (value: number) => Number.isInteger(value) && value >= 0 && value <= largest;
const notACount = ({ name }: Metric) => fact('statistics.metric_form', { metric: name, largest });

function compared({ pv, uv, ip }: Figures): Problems {
  if (pv === undefined) return {};
  return {
    ...(pv >= 1 && uv === 0 && { uv: fact('statistics.uv_at_least_1') }),
    ...(pv >= 1 && ip === 0 && { ip: fact('statistics.ip_at_least_1') }),
    ...(uv !== undefined && uv > pv && { uv: fact('statistics.uv_above_pv', { uv, pv }) }),
    ...(ip !== undefined && ip > pv && { ip: fact('statistics.ip_above_pv', { ip, pv }) }),
  };
}

/**
 * Terminals add up to the whole where figures may be added up; where they may not, the whole lies between the largest and the sum. Beside a value that
 * is none, or a terminal that is none, only that is wrong which no other value would put right.
 */
function splitProblems(
  figures: Figures,
  split: Terminals,
  { all, unsound }: { all: Metrics; unsound: readonly string[] },
): Problems {
  const problems: Problems = {};
  const parts = Object.entries(split);
  for (const [terminal, own] of parts)
    for (const [code, value] of Object.entries(own)) {
      const metric = Object.hasOwn(all, code) ? all[code] : undefined;
      if (metric === undefined || metric.source === 'cloud')
        problems[`${terminal}.${code}`] = fact('statistics.metric_unknown', { code: code.slice(0, 30) });
      else if (!isCount(value)) problems[`${terminal}.${code}`] = notACount(metric);
    }
  const hasOthers = parts.some(([terminal]) => !Object.hasOwn(terminals, terminal));
  for (const [code, { name, additive }] of Object.entries(all)) {
    const given = parts.flatMap(([, own]) => own[code] ?? []);
    const values = given.filter(isCount);
    if (values.length === 0 || unsound.includes(code)) continue;
    const isWhole = values.length === given.length && !hasOthers;
    const [whole = 0, sum, most] = [
      figures[code],
      values.reduce((total, each) => total + each, 0),
      Math.max(...values),
    ];
    if (additive && (isWhole ? sum !== whole : sum > whole))
      problems[code] = fact('statistics.terminals_sum', { metric: name, sum, whole });
    if (!additive && (whole < most || (isWhole && whole > sum)))
      problems[code] = fact('statistics.terminals_between', { metric: name, whole, most, sum });
  }
  return problems;
}

/** A possible but unusual value, which the reporter should check and explain. */
export type Notice = { code: string; metric: string; problem: Fact };

/** The application's figures of earlier days, the nearest first. */
export type Before = readonly { day: string; figures: Figures }[];

/** Whose days are alike: far from the usual is far by the spread of their own days. */
const steady: readonly string[] = ['pv', 'uv', 'ip'];
/** Others come in bursts: beyond the same bound they have to be so many times the highest day, and so many above it. */
const burst = { times: 5, above: 200 };

/** The first is a part of the second; more of it is unusual, and no mistake for certain. */
const parts = [
  ['ip', 'uv'],
  ['visits', 'pv'],
  ['active_users', 'uv'],
  ['new_users', 'active_users'],
] as const;

export function noticesOf({ figures }: Report, before: Before, publishedActivities?: number): Notice[] {
  const { pv = 0, uv = 0, new_activities: activities } = figures;
  const notices: Notice[] = [];
  const say = (code: string, metric: string, problem: Fact) => notices.push({ code, metric, problem });
  for (const [part, of] of parts) {
    const [value, whole] = [figures[part], figures[of]];
    if (value !== undefined && whole !== undefined && value > whole)
      say(
        `${part}_over_${of}`,
        part,
        fact('statistics.part_above', {
          part,
          partName: metrics[part].short,
          value,
          of,
          ofName: metrics[of].short,
          whole,
        }),
      );
  }
  if (uv > 0 && pv / uv > 50) say('pv_per_uv', 'pv', fact('statistics.many_visits', { times: Math.round(pv / uv) }));
  for (const [code, { source }] of Object.entries(metrics)) {
    const value = figures[code];
    if (source === 'cloud' || value === undefined) continue;
    const values = before.slice(0, 28).flatMap((each) => each.figures[code] ?? []);
    const unusual = unusualOf(value, values);
    if (unusual !== undefined && (steady.includes(code) || isBurst(value, values)))
      say('outlier', code, fact('statistics.unusual', { how: unusual }));
  }
  if (isRepeated(figures, before)) say('repeated', 'pv', fact('statistics.repeated'));
  if (pv === 0 && before.slice(0, 7).some((each) => (each.figures.pv ?? 0) > 0))
    say('all_zero', 'pv', fact('statistics.all_zero'));
  if (isRounded(pv, before)) say('rounded', 'pv', fact('statistics.rounded'));
  if (activities !== undefined && publishedActivities !== undefined && publishedActivities > 0) {
    const apart = Math.abs(activities - publishedActivities) / publishedActivities;
    if (apart > 0.2)
      say(
        'activities_apart',
        'new_activities',
        fact('statistics.activities_apart', { reported: activities, published: publishedActivities }),
      );
  }
  return notices;
}

/** The usual figures: of each metric the middle one of the last 28 days, where there are a few. */
export const usualOf = (before: Before): Figures =>
  Object.fromEntries(
    Object.keys(metrics).flatMap((code) => {
      const values = before.flatMap((each) => each.figures[code] ?? []);
      return values.length < 3 ? [] : [[code, Math.round(median(values))]];
    }),
  );

/** How far from the usual, where a robust z of the last 28 days is above 6. */
function unusualOf(value: number, values: readonly number[]): Fact | undefined {
  if (values.length < 7) return undefined;
  const middle = median(values);
  const spread = Math.max(1, median(values.map((each) => Math.abs(each - middle))));
  if ((0.6745 * Math.abs(value - middle)) / spread <= 6) return undefined;
  if (value < middle) return fact('statistics.below_median', { percent: Math.round((1 - value / middle) * 100) });
  return middle === 0
    ? fact('statistics.median_zero', { value })
    : fact('statistics.above_median', { times: Number((value / middle).toFixed(value < 10 * middle ? 1 : 0)) });
}

function isBurst(value: number, values: readonly number[]): boolean {
  const highest = Math.max(0, ...values);
  return value >= burst.times * highest && value - highest >= burst.above;
}

function isRepeated(figures: Figures, before: Before): boolean {
  const [yesterday, dayBefore] = before;
  if (yesterday === undefined || dayBefore === undefined) return false;
  const same = Object.entries(figures).filter(
    ([code, value]) => value > 0 && yesterday.figures[code] === value && dayBefore.figures[code] === value,
  );
  return same.length >= 3;
}

const isRounded = (pv: number, before: Before): boolean =>
  before.length >= 6 &&
  [pv, ...before.slice(0, 6).map(({ figures }) => figures.pv ?? 1)].every((each) => each > 0 && each % 100 === 0);
