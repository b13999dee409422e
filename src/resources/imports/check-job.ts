import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection, Database } from '../../database/open.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import type { Jobs } from '../../jobs/service.ts';
import { isBad } from './checking.ts';
import * as findings from './findings-store.ts';
import type { Finding, Import } from './import.ts';
import type { Look } from './looking.ts';
import * as store from './store.ts';

export type Completed = (trx: Connection, done: Import) => Promise<void>;

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  look: Look;
  completed: Completed;
};

/** More findings than can be corrected one by one; the numbers of rows count them all. */
const mostFindings = 50_000;
/** Rows whose results are written together. */
const inChunks = 400;

/** 检查: checks every row of an upload. Started again, it begins from the first row: its only result are the problems of rows. */
export function createCheckJob({ db, clock, seal, jobs, look, completed }: Needs) {
  async function check(one: Import, bytes: Buffer): Promise<void> {
    let place = 0;
    let waiting = { good: 0, bad: 0, said: [] as Finding[] };
    const write = async () => {
      const { said, ...rows } = waiting;
      waiting = { good: 0, bad: 0, said: [] };
      await db.transaction(async (trx) => {
        if (said.length > 0) await findings.add(trx, seal, one.id, said);
        await store.addChecked(trx, one.id, rows, clock.now());
      });
    };
    for await (const told of look(one, { bytes, kind: one.kind })) {
      if ('file' in told) {
        await db.transaction((trx) => store.beginCheck(trx, one.id, told.file));
        continue;
      }
      for (const { problems } of told.looked) {
        waiting[isBad(problems) ? 'bad' : 'good'] += 1;
        for (const problem of problems) {
          place += 1;
          if (place <= mostFindings) waiting.said.push({ ...problem, place });
        }
      }
      if (waiting.good + waiting.bad >= inChunks) await write();
    }
    await write();
  }

  return async function run({ id, actor }: { id: string; actor: Actor }): Promise<void> {
    const one = await store.find(db, seal, id);
    const bytes = await store.readFile(db, seal, id);
    if (one?.state !== 'parsing' || bytes === undefined) return;
    try {
      await check(one, bytes);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      await db.transaction(async (trx) => {
        if ((await store.fail(trx, id, error.problem, clock.now())) === 0) return;
        const failed = await store.find(trx, seal, id);
        if (failed?.isStraight) await completed(trx, failed);
      });
      return;
    }
    await db.transaction(async (trx) => {
      const at = clock.now();
      const to = one.isStraight ? 'importing' : 'checked';
      if (!(await store.move(trx, id, { from: ['parsing'], to, at })) || !one.isStraight) return;
      await record(trx, at, actor, 'import.start', { kind: 'import', id }, { institution: one.institutionId });
      await jobs.enqueue(trx, 'imports.run', { id, actor });
    });
  };
}
