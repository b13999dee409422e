import type { Problems } from '../errors.ts';
import { type Figures, type Metric, type Metrics, metrics } from './metric.ts';

/** A day's figures as somebody reports them. */
export interface Report {
  figures: Figures;
  /** The same by terminal, of those figures that are known so. */
  terminals?: Terminals;
  /** A sentence about what looks unusual. */
  note?: string;
}

export const terminals = { pc: '电脑网页', h5: '手机网页', app: 'APP', mini: '小程序' } as const;
export type Terminal = keyof typeof terminals;
export type Terminals = Readonly<Partial<Record<Terminal, Figures>>>;

export const largest = 10_000_000_000;

const said = (value: number) => value.toLocaleString('en');

/** What cannot be: by the code of the metric, what to do about it. Terminals as pc.pv. */
export function problemsOf({ figures, terminals: split = {} }: Report, all: Metrics = metrics): Problems {
  const problems: Problems = {};
  const reported = Object.entries(all).filter(([, { source }]) => source === 'partner');
  for (const [code, metric] of reported) {
    const value = figures[code];
    if (value === undefined) {
      if (metric.required === true) problems[code] = `请填写${metric.name}`;
    } else if (!isCount(value)) problems[code] = notACount(metric);
  }
  for (const code of Object.keys(figures)) {
    const metric = Object.hasOwn(all, code) ? all[code] : undefined;
    if (metric === undefined) problems[code] = `没有“${code.slice(0, 30)}”这个指标`;
    else if (metric.source === 'cloud') problems[code] = `${metric.name}由国家公共文化云统计，不用填报`;
  }
  if (Object.keys(problems).length > 0) return problems;
  return { ...compared(figures), ...splitProblems(figures, split, all) };
}

const isCount = (value: number) => Number.isInteger(value) && value >= 0 && value <= largest;
const notACount = ({ name }: Metric) => `${name}应为 0 到 ${said(largest)} 的整数`;

function compared({ pv = 0, uv = 0, ip = 0 }: Figures): Problems {
  if (pv >= 1 && (uv === 0 || ip === 0))
    return {
      ...(uv === 0 && { uv: '访问量大于 0 时，独立访客数至少是 1' }),
      ...(ip === 0 && { ip: '访问量大于 0 时，独立 IP 数至少是 1' }),
    };
  return {
    ...(uv > pv && { uv: `独立访客数(${said(uv)})不能大于访问量(${said(pv)})` }),
    ...(ip > pv && { ip: `独立 IP 数(${said(ip)})不能大于访问量(${said(pv)})` }),
  };
}

/** Terminals add up to the whole where figures may be added up; where they may not, the whole lies between the largest and the sum. */
function splitProblems(figures: Figures, split: Terminals, all: Metrics): Problems {
  const problems: Problems = {};
  const parts = Object.entries(split);
  for (const [terminal, own] of parts)
    for (const [code, value] of Object.entries(own)) {
      const metric = Object.hasOwn(all, code) ? all[code] : undefined;
      if (metric === undefined || metric.source === 'cloud')
        problems[`${terminal}.${code}`] = `没有“${code.slice(0, 30)}”这个指标`;
      else if (!isCount(value)) problems[`${terminal}.${code}`] = notACount(metric);
    }
  if (Object.keys(problems).length > 0) return problems;
  for (const [code, { name, additive }] of Object.entries(all)) {
    const values = parts.flatMap(([, own]) => own[code] ?? []);
    if (values.length === 0) continue;
    const [whole = 0, sum, most] = [
      figures[code],
      values.reduce((total, each) => total + each, 0),
      Math.max(...values),
    ];
    if (additive && sum !== whole) problems[code] = `${name}各端之和(${said(sum)})应等于总数(${said(whole)})`;
    if (!additive && (whole < most || whole > sum))
      problems[code] = `${name}(${said(whole)})应在最大的一端(${said(most)})与各端之和(${said(sum)})之间`;
  }
  return problems;
}

/** Something that can be, and that whoever reports it should look at again and say a sentence about. */
export type Notice = { code: string; metric: string; text: string };

/** What is known of the application from the days before, the nearest first. */
export type Before = readonly { day: string; figures: Figures }[];

const watched = ['pv', 'uv', 'ip'] as const;

export function noticesOf({ figures }: Report, before: Before, publishedActivities?: number): Notice[] {
  const { pv = 0, uv = 0, ip = 0, new_activities: activities } = figures;
  const notices: Notice[] = [];
  const say = (code: string, metric: string, text: string) => notices.push({ code, metric, text });
  if (ip > uv) say('ip_over_uv', 'ip', `独立 IP 数(${said(ip)})大于独立访客数(${said(uv)})，请确认并写一句说明`);
  if (uv > 0 && pv / uv > 50)
    say('pv_per_uv', 'pv', `平均每人访问 ${(pv / uv).toFixed(0)} 次，请确认没有机器访问，并写一句说明`);
  for (const code of watched) {
    const unusual = unusualOf(
      figures[code],
      before.slice(0, 28).flatMap((each) => each.figures[code] ?? []),
    );
    if (unusual !== undefined) say('outlier', code, `${unusual}，请确认并写一句说明`);
  }
  if (isRepeated(figures, before)) say('repeated', 'pv', '连续 3 天有 3 项以上的数值完全相同，请确认并写一句说明');
  if (pv === 0 && before.slice(0, 7).some((each) => (each.figures.pv ?? 0) > 0))
    say('all_zero', 'pv', '前几天有访问，今天全部为 0，请确认平台运行正常，并写一句说明');
  if (isRounded(pv, before)) say('rounded', 'pv', '连续 7 天的访问量都是整百数，请按实际数值填报，或写一句说明');
  if (activities !== undefined && publishedActivities !== undefined && publishedActivities > 0) {
    const apart = Math.abs(activities - publishedActivities) / publishedActivities;
    if (apart > 0.2)
      say(
        'activities_apart',
        'new_activities',
        `日增活动数(${said(activities)})与国家云已发布的活动(${said(publishedActivities)})相差超过 20%，请确认并写一句说明`,
      );
  }
  return notices;
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** How far from the usual, in words, where a robust z of the last 28 days is above 6. */
function unusualOf(value: number | undefined, values: readonly number[]): string | undefined {
  if (value === undefined || values.length < 7) return undefined;
  const middle = median(values);
  const spread = Math.max(1, median(values.map((each) => Math.abs(each - middle))));
  if ((0.6745 * Math.abs(value - middle)) / spread <= 6) return undefined;
  if (value < middle) return `比近 28 天中位数低 ${Math.round((1 - value / middle) * 100)}%`;
  return middle === 0
    ? `近 28 天中位数是 0，今天是 ${said(value)}`
    : `比近 28 天中位数高 ${((value - middle) / middle).toFixed(1)} 倍`;
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
