import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { median, type OpenTarget, openTarget } from './load.ts';
import type { Running } from './servers.ts';
import { usageOf } from './usage.ts';

type Options = { refreshes: number; families: number; connections: number; turns: number };

/** Counters of the database server. */
type Counts = {
  log: number;
  images: number;
  inserted: number;
  updated: number;
  inPlace: number;
  heap: number;
  indexes: number;
  serverMs: number;
  databaseMs: number;
};

// The row of a refresh has an entry in the primary key and one by its end.
const indexesOfRow = 2;

async function open({ target, env }: Running, { families }: Options) {
  const opened = await openTarget(target, families);
  const client = new Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  return { opened, client };
}

/** Counts of backends come a second after their last statement, or ten where they have nothing to do any more. */
const told = () => sleep(11_000);

async function count({ opened: { target }, client }: Awaited<ReturnType<typeof open>>): Promise<Counts> {
  const { rows } = await client.query<Omit<Counts, 'serverMs' | 'databaseMs'>>(
    `select (pg_current_wal_insert_lsn() - '0/0')::float8 as log, (select wal_fpi::float8 from pg_stat_wal) as images,
       n_tup_ins::float8 as inserted, n_tup_upd::float8 as updated, n_tup_hot_upd::float8 as "inPlace",
       pg_relation_size(relid)::float8 as heap, pg_indexes_size(relid)::float8 as indexes
     from pg_stat_user_tables where relname = 'oidc_tokens'`,
  );
  const [found] = rows;
  if (found === undefined) throw new Error('no table of tokens');
  return {
    ...found,
    serverMs: usageOf(target.pids.server).cpuMs,
    databaseMs: usageOf(target.pids.database).cpuMs,
  };
}

/** So many refreshes, of which each family makes one after the other; a fixed number, as the result is the cost of each. */
async function refresh({ flows }: OpenTarget, { refreshes, connections }: Options): Promise<void> {
  let left = refreshes;
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async (_, place) => {
      // Each connection has families of its own.
      const own = flows.filter((_, family) => family % connections === place);
      for (; left > 0; next += 1) {
        left -= 1;
        await own[next % own.length]?.W6();
      }
    }),
  );
}

/** Writes and cost of a refresh, for several states of the product in turns (docs/performance.md). */
export async function measureRefreshes(running: readonly Running[], options: Options): Promise<string> {
  const { refreshes, turns } = options;
  const all = await Promise.all(running.map((each) => open(each, options)));
  const found = new Map<string, { before: Counts; after: Counts }[]>();
  for (const one of all) {
    for (const flow of one.opened.flows) await flow.W6(); // its login
    await refresh(one.opened, { ...options, refreshes: 500 });
    await told();
  }
  for (let turn = 0; turn < turns; turn += 1)
    for (const one of turn % 2 === 0 ? all : all.toReversed()) {
      const before = await count(one);
      await refresh(one.opened, options);
      const { serverMs, databaseMs } = await count(one);
      await told();
      const { name } = one.opened.target;
      found.set(name, [...(found.get(name) ?? []), { before, after: { ...(await count(one)), serverMs, databaseMs } }]);
    }
  const lines = all.map(({ opened: { target } }) => {
    const own = found.get(target.name) ?? [];
    const each = (what: (counts: Counts) => number, digits = 2) =>
      median(own.map(({ before, after }) => (what(after) - what(before)) / refreshes)).toFixed(digits);
    const last = own.at(-1)?.after;
    return `| ${[
      target.name,
      each(({ inserted }) => inserted),
      each(({ updated }) => updated),
      each(({ inPlace }) => inPlace),
      each(({ inserted, updated, inPlace }) => (inserted + updated - inPlace) * indexesOfRow),
      each(({ log }) => log, 0),
      each(({ images }) => images, 3),
      each(({ serverMs }) => serverMs * 1000, 0),
      each(({ databaseMs }) => databaseMs * 1000, 0),
      ((last?.heap ?? 0) / 2 ** 20).toFixed(1),
      ((last?.indexes ?? 0) / 2 ** 20).toFixed(1),
    ].join(' | ')} |`;
  });
  for (const { opened, client } of all) {
    await opened.close();
    await client.end();
  }
  const heads = [
    'rows',
    'updates',
    'of them in place (HOT)',
    'index entries',
    'bytes of log',
    'whole pages in it',
    'server CPU µs',
    'database CPU µs',
    `heap MB at the end`,
    'indexes MB',
  ];
  return `a refresh, median of ${turns} turns of ${refreshes} by ${options.families} families\n| | ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length + 1)}\n${lines.join('\n')}\n`;
}
