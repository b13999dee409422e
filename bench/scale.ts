import { totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addExpired, clientAt, fill, withClient } from './fill.ts';
import type { Work } from './flows.ts';
import { load, median, type OpenTarget, openTarget, type Round } from './load.ts';
import { openPlace } from './place.ts';
import { startOurs } from './servers.ts';

// npm run scale -- [--applications 1e6] [--accounts 1e6] [--tokens 1e7] [--active 1e5] [--expired 1e6] [--seconds 4] [--rounds 5]
// The product twice on one PostgreSQL: on a database of a thousand of each and on one of that size. Rounds are interleaved; a ratio is the
// median over rounds of what the large one costs ÷ what the small one costs.
const { values } = parseArgs({
  options: {
    applications: { type: 'string', default: '1e6' },
    accounts: { type: 'string', default: '1e6' },
    tokens: { type: 'string', default: '1e7' },
    active: { type: 'string', default: '1e5' },
    expired: { type: 'string', default: '1e6' },
    connections: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    work: { type: 'string', default: 'W1,W1n,W2,W2i,W3,W6' },
  },
});
const [applications, accounts, tokens, active, expired] = (
  ['applications', 'accounts', 'tokens', 'active', 'expired'] as const
).map((name) => Math.round(Number(values[name]))) as [number, number, number, number, number];
const milliseconds = Math.min(Number(values.seconds), 60) * 1000;
const rounds = Math.min(Number(values.rounds), 50);
const works = (['W1', 'W1n', 'W2', 'W2i', 'W3', 'W6'] as const).filter((work) => values.work.split(',').includes(work));
const say = (line: string) => process.stdout.write(`${line}\n`);

// As a server of this size is set up: a quarter of the memory, and a checkpoint now and then.
const memory = `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`;
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

async function start(name: string, port: number, sizes: { applications: number; accounts: number; tokens: number }) {
  const { target, stop } = await startOurs(where, name, port, 'ES256');
  const url = urls.get(name) ?? '';
  const others = { count: Math.min(active, sizes.applications), client: (index: number) => clientAt(index + 1) };
  const open = await openTarget({ ...target, others }, Number(values.connections));
  for (const work of ['W1', 'W6'] as const) await load(open, work, 300); // leaves what is copied
  const began = performance.now();
  await fill(url, sizes);
  const took = (performance.now() - began) / 1000;
  const { rows } = await withClient(url, (client) => client.query(sizesOf));
  say(`${name}: filled in ${took.toFixed(0)} s; ${rows.map(({ name, size }) => `${name} ${size}`).join(', ')}`);
  await open.prepare();
  return { ...open, url, stop };
}
const sizesOf = `
  select c.relname as name, pg_size_pretty(sum(pg_total_relation_size(coalesce(i.inhrelid, c.oid)))) as size
  from pg_class c left join pg_inherits i on i.inhparent = c.oid
  where c.relkind in ('r', 'p') and c.relname in ('applications', 'application_secrets', 'accounts', 'consents', 'oidc_tokens')
  group by c.relname order by c.relname`;

const left = `select count(*)::int as left from oidc_tokens where expires_at < clock_timestamp() - interval '1 day'`;

const small = await start('small', 4301, { applications: 1000, accounts: 1000, tokens: 1000 });
const large = await start('large', 4302, { applications, accounts, tokens });

const results = new Map<string, Round[]>();
const roundsOf = (work: string, of: string) => results.get(`${work} ${of}`) ?? [];
async function round(open: OpenTarget, work: Work, as: string = work): Promise<void> {
  const key = `${as} ${open.target.name}`;
  results.set(key, [...(results.get(key) ?? []), await load(open, work, milliseconds)]);
}
for (const work of works) {
  for (const open of [small, large])
    if (work === 'W1n') await everyOnce(open);
    else {
      await open.prepare();
      await load(open, work, Math.min(milliseconds, 2000));
    }
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const open of turn % 2 === 0 ? [small, large] : [large, small]) await round(open, work);
    if (work === 'W1n') await round(large, 'W1', 'W1 beside W1n');
  }
}

/** Every one of the active applications has asked before the clock runs. */
async function everyOnce({ target: { others }, flows }: OpenTarget): Promise<void> {
  let next = 0;
  const count = others?.count ?? 0;
  await Promise.all(
    flows.map(async (flow) => {
      while (next < count) await flow.W1of(next++);
    }),
  );
}

const cost = ({ serverUs, databaseUs }: Round) => serverUs + databaseUs;
say(
  `\n${values.connections} connections, ${rounds} rounds of ${milliseconds / 1000} s; W1n: ${active} applications at random\n`,
);
say('| work | size | per second | p99 ms | server CPU µs | database CPU µs | slower by | CPU more by | errors |');
say('|---|---|---|---|---|---|---|---|---|');
const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(0)} %`;
for (const work of works) {
  const base = work === 'W1n' ? roundsOf('W1 beside W1n', 'large') : roundsOf(work, 'small');
  for (const name of ['small', 'large']) {
    const mine = roundsOf(work, name);
    const of = (field: keyof Round) => median(mine.map((one) => one[field]));
    const ratio = (read: (one: Round, other: Round) => number) =>
      percent(median(mine.flatMap((one, turn) => (base[turn] === undefined ? [] : [read(one, base[turn])]))));
    const slower =
      name === 'small'
        ? ['–', '–']
        : [ratio((one, other) => other.perSecond / one.perSecond), ratio((one, other) => cost(one) / cost(other))];
    const cells = [
      of('perSecond').toFixed(0),
      of('p99').toFixed(1),
      of('serverUs').toFixed(0),
      of('databaseUs').toFixed(0),
    ];
    say(`| ${[work, name, ...cells, ...slower, mine.reduce((sum, { errors }) => sum + errors, 0)].join(' | ')} |`);
  }
}

if (expired > 0) await purging();
for (const { stop, close: hangUp } of [small, large]) {
  await hangUp();
  await stop();
}
await close();

/** W1 before, while and after the product itself removes what is over. */
async function purging(): Promise<void> {
  const gone = async () => {
    const { rows } = await withClient(large.url, (client) => client.query(left));
    return Number(rows[0]?.left);
  };
  const before = await several(() => load(large, 'W1', 2000), 5);
  await addExpired(large.url, expired);
  say(`\n${await gone()} tokens are over`);
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
