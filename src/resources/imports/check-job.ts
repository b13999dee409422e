import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, seconds } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection, Database } from '../../database/open.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import type { Files } from '../../files/service.ts';
import type { Jobs } from '../../jobs/service.ts';
import { isBad } from './checking.ts';
import * as findings from './findings-store.ts';
import type { Cure, Finding, Import } from './import.ts';
import { type KeptRows, keptOf } from './kept-rows.ts';
import type { Look, Looked } from './looking.ts';
import * as rowsStore from './rows-store.ts';
import * as store from './store.ts';

export type Completed = (trx: Connection, done: Import) => Promise<void>;

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  files: Pick<Files, 'hold'>;
  look: Look;
  kept: KeptRows;
  completed: Completed;
};

/** More findings than can be corrected one by one; the numbers of rows count them all. */
const mostFindings = 50_000;
/** Rows whose results are written together. */
const inChunks = 400;

/** Holds the pictures of cells until the file is purged: entries hold them too, once they are imported. */
export const subjectOf = (id: string) => ({ kind: 'import', id });

/** Results are written at least so often: pictures may be slow. */
const atLeast = seconds(1);

/**
 * 检查: judges every row of an upload, or of the rows that were kept of it once one value was put into many of them. Started again, it begins
 * from the first row.
 */
export function createCheckJob({ db, clock, seal, jobs, files, look, kept, completed }: Needs) {
  async function check(one: Import, source: Parameters<Look>[1]): Promise<void> {
    let place = 0;
    let waiting = { good: 0, bad: 0, looked: [] as Looked[], said: [] as Finding[] };
    let written = clock.now();
    const write = async () => {
      const { said, looked, ...rows } = waiting;
      waiting = { good: 0, bad: 0, looked: [], said: [] };
      written = clock.now();
      await db.transaction(async (trx) => {
        if (said.length > 0) await findings.add(trx, seal, one.id, said);
        await rowsStore.put(trx, seal, one.id, looked.map(keptOf));
        const uploads = [...new Set(looked.flatMap(({ row }) => row.uploads ?? []))];
        if (uploads.length > 0)
          await files.hold(trx, subjectOf(one.id), { ...one, regionCode: undefined, named: { uploads } });
        await store.addChecked(trx, one.id, rows, clock.now());
      });
    };
    for await (const told of look(one, source)) {
      if ('file' in told) {
        await db.transaction(async (trx) => {
          await rowsStore.clear(trx, one.id);
          await store.beginCheck(trx, one.id, told.file);
        });
        continue;
      }
      for (const each of told.looked) {
        waiting[isBad(each.problems) ? 'bad' : 'good'] += 1;
        waiting.looked.push(each);
        for (const problem of each.problems) {
          place += 1;
          if (place <= mostFindings) waiting.said.push({ ...problem, place });
        }
      }
      if (waiting.looked.length >= inChunks || after(written, atLeast) < clock.now()) await write();
    }
    await write();
  }

  /** Once more, from the kept rows: first with the new value in its rows, unless a node did that before it died. */
  async function checkAgain(one: Import, cure: Cure): Promise<void> {
    await kept.cure(one, cure);
    await db.transaction((trx) => store.beginCheck(trx, one.id));
    await check(one, { rows: kept.all(one) });
  }

  return async function run({ id, actor, cure }: { id: string; actor: Actor; cure?: Cure | undefined }): Promise<void> {
    const one = await store.find(db, seal, id);
    const bytes = await store.readFile(db, seal, id);
    if (one?.state !== 'parsing' || bytes === undefined) return;
    try {
      await (cure === undefined ? check(one, { bytes, kind: one.kind }) : checkAgain(one, cure));
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
