import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../src/database/open.ts';
import { openDatabase } from '../src/database/open.ts';
import { createLog } from '../src/log.ts';
import type { Turn } from './flows.ts';
import { median, type OpenTarget, openTarget } from './load.ts';
import type { Place } from './place.ts';
import { type Running, startOurs } from './servers.ts';
import { backendsOf, threadsOf } from './usage.ts';

/** CPU in microseconds a login, by who used it: the main thread, those that hash, V8's own, and PostgreSQL. */
const parts = ['main', 'hash', 'v8', 'database'] as const;
type Cost = Record<(typeof parts)[number], number>;
/** Of so many, in so many seconds. */
type Measured = Cost & { count: number; seconds: number };

type Options = {
  /** Other sources with which these take turns, with commas between them. */
  against: string | undefined;
  connections: number;
  rounds: number;
  /** How many in a round, and how many before the first. */
  logins: number;
  warm: number;
  /** The work of the database, by statement. */
  statements: boolean;
  /** Of people who have decided nothing for the application, so that the consent is asked for. */
  withConsent: boolean;
  /** Where profiles of the main thread go. */
  profile: string | undefined;
};

/**
 * The cost of a login by password, request by request: as many as asked for are brought forward together, one request of each at a time, so that
 * the time in between belongs to that request. With other sources beside, both take turns on one machine.
 */
export async function measureLogins(place: Place, options: Options): Promise<void> {
  const { against, profile, connections, rounds, logins, warm, statements, withConsent } = options;
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const sources = [
    { name: 'these sources', port: 4241, from: undefined },
    ...(against?.split(',') ?? []).map((from, index) => ({ name: from, port: 4242 + index, from })),
  ];
  const sides: Side[] = [];
  for (const { name, port, from } of sources) {
    const ours = await startOurs(place, `logins ${port}`, port, 'ES256', {}, from, flags);
    const open = await openTarget(ours.target, connections);
    for (const flow of open.flows) await flow.prepare();
    const own = await openDatabase({ url: ours.env.DATABASE_URL ?? '', dataDir: '', log: createLog('silent') });
    const side: Side = { name, ours, open, own, rounds: [], byItself: undefined };
    // In parts: people who have decided would not be asked again. Statistics are updated once, before the last part, after which each statement
    // is planned again on each connection: a database that is some minutes old would do that every minute, an old one seldom.
    for (let done = 0; done < warm; done += logins) {
      if (withConsent) await forgetConsents(side);
      if (done + logins >= warm) await own.run('analyze');
      await oneAfterTheOther(open, Math.min(logins, warm - done));
    }
    side.byItself = await usedByItself(side);
    sides.push(side);
  }
  const db = statements ? sides[0]?.own : undefined;
  await db?.run('create extension if not exists pg_stat_statements');
  await db?.row('select pg_stat_statements_reset()');
  for (let round = 0; round < rounds; round += 1)
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      if (withConsent) await forgetConsents(side);
      const turns = createTurns(side.ours);
      await together(side.open, logins, turns);
      side.rounds.push(turns.costs());
    }
  for (const { name, rounds: found, byItself } of sides)
    process.stdout.write(`${name}\n\n${table(found, logins, byItself)}\n`);
  if (db !== undefined) process.stdout.write(await statementsOf(db, logins * rounds));
  for (const { open, ours, own } of sides) {
    await own.close();
    await open.close();
    await ours.stop();
  }
}

type Side = {
  name: string;
  ours: Running;
  open: OpenTarget;
  own: Database;
  rounds: Map<string, Measured>[];
  byItself: Cost | undefined;
};

/** Microseconds a second of an idle process: heartbeats, jobs, counts. */
async function usedByItself({ ours }: Side): Promise<Cost> {
  await sleep(1_000);
  const [before, began] = [usedBy(ours), performance.now()];
  await sleep(4_000);
  const [after, seconds] = [usedBy(ours), (performance.now() - began) / 1000];
  const used = (part: keyof Cost) => ((after[part] - before[part]) * 1000) / seconds;
  return { main: used('main'), hash: used('hash'), v8: used('v8'), database: used('database') };
}

/** As if no consent was ever asked for; a process's cache is over in half a second. */
async function forgetConsents({ own }: Side): Promise<void> {
  await own.run('delete from consents');
  await sleep(1_000);
}

type Turns = { turn: Turn; left: () => void; run: (count: number) => Promise<void> };

/** So many logins, spread over the connections. */
async function together({ flows }: OpenTarget, count: number, { turn, left, run }: Turns): Promise<void> {
  const all = Array.from({ length: count }, (_, index) =>
    flows[index % flows.length]?.W4inTurn(turn, index).finally(left),
  );
  await Promise.all([run(count), ...all]);
}

/** The same to get warm: each connection whole logins, one after the other. */
const oneAfterTheOther = ({ flows }: OpenTarget, count: number) =>
  Promise.all(
    flows.map(async (flow, index) => {
      for (let person = index; person < count; person += flows.length) await flow.W4of(person);
    }),
  );

