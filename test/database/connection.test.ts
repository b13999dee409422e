import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { nameOf } from '../../src/database/connection.ts';
import { type Database, mustBeNewEnough } from '../../src/database/open.ts';
import { Problem } from '../../src/errors.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';

describe('a connection', () => {
  let database: TestDatabase;
  let db: Database;
  before(async () => {
    database = await emptyDatabase();
    db = database.db;
    await db.run('create table things (id bigint generated always as identity primary key, name text not null unique)');
  });
  after(() => database.drop());

  const names = async () => (await db.rows<{ name: string }>('select name from things order by id')).map((r) => r.name);
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail('it works'),
      (error) => error,
    );

  it('gives values as TypeScript has them', async () => {
    const at = new Date('2026-03-02T01:02:03.456Z');
    const row = await db.row(
      `select $1::timestamptz as at, $2::bytea as bytes, $3::json as json, 9007199254740991::int8 as big,
              $4::text[] as texts, array[1, 9007199254740991]::int8[] as bigs, date '2026-03-02' as day,
              array[date '2026-03-02'] as days, null::int8 as none, true as yes, 1.50::numeric as exact`,
      [at, Buffer.from([0, 255]), { a: ['文'] }, ['文化', 'a,"b', '']],
    );
    expect(row).to.eql({
      at,
      bytes: Buffer.from([0, 255]),
      json: { a: ['文'] },
      big: 9007199254740991,
      texts: ['文化', 'a,"b', ''],
      bigs: [1, 9007199254740991],
      day: '2026-03-02',
      days: ['2026-03-02'],
      none: null,
      yes: true,
      exact: '1.50',
    });
  });

  it('refuses an integer that a number cannot hold', async () => {
    expect(await failure(db.rows('select 9007199254740993::int8 as big'))).to.be.instanceOf(RangeError);
    expect(await db.row('select 1 as one')).to.eql({ one: 1 });
  });

  it('answers rows, the first row or nothing, and how many rows it changed', async () => {
    expect(await db.run('insert into things (name) select unnest($1::text[])', [['a', 'b']])).to.equal(2);
    expect(await db.row('select name from things where name = $1', ['b'])).to.eql({ name: 'b' });
    expect(await db.row('select name from things where name = $1', ['c'])).to.equal(undefined);
    expect(await db.run('delete from things')).to.equal(2);
  });

  it('prepares a text once per connection under one name', async () => {
    const text = 'select $1::int as prepared_once';
    const uses = await db.transaction(async (trx) => {
      for (let n = 0; n < 3; n++) await trx.rows(text, [n]);
      return trx.rows('select count(*), min(name) as name from pg_prepared_statements where statement = $1', [text]);
    });
    expect(uses).to.eql([{ count: 1, name: nameOf(text) }]);
    expect(nameOf(text)).to.have.lengthOf(22);
    expect(nameOf(`${text} `)).not.to.equal(nameOf(text));
  });

  it('keeps its connection after a statement that PostgreSQL refuses', async () => {
    await db.run('insert into things (name) values ($1)', ['twice']);
    const pid = () => db.row('select pg_backend_pid() as pid');
    const before = await pid();
    const error = await failure(db.run('insert into things (name) values ($1)', ['twice']));
    expect(error).to.include({ code: '23505', constraint: 'things_name_key' });
    expect(JSON.stringify({ ...error }), 'what would be logged').not.to.contain('twice');
    expect(await pid()).to.eql(before);
    await db.run('delete from things');
  });

  it('goes on when a migration changes a table under its prepared statements', async () => {
    await db.run('create table changing (value integer)');
    await db.run('insert into changing (value) values (1)');
    const everywhere = () =>
      Promise.all(
        Array.from({ length: 20 }, () => db.row('select value, pg_sleep(0.01)::text as slept from changing')),
      );
    await everywhere();
    await db.run('alter table changing alter value type text');
    expect(await everywhere()).to.eql(Array.from({ length: 20 }, () => ({ value: '1', slept: '' })));
    await db.run('deallocate all');
    await everywhere();
  });

  it('takes a wrong number of values for a bug, not for an outage', async () => {
    expect(await failure(db.rows('select $1::text as one', []))).not.to.be.instanceOf(Problem);
  });

  it('serves many at once with few sessions', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        db.row<{ n: number; pid: number }>('select $1::int as n, pg_backend_pid() as pid', [n]),
      ),
    );
    expect(answers.map((row) => row?.n)).to.eql(answers.map((_, n) => n));
    expect(new Set(answers.map((row) => row?.pid)).size).to.be.within(1, 10);
  });

  it('tells PostgreSQL who it is', async () => {
    expect(await db.row(`select current_setting('application_name') as name`)).to.eql({
      name: 'culture-cloud-connect',
    });
  });

  it('accepts PostgreSQL from version 15', () => {
    for (const version of ['15.0', '15.20 (Debian 15.20-0+deb12u1)', '18.4', '19beta1']) mustBeNewEnough(version);
    expect(() => mustBeNewEnough('14.9 (Debian)')).to.throw(
      'PostgreSQL 15 or later is needed, and this server is 14.9',
    );
  });

  describe('in a transaction whose statements leave together', () => {
    const insert = 'insert into things (name) values ($1)';

    it('commits all of them, and returns their results', async () => {
      const answers = await db.byKey.together((trx) =>
        Promise.all([trx.run(insert, ['one']), trx.run(insert, ['two'])]),
      );
      expect(answers).to.eql([1, 1]);
      expect(await names()).to.eql(['one', 'two']);
      await db.run('delete from things');
    });

    it('commits nothing where one is refused, whichever it is, and leaves a usable session', async () => {
      for (const refused of [0, 1, 2]) {
        const values = ['one', 'two', 'three'].map((name, index) => (index === refused ? null : name));
        const error = await failure(
          db.byKey.together((trx) => Promise.all(values.map((name) => trx.run(insert, [name])))),
        );
        expect(error.code).to.be.oneOf(['23502', '25P02']);
        expect(await names()).to.eql([]);
      }
    });

    it('does not pretend to have committed when an error was swallowed', async () => {
      const error = await failure(
        db.byKey.together((trx) =>
          Promise.all([trx.run(insert, ['lost']), trx.run(insert, [null]).catch(() => undefined)]),
        ),
      );
      expect(error.message).to.contain('was rolled back');
      expect(await names()).to.eql([]);
    });

    it('commits nothing where the work throws before it has sent everything', async () => {
      const error = await failure(
        db.byKey.together((trx) => {
          trx.run(insert, ['lost']).catch(() => undefined);
          throw new Error('no');
        }),
      );
      expect(error.message).to.equal('no');
      expect(await names()).to.eql([]);
    });

    it('tells an outage by each of them, and not that a statement had failed', async () => {
      for (const isSwallowed of [false, true]) {
        const error = await failure(
          db.byKey.together((trx): Promise<unknown> => {
            const first = trx.rows('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
            const second = trx.run(insert, ['lost']);
            return isSwallowed ? Promise.all([first, second.catch(() => undefined)]) : second;
          }),
        );
        expect(error).to.be.instanceOf(Problem);
        expect(error.code).to.equal('maintenance');
      }
      expect(await names()).to.eql([]);
    });

    it('refuses a statement that comes after the commit', async () => {
      const error = await failure(
        db.byKey.together(async (trx) => {
          await trx.row('select 1');
          await trx.run(insert, ['late']);
        }),
      );
      expect(error.message).to.contain('The transaction is over');
      expect(await names()).to.eql([]);
    });
  });

  describe('in a transaction', () => {
    it('commits its writes, and returns the result of the work', async () => {
      const result = await db.transaction(async (trx) => {
        await trx.run('insert into things (name) values ($1)', ['kept']);
        expect(await names()).to.eql([]);
        return 7;
      });
      expect(result).to.equal(7);
      expect(await names()).to.eql(['kept']);
      await db.run('delete from things');
    });

    it('rolls back when the work throws, with its own error', async () => {
      const why = new Error('no');
      const error = await failure(
        db.transaction(async (trx) => {
          await trx.run('insert into things (name) values ($1)', ['lost']);
          throw why;
        }),
      );
      expect(error).to.equal(why);
      expect(await names()).to.eql([]);
    });

    it('rolls back when a statement is refused, and leaves a usable session', async () => {
      for (let n = 0; n < 12; n++) {
        const error = await failure(
          db.transaction(async (trx) => {
            await trx.run('insert into things (name) values ($1)', ['lost']);
            await trx.run('insert into things (name) values (null)');
          }),
        );
        expect(error.code).to.equal('23502');
      }
      expect(await names()).to.eql([]);
    });

    it('does not pretend to have committed when an error was swallowed', async () => {
      const error = await failure(
        db.transaction(async (trx) => {
          await trx.run('insert into things (name) values ($1)', ['lost']);
          await trx.run('insert into things (name) values (null)').catch(() => undefined);
        }),
      );
      expect(error.message).to.contain('was rolled back');
      expect(await names()).to.eql([]);
    });

    it('runs statements that are not awaited one by one in their order', async () => {
      const answers = await db.transaction((trx) =>
        Promise.all([
          trx.run('insert into things (name) values ($1)', ['one']),
          trx.row('select count(*) from things'),
          trx.run('insert into things (name) values ($1)', ['two']),
          trx.row('select count(*) from things'),
        ]),
      );
      expect(answers).to.eql([1, { count: 1 }, 1, { count: 2 }]);
      await db.run('delete from things');
    });

    it('is over when its work is', async () => {
      const trx = await db.transaction(async (trx) => trx);
      expect((await failure(trx.rows('select 1'))).message).to.contain('The transaction is over');
    });

    it('works with nothing in it', async () => {
      expect(await db.transaction(async () => 'done')).to.equal('done');
    });

    it('is one for one connection, so two do not see each other', async () => {
      await db.transaction(async (one) => {
        await one.run('insert into things (name) values ($1)', ['one']);
        await db.transaction(async (two) => {
          expect(await two.row('select count(*) from things')).to.eql({ count: 0 });
          await two.run('insert into things (name) values ($1)', ['two']);
        });
        expect(await one.row('select count(*) from things')).to.eql({ count: 2 });
      });
      await db.run('delete from things');
    });
  });
});
