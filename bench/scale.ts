import { totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addExpired, clientAt, fill, withClient } from './fill.ts';
import { createHolders } from './holders.ts';
import { load, median, openTarget, type Round } from './load.ts';
import { openPlace } from './place.ts';
import { startOurs } from './servers.ts';
import { compareSizes } from './sizes.ts';
import { keepSteady, wrongIn } from './steady.ts';

// npm run scale -- [--accounts 1e6] [--sessions 1e6] [--applications 1e6] [--from 1e3] [--active 1e5] [--expired 1e6] [--seconds 4] [--rounds 5]
//   [--minutes 10] [--every 60] [--logins 100] [--refreshes 1200] The product twice on one PostgreSQL: on a database of `from` accounts, with everything else in proportion, and on one of that size. Rounds are interleaved; a ratio is the median over rounds of the large one's cost ÷ the small one's. Then the large one alone, for so many minutes, with so many logins with a session and so many refreshes a second, of another person each time. `--minutes 180 --rounds 0` is the long form.
const { values } = parseArgs({
  options: {
    applications: { type: 'string', default: '1e6' },
    accounts: { type: 'string', default: '1e6' },
    sessions: { type: 'string', default: '1e6' },
    from: { type: 'string', default: '1e3' },
    active: { type: 'string', default: '1e5' },
    expired: { type: 'string', default: '1e6' },
    connections: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    work: { type: 'string', default: 'W1,W1n,W2,W2n,W2i,W3,W3n,W6,W6n' },
    minutes: { type: 'string', default: '10' },
    every: { type: 'string', default: '60' },
    buffers: { type: 'string' }, // such as 14GB: shared_buffers, read full before the work, instead of a quarter of the memory
    logins: { type: 'string', default: '100' },
    refreshes: { type: 'string', default: '1200' },
  },
});
const numberOf = (name: 'applications' | 'accounts' | 'sessions' | 'active' | 'expired' | 'from') =>
  Math.round(Number(values[name]));
const [accounts, active, expired] = [numberOf('accounts'), numberOf('active'), numberOf('expired')];
const [applications, sessions] = [numberOf('applications'), Math.min(numberOf('sessions'), accounts)];
const sizes = { applications, accounts, sessions };
/** Everything in proportion to the accounts. */
const sizesAt = (people: number): typeof sizes => {
  const part = (count: number) => Math.max(1000, Math.round((count * people) / accounts));
  return { applications: part(applications), accounts: people, sessions: part(sessions) };
};
const milliseconds = Math.min(Number(values.seconds), 60) * 1000;
const rounds = Math.min(Number(values.rounds), 50);
const minutes = Math.min(Number(values.minutes), 600);
const every = Math.min(Number(values.every), 600) * 1000;
const listed = values.work.split(',');
const works = (['W1', 'W1n', 'W2', 'W2n', 'W2i', 'W3', 'W3n', 'W6', 'W6n'] as const).filter((work) =>
  listed.includes(work),
);
const say = (line: string) => process.stdout.write(`${line}\n`);

// As a server of this size is set up: a quarter of the memory, and a checkpoint now and then.
const memory = values.buffers ?? `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`;
const { place, close } = await openPlace({ shared_buffers: memory, max_wal_size: '16GB', checkpoint_timeout: '30min' });
const urls = new Map<string, string>();
const where = {
  ...place,
  async database(name: string) {
    const url = await place.database(name);
    urls.set(name, url);
    return url;
  },
};

async function start(name: string, port: number, of: typeof sizes) {
  const { target, env, stop } = await startOurs(where, name, port, 'ES256');
  const url = urls.get(name) ?? '';
  const others = { count: Math.min(active, of.applications), client: (index: number) => clientAt(index + 1) };
  const holders = await createHolders(of.sessions, env.KEYS_DIR ?? '', target.client.id);
  const open = await openTarget({ ...target, others, holders }, Number(values.connections));
  await load(open, 'W6', 300); // leaves rows to copy
  const began = performance.now();
  await fill(url, of);
  if (values.buffers !== undefined) await withClient(url, (client) => client.query(readAll));
  const took = (performance.now() - began) / 1000;
  const { rows } = await withClient(url, (client) => client.query(sizesOf));
  say(`${name}: filled in ${took.toFixed(0)} s; ${rows.map(({ name, size }) => `${name} ${size}`).join(', ')}`);
  await open.prepare();
  return { ...open, url, stop };
}
/** As on a server of this size after a day; a machine may drop its cache of files meanwhile. */
const readAll = `
  create extension if not exists pg_prewarm;
  select sum(pg_prewarm(oid)) from pg_class
  where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0`;
