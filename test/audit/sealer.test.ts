import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createSealer } from '../../src/audit/sealer.ts';
import { createLog } from '../../src/log.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { chained, happen, key, pending, seal, verify } from './setting.ts';

const program = fileURLToPath(new URL('holding-sealer-program.ts', import.meta.url));

/** A log that keeps its lines. */
function listening() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

describe('the sealer', () => {
  let base: TestDatabase;
  beforeEach(async () => {
    base = await testDatabase();
  });
  afterEach(() => base.drop());

  it('seals within a second events of a quiet time', async () => {
    const { db } = base;
    const sealer = createSealer({ db, log: silent, key });
    sealer.start();
    for (let number = 0; number < 6; number++) {
      await sleep(number * 83); // at every place between two rounds
      await happen(db, `thing ${number}`);
      const began = performance.now();
      while ((await pending(db)) > 0) await sleep(5);
      expect(performance.now() - began).to.be.below(1_000);
    }
    await sealer.stop();
    expect((await verify(db)).head.position).to.equal(6);
  });

  it('neither forgets an event that is committed late nor waits for one that never is', async () => {
    const { db } = base;
    const late = Promise.withResolvers<void>();
    const written = Promise.withResolvers<number>();
    const slow = db.transaction(async (trx) => {
      written.resolve(await happen(trx, 'late'));
      await late.promise;
    });
    const lateId = await written.promise;
    await db
      .transaction(async (trx) => {
        await happen(trx, 'never');
        throw new Error('rolls back');
      })
      .catch(() => undefined);
    const soon = await happen(db, 'soon');
    expect(soon - lateId).to.equal(2);

    await db.transaction((trx) => seal(trx));
    expect(await chained(db)).to.deep.equal([{ id: soon, position: 1 }]);
    late.resolve();
    await slow;
    await db.transaction((trx) => seal(trx));
    expect(await chained(db)).to.deep.equal([
      { id: lateId, position: 2 },
      { id: soon, position: 1 },
    ]);
    expect(await verify(db)).to.deep.include({ broken: undefined });
    expect(await pending(db)).to.equal(0);
  });

  it('works alone, leaves no lock behind, and delays no transaction', async () => {
    const { db } = base;
    await happen(db, 'a');
    const release = Promise.withResolvers<void>();
    const sealed = Promise.withResolvers<void>();
    const first = db.transaction(async (trx) => {
      expect(await seal(trx)).to.have.length(1);
      sealed.resolve();
      await release.promise;
    });
    await sealed.promise;
    await happen(db, 'b'); // a writer is not held up
    expect(await db.transaction((trx) => seal(trx))).to.deep.equal([]);
    release.resolve();
    await first;
    expect(await db.transaction((trx) => seal(trx))).to.have.length(1);
    // As PgBouncer wants it: nothing outlives a transaction.
    expect(await db.rows(`select 1 from pg_locks where locktype = 'advisory'`)).to.deep.equal([]);
    expect(await verify(db)).to.deep.include({ broken: undefined });
  });

  it('leaves all or nothing when it is killed while it seals', async () => {
    const { db } = base;
    for (let number = 0; number < 5; number++) await happen(db, `thing ${number}`);
    const child = spawn(process.execPath, [program, base.url, key.toString('hex')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(String(await once(child.stdout, 'data'))).to.equal('5 sealed\n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await pending(db)).to.equal(5);
    await until(async () => (await db.transaction((trx) => seal(trx))).length === 5, 'the next one takes over');
    expect(await verify(db)).to.deep.include({ broken: undefined });
    expect(await pending(db)).to.equal(0);
  });

  it('logs an anchor of the chain after each batch', async () => {
    const { db } = base;
    const { log, lines } = listening();
    const sealer = createSealer({ db, log, key, everyMs: 10 });
    await db.transaction(async (trx) => {
      await happen(trx, 'a');
      await happen(trx, 'b');
    });
    sealer.start();
    await until(async () => (await pending(db)) === 0, 'sealed');
    await sealer.stop();
    const { head } = await verify(db);
    expect(lines.map(({ level, msg, count, head, events }) => ({ level, msg, count, head, events }))).to.deep.equal([
      { level: 'info', msg: 'audit sealed', count: 2, head: head.hash.toString('hex'), events: 2 },
    ]);
  });

  it('seals in batches at the start, without a pause between them', async () => {
    const { db } = base;
    await db.run(
      `insert into audit_events (at, actor_kind, verb, subject_kind, subject_id)
       select '2026-03-02', 'system', 'v', 'x', n::text from generate_series(1, 2500) n`,
    );
    const { log, lines } = listening();
    const sealer = createSealer({ db, log, key, everyMs: 60_000 });
    sealer.start();
    await until(async () => (await pending(db)) === 0, 'all sealed');
    await sealer.stop();
    const sealed = lines.filter(({ msg }) => msg === 'audit sealed');
    expect(sealed.map(({ events }) => events)).to.deep.equal([1_000, 1_000, 500]);
    expect((await verify(db)).head.position).to.equal(2_500);
  });

  it('adds nothing to a chain that was begun with another key, and says so once', async () => {
    const { db } = base;
    await happen(db, 'a');
    await db.transaction((trx) => seal(trx));
    await happen(db, 'b');
    const { log, lines } = listening();
    const sealer = createSealer({ db, log, key: Buffer.alloc(32, 7), everyMs: 5 });
    sealer.start();
    await sleep(100);
    await sealer.stop();
    expect(lines.map(({ level, msg }) => [level, msg])).to.deep.equal([['error', 'Audit events wait to be sealed']]);
    expect(JSON.stringify(lines)).to.include('restore secrets.json from its backup');
    expect(await pending(db)).to.equal(1);
  });

  it('is not delayed by pending rows for sealed events', async () => {
    const { db } = base;
    const id = await happen(db, 'a');
    await db.transaction((trx) => seal(trx));
    await db.run(`insert into audit_pending (event_id) values ($1)`, [id]);
    await happen(db, 'b');
    expect(await db.transaction((trx) => seal(trx))).to.have.length(1);
    expect(await verify(db)).to.deep.include({ broken: undefined });
  });

  it('makes seals immutable', async () => {
    const { db } = base;
    await happen(db, 'a');
    await db.transaction((trx) => seal(trx));
    for (const change of [`update audit_seals set position = 9`, `delete from audit_seals`, `truncate audit_seals`])
      expect(await db.run(change).catch((error: Error) => error.message)).to.equal('audit_seals is append-only');
  });
});
