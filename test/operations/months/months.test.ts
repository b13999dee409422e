import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import * as logins from '../../../src/accounts/account/login-store.ts';
import type { Actor } from '../../../src/actor.ts';
import * as failures from '../../../src/applications/log/store.ts';
import { remove } from '../../../src/citizens/privacy/kept-store.ts';
import { type Clock, days, after as later, systemClock } from '../../../src/clock.ts';
import { createSeal } from '../../../src/crypto/seal.ts';
import { migrate, migrateDown, migrations } from '../../../src/database/migrate.ts';
import type { Connection } from '../../../src/database/open.ts';
import { createMonths } from '../../../src/operations/months/service.ts';
import * as store from '../../../src/operations/months/store.ts';
import { emptyDatabase, silent, type TestDatabase, testDatabase } from '../../support/database.ts';

const operator: Actor = { kind: 'operator', name: 'test' };
const [ada, ben] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const;
const known = ['logins', 'integration_failures', 'integration_minutes'];

/** The first moment of the month in Beijing that is so many after this one. */
function monthStart(ahead: number): Date {
  const here = later(systemClock.now(), 8 * 3_600);
  return later(new Date(Date.UTC(here.getUTCFullYear(), here.getUTCMonth() + ahead, 1)), -8 * 3_600);
}
const nameOf = (parent: string, starts: Date) =>
  `${parent}_${later(starts, 8 * 3_600)
    .toISOString()
    .slice(0, 7)
    .replace('-', '_')}`;

const accounts = (db: Connection) =>
  db.run(
    `insert into accounts (id, nickname, sessions_valid_from, created_at, updated_at)
     select id, '溪边人家', '2026-03-02', '2026-03-02', '2026-03-02' from unnest($1::uuid[]) id`,
    [[ada, ben]],
  );
const login = (db: Connection, at: Date, account: string = ada) =>
  db.run(
    `insert into logins (account_id, at, method, succeeded, address, device) values ($1, $2, 'sms', true, '192.0.2.1', 'a')`,
    [account, at],
  );
/** The month in which a row lies; on a Citus (npm run distributed) a part of it, which has the number of the part at the end. */
const ofRow = `regexp_replace(tableoid::regclass::text, '_\\d{6,}$', '')`;
const partOf = async (db: Connection, at: Date) =>
  (await db.row<{ name: string }>(`select ${ofRow} as name from logins where at = $1`, [at]))?.name;
const atOf = (db: Connection) => db.rows<{ at: Date }>('select at from logins order by at, id');

/** The one that others are copied from may be of the month before, where a run goes past its end. */
async function databaseOfThisMonth(): Promise<TestDatabase> {
  if (process.env.CITUS_URLS) return testDatabase();
  const database = await emptyDatabase();
  await migrate(database.db, silent);
  return database;
}

const monthsOn = (db: TestDatabase['db'], clock: Clock = systemClock, config = {}) =>
  createMonths({ db, clock, log: silent, config: { LOGS_KEPT_DAYS: 180, LOGS_EXPORTED_FIRST: false, ...config } });

