import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { z } from 'zod';
import type { Actor } from '../src/actor.ts';
import { systemClock } from '../src/clock.ts';
import { timed } from '../src/database/deadline.ts';
import { migrate } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/open.ts';
import { createLog } from '../src/log.ts';
import { createDashboards, type DashboardQuery } from '../src/statistics/dashboards/service.ts';
import { createQuality } from '../src/statistics/quality/quality.ts';
import { firstOf, lastOf, monthAfter } from '../src/statistics/reports/calendar.ts';
import { dayAfter, yesterdayOf } from '../src/statistics/reports/closing.ts';
import { createTotals } from '../src/statistics/totals/totals.ts';
import { asShipped } from './servers.ts';
import { clientAt, fill, institutionAt, secret } from './statistics-fill.ts';
import { backendsOf, cpuOf } from './usage.ts';

// npm run bench:statistics -- [--applications 15000] [--days 1095] [--keep folder] [--look]
// Dashboards over years of reports of all applications, and one day's reports of all of them through the API.
const { values: options } = parseArgs({
  options: {
    applications: { type: 'string', default: '15000' },
    days: { type: 'string', default: '1095' },
    requests: { type: 'string', default: '60' },
    keep: { type: 'string' },
    port: { type: 'string', default: '4390' },
    look: { type: 'boolean', default: false }, // dashboards alone, on the kept data
  },
});
const [applications, days, requests] = [options.applications, options.days, options.requests].map(Number) as [
  number,
  number,
  number,
];
const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'ccc-bench-statistics-'));
const isNew = !existsSync(join(folder, 'data'));
const log = createLog('silent');
const yesterday = yesterdayOf(systemClock.now());
const last = dayAfter(yesterday, -1);
const db = await openDatabase({ url: undefined, dataDir: join(folder, 'data'), log, fsync: false });
await migrate(db, log);
if (isNew) {
  const began = performance.now();
  await timed('maintenance', () => fill(db, { applications, days, last }));
  console.log(`filled in ${Math.round((performance.now() - began) / 1000)} s`);
}
const size = await db.row<Record<string, string>>(
  `select (select reltuples::bigint::text from pg_class where oid = 'daily_reports'::regclass) as reports, pg_size_pretty(pg_total_relation_size('daily_reports')) as size,
     (select count(*)::text from daily_totals) as totals, pg_size_pretty(pg_total_relation_size('daily_totals')) as totals_size`,
);
console.log(`${cpus().length} cores`, size);

const totals = createTotals({ db, reads: db, clock: systemClock });
const dashboards = createDashboards({ db, clock: systemClock, totals });
const operator: Actor = { kind: 'operator', name: 'bench' };
const quality = createQuality({
  ...{ db, clock: systemClock, totals, publicUrl: 'http://127.0.0.1/' },
  ...{ notices: { send: async () => false }, accounts: { reach: async () => [] } },
  ...{ membersOf: async () => [], tell: async () => undefined },
});
const usual = { kind: 'day', day: last, metric: 'pv', trend: 90 } as const;
const month = { ...usual, kind: 'month', trend: 400 } as const;
const year = { ...usual, kind: 'year', trend: 400 } as const;
/** A month that was closed, and days on which it was looked at. */
const whole = monthAfter(last.slice(0, 7), -2);
const then = { ...month, day: lastOf(whole) } as const;
const [middle, after] = [dayAfter(firstOf(whole), 14), dayAfter(lastOf(whole), 2)];
const pick = (all: readonly string[], turn: number) => all[turn % all.length] ?? '';
const province = (turn: number) => pick(['33', '51', '44', '65', '11'], turn);
const city = (turn: number) => pick(['3301', '5101', '4403', '6201', '4201'], turn);
const county = (turn: number) => pick(['330106', '510104', '440303', '620102', '420102'], turn);
const one = (turn: number) => 1 + ((turn * 7919) % applications);

const look = (ask: (turn: number) => DashboardQuery) => (turn: number) => dashboards.look(operator, ask(turn));
const passport = (ask: (turn: number) => DashboardQuery) => (turn: number) =>
  dashboards.passport(operator, ask(turn), ({ code }) => code);
