import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { openGateway } from './gateway.ts';

const at = new Date('2026-03-02T01:02:03.456Z');
const looks = `select $1::int as number, $2::timestamptz as at, '\\x00ff'::bytea as bytes, '{"a": 1}'::json as json, null::text as none`;
const row = (number: number) => ({ number, at, bytes: Buffer.from([0, 255]), json: { a: 1 }, none: null });

describe('a prepared statement', () => {
  let database: TestDatabase;
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let db: Database;
  let parts: Buffer[] = [];
  before(async () => {
    database = await testDatabase();
    gateway = await openGateway(database.url, (part) => parts.push(part));
    db = await openDatabase({ url: gateway.url, dataDir: '', log: silent });
    await db.run('create table things (name text primary key)');
  });
  after(async () => {
    await db.close();
    await gateway.close();
    await database.drop();
  });
  beforeEach(() => {
    parts = [];
  });

  /** The types of the sent messages: (P)arse, (B)ind, (D)escribe, (E)xecute, (S)ync; without those of a new connection. */
  function sent(): string {
    const bytes = Buffer.concat(parts);
    let types = '';
    for (let at = 0; at < bytes.length; at += 1 + bytes.readUInt32BE(at + 1))
      types += String.fromCharCode(bytes[at] ?? 0);
    return types;
  }

  it('is parsed once on a connection, travels in one piece, and gives the same ever after', async () => {
    await db.transaction(async (trx) => {
      await trx.run('select 1'); // the connection is there
      parts = [];
      for (let n = 0; n < 3; n += 1) expect(await trx.rows(looks, [n, at])).to.eql([row(n)]);
      expect(sent()).to.equal('PBDES BDES BDES'.replaceAll(' ', ''));
    });
  });

  it('says nothing of columns where it has none, and tells how many rows it changed', async () => {
    await db.transaction(async (trx) => {
      const insert = (names: string[]) => trx.run('insert into things select unnest($1::text[])', [names]);
      expect([await insert(['a']), await insert(['b', 'c']), await insert([])]).to.eql([1, 2, 0]);
      expect(await trx.run('delete from things')).to.equal(3);
    });
  });

  it('reads its own answer where it is sent together with others, known or not', async () => {
    const text = `select $1::text as text, 'together' as how`;
    for (let turn = 0; turn < 3; turn += 1)
      expect(
        await db.byKey.together((trx) =>
          Promise.all([
            trx.row(looks, [turn, at]),
            trx.run('insert into things values ($1)', [`${turn}`]),
            trx.row(text, ['first']),
            trx.rows(looks, [-1, at]),
            trx.row(text, ['second']),
          ]),
        ),
      ).to.eql([row(turn), 1, { text: 'first', how: 'together' }, [row(-1)], { text: 'second', how: 'together' }]);
  });

  it('is as before after one that was refused, alone and together', async () => {
    const refused = (promise: Promise<unknown>) =>
      promise.then(
        () => expect.fail('it works'),
        ({ code }) => code,
      );
    const divide = 'select 1 / $1::int as whole';
    const together = (by: number) =>
      db.byKey.together((trx) =>
        Promise.all([trx.row(looks, [1, at]), trx.row(divide, [by]), trx.row(looks, [2, at])]),
      );
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await refused(db.row(divide, [0]))).to.equal('22012');
      expect(await db.row(divide, [1])).to.eql({ whole: 1 });
      expect(await refused(together(0))).to.equal('22012');
      expect(await together(1)).to.eql([row(1), { whole: 1 }, row(2)]);
    }
  });
});
