import { systemClock } from '../src/clock.ts';
import { openDatabase } from '../src/database/open.ts';
import { createLog } from '../src/log.ts';
import { dayAfter, daysBetween, phaseOf, yesterdayOf } from '../src/statistics/reports/closing.ts';
import { type Call, type Options, openCalls, tokenOf } from './calls.ts';
import type { Place } from './place.ts';
import { type Running, startOurs } from './servers.ts';
import { signInAsStaff } from './sign-in.ts';
import { clientAt, fill, secret } from './statistics-fill.ts';

/** A day's report · a batch of the days that are open · pages: the country on a day, a month of it as it was published earlier, an institution's month. */
export const statisticsWorks = ['S1', 'S2', 'S3', 'S4', 'S5'] as const;
export type StatisticsWork = (typeof statisticsWorks)[number];

const [applications, days] = [1000, 100];
const yesterday = yesterdayOf(systemClock.now());
/** Days that a platform may still correct itself; none is reported when the measuring begins. */
const open = daysBetween(dayAfter(yesterday, -6), yesterday).filter(
  (day) => phaseOf(day, systemClock.now()) !== 'closed',
);
const last = dayAfter(yesterday, -7);

/** Moderate data, an institution, and staff with access to all. */
async function prepare({ env, target }: Running) {
  const db = await openDatabase({ url: env.DATABASE_URL, dataDir: '', log: createLog('silent') });
  await fill(db, { applications, days, last });
  const institution = await db.row<{ id: string }>(`select institution_id as id from daily_reports limit 1`);
  const visitor = await signInAsStaff(target, db);
  await db.close();
  return { visitor, institution: institution?.id ?? '' };
}

const figuresOf = (serial: number) => {
  const pv = 400 + serial;
  return { pv, uv: Math.floor(pv / 3), ip: Math.floor(pv / 4), new_activities: serial % 3, new_venues: 0 };
};

/** Reports and dashboards per second of the product as it ships, as a table. */
export async function measureStatistics(
  place: Place,
  asked: readonly StatisticsWork[],
  options: Options,
): Promise<string> {
  const { connections, milliseconds, rounds } = options;
  const ours = await startOurs(place, 'statistics', 4289, 'ES256');
  const { visitor, institution } = await prepare(ours);
  const calls = await openCalls(ours.target, connections);
  const tokens: string[] = [];
  for (let index = 1; index <= applications; index += 1)
    tokens.push(await tokenOf(ours.target, clientAt(index), secret));
  let turn = 0;
  const next = (work: StatisticsWork): Call => {
    const serial = turn++;
    const [token, round] = [tokens[serial % tokens.length] ?? '', Math.floor(serial / tokens.length)];
    const headers = work === 'S1' || work === 'S2' ? { authorization: `Bearer ${token}` } : visitor;
    const given = { figures: figuresOf(serial), note: '按系统数据填报', reason: '按日志核对' };
    const page = (query: Record<string, string>): Call => ({
      ...{ method: 'GET', headers },
      path: `/admin/statistics?${new URLSearchParams(query)}`,
    });
    switch (work) {
      case 'S1':
        return {
          ...{ method: 'PUT', headers, body: given },
          path: `/api/v1/stats/daily/${open[round % open.length]}`,
        };
      case 'S2':
        return {
          ...{ method: 'POST', headers, path: '/api/v1/stats/daily:batch' },
          body: { items: open.map((date) => ({ date, ...given })) },
        };
      case 'S3':
        return page({ date: last });
      case 'S4':
        return page({ date: last, period: 'month', 'as-of': last });
      case 'S5':
        return page({ date: last, period: 'month', institution });
    }
  };
  const table = await calls.measure(asked, next, options);
  await calls.close();
  await ours.stop();
  return `${connections} connections, ${rounds} rounds of ${milliseconds / 1000} s, ${applications} AKs with ${days} days each, batches of ${open.length} days\n\n${table}\n`;
}
