import type { Client } from 'pg';
import { withClient } from './fill.ts';
import type { Work } from './flows.ts';
import { load, median, type OpenTarget, type Round } from './load.ts';

type Sized = OpenTarget & { url: string };
type Options = { works: readonly Work[]; rounds: number; milliseconds: number; active: number };
/** Bytes of log for each that was answered, and how many of them are pages that go whole into it once after a checkpoint. */
type Logged = { bytes: number; wholePages: number };
type Measured = Round & Logged;

/**
 * Each work on both databases in turns, as a table. W1n comes last: a process that remembers so many applications has more to look through at
 * each collection, whatever it is asked.
 */
export async function compareSizes(
  { small, large }: { small: Sized; large: Sized },
  { works, rounds, milliseconds, active }: Options,
): Promise<string> {
  const results = new Map<string, Measured[]>();
  const roundsOf = (work: string, of: string) => results.get(`${work} ${of}`) ?? [];
  async function round(open: Sized, work: Work, as: string = work): Promise<void> {
    const key = `${as} ${open.target.name}`;
    results.set(key, [...(results.get(key) ?? []), await logged(open, () => load(open, work, milliseconds))]);
  }
  const inOrder = works.toSorted((one, other) => Number(one === 'W1n') - Number(other === 'W1n'));
  for (const work of inOrder) {
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

  const cost = ({ serverUs, databaseUs }: Round) => serverUs + databaseUs;
  const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(0)} %`;
  const lines = inOrder.flatMap((work) => {
    const base = work === 'W1n' ? roundsOf('W1 beside W1n', 'large') : roundsOf(work, 'small');
    return ['small', 'large'].map((name) => {
      const mine = roundsOf(work, name);
      const of = (field: keyof Omit<Measured, 'lateIn'>) => median(mine.map((one) => one[field]));
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
        of('bytes').toFixed(0),
        of('wholePages').toFixed(0),
        of('rssMb').toFixed(0),
      ];
      return `| ${[work, name, ...cells, ...slower, mine.reduce((sum, { errors }) => sum + errors, 0)].join(' | ')} |`;
    });
  });
  const heads =
    'work | size | per second | p99 ms | server CPU µs | database CPU µs | log bytes | of them whole pages | memory MB | slower by | CPU more by | errors';
  const intro = `${large.flows.length} connections, ${rounds} rounds of ${milliseconds / 1000} s; W1n: ${active} applications at random`;
  return `\n${intro}\n\n| ${heads} |\n|${'---|'.repeat(12)}\n${lines.join('\n')}`;
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

const place = async (client: Client): Promise<string> =>
  (await client.query<{ place: string }>('select pg_current_wal_insert_lsn() as place')).rows[0]?.place ?? '';

/** With its writes to the log, which is the server's for all of its databases: nothing else is at work. */
const logged = ({ url }: Sized, measure: () => Promise<Round>): Promise<Measured> =>
  withClient(url, async (client) => {
    await client.query('create extension if not exists pg_walinspect');
    const before = await place(client);
    const found = await measure();
    const { rows } = await client.query<Logged>(
      `select sum(combined_size)::float8 as bytes, sum(fpi_size)::float8 as "wholePages" from pg_get_wal_stats($1::pg_lsn, $2::pg_lsn)`,
      [before, await place(client)],
    );
    const [{ bytes, wholePages } = { bytes: 0, wholePages: 0 }] = rows;
    return { ...found, bytes: bytes / found.answered, wholePages: wholePages / found.answered };
  });
