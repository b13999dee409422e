import { startOf } from '../../clock.ts';
import { dayAfter, daysBetween, phaseOf } from './closing.ts';
import type { Reported } from './report-store.ts';

/** 2026-11 */
export const isMonth = (text: string): boolean => /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text);
export const monthOf = (day: string): string => day.slice(0, 7);

export function monthAfter(month: string, later = 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const months = year * 12 + number - 1 + later;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}

export const firstOf = (month: string): string => `${month}-01`;
export const lastOf = (month: string): string => dayAfter(firstOf(monthAfter(month)), -1);

/** How a day stands, in a word. */
export const states = {
  before: '未接入',
  future: '未到',
  missing: '未报',
  free: '不用报',
  onTime: '准时',
  late: '逾期',
  revised: '已修订',
} as const;
type DayState = keyof typeof states;

export type Cell = { day: string; state: DayState; revision: number; isClosed: boolean };

/** The facts of a month: the first reportable day, the days with a duty, and the reports. */
type Known = { since: string; owed: ReadonlySet<string>; reports: readonly Reported[]; now: Date };

const stateOf = (day: string, report: Reported | undefined, { since, owed, now }: Known): DayState => {
  if (report !== undefined) return report.revision > 1 ? 'revised' : report.late ? 'late' : 'onTime';
  if (day < since) return 'before';
  if (phaseOf(day, now) === 'future') return 'future';
  return owed.has(day) ? 'missing' : 'free';
};

/** A month in weeks that begin on Monday; undefined where a week reaches into another month. */
export function weeksOf(month: string, about: Known): (Cell | undefined)[][] {
  const { reports, now } = about;
  const known = new Map(reports.map((report) => [report.day, report]));
  const days = daysBetween(firstOf(month), lastOf(month));
  const lead = startOf(firstOf(month)).getUTCDay(); // midnight in Beijing is still the day before in UTC, so Monday is 0
  const cells: (Cell | undefined)[] = [
    ...Array.from({ length: lead }, () => undefined),
    ...days.map((day): Cell => {
      const report = known.get(day);
      return {
        day,
        state: stateOf(day, report, about),
        revision: report?.revision ?? 0,
        isClosed: phaseOf(day, now) === 'closed',
      };
    }),
  ];
  while (cells.length % 7 !== 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
