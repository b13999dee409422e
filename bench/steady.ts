import { kinds } from '../src/oidc/tokens/kinds.ts';
import { withClient } from './fill.ts';
import type { Work } from './flows.ts';
import { loadAtRate, type OpenTarget, type Round } from './load.ts';
import { coresNow, usageOf } from './usage.ts';

/** Work that is asked so often a second. */
export type Rate = { work: Work; rate: number; open: OpenTarget };
type Options = { url: string; server: number; rates: readonly Rate[]; every: number; rounds: number };
type Write = (line: string) => void;

/** Rows of oidc_tokens by their kind. */
type Rows = Record<string, number>;
type Seen = {
  rssMb: number;
  connections: number;
  walMb: number;
  databaseMb: number;
  tokensMb: number;
  indexesMb: number;
  rows: Rows;
};

// Of very many rows one in so many pages is counted: a count of them all would take memory from the measured server.
const counted = 1_000_000;
const growing = `
  select (select count(*) from pg_stat_activity where datname = current_database())::int as connections,
    (pg_current_wal_insert_lsn() - '0/0')::float8 / 1048576 as "walMb", pg_database_size(current_database())::float8 / 1048576 as "databaseMb",
    pg_table_size('oidc_tokens')::float8 / 1048576 as "tokensMb", pg_indexes_size('oidc_tokens')::float8 / 1048576 as "indexesMb"`;
const share = `select least(100, 100 * ${counted} / greatest(reltuples, 1))::float8 as percent from pg_class where oid = 'oidc_tokens'::regclass`;
const byKind = `
  select json_object_agg(kind, rows) as rows from (
    select kind, (count(*) * 100 / $1::float8)::int as rows from oidc_tokens tablesample system ($1::float8) group by kind) of_kind`;
const sizes = `select relname as name, pg_total_relation_size(relid)::float8 / 1048576 as mb from pg_stat_user_tables`;

const rowsIn = ({ rows }: Pick<Seen, 'rows'>) => Object.values(rows).reduce((sum, count) => sum + count, 0);
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
const lateSecond = 100; // that came late in one second, for that second to be named
const timeOf = (second: number) => new Date(second * 1000).toISOString().slice(11, 19);

/**
 * The seconds (UTC) in which many came late, beside the time for which this process itself did not run in it: late answers may be due to that.
 */
function lateSeconds(found: readonly Round[], own: ReadonlyMap<number, number>): string {
  const seconds = new Map<number, number>();
  for (const { lateIn } of found)
    for (const [second, late] of lateIn) seconds.set(second, (seconds.get(second) ?? 0) + late);
  return [...seconds]
    .filter(([, late]) => late >= lateSecond)
    .toSorted(([one], [other]) => one - other)
    .map(([second, late]) => `${timeOf(second)} ${late} (${(own.get(second) ?? 0).toFixed(0)} ms)`)
    .join(', ');
}

/** How long this process did not run at most, by the second (Unix). */
function watchOwn() {
  const longest = new Map<number, number>();
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const second = Math.floor(Date.now() / 1000);
    longest.set(second, Math.max(longest.get(second) ?? 0, now - last));
    last = now;
  }, 5);
  return { longest, stop: () => clearInterval(timer) };
}

const nameOf = (number: string) => Object.entries(kinds).find(([, kind]) => String(kind) === number)?.[0] ?? number;

/**
 * Asks at steady rates, and reports the waits and the growth after each interval. Caches filled in the first quarter last for some minutes, and
 * a login that waits for its citizen for an hour: the end compares the second and third quarter with the last.
 */
