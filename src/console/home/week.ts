import type { Member } from '../../actor.ts';
import type { Application } from '../../applications/aksk/application.ts';
import type { Speech } from '../../fact.ts';
import { count, shortDay } from '../../http/pages/text.ts';
import { dayAfter, daysBetween } from '../../statistics/reports/closing.ts';
import type { Statistics } from '../../statistics/service.ts';
import { fact } from '../facts.ts';

type Needs = Pick<Statistics, 'list' | 'owed' | 'yesterday'>;
const length = 7;
const most = 20;
const [left, width, top, height] = [12, 296, 22, 62];

type Day = { day: string; value: number | undefined; missing: number };
type Point = { x: number; y: number };

export type Week = {
  /** The newest report: 1,683, 11月22日. */
  latest: { text: string; day: string };
  summary: string;
  days: readonly { day: string; text: string }[];
  /** Pieces of the line, each over days that follow one another. */
  lines: readonly string[];
  dots: readonly Point[];
  /** The highest day, with its figure. */
  peak: Point & { text: string; anchor: Anchor };
  /** Under the axis. */
  marks: readonly { x: number; text: string; anchor: Anchor }[];
};
type Anchor = 'start' | 'middle' | 'end';

/**
 * 最近 7 天资源访问量: visits as the applications reported them, added up. A day of which none has reported is a gap, never zero; of which some have
 * not, it says how many.
 */
export async function weekOf(
  statistics: Needs,
  actor: Member,
  own: readonly Pick<Application, 'clientId' | 'sandbox' | 'firstParty'>[],
  say: Speech['say'],
): Promise<Week | undefined> {
  const reporting = own.filter(({ sandbox, firstParty }) => !sandbox && !firstParty).slice(0, most);
  if (reporting.length === 0) return undefined;
  const to = statistics.yesterday();
  const range = { from: dayAfter(to, 1 - 2 * length), to };
  const found = await Promise.all(
    reporting.map(async ({ clientId }) => ({
      reports: await statistics.list(actor, clientId, range),
      owed: await statistics.owed(actor, clientId, range),
    })),
  );
  const all = daysBetween(range.from, range.to).map((day): Day => {
    const values = found.flatMap(({ reports }) =>
      reports.flatMap((report) => (report.day === day ? (report.figures.pv ?? []) : [])),
    );
    const lacks = ({ owed, reports }: (typeof found)[number]) =>
      owed.includes(day) && reports.every((report) => report.day !== day);
    return { day, value: values.length === 0 ? undefined : sum(values), missing: found.filter(lacks).length };
  });
  const [before, days] = [all.slice(0, length), all.slice(length)];
  const latest = days.findLast(({ value }) => value !== undefined);
  if (latest === undefined) return undefined;
  return {
    latest: { text: count(latest.value ?? 0), day: shortDay(latest.day) },
    summary: say(
      fact('console.week', {
        total: totalOf(days),
        before: before.every(isWhole) && days.every(isWhole) ? totalOf(before) : undefined,
        missing: sum(days.map(({ missing }) => missing)),
      }),
    ),
    days: days.map(({ day, value, missing }) => ({
      day: shortDay(day),
      text: say(fact('console.week_day', { value: value === undefined ? undefined : count(value), missing })),
    })),
    ...drawn(days),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const totalOf = (days: readonly Day[]): number => sum(days.map(({ value }) => value ?? 0));
const isWhole = ({ value, missing }: Day): boolean => value !== undefined && missing === 0;

function drawn(days: readonly Day[]): Pick<Week, 'lines' | 'dots' | 'peak' | 'marks'> {
  const highest = Math.max(1, ...days.flatMap(({ value }) => value ?? []));
  const xOf = (place: number) => Math.round(left + (place / (length - 1)) * width);
  const points = days.map(({ value }, place) =>
    value === undefined ? undefined : { x: xOf(place), y: Math.round(top + height - (value / highest) * height) },
  );
  const lines: string[] = [];
  let open: string[] = [];
  for (const point of [...points, undefined]) {
    if (point !== undefined) open.push(`${point.x} ${point.y}`);
    else {
      if (open.length > 1) lines.push(`M${open.join('L')}`);
      open = [];
    }
  }
  const at = days.findIndex(({ value }) => value === highest);
  const peak = Math.max(0, at === -1 ? days.findIndex(({ value }) => value !== undefined) : at);
  return {
    lines,
    dots: points.flatMap((point) => point ?? []),
    peak: { ...(points[peak] ?? { x: left, y: top }), text: count(days[peak]?.value ?? 0), anchor: anchorOf(peak) },
    marks: days.map(({ day }, place) => ({
      x: xOf(place),
      text: place === 0 || place === length - 1 ? `${Number(day.slice(8))}日` : String(Number(day.slice(8))),
      anchor: anchorOf(place),
    })),
  };
}

const anchorOf = (place: number): Anchor => (place === 0 ? 'start' : place === length - 1 ? 'end' : 'middle');
