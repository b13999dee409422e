import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { recordAll } from '../../../src/audit/record.ts';
import type { Connection, Database } from '../../../src/database/open.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { commitmentOf, entryOf, saltOf } from '../../../src/oversight/transparency/entry.ts';
import { sealedFrom } from '../../../src/oversight/transparency/event-store.ts';
import { createGrowing } from '../../../src/oversight/transparency/growing.ts';
import { leafHash, rootOfHashes } from '../../../src/oversight/transparency/merkle.ts';
import { isSignedBy, logVerifier, readNote } from '../../../src/oversight/transparency/note.ts';
import * as trees from '../../../src/oversight/transparency/tree-store.ts';
import { clock, happen, key, seal } from '../../audit/setting.ts';
import { silent, type TestDatabase, testDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';
import { growingNeeds, ownSeed, stranger } from './setting.ts';

const program = fileURLToPath(new URL('growing-program.ts', import.meta.url));

const nodeOn = (db: Database, { batch = 64, seeds }: { batch?: number; seeds?: readonly Buffer[] } = {}) =>
  createGrowing({ ...growingNeeds(seeds), db, log: silent, batch });

/** So many events more, sealed. */
async function happened(db: Database, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, number) => ({
    subject: { kind: 'thing', id: `${number}` },
    details: {},
  }));
  await recordAll({ ...db, auditKey: key }, clock.now(), { kind: 'operator', name: 'test' }, 'test.happen', events);
  await seal(db);
}

/** The expected head, from the events themselves. */
async function rootNow(db: Database): Promise<{ size: number; root: string }> {
  const sealed = await sealedFrom(db, 1, 10_000);
  const leaves = sealed.map(({ position, contents = [] }) => {
    const name = { kind: 'event' as const, position };
    return leafHash(entryOf(name, commitmentOf(saltOf(key, name), contents)));
  });
  return { size: leaves.length, root: rootOfHashes(leaves).toString('hex') };
}
async function headNow(db: Database) {
  const head = await trees.newestHead(db, 'events');
  return { size: head?.size ?? 0, root: head?.root.toString('hex') };
}

const heads = async (db: Database) =>
  (
    await db.rows<{ size: number }>(
      `select size::int as size from transparency_heads where log = 'events' order by size`,
    )
  ).map(({ size }) => size);

/** Counts the traffic of a database: statements, and bytes that are written. */
function counting(db: Database) {
  const seen = { statements: 0, bytes: 0, rows: 0 };
  const weigh = (value: unknown): number =>
    Buffer.isBuffer(value) ? value.length : Array.isArray(value) ? value.reduce((sum, one) => sum + weigh(one), 0) : 0;
  const counted = (connection: Connection): Connection => ({
    ...connection,
    async rows<Row>(text: string, values: readonly unknown[] = []) {
      const found = await connection.rows<Row>(text, values);
      seen.statements += 1;
      seen.rows += found.length;
      return found;
    },
    async row<Row>(text: string, values: readonly unknown[] = []) {
      seen.statements += 1;
      seen.rows += 1;
      return connection.row<Row>(text, values);
    },
    async run(text: string, values: readonly unknown[] = []) {
      seen.statements += 1;
      seen.bytes += weigh(values);
      return connection.run(text, values);
    },
  });
  const watched: Database = { ...db, transaction: (work) => db.transaction((trx) => work(counted(trx))) };
  return { watched, seen };
}

