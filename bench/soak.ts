import { parseArgs } from 'node:util';
import { hours } from '../src/clock.ts';
import { kinds } from '../src/oidc/tokens/kinds.ts';
import { fill, withClient } from './fill.ts';
import type { Work } from './flows.ts';
import { load, loadAtRate, openTarget, type Round } from './load.ts';
import { openPlace } from './place.ts';
import { startOurs } from './servers.ts';
import { usageOf } from './usage.ts';

// npm run soak -- [--minutes 120] [--every 60] [--logins 40] [--refreshes 300] [--tokens 50] [--reads 100] [--passwords 2] [--accounts 0] [--rows 0]
// The product as it ships, on a database with so many accounts and tokens more, asked so much a second for so long: logins of people who are
// signed in, refreshes (a hundred of each login, then it signs out and in anew), tokens of applications, userinfo, logins by password (and out
// again). Every minute what people waited and what has grown; fails where something was refused, or grows and does not stop. What is kept of
// every login for months, its line of history and its audit, grows as it must: by table at the end.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    every: { type: 'string', default: '60' },
    logins: { type: 'string', default: '40' },
    refreshes: { type: 'string', default: '300' },
    tokens: { type: 'string', default: '50' },
    reads: { type: 'string', default: '100' },
    passwords: { type: 'string', default: '2' },
    accounts: { type: 'string', default: '0' },
    rows: { type: 'string', default: '0' },
    connections: { type: 'string', default: '16' },
  },
});
const rates = [
  ['W3', Number(values.logins)],
  ['W6', Number(values.refreshes)],
  ['W1', Number(values.tokens)],
  ['W2', Number(values.reads)],
  ['W4', Number(values.passwords)],
] as const;
const every = Math.min(Number(values.every), 600) * 1000;
const rounds = Math.max(1, Math.round((Math.min(Number(values.minutes), 600) * 60_000) / every));
const say = (line: string) => process.stdout.write(`${line}\n`);

const { place, close } = await openPlace({ max_wal_size: '4GB' });
const urls: string[] = [];
const kept = {
  ...place,
  async database(name: string) {
    const url = await place.database(name);
    urls.push(url);
    return url;
  },
};
const { target, stop } = await startOurs(kept, 'soak', 4301, 'ES256');
const [url = ''] = urls;

type Seen = { rssMb: number; connections: number; walMb: number; databaseMb: number; tokensMb: number; rows: Rows };
/** Rows of oidc_tokens by their kind. */
type Rows = Record<string, number>;
const growing = `
  select (select count(*) from pg_stat_activity where datname = current_database())::int as connections,
    (pg_current_wal_insert_lsn() - '0/0')::float8 / 1048576 as "walMb", pg_database_size(current_database())::float8 / 1048576 as "databaseMb",
    pg_total_relation_size('oidc_tokens')::float8 / 1048576 as "tokensMb",
    (select json_object_agg(kind, count) from (select kind, count(*) from oidc_tokens group by kind) of_kind) as rows`;
const sizes = `select relname as name, pg_total_relation_size(relid)::float8 / 1048576 as mb from pg_stat_user_tables`;
const sizesNow = () =>
  withClient(url, (client) => client.query<{ name: string; mb: number }>(sizes)).then(({ rows }) => rows);
const rowsIn = ({ rows }: Pick<Seen, 'rows'>) => Object.values(rows).reduce((sum, count) => sum + count, 0);
const look = async (): Promise<Seen> => {
  const { rows } = await withClient(url, (client) => client.query(growing));
  return { rssMb: usageOf(target.pids.server).rssMb, ...rows[0] };
};

const opened = await Promise.all(
  rates
    .filter(([, rate]) => rate > 0)
    .map(async ([work, rate]) => ({
      work,
      rate,
      open: await openTarget({ ...target, refreshesOfLogin: 100, signsOut: true }, Number(values.connections)),
    })),
);
for (const { work, open } of opened) {
  if (work === 'W2' || work === 'W3') await open.prepare();
  await load(open, work, 500);
}
const [accounts, rows] = [Number(values.accounts), Number(values.rows)];
if (accounts > 0 || rows > 0) {
  await fill(url, { applications: 1000, accounts: Math.max(accounts, 1000), tokens: rows });
  for (const { open } of opened) await open.prepare();
}

