import type { Member } from '../../actor.ts';
import type { Application } from '../../applications/aksk/application.ts';
import { shortDay } from '../../http/pages/text.ts';
import { dayAfter, daysBetween } from '../../statistics/reports/closing.ts';
import type { Statistics } from '../../statistics/service.ts';

type Needs = Pick<Statistics, 'list' | 'yesterday'>;
const length = 7;
const [left, width, top, height] = [8, 304, 12, 72];

export type Week = {
  summary: string;
  /** Visits of each day; undefined: 未报. */
  days: readonly { day: string; value: number | undefined }[];
  /** Pieces of the line, each over days that follow one another. */
  lines: readonly string[];
  dots: readonly { x: number; y: number }[];
};

/** 最近 7 天: visits as the applications reported them, added up; a day of which none has reported is a gap, never zero. */
export async function weekOf(
  statistics: Needs,
  actor: Member,
  own: readonly Pick<Application, 'clientId' | 'sandbox' | 'firstParty'>[],
): Promise<Week | undefined> {
  const reporting = own.filter(({ sandbox, firstParty }) => !sandbox && !firstParty).slice(0, 20);
  if (reporting.length === 0) return undefined;
  const to = statistics.yesterday();
  const range = { from: dayAfter(to, 1 - length), to };
  const reports = (await Promise.all(reporting.map(({ clientId }) => statistics.list(actor, clientId, range)))).flat();
  if (reports.length === 0) return undefined;
  const days = daysBetween(range.from, range.to).map((day) => {
    const values = reports.flatMap((report) => (report.day === day ? (report.figures.pv ?? []) : []));
    return { day: shortDay(day), value: values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0) };
  });
  const most = Math.max(1, ...days.flatMap(({ value }) => value ?? []));
  const points = days.map(({ value }, index) =>
    value === undefined
      ? undefined
      : {
          x: Math.round(left + (index / (length - 1)) * width),
          y: Math.round(top + height - (value / most) * height),
        },
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
  const missing = days.filter(({ value }) => value === undefined).length;
  const total = days.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return {
    summary: `共 ${total.toLocaleString('en')} 次访问${missing > 0 ? `，${missing} 天未报` : ''}`,
    ...{ days, lines },
    dots: points.flatMap((point) => point ?? []),
  };
}