const questions: readonly [string, (turn: number) => Promise<unknown>][] = [
  ['the country, a day', look(() => usual)],
  ['the country, a month, trend of 400 days', look(() => month)],
  ['the country, a year', look(() => year)],
  ['a province, a week', look((turn) => ({ ...usual, kind: 'week', region: province(turn) }))],
  ['a city, a month', look((turn) => ({ ...usual, kind: 'month', region: city(turn) }))],
  ['a county, a month', look((turn) => ({ ...usual, kind: 'month', region: county(turn) }))],
  ['an institution, a month, with its rank', look((turn) => ({ ...month, institution: institutionAt(one(turn)) }))],
  ['an application, a year', look((turn) => ({ ...year, application: clientAt(one(turn)) }))],
  ['the country, a month, in the middle of it', look(() => ({ ...then, asOf: middle }))],
  ['the country, a month, just after it', look(() => ({ ...then, asOf: after }))],
  ['a province, a month, just after it', look((turn) => ({ ...then, asOf: after, region: province(turn) }))],
  ['a county, a month, just after it', look((turn) => ({ ...then, asOf: after, region: county(turn) }))],
  ['the country, libraries, a year', look(() => ({ ...year, institutionKind: 'library' }))],
  ['a city, libraries, a year', look((turn) => ({ ...year, institutionKind: 'library', region: city(turn) }))],
  ['重庆, libraries, a year', look(() => ({ ...year, institutionKind: 'library', region: '50' }))],
  ['the passport of a day of the country', passport(() => usual)],
  ['the passport of a day of a county', passport((turn) => ({ ...usual, region: county(turn) }))],
  ['the passport of a year of an application', passport((turn) => ({ ...year, application: clientAt(one(turn)) }))],
  ['data quality, the country', () => quality.look(operator, { day: last })],
  ['data quality, a province', (turn) => quality.look(operator, { day: last, region: province(turn) })],
];
const p95 = (times: readonly number[]) =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? 0;
/** The figure to trust on a busy machine: CPU of this process and of the whole database, which serves nothing else. */
const postgres = Number(readFileSync(join(folder, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0]);
const cpu = () => [process.pid, ...backendsOf(postgres)].reduce((sum, pid) => sum + cpuOf(pid), 0);
for (const [name, ask] of questions) {
  const times: number[] = [];
  const before = cpu();
  for (let turn = 0; turn < requests; turn += 1) {
    const began = performance.now();
    await ask(turn);
    times.push(performance.now() - began);
  }
  const [median] = [times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0];
  console.log(
    `${name.padEnd(42)} median ${median.toFixed(1)} ms, p95 ${p95(times).toFixed(1)} ms, CPU ${((cpu() - before) / requests).toFixed(1)} ms`,
  );
}

if (options.look) {
  await db.close();
  process.exit(0);
}

const origin = `http://127.0.0.1:${options.port}`;
const server = spawn(process.execPath, asShipped(), {
  env: {
    ...process.env,
    ...{ PORT: options.port, PUBLIC_URL: origin, DATA_DIR: join(folder, 'data'), KEYS_DIR: join(folder, 'keys') },
    ...{ DEMO: 'off', THROTTLE: 'off', LOG_LEVEL: 'warn' },
  },
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.once('exit', () => server.kill('SIGKILL'));
const pool = new Pool(origin, { connections: 32 });
const isReady = () =>
  pool.request({ method: 'GET', path: '/readyz' }).then(
    ({ statusCode, body }) => body.dump().then(() => statusCode === 200),
    () => false,
  );
while (!(await isReady())) await sleep(100);

async function report(index: number): Promise<number> {
  const basic = Buffer.from(`${clientAt(index)}:${secret}`).toString('base64');
  const given = await pool.request({
    method: 'POST',
    path: '/oidc/token',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials&scope=stats:write',
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await given.body.json());
  const pv = 200 + ((index * 7919) % 3000);
  const figures = {
    pv,
    uv: 1 + Math.floor(pv * 0.3),
    ip: 1 + Math.floor(pv / 4),
    new_activities: index % 3,
    new_venues: index % 2,
  };
  const began = performance.now();
  const answer = await pool.request({
    method: 'PUT',
    path: `/api/v1/stats/daily/${yesterday}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ figures }),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 201 && answer.statusCode !== 200)
    throw new Error(`${answer.statusCode} ${text.slice(0, 300)}`);
  return performance.now() - began;
}

const began = performance.now();
let next = 1;
const times: number[] = [];
await Promise.all(
  Array.from({ length: 32 }, async () => {
    while (next <= applications) times.push(await report(next++));
  }),
);
const took = (performance.now() - began) / 1000;
console.log(
  `${applications} reports, each with a token of its own, in ${took.toFixed(1)} s: ${(applications / took).toFixed(0)} a second, p95 of a report ${p95(times).toFixed(0)} ms`,
);
const rolled = performance.now();
const counties = await totals.roll();
console.log(
  `totals of ${counties} counties made anew in ${((performance.now() - rolled) / 1000).toFixed(1)} s (the server may have done some)`,
);
server.kill('SIGTERM');
await pool.close();
await db.close();
if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
process.exit(0);
