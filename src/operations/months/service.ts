import { createHash } from 'node:crypto';
import { type Actor, mustOperate } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days } from '../../clock.ts';
import type { Config } from '../../config.ts';
import { timed } from '../../database/deadline.ts';
import type { Connection, Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import type { Log } from '../../log.ts';
import { fact } from './facts.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'LOGS_KEPT_DAYS' | 'LOGS_EXPORTED_FIRST'>;
};

export type Listed = store.Part & { log: string; goesAfter: Date };

/** More steps than these are none of a table that gets further. */
const mostSteps = 10;
const exportedAtOnce = 1_000;
const removedAtOnce = 5_000;

/** 登录记录 and 对接日志 by the month (北京时间). */
export interface Months {
  /** Makes months ahead and drops those that are old enough; nightly. */
  run(): Promise<void>;
  /** Before anything is written: takes away a bound that a killed node left. */
  start(): Promise<void>;
  /** From when on a log is whole: rows before may be gone. */
  wholeSince(parent: string, connection?: Connection): Promise<Date>;
  /** The months of each log, oldest first, for the command line. */
  list(actor: Actor): Promise<Listed[]>;
  /** A month as JSON lines, audited; the last line has the hash. Throws `not_found`, which names the known ones. */
  export(actor: Actor, name: string): AsyncGenerator<string>;
  /** The nightly run. */
  jobs: readonly Job[];
}

/** 登录记录 and 对接日志 by the month (北京时间): made ahead, and gone as a whole once they are old enough (docs/adr/0072). */
export function createMonths({ db, clock, log, config }: Needs): Months {
  /** Retention: a setting may lengthen it, and the database never shortens it. Counts by the minute (30 days) are no log of acts. */
  const keptDays = ({ keptDays: least }: store.Log) => (least < 180 ? least : Math.max(least, config.LOGS_KEPT_DAYS));
  const goesAfter = (each: store.Log, { ends }: Pick<store.Part, 'ends'>) => after(ends, days(keptDays(each)));

  async function makeAhead({ parent }: store.Log): Promise<void> {
    for (let step = 1; step <= mostSteps; step += 1) {
      const done = await timed('maintenance', () => store.keep(db, parent)).catch((error: unknown) => {
        if (step < mostSteps && store.isHeld(error)) return 'held' as const; // another node at the same, on several servers
        throw error;
      });
      if (done !== 'done') log.info({ table: parent, step: done }, 'months of a log');
      if (done === 'done' || done === 'loosened') return;
    }
  }

  async function dropOld(each: store.Log): Promise<void> {
    const now = clock.now();
    for (const part of await store.parts(db, each.parent)) {
      if (goesAfter(each, part) > now) continue;
      if (config.LOGS_EXPORTED_FIRST && part.exportedAt === undefined) {
        log.warn({ part: part.name }, 'A month of a log waits to be exported before it goes: cloud logs export');
        continue;
      }
      if (await store.drop(db, each.parent, part.name)) log.info({ part: part.name }, 'a month of a log is gone');
    }
  }

  /** Rows from before there were months lie together for longer than one, so they go one by one until their part does. */
  async function removeOldest(each: store.Log): Promise<void> {
    const [first] = await store.parts(db, each.parent);
    if (first === undefined || first.starts !== undefined) return;
    if (config.LOGS_EXPORTED_FIRST && first.exportedAt === undefined) return;
    const over = after(clock.now(), -days(keptDays(each)));
    const before = new Date(Math.min(over.getTime(), first.ends.getTime()));
    while ((await store.removeBefore(db, each, before, removedAtOnce)) >= removedAtOnce);
  }

  async function run(): Promise<void> {
    for (const each of await store.logs(db)) {
      await makeAhead(each);
      await dropOld(each);
      await removeOldest(each);
    }
  }

  /** The months of each log, the oldest first. */
  async function all(): Promise<(store.Part & { of: store.Log })[]> {
    const listed = await Promise.all(
      (await store.logs(db)).map(async (of) => (await store.parts(db, of.parent)).map((part) => ({ ...part, of }))),
    );
    return listed.flat();
  }

  const jobs: Job[] = [{ name: 'months.keep', schedule: '35 4 * * *', run }];

  return {
    jobs,
    run,

    async start() {
      for (const { parent } of await store.logs(db))
        await store.loosen(db, parent).catch((error: unknown) => {
          if (!store.isHeld(error)) throw error;
          log.warn({ table: parent }, 'months of a log: somebody else has the table; the next run looks again');
        });
    },

    async wholeSince(parent, connection = db) {
      const [first] = await store.parts(connection, parent);
      if (first?.starts !== undefined) return first.starts;
      const log = (await store.logs(connection)).find((each) => each.parent === parent);
      if (log === undefined) throw new Error(`no log is called ${parent}`);
      return after(clock.now(), -days(keptDays(log)));
    },

    async list(actor) {
      mustOperate(actor);
      return (await all()).map(({ of, ...part }) => ({ ...part, log: of.parent, goesAfter: goesAfter(of, part) }));
    },

    async *export(actor, name) {
      mustOperate(actor);
      const known = await all();
      const part = known.find((each) => each.name === name);
      if (part === undefined)
        throw new Problem(
          'not_found',
          fact('months.unknown', { name, known: known.map((each) => each.name).join(', ') }),
        );
      const { of } = part;
      const hash = createHash('sha256');
      let count = 0;
      const subject = { kind: 'log', id: name };
      await record(db, clock.now(), actor, 'logs.export', subject, {});
      for (let last: store.Line | undefined; ; ) {
        const lines = await store.rowsAfter(db, of, part, last, exportedAtOnce);
        const text = lines.map(({ line }) => `${line}\n`).join('');
        hash.update(text);
        count += lines.length;
        if (lines.length > 0) yield text;
        if (lines.length < exportedAtOnce) break;
        last = lines.at(-1);
      }
      await store.noteExport(db, name, clock.now(), count, hash.digest('hex'));
    },
  };
}
