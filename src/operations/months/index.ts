import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import type { Module } from '../../module.ts';
import { createMonths, type Months } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'LOGS_KEPT_DAYS' | 'LOGS_EXPORTED_FIRST'>;
};

/** Tables of logs, partitioned and dropped by the month. */
export function createMonthsModule(needs: Needs): Module<{ months: Months }> {
  const months = createMonths(needs);
  return { service: { months }, jobs: months.jobs, start: months.start };
}

export const monthCommands = async () => (await import('./commands.ts')).commands;