describe('logs by the month', function () {
  this.timeout(90_000);
  let database: TestDatabase;
  let db: TestDatabase['db'];
  const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

  describe('of a new database', () => {
    before(async () => {
      database = await databaseOfThisMonth();
      db = database.db;
      await accounts(db);
    });
    after(() => database.drop());
    beforeEach(() => db.run('delete from logins'));

    it('are there for this month and the next two, and begin when the month does in Beijing', async () => {
      for (const parent of known)
        expect((await store.parts(db, parent)).map(({ name, ends }) => [name, ends])).to.deep.equal([
          [nameOf(`${parent}_until`, monthStart(0)), monthStart(0)],
          ...[0, 1, 2].map((ahead) => [nameOf(parent, monthStart(ahead)), monthStart(ahead + 1)]),
        ]);
      const boundary = monthStart(1);
      expect(boundary.toISOString()).to.match(/T16:00:00.000Z$/);
      await login(db, later(boundary, -0.001));
      await login(db, boundary);
      expect(await partOf(db, later(boundary, -0.001))).to.equal(nameOf('logins', monthStart(0)));
      expect(await partOf(db, boundary)).to.equal(nameOf('logins', boundary));
    });

    it('say up to which moment there are months, and whether a row lies beyond', async () => {
      const until = monthStart(3);
      const withRest = async () => {
        const found = await store.coverage(db);
        expect(found.map((each) => [each.parent, each.until])).to.have.deep.members(
          known.map((parent) => [parent, until]),
        );
        return found.flatMap(({ parent, hasRest }) => (hasRest ? [parent] : []));
      };
      await login(db, later(until, -0.001));
      expect(await withRest()).to.deep.equal([]);
      await login(db, until);
      expect(await withRest()).to.deep.equal(['logins']);
    });

    it('lose no row where a month is missing: it gets one later, while all write on', async () => {
      await db.run(`drop table ${nameOf('logins', monthStart(2))}`);
      const homeless = later(monthStart(2), days(3));
      await login(db, homeless);
      expect(await partOf(db, homeless)).to.equal('logins_rest');
      const tooLate = await message(store.keep(db, 'logins'));
      expect(tooLate).to.match(/in the future: no month can be made/);
      await db.run('delete from logins');

      await db.run(`drop table ${nameOf('logins', monthStart(1))}`);
      const next = later(monthStart(1), days(3));
      await login(db, next);
      expect(await store.keep(db, 'logins')).to.equal('begun');
      await login(db, later(next, 1));
      expect(await store.keep(db, 'logins')).to.equal('proved');
      await login(db, later(next, 2));
      await monthsOn(db).run();
      expect((await atOf(db)).map(({ at }) => at)).to.deep.equal([next, later(next, 1), later(next, 2)]);
      expect(await partOf(db, next)).to.equal(nameOf('logins_until', monthStart(2)));
      expect((await store.parts(db, 'logins')).at(-1)?.name).to.equal(nameOf('logins', monthStart(2)));
    });

    it('are handed out with every row, however many there are and though many are of one moment', async () => {
      await db.run(
        `insert into logins (account_id, at, method, succeeded, address, device)
         select $1, $2, 'sms', true, '192.0.2.1', 'a' from generate_series(1, 2001)`,
        [ada, systemClock.now()],
      );
      const [{ name } = { name: '' }] = await db.rows<{ name: string }>(`select distinct ${ofRow} as name from logins`);
      const lines: string[] = [];
      for await (const text of monthsOn(db).export(operator, name)) lines.push(...text.trimEnd().split('\n'));
      expect(new Set(lines).size).to.equal(2_001);
      expect(lines).to.have.length(2_001);
    });

    it('are made once when several nodes do it at once', async () => {
      await db.run(`drop table ${nameOf('logins', monthStart(2))}`);
      await Promise.all([1, 2, 3].map(() => monthsOn(db).run()));
      expect((await store.parts(db, 'logins')).at(-1)?.name).to.equal(nameOf('logins', monthStart(2)));
    });

    it('wait for a node that takes longer at it than a writer may be kept waiting', async () => {
      await db.run(`drop table ${nameOf('logins', monthStart(2))}`);
      const run = await db.transaction(async (trx) => {
        await trx.row(`select pg_advisory_xact_lock(hashtext('log months logins'))`);
        const done = monthsOn(db).run();
        await sleep(2_300);
        return { done };
      });
      await run.done;
      expect((await store.parts(db, 'logins')).at(-1)?.name).to.equal(nameOf('logins', monthStart(2)));
    });

    it('take a bound away that a killed node left and that comes near, before it refuses a row', async () => {
      const soon = later(systemClock.now(), days(6));
      await db.run(
        `alter table logins_rest add constraint logins_bound check (at < '${soon.toISOString()}'::timestamptz) not valid`,
      );
      const far = later(monthStart(9), 1);
      expect(await message(login(db, far))).to.match(/violates check constraint/);
      await monthsOn(db).start();
      await login(db, far);
      expect(await partOf(db, far)).to.equal('logins_rest');
    });

    it('let a node start while another is at them', async () => {
      const [held, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const other = db.transaction(async (trx) => {
        await trx.row(`select pg_advisory_xact_lock(hashtext('log months logins'))`);
        held.resolve();
        await over.promise;
      });
      await held.promise;
      await monthsOn(db).start().finally(over.resolve);
      await other;
    });

    it('keep other accounts’ rows out of an erasure, though rows of several parts have one ctid', async () => {
      await db.run('vacuum full logins'); // each part begins at its first place
      for (const account of [ada, ben])
        for (const ahead of [-30, 0, 1]) await login(db, later(monthStart(0), days(ahead * 31)), account);
      const rows = await db.rows<{ ctid: string }>(`select distinct ctid::text from logins`);
      expect(rows.length, 'some have one ctid').to.be.below(6);
      const person = {
        accountId: ada,
        phone: undefined,
        email: undefined,
        seal: createSeal(() => ({ sealing: [], index: Buffer.alloc(32) })),
      };
      expect(await remove(db, { table: 'logins', accountIn: ['account_id'] }, person, 100)).to.equal(3);
      expect(await db.rows('select account_id from logins')).to.deep.equal(Array(3).fill({ account_id: ben }));
    });
  });

  describe('that are old', () => {
    const [old, older] = ['logins_2020_02', 'logins_2020_01'] as const;
    before(async () => {
      database = await databaseOfThisMonth();
      db = database.db;
      await accounts(db);
      await db.run(`drop table ${nameOf('logins_until', monthStart(0))}`);
      await db.run(`create table ${older} partition of logins for values from (minvalue) to ('2020-02-01 00:00+08')`);
      await db.run(
        `create table ${old} partition of logins for values from ('2020-02-01 00:00+08') to ('2020-03-01 00:00+08')`,
      );
      for (const at of ['2019-05-01T00:00:00Z', '2020-01-31T15:59:59Z', '2020-02-10T00:00:00Z', '2020-02-10T00:00:00Z'])
        await login(db, new Date(at));
    });
    after(() => database.drop());
    const names = async () => (await store.parts(db, 'logins')).map(({ name }) => name);

    it('stay out of the queries of pages, which use an index', async () => {
      const seen: string[] = [];
      /** Says how a statement would be answered, by a table in which an index is worth it. */
      const planned = (trx: Connection): Connection => ({
        ...trx,
        async rows<Row>(text: string, values?: readonly unknown[]) {
          const plan = await trx.rows<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values);
          seen.push(plan.map((line) => line['QUERY PLAN']).join('\n'));
          const none: Row[] = [];
          return none;
        },
      });
      await db.transaction(async (trx) => {
        await trx.run('set local enable_seqscan = off');
        await trx.run('set local plan_cache_mode = force_generic_plan');
        const now = systemClock.now();
        await logins.list(planned(trx), ada, { since: later(now, -days(180)), before: 9e15, limit: 20 });
        await failures.failuresOf(planned(trx), 'ncc_a', { at: monthStart(0), id: 9 }, 51);
        await failures.countsOf(planned(trx), 'ncc_a', { at: monthStart(0), place: undefined }, false, 51);
        await failures.recentOf(planned(trx), ['ncc_a'], later(now, -days(1)));
      });
      expect(seen).to.have.length(4);
      for (const plan of seen) expect(plan).not.to.match(/Seq Scan/);
      expect(seen[0]).not.to.match(/logins_2020/);
      for (const plan of seen.slice(1, 3)) {
        expect(plan).to.match(new RegExp(`_${nameOf('until', monthStart(0))}|Subplans Removed`));
        expect(plan).not.to.match(new RegExp(nameOf('', monthStart(1))));
      }
    });

    it('stay for as long as the setting says, and until they are exported where that is asked for', async () => {
      await monthsOn(db, systemClock, { LOGS_KEPT_DAYS: 3_650 }).run();
      const months = monthsOn(db, systemClock, { LOGS_EXPORTED_FIRST: true });
      await months.run();
      expect(await names()).to.include.members([older, old]);

      const lines: string[] = [];
      for await (const text of months.export(operator, old)) lines.push(text);
      const rows: unknown[] = lines
        .join('')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(rows).to.have.length(2);
      expect(rows[0]).to.include({ account_id: ada, method: 'sms', device: 'a' });
      const sha256 = createHash('sha256').update(lines.join('')).digest('hex');
      expect(await db.rows('select name, row_count, sha256 from log_month_exports')).to.deep.equal([
        { name: old, row_count: 2, sha256 },
      ]);
      expect(
        await db.rows(`select verb, subject_id from audit_events where verb <> 'database.distribute'`),
      ).to.deep.equal([{ verb: 'logs.export', subject_id: old }]);
      await months.run();
      expect(await names())
        .to.include(older)
        .and.not.to.include(old);
      expect(await atOf(db)).to.have.length(2);
    });

    it('are named where one is asked for that is not there', async () => {
      const asked = monthsOn(db).export(operator, 'logins; drop table logins').next();
      expect(await asked.catch((error: unknown) => error)).to.have.nested.property('fact.code', 'months.unknown');
    });

    it('go as a whole after 180 days, and no single one earlier', async () => {
      const future: Clock = { now: () => later(systemClock.now(), days(9_000)) };
      await monthsOn(db, future).run();
      expect(await names()).to.deep.equal([0, 1, 2].map((ahead) => nameOf('logins', monthStart(ahead))));
      expect(await atOf(db)).to.deep.equal([]);
    });
  });

  it('are made of a rest that is in use without a row being moved, and taken back into it', async () => {
    database = await emptyDatabase();
    db = database.db;
    try {
      const before = migrations().indexOf('0022_operations');
      await migrate(db, silent, before);
      await accounts(db);
      const now = systemClock.now();
      const kept = [later(now, -days(400)), later(now, -days(170)), now];
      for (const at of kept) await login(db, at);
      const last = async () => (await db.row<{ id: number }>('select max(id) as id from logins'))?.id ?? 0;
      const lastId = await last();

      await migrate(db, silent, 1);
      expect(await store.parts(db, 'logins'), 'rows are there: the job makes them').to.deep.equal([]);
      expect(await store.coverage(db)).to.deep.include({ parent: 'logins', until: undefined, hasRest: true });
      expect(await partOf(db, now)).to.equal('logins_rest');
      await login(db, later(now, 1));
      expect(await last()).to.be.above(lastId);
      expect(await store.parts(db, 'integration_failures')).to.have.length(4);

      await monthsOn(db).run();
      expect(await partOf(db, now)).to.equal(nameOf('logins_until', monthStart(2)));
      expect(
        (await atOf(db)).map(({ at }) => at),
        'those of 400 days ago go one by one',
      ).to.deep.equal([...kept.slice(1), later(now, 1)]);
      await login(db, monthStart(2));
      expect(await partOf(db, monthStart(2))).to.equal(nameOf('logins', monthStart(2)));

      const rows = () => db.rows('select * from logins order by id');
      const all = await rows();
      await migrateDown(db, silent, 6); // and five that came before it
      expect(await rows()).to.deep.equal(all);
      expect(await partOf(db, now)).to.equal('logins_rest');
      await login(db, later(now, 2));
      expect(await last()).to.be.above(all.length);
      await migrate(db, silent, 1);
      expect(await rows()).to.have.length(all.length + 1);
    } finally {
      await database.drop();
    }
  });
});