describe('the transparency logs', () => {
  let base: TestDatabase;
  beforeEach(async () => {
    base = await testDatabase();
  });
  afterEach(() => base.drop());

  it('have a leaf for each sealed event, in the order of the chain, and none for one that waits', async () => {
    const { db } = base;
    await happened(db, 5);
    await happen(db, 'not sealed yet');
    await nodeOn(db).grow();
    expect(await headNow(db)).to.deep.equal(await rootNow(db));
    expect((await headNow(db)).size).to.equal(5);
    await nodeOn(db).grow();
    expect(await heads(db)).to.deep.equal([5]);
    await happened(db, 300);
    await nodeOn(db).grow();
    expect(await headNow(db)).to.deep.equal(await rootNow(db));
    expect((await headNow(db)).size).to.equal(306);
  });

  it('grow once, however many nodes are at it', async () => {
    const other = await openDatabase({ url: base.url, dataDir: '', log: silent });
    try {
      const nodes = [nodeOn(base.db, { batch: 4 }), nodeOn(other, { batch: 3 }), nodeOn(other, { batch: 5 })];
      for (let round = 0; round < 4; round += 1) {
        await happened(base.db, 12);
        await Promise.all(nodes.map((node) => node.grow()));
      }
      await nodes[0]?.grow();
      expect(await headNow(base.db)).to.deep.equal(await rootNow(base.db));
      expect((await headNow(base.db)).size).to.equal(48);
    } finally {
      await other.close();
    }
  });

  it('are whole whenever a node is killed', async function () {
    this.timeout(60_000);
    const { db } = base;
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, ['--import', './require-node.mjs', program, base.url], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await happened(db, 25);
      await sleep(20 + 30 * round);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { size, root } = await headNow(db);
      const all = await rootNow(db);
      expect(size).to.be.at.most(all.size);
      if (size === all.size) expect(root).to.equal(all.root);
    }
    // The connection of the last one may hold the log for a moment longer than it lives.
    await until(async () => {
      await nodeOn(db).grow();
      return (await headNow(db)).size === (await rootNow(db)).size;
    }, 'all events are leaves');
    expect(await headNow(db)).to.deep.equal(await rootNow(db));
  });

  it('cost as much for the next leaves whether there are many already or few', async () => {
    const { db } = base;
    const costOf = async () => {
      await happened(db, 10);
      const { watched, seen } = counting(db);
      await nodeOn(watched).grow();
      return seen;
    };
    await happened(db, 200);
    await nodeOn(db).grow();
    const few = await costOf();
    // The tree of a hundred times as many: the tiles of its right edge are all that a node reads of it.
    for (let round = 0; round < 3; round += 1) await happened(db, 700);
    await nodeOn(db, { batch: 2_048 }).grow();
    const many = await costOf();
    expect((await headNow(db)).size).to.equal(2_320);
    expect(many.statements).to.equal(few.statements);
    expect(many.rows).to.be.at.most(few.rows + 2); // another level has a tile, looked at twice
    expect(many.bytes).to.be.at.most(8_192 + 8_192 + 200);
  });

  it('continue nothing that was changed without the key', async () => {
    const { db } = base;
    await happened(db, 5);
    await nodeOn(db).grow();
    await happened(db, 5);
    const undone = new Error('undone');
    const refusedAfter = async (statement: string) => {
      const refused = await db
        .transaction(async (trx) => {
          await trx.run(statement);
          await nodeOn({ ...db, ...trx, transaction: (work) => work(trx) }).grow();
          throw undone;
        })
        .catch((error: Error) => error.message);
      return String(refused);
    };
    expect(await refusedAfter(`update transparency_heads set root = sha256('x')`)).to.match(/was not signed by a key/);
    expect(await refusedAfter(`update transparency_heads set size = 4`)).to.match(/was not signed by a key/);
    expect(
      await refusedAfter(`update transparency_tiles set hashes = sha256('x') || substring(hashes from 33)`),
    ).to.match(/were changed/);
    expect(await refusedAfter(`delete from transparency_tiles`)).to.match(/were changed/);
    await nodeOn(db, { seeds: [stranger] })
      .grow()
      .then(
        () => expect.fail('a stranger signs'),
        (error: Error) => expect(error.message).to.match(/was not signed by a key/),
      );
    await nodeOn(db).grow();
    expect((await headNow(db)).size).to.equal(10);
  });

  it('sign with a new key beside the former one while they are changed, also a head that stays', async () => {
    const { db } = base;
    await happened(db, 3);
    await nodeOn(db).grow();
    const signedBy = async () => {
      const note = readNote((await trees.newestHead(db, 'events'))?.note ?? '');
      return [ownSeed, stranger].map(
        (seed) =>
          note !== undefined &&
          isSignedBy(note, logVerifier({ name: 'cloud.example.cn/transparency/events', seed })) === true,
      );
    };
    expect(await signedBy()).to.deep.equal([true, false]);
    await nodeOn(db, { seeds: [stranger, ownSeed] }).grow();
    expect(await signedBy()).to.deep.equal([true, true]);
    await happened(db, 3);
    await nodeOn(db, { seeds: [stranger] }).grow();
    expect(await signedBy()).to.deep.equal([false, true]);
    expect(await heads(db)).to.deep.equal([3, 6]);
  });
});