say(`a second: ${opened.map(({ work, rate }) => `${work} ${rate}`).join(', ')}\n`);
say(
  `| minute | ${opened.map(({ work }) => `${work} p50 · p99 ms`).join(' | ')} | errors | memory MB | connections | log MB a minute | database MB | oidc_tokens MB | rows |`,
);
say(`|${'---|'.repeat(opened.length + 8)}`);
const minuteOf = (round: number) => ((round * every) / 60_000).toFixed(every < 60_000 ? 1 : 0);
const seen: Seen[] = [];
// The first quarter fills what is kept for some minutes; a login that waits for its citizen is kept for an hour, which the third has behind it.
const quarter = Math.max(1, Math.floor(rounds / 4));
let halfway = await sizesNow();
let errors = 0;
let before = await look();
for (let round = 1; round <= rounds; round += 1) {
  const found = await Promise.all(
    opened.map(
      async ({ work, rate, open }): Promise<[Work, Round]> => [work, await loadAtRate(open, work, rate, every)],
    ),
  );
  const now = await look();
  errors += found.reduce((sum, [, { errors }]) => sum + errors, 0);
  const cells = [
    ...found.map(([, { p50, p99 }]) => `${p50.toFixed(1)} · ${p99.toFixed(1)}`),
    errors,
    now.rssMb.toFixed(0),
    now.connections,
    (((now.walMb - before.walMb) * 60_000) / every).toFixed(0),
    now.databaseMb.toFixed(0),
    now.tokensMb.toFixed(1),
    rowsIn(now),
  ];
  say(`| ${[minuteOf(round), ...cells].join(' | ')} |`);
  seen.push(now);
  before = now;
  if (round === 2 * quarter) halfway = await sizesNow();
}
const atTheEnd = await sizesNow();
for (const { open } of opened) await open.close();
await stop();
await close();

const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
const meanOf = (some: readonly Seen[], field: 'rssMb' | 'connections') => mean(some.map((one) => one[field]));
const [second, third, last] = [1, 2, 3].map((nth) => seen.slice(nth * quarter, (nth + 1) * quarter)) as [
  Seen[],
  Seen[],
  Seen[],
];
const grown = meanOf(last, 'rssMb') - meanOf(second, 'rssMb');
const more = meanOf(last, 'connections') - meanOf(second, 'connections');
say(
  `\nfrom the second quarter to the last: memory ${grown.toFixed(1)} MB, connections ${more.toFixed(1)}; errors ${errors}`,
);
const rowsMore = mean(last.map(rowsIn)) / Math.max(1, mean(third.map(rowsIn))) - 1;
const nameOf = (number: string) => Object.entries(kinds).find(([, kind]) => String(kind) === number)?.[0] ?? number;
const kindsSeen = Object.keys(last.at(-1)?.rows ?? {});
say(`\noidc_tokens from the third quarter to the last: ${(rowsMore * 100).toFixed(1)} % more rows\n`);
say('| kind | rows, third quarter | rows, last |\n|---|---|---|');
for (const kind of kindsSeen) {
  const [before, after] = [third, last].map((some) => mean(some.map(({ rows }) => rows[kind] ?? 0)).toFixed(0));
  say(`| ${nameOf(kind)} | ${before} | ${after} |`);
}
const grownTables = atTheEnd
  .map(({ name, mb }) => ({ name, mb, more: mb - (halfway.find((one) => one.name === name)?.mb ?? 0) }))
  .toSorted((one, other) => other.more - one.more)
  .slice(0, 6);
say('\n| table | MB at the end | of it since half of the time |\n|---|---|---|');
for (const { name, mb, more } of grownTables) say(`| ${name} | ${mb.toFixed(1)} | ${more.toFixed(1)} |`);
const wrong = [
  ...(errors > 0 ? [`${errors} were refused or failed`] : []),
  ...(rounds >= 8 && grown > 50 ? [`memory grew by ${grown.toFixed(0)} MB`] : []),
  ...(rounds >= 8 && more > 5 ? [`${more.toFixed(0)} connections more`] : []),
  ...(rounds * every >= hours(2) * 1000 && rowsMore > 0.03 ? [`${(rowsMore * 100).toFixed(1)} % more tokens`] : []),
];
if (wrong.length > 0) {
  process.stderr.write(`${wrong.join('\n')}\n`);
  process.exitCode = 1;
}