export async function keepSteady({ url, server, rates, every, rounds }: Options, say: Write) {
  const sizesNow = () =>
    withClient(url, (client) => client.query<{ name: string; mb: number }>(sizes)).then(({ rows }) => rows);
  const look = (): Promise<Seen> =>
    withClient(url, async (client) => {
      const [now] = (await client.query<Omit<Seen, 'rssMb' | 'rows'>>(growing)).rows;
      const [of] = (await client.query<{ percent: number }>(share)).rows;
      const [kept] = (await client.query<{ rows: Rows }>(byKind, [of?.percent])).rows;
      if (now === undefined || kept === undefined) throw new Error('the database does not say what it has');
      return { rssMb: usageOf(server).rssMb, ...now, rows: kept.rows };
    });

  say(`a second: ${rates.map(({ work, rate }) => `${work} ${rate}`).join(', ')}\n`);
  say(
    `| minute | ${rates.map(({ work }) => `${work} p50 · p99 ms`).join(' | ')} | errors | cores busy · taken by others % | memory MB | connections | log MB a minute | database MB | oidc_tokens MB | its indexes MB | rows |`,
  );
  say(`|${'---|'.repeat(rates.length + 10)}`);
  const minuteOf = (round: number) => ((round * every) / 60_000).toFixed(every < 60_000 ? 1 : 0);
  const quarter = Math.max(1, Math.floor(rounds / 4));
  const seen: Seen[] = [];
  const answers: Round[] = [];
  let halfway = await sizesNow();
  let before = await look();
  for (let round = 1; round <= rounds; round += 1) {
    const cores = coresNow();
    const own = watchOwn();
    const found = await Promise.all(rates.map(({ work, rate, open }) => loadAtRate(open, work, rate, every)));
    own.stop();
    const { all, busy, stolen } = coresNow();
    const percent = (ticks: number) => ((ticks * 100) / (all - cores.all)).toFixed(0);
    const now = await look();
    answers.push(...found);
    const cells = [
      ...found.map(({ p50, p99 }) => `${p50.toFixed(1)} · ${p99.toFixed(1)}`),
      found.reduce((sum, { errors }) => sum + errors, 0),
      `${percent(busy - cores.busy)} · ${percent(stolen - cores.stolen)}`,
      now.rssMb.toFixed(0),
      now.connections,
      (((now.walMb - before.walMb) * 60_000) / every).toFixed(0),
      now.databaseMb.toFixed(0),
      now.tokensMb.toFixed(1),
      now.indexesMb.toFixed(1),
      rowsIn(now),
    ];
    say(`| ${[minuteOf(round), ...cells].join(' | ')} |`);
    const late = lateSeconds(found, own.longest);
    if (late !== '') process.stderr.write(`late in minute ${minuteOf(round)}: ${late}\n`);
    seen.push(now);
    before = now;
    if (round === 2 * quarter) halfway = await sizesNow();
  }
  const atTheEnd = await sizesNow();

  const quarterOf = (nth: number) => seen.slice(nth * quarter, (nth + 1) * quarter);
  const [second, third, last] = [quarterOf(1), quarterOf(2), quarterOf(3)];
  const meanOf = (some: readonly Seen[], field: 'rssMb' | 'connections') => mean(some.map((one) => one[field]));
  const grownMb = meanOf(last, 'rssMb') - meanOf(second, 'rssMb');
  const connectionsMore = meanOf(last, 'connections') - meanOf(second, 'connections');
  const rowsMore = mean(last.map(rowsIn)) / Math.max(1, mean(third.map(rowsIn))) - 1;
  const errors = answers.reduce((sum, one) => sum + one.errors, 0);
  const lateShare =
    answers.reduce((sum, { late }) => sum + late, 0) / answers.reduce((sum, { answered }) => sum + answered, 0);
  say(
    `\nfrom the second quarter to the last: memory ${grownMb.toFixed(1)} MB, connections ${connectionsMore.toFixed(1)}; errors ${errors}; later than 100 ms ${(lateShare * 100).toFixed(2)} % of all`,
  );
  say(`\noidc_tokens from the third quarter to the last: ${(rowsMore * 100).toFixed(1)} % more rows\n`);
  say('| kind | rows, third quarter | rows, last |\n|---|---|---|');
  for (const kind of Object.keys(seen.at(-1)?.rows ?? {})) {
    const [earlier, later] = [third, last].map((some) => mean(some.map(({ rows }) => rows[kind] ?? 0)).toFixed(0));
    say(`| ${nameOf(kind)} | ${earlier} | ${later} |`);
  }
  const grownTables = atTheEnd
    .map(({ name, mb }) => ({ name, mb, more: mb - (halfway.find((one) => one.name === name)?.mb ?? 0) }))
    .toSorted((one, other) => other.more - one.more)
    .slice(0, 6);
  say('\n| table | MB at the end | of it since half of the time |\n|---|---|---|');
  for (const { name, mb, more } of grownTables) say(`| ${name} | ${mb.toFixed(1)} | ${more.toFixed(1)} |`);
  return { grownMb, connectionsMore, rowsMore, errors, lateShare };
}

/** Violations, in words. */
export const wrongIn = (
  { grownMb, connectionsMore, rowsMore, errors }: Awaited<ReturnType<typeof keepSteady>>,
  { rounds, minutes }: { rounds: number; minutes: number },
): string[] => [
  ...(errors > 0 ? [`${errors} were refused or failed`] : []),
  ...(rounds >= 8 && grownMb > 50 ? [`memory grew by ${grownMb.toFixed(0)} MB`] : []),
  ...(rounds >= 8 && connectionsMore > 5 ? [`${connectionsMore.toFixed(0)} connections more`] : []),
  ...(minutes >= 120 && rowsMore > 0.03 ? [`${(rowsMore * 100).toFixed(1)} % more tokens`] : []),
];