const sizesOf = `
  select c.relname as name, pg_size_pretty(sum(pg_total_relation_size(coalesce(i.inhrelid, c.oid)))) as size
  from pg_class c left join pg_inherits i on i.inhparent = c.oid
  where c.relkind in ('r', 'p') and c.relname in ('applications', 'application_secrets', 'accounts', 'consents', 'oidc_tokens')
  group by c.relname order by c.relname`;

const left = `select count(*)::int as left from oidc_tokens where expires_at < clock_timestamp() - interval '1 day'`;

const small = rounds > 0 ? await start('small', 4301, sizesAt(numberOf('from'))) : undefined;
const large = await start('large', 4302, sizes);

const cost = ({ serverUs, databaseUs }: Round) => serverUs + databaseUs;

if (small !== undefined) say(await compareSizes({ small, large }, { works, rounds, milliseconds, active }));
if (expired > 0 && rounds > 0) await purging();
const wrong = minutes > 0 ? await years() : [];
for (const { stop, close: hangUp } of small === undefined ? [large] : [small, large]) {
  await hangUp();
  await stop();
}
await close();
if (wrong.length > 0) {
  process.stderr.write(`${wrong.join('\n')}\n`);
  process.exitCode = 1;
}

/** Logins with a session and refreshes, of another person each time, on the large one. */
async function years(): Promise<string[]> {
  const again = (connections: number) => openTarget(large.target, connections);
  const connections = Number(values.connections);
  // Refreshes come from many servers of partners: after a standstill sixteen connections would catch up by sixteen at a time.
  const rates = [
    { work: 'W3n', rate: Number(values.logins), open: await again(connections) },
    { work: 'W6n', rate: Number(values.refreshes), open: await again(3 * connections) },
  ] as const;
  const times = Math.max(1, Math.round((minutes * 60_000) / every));
  say('');
  const found = await keepSteady(
    { url: large.url, server: large.target.pids.server, rates, every, rounds: times },
    say,
  );
  for (const { open } of rates) await open.close();
  return [
    ...wrongIn(found, { rounds: times, minutes }),
    ...(found.lateShare > 0.01 ? [`${(found.lateShare * 100).toFixed(1)} % waited for more than 100 ms`] : []),
  ];
}

/** W1 before, during and after the product's own purge. */
async function purging(): Promise<void> {
  const gone = async () => {
    const { rows } = await withClient(large.url, (client) => client.query(left));
    return Number(rows[0]?.left);
  };
  const before = await several(() => load(large, 'W1', 2000), 5);
  await addExpired(large.url, expired);
  say(`\n${await gone()} families are over`);
  while ((await gone()) === expired) await sleep(200);
  const began = performance.now();
  const during: Round[] = [];
  while ((await gone()) > 0) during.push(await load(large, 'W1', 2000));
  const took = (performance.now() - began) / 1000;
  const after = await several(() => load(large, 'W1', 2000), 5);
  const of = (list: Round[], read: (one: Round) => number) => median(list.map(read));
  say(`they were gone after ${took.toFixed(0)} s\n\n| W1 | per second | p99 ms | CPU µs |\n|---|---|---|---|`);
  for (const [name, list] of [
    ['before', before],
    ['while it purges', during],
    ['after', after],
  ] as const)
    say(
      `| ${name} | ${of(list, ({ perSecond }) => perSecond).toFixed(0)} | ${of(list, ({ p99 }) => p99).toFixed(1)} | ${of(list, cost).toFixed(0)} |`,
    );
  const usual = (of(before, ({ perSecond }) => perSecond) + of(after, ({ perSecond }) => perSecond)) / 2;
  say(`\nthroughput less by ${((1 - of(during, ({ perSecond }) => perSecond) / usual) * 100).toFixed(0)} %`);
}

async function several(measure: () => Promise<Round>, times: number): Promise<Round[]> {
  const found: Round[] = [];
  for (let turn = 0; turn < times; turn += 1) found.push(await measure());
  return found;
}
