import { startOf } from '../../clock.ts';
import { isWorkingDay } from '../../review/days/working-days.ts';
import { rowOf } from '../../statistics/reports/metric.ts';
import type { Day } from './store.ts';

/** A number between 0 and 1 that is the same at each run. */
function chance(...of: readonly (string | number)[]): number {
  let hash = 2_166_136_261;
  for (const sign of of.join(' ')) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16_777_619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_519);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4_294_967_296;
}

const isHoliday = (day: string) => !isWorkingDay(day) && ![0, 6].includes(weekday(day));
const weekday = (day: string) => (startOf(day).getUTCDay() + 1) % 7;

/**
 * The figures of an invented platform on a day: more at weekends and most at holidays, a little more each month, and with the faults of real
 * life: unreported days, a missing week, made-up figures. Undefined: no report.
 */
export function dayOfDemo(clientId: string, place: number, day: string): Day | undefined {
  const months = (Number(day.slice(0, 4)) - 2024) * 12 + Number(day.slice(5, 7));
  const of = (what: string) => chance(clientId, day, what);
  if (of('missing') < 0.035) return undefined;
  if (place % 13 === 5 && day.slice(8) >= '22' && months % 4 === 1) return undefined; // a move of the server
  const size = 200 + 4_800 * chance(clientId, 'size') ** 3;
  const rhythm = isHoliday(day) ? 1.7 : isWorkingDay(day) ? 1 : 1.35;
  const growth = 1 + months * (0.004 + 0.012 * chance(clientId, 'growth'));
  const isMadeUp = place % 17 === 9 && months % 5 === 2;
  const pv = isMadeUp ? 1_200 : Math.max(1, Math.round(size * rhythm * growth * (0.85 + 0.3 * of('pv'))));
  const isStorm = of('storm') < 0.002;
  const seen = isStorm ? pv * 9 : pv;
  const uv = Math.max(1, Math.round(seen * (0.24 + 0.12 * of('uv'))));
  const figures = {
    pv: seen,
    uv,
    ip: Math.max(1, Math.round(uv * (0.82 + 0.12 * of('ip')))),
    new_activities: Math.floor(4 * of('activities') ** 2),
    new_venues: of('venues') < 0.01 ? 1 : 0,
    new_resources: Math.floor(7 * of('resources') ** 2),
    bookings: Math.round(seen * 0.012 * rhythm * of('bookings')),
    attendees: Math.round(seen * 0.01 * rhythm * of('attendees')),
    ...(place % 3 === 0 && { live_views: Math.round(seen * 0.08 * of('live')) }),
    ...(place % 4 === 1 && { book_reads: Math.round(seen * 0.11 * of('books')) }),
    ...(place % 5 === 2 && { course_learners: Math.round(seen * 0.06 * of('courses')) }),
  };
  const isCorrected = of('corrected') < 0.012;
  const logins = Math.round(seen * 0.04 * (0.7 + 0.6 * of('logins')));
  return {
    day,
    figures: rowOf(figures),
    corrected: isCorrected ? rowOf({ ...figures, pv: Math.round(seen * 1.06) }) : undefined,
    counted: rowOf({
      ncc_logins: logins,
      ncc_login_users: Math.round(logins * 0.86),
      ncc_published: figures.new_activities,
      ncc_activities: figures.new_activities,
      ncc_venues: figures.new_venues,
    }),
    late: of('late') < 0.05,
    note: isStorm ? '国家级媒体转载，当天访问集中' : undefined,
  };
}
