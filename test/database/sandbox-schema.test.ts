import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { migrate } from '../../src/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../src/database/open.ts';
import { sandboxTables } from '../../src/database/sandbox-schema.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

describe('the tables of sandboxes', function () {
  this.timeout(60_000);
  let base: TestDatabase;
  let db: OpenedDatabase;
  beforeEach(async () => {
    base = await testDatabase();
    db = await openDatabase({ url: base.url, dataDir: '', log: silent });
  });
  afterEach(async () => {
    await db.close();
    await base.drop();
  });

  const institution = '00000000-0000-4000-8000-00000000abcd';
  const place = () =>
    db.run(`insert into institutions (id, name, created_at, updated_at) values ($1, '青溪县文化馆', now(), now())`, [
      institution,
    ]);
  const addEvent = () =>
    db.sandbox.row<{ id: number }>(
      `insert into events (uid, type, institution_id, is_shared, subject, data, at)
       values (gen_random_uuid(), 'x', $1, false, '{}', '{}', now()) returning id`,
      [institution],
    );
  const events = async (of: 'public' | 'sandbox') => (await db.rows(`select 1 from ${of}.events`)).length;

  it('are made anew, empty, where a table of production has another shape, and otherwise stay as they are', async () => {
    await place();
    const first = await addEvent();
    await migrate(db, silent);
    expect(await events('sandbox')).to.equal(1);
    await db.run('alter table events add column mood text check (mood in ($$good$$, $$bad$$))');
    await migrate(db, silent);
    expect(await events('sandbox')).to.equal(0);
    expect(await db.rows('select mood from sandbox.events')).to.deep.equal([]);
    const later = await addEvent();
    expect(later?.id, 'a cursor of before goes on').to.be.above(first?.id ?? 0);
  });

  it('have the keys, checks and indexes of production under the same names', async () => {
    const named = (schema: string) =>
      db.rows(
        `select c.relname as table, i.relname as name, x.indisunique as is_key from pg_index x join pg_class i on i.oid = x.indexrelid
           join pg_class c on c.oid = x.indrelid
         where c.relnamespace = $1::regnamespace and c.relname = any($2) order by 1, 2`,
        [schema, sandboxTables],
      );
    const checks = (schema: string) =>
      db.rows(
        `select c.relname as table, k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
         where c.relnamespace = $1::regnamespace and c.relname = any($2) and k.contype in ('c', 'f') order by 1, 2`,
        [schema, sandboxTables],
      );
    expect(await named('sandbox')).to.deep.equal(await named('public'));
    expect(await checks('sandbox')).to.deep.equal(await checks('public'));
  });

  it('are all that refer to one of them, but for those that stand for acts of people only', async () => {
    const found = await db.rows<{ from: string }>(
      `select distinct c.relname as from from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
       where k.contype = 'f' and k.connamespace = 'public'::regnamespace and t.relname = any($1) and not c.relname = any($1) order by 1`,
      [sandboxTables],
    );
    // Covers, followed addresses, pages of institutions, links, presses of the desk and connected sources: no program of a sandbox writes them.
    const ofPeople = [
      ...['cover_pictures', 'failing_addresses', 'institution_pages', 'links', 'review_decisions', 'review_outcomes'],
      'source_items',
    ];
    expect(found.map(({ from }) => from)).to.deep.equal(ofPeople);
  });

  it('refer to each other and never to a table of production that has one of its own here', async () => {
    const found = await db.rows<{ to: string }>(
      `select distinct k.confrelid::regclass::text as to from pg_constraint k join pg_class c on c.oid = k.conrelid
       where c.relnamespace = 'sandbox'::regnamespace and k.contype = 'f' and k.confrelid::regclass::text not like 'sandbox.%' order by 1`,
    );
    expect(found.map(({ to }) => to)).to.deep.equal(['applications', 'institutions']);
    const keeping = await db.rows(
      `select conname from pg_constraint where connamespace = 'sandbox'::regnamespace and contype = 'f' and confdeltype = 'a'`,
    );
    expect(keeping, 'all go along').to.deep.equal([]);
  });

  it('are what a connection of sandboxes finds, alone, in a transaction and together, and no other connection', async () => {
    await place();
    await addEvent();
    await db.sandbox.transaction((trx) =>
      trx.run(`update events set type = 'y' where institution_id = $1`, [institution]),
    );
    await db.sandbox.byKey.together(async (trx) => {
      await trx.run(`update events set type = type || 'z' where institution_id = $1`, [institution]);
    });
    expect(await db.sandbox.row('select type from events')).to.deep.equal({ type: 'yz' });
    expect([await events('sandbox'), await events('public')]).to.deep.equal([1, 0]);
    expect(await db.rows('select 1 from events')).to.deep.equal([]);
    const refused = await db.sandbox
      .run('insert into events (id) values (1)')
      .then(String, (error: Error) => error.message);
    expect(refused).to.match(/non-DEFAULT/);
    expect(await events('sandbox')).to.equal(1);
  });

  it('are left by nothing that production says of its changes', async () => {
    const heard: string[] = [];
    const stop = await db.listen('shown', (payload) => heard.push(payload));
    await db.sandbox.changed('resources');
    await db.sandbox.transaction((trx) => trx.changed('resources'));
    await db.notify('shown', 'ours');
    await until(() => heard.includes('ours'), 'what is said after them');
    expect(heard).to.deep.equal(['ours']);
    await stop();
  });
});