/** All wait before each request until everyone does; then those go on whose request is of the first pending kind. */
function createTurns(ours: Running) {
  const costs = new Map<string, Measured>();
  const waiting = new Map<string, (() => void)[]>();
  let moving = 0;
  let arrived: (() => void) | undefined;
  const stopped = () => {
    moving -= 1;
    if (moving === 0) arrived?.();
  };
  return {
    turn: (method: string, path: string) =>
      new Promise<void>((resolve) => {
        const kind = `${method} ${kindOf(path)}`;
        waiting.set(kind, [...(waiting.get(kind) ?? []), resolve]);
        stopped();
      }),
    left: stopped,
    async run(count: number) {
      moving += count;
      for (;;) {
        if (moving > 0)
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
        const [next] = waiting;
        if (next === undefined) return;
        const [kind, those] = next;
        waiting.delete(kind);
        moving = those.length;
        const [before, began] = [usedBy(ours), performance.now()];
        const ended = new Promise<void>((resolve) => {
          arrived = resolve;
        });
        for (const go of those) go();
        await ended;
        const after = usedBy(ours);
        const found = costs.get(kind) ?? { main: 0, hash: 0, v8: 0, database: 0, count: 0, seconds: 0 };
        for (const part of parts) found[part] += (after[part] - before[part]) * 1000;
        found.count += those.length;
        found.seconds += (performance.now() - began) / 1000;
        costs.set(kind, found);
      }
    },
    costs: () => costs,
  };
}

const kindOf = (path: string): string =>
  (path.split('?')[0] ?? '').replace(/^(\/oidc\/auth|\/interaction)\/[\w-]{20,}/, '$1/:uid');

/** Milliseconds so far; of the database without its work for the other sides. */
function usedBy({ target, env }: Running): Cost {
  const { server, database } = target.pids;
  const name = new URL(env.DATABASE_URL ?? '').pathname.slice(1);
  const used: Cost = { main: 0, hash: 0, v8: 0, database: 0 };
  for (const { name, ms } of threadsOf(server).values())
    used[name === 'libuv-worker' ? 'hash' : /^(MainThread|node)/.test(name) ? 'main' : 'v8'] += ms;
  for (const pid of backendsOf(database, name)) for (const { ms } of threadsOf(pid).values()) used.database += ms;
  return used;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

/** By request, the median over the rounds. */
function table(rounds: readonly Map<string, Measured>[], logins: number, byItself: Cost | undefined): string {
  const kinds = [...new Set(rounds.flatMap((costs) => [...costs.keys()]))];
  const line = (name: string, count: number, cost: (part: keyof Cost) => number) => {
    const beside = (cost('main') + cost('v8') + cost('database')) / cost('hash');
    const cells = [name, count, ...parts.map((part) => cost(part).toFixed(0)), name === 'all' ? beside.toFixed(2) : ''];
    return `| ${cells.join(' | ')} |\n`;
  };
  const of = (kind: string, part: keyof Cost) => median(rounds.map((costs) => (costs.get(kind)?.[part] ?? 0) / logins));
  const whole = (part: keyof Cost) =>
    median(rounds.map((costs) => [...costs.values()].reduce((sum, cost) => sum + cost[part], 0) / logins));
  const lines = kinds.map((kind) =>
    line(
      kind,
      rounds.reduce((sum, costs) => sum + (costs.get(kind)?.count ?? 0), 0),
      (part) => of(kind, part),
    ),
  );
  const head =
    '| request | of them | main thread µs | hash | V8 | database | beside the hash ÷ hash |\n|---|---|---|---|---|---|---|\n';
  // Its background work, mostly while the hashes take their turns.
  const meanwhile = (part: keyof Cost) =>
    ((byItself?.[part] ?? 0) * median(rounds.map((costs) => sum([...costs.values()].map(({ seconds }) => seconds))))) /
    logins;
  return head + lines.join('') + line('all', logins * rounds.length, whole) + line('by itself meanwhile', 0, meanwhile);
}

/** The time of statements, per login. */
async function statementsOf(db: Database, logins: number): Promise<string> {
  const rows = await db.rows<{ query: string; calls: number; total: number; plans: number; planning: number }>(
    `select regexp_replace(query, '\\s+', ' ', 'g') as query, calls, total_exec_time as total, plans, total_plan_time as planning
       from pg_stat_statements s join pg_database d on d.oid = s.dbid
       where d.datname = current_database() order by total_exec_time + total_plan_time desc limit 40`,
  );
  const lines = rows.map(({ query, calls, total, plans, planning }) => {
    const each = [calls / logins, plans / logins].map((times) => times.toFixed(2));
    const micros = [total, planning].map((ms) => ((ms * 1000) / logins).toFixed(0));
    return `| ${[each[0], micros[0], each[1], micros[1], query.slice(0, 130)].join(' | ')} |`;
  });
  return ['| times a login | µs | planned | µs | statement |', '|---|---|---|---|---|', ...lines, ''].join('\n');
}
