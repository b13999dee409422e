import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type TestDatabase, testDatabase } from '../support/database.ts';

type Instant = { name: string; type: string; isChecked: boolean };

/** Every column that holds an instant, as it is in the schema. */
const instants = ({ db }: TestDatabase) =>
  db.rows<Instant>(`
    select format('%s.%s', c.relname, a.attname) as name, format_type(a.atttypid, a.atttypmod) as type,
           exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'
             and pg_get_constraintdef(k.oid) ~ format('^CHECK \\(\\(?\\(%s = \\(%1$s\\)::timestamp\\(3\\) with time zone', a.attname)) as "isChecked"
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and c.relname not like 'knex\\_%'
       and a.atttypid::regtype::text like 'timestamp%' order by 1`);

/** A type that PostgreSQL does not change (months are cut by it), or must not (the audit is sealed as it was written): a check stands there. */
const fixed = /^(audit_events\.at|(logins|integration_failures)\w*\.at|integration_minutes\w*\.minute)$/;

describe('instants in the schema', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  it('all have milliseconds, as a Date has: a new one is written timestamptz(3)', async () => {
    const found = await instants(database);
    expect(found.length).to.be.above(200);
    const others = found.filter(({ name, type, isChecked }) =>
      fixed.test(name) ? !isChecked : type !== 'timestamp(3) with time zone',
    );
    expect(others.map(({ name, type }) => `${name} ${type}`)).to.eql([]);
  });

  it('of the audit and of monthly partitions are refused where they are finer than a millisecond', async () => {
    const { db } = database;
    const at = '2026-11-24 22:08:34.123456+00';
    const addMinute = `insert into integration_minutes (client_id, minute, endpoint, outcome, calls, listed) values ('a', $1::text::timestamptz, 'token', 'ok', 1, 0)`;
    const addEvent = `insert into audit_events (at, actor_kind, verb, subject_kind, subject_id) values ($1::text::timestamptz, 'a', 'a', 'a', 'a')`;
    for (const [statement, name] of [
      [addMinute, 'integration_minutes_minute_milliseconds'],
      [addEvent, 'audit_events_at_milliseconds'],
    ] as const) {
      const refused = await db.run(statement, [at]).catch((error: Error) => error.message);
      expect(refused).to.contain(name);
      expect(await db.run(statement, [at.replace('456', '')])).to.equal(1);
    }
  });

  it('of all other tables are rounded where they are finer, and equal the value that was read', async () => {
    const { db } = database;
    await db.run(`insert into throttle (key, count, resets_at) values ('a', 1, '2026-11-24 22:08:34.123456+00')`);
    const [row] = await db.rows<{ resets_at: Date }>('select resets_at from throttle');
    expect(row?.resets_at.toISOString()).to.equal('2026-11-24T22:08:34.123Z');
    expect(await db.rows('select from throttle where resets_at = $1', [row?.resets_at])).to.have.length(1);
  });
});
