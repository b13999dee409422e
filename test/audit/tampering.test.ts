import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { insert } from '../../src/audit/store.ts';
import type { Break } from '../../src/audit/verify.ts';
import type { Connection } from '../../src/database/open.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { isWhole } from '../support/some.ts';
import { asIntruder, chained, key, seal, verify } from './setting.ts';

/** Manipulations with every right in the database, and the verdict that verify must give. */
type Crime = { did: string; expect: Partial<Break> };
type Victim = { id: number; position: number };

// Texts that PostgreSQL accepts.
const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.replaceAll('\0', '0'));
const maybe = fc.option(text, { nil: undefined });
const event = fc.record({
  at: fc.date({ noInvalidDate: true, min: new Date('2020-01-01'), max: new Date('2100-01-01') }),
  actorKind: text,
  actorId: maybe,
  verb: text,
  subject: fc.record({ kind: text, id: text }),
  details: fc.jsonValue({ maxDepth: 2 }).map((value) => ({ value })),
  person: fc.jsonValue({ maxDepth: 1 }).map((value) => ({ value })),
  requestId: maybe,
});
const happened = fc.array(event, { minLength: 2, maxLength: 8 });

/** Another value of the same type: never one that is there already. */
const flips: Record<string, string> = {
  'timestamp with time zone': `at + interval '1 millisecond'`,
  text: `coalesce(COLUMN, '') || ' '`,
  json: `(COLUMN::text || ' ')::json`,
  bytea: `COLUMN || '\\x00'`,
};

describe('verifying the audit chain', function () {
  this.timeout(90_000);
  let base: TestDatabase;
  let columns: { name: string; type: string; nullable: boolean }[];
  before(async () => {
    base = await testDatabase();
    columns = await base.db.rows(
      `select column_name::text as name, data_type::text as type, is_nullable = 'YES' as nullable
       from information_schema.columns where table_name = 'audit_events' and column_name <> 'id' order by 1`,
    );
  });
  after(() => base.drop());

  /** Random events, sealed; then the crime, with random victims; then the verdict of verify. */
  const finds = (
    name: string,
    crime: (trx: Connection, one: Victim, other: Victim, all: Victim[], random: number) => Promise<Crime>,
    runs = isWhole ? 40 : 14,
  ) =>
    it(name, async () => {
      const property = fc.asyncProperty(happened, fc.nat(), fc.nat(), async (events, random, more) => {
        await asIntruder(base.db, async (trx) => {
          await trx.run(`set local session_replication_role = origin`);
          for (const given of events) await insert({ ...trx, auditKey: key }, given);
          await seal(trx);
          expect(await verify(trx)).to.deep.include({ broken: undefined });
          await trx.run(`set local session_replication_role = replica`);
          const all = (await chained(trx)).map(({ id, position }) => ({ id, position: position ?? 0 }));
          const at = random % all.length;
          const [one, other] = [all[at], all[(at + 1 + (more % (all.length - 1))) % all.length]];
          if (one === undefined || other === undefined) throw new Error('there are at least two');
          const [first, second] = one.position < other.position ? [one, other] : [other, one];
          const { did, expect: expected } = await crime(trx, first, second, all, random);
          expect((await verify(trx)).broken, did).to.include(expected);
          return did;
        });
      });
      await fc.assert(property, { numRuns: runs });
    });

  finds(
    'finds an event of which any column was changed by the least',
    async (trx, { id, position }, _other, _all, random) => {
      const column = columns[random % columns.length];
      const flip = column && flips[column.type];
      if (!column || !flip) throw new Error(`this test does not know how to change ${column?.name}`);
      await trx.run(
        `update audit_events set ${column.name} = ${flip.replaceAll('COLUMN', column.name)} where id = $1`,
        [id],
      );
      return { did: column.name, expect: { fault: 'event changed', position, eventId: id } };
    },
    120,
  );

  finds('finds a column that was emptied or filled', async (trx, { id, position }, _other, _all, random) => {
    const nullable = columns.filter((column) => column.nullable);
    const name = nullable[random % nullable.length]?.name ?? '';
    const type = columns.find((column) => column.name === name)?.type ?? '';
    const filled = type === 'json' ? `'{}'::json` : `''::${type}`;
    await trx.run(`update audit_events set ${name} = case when ${name} is null then ${filled} end where id = $1`, [id]);
    return { did: name, expect: { fault: 'event changed', position, eventId: id } };
  });

  finds('finds an event that was deleted', async (trx, { id, position }) => {
    await trx.run(`delete from audit_events where id = $1`, [id]);
    return { did: 'deleted', expect: { fault: 'event missing', position, eventId: id } };
  });

  finds('finds an event that got another number', async (trx, { id, position }) => {
    await trx.run(`update audit_events set id = id + 1000000 where id = $1`, [id]);
    return { did: 'renumbered', expect: { fault: 'event missing', position, eventId: id } };
  });

  finds('finds two events that were exchanged', async (trx, one, other) => {
    await trx.run(`update audit_events set verb = verb || id`); // no two the same
    await trx.run(`delete from audit_seals`);
    await trx.run(`insert into audit_pending select id from audit_events`);
    await seal(trx);
    await trx.run(`update audit_events set id = -id where id = any($1)`, [[one.id, other.id]]);
    await trx.run(`update audit_events set id = $1 where id = $2`, [one.id, -other.id]);
    await trx.run(`update audit_events set id = $1 where id = $2`, [other.id, -one.id]);
    return { did: 'exchanged', expect: { fault: 'reordered', position: one.position, eventId: one.id } };
  });

  finds('finds two seals that were exchanged', async (trx, one, other) => {
    await trx.run(`update audit_seals set position = position + 1000000 where position = any($1)`, [
      [one.position, other.position],
    ]);
    await trx.run(`update audit_seals set position = $1 where position = $2`, [one.position, other.position + 1000000]);
    await trx.run(`update audit_seals set position = $1 where position = $2`, [other.position, one.position + 1000000]);
    return { did: 'exchanged', expect: { fault: 'reordered', position: one.position, eventId: one.id } };
  });

  finds('finds a seal of which any column was changed', async (trx, { position }, _other, _all, random) => {
    const changes = [`hash = '\\x00' || hash`, `digest = '\\x00'`, `event_id = event_id + 1000000`, `hash = digest`];
    const change = changes[random % changes.length] ?? '';
    await trx.run(`update audit_seals set ${change} where position = $1`, [position]);
    return { did: change, expect: { fault: 'seal changed', position } };
  });

  finds('finds a seal that was deleted, with its event or without', async (trx, one, _other, all, random) => {
    const both = random % 2 === 1;
    await trx.run(`delete from audit_seals where position = $1`, [one.position]);
    if (both) await trx.run(`delete from audit_events where id = $1`, [one.id]);
    const isLast = one.position === all.length;
    if (isLast) throw new Error('the first of two is never the last');
    return { did: both ? 'both' : 'alone', expect: { fault: 'seal missing', position: one.position } };
  });

  finds('finds the event whose seal was cut off at the end', async (trx, _one, _other, all) => {
    const last = all.at(-1);
    await trx.run(`delete from audit_seals where position = $1`, [last?.position]);
    return { did: 'cut off', expect: { fault: 'seal missing', eventId: last?.id } };
  });

  finds('finds an event that was inserted behind the sealer’s back', async (trx, one) => {
    const id = one.id - 1000;
    await trx.run(
      `insert into audit_events (id, at, actor_kind, verb, subject_kind, subject_id) values ($1, '2026-03-02', 'x', 'x', 'x', 'x')`,
      [id],
    );
    return { did: 'inserted', expect: { fault: 'event inserted', eventId: id, position: undefined } };
  });

  finds('finds an event that was inserted with a seal of the intruder’s', async (trx, one, _other, all) => {
    const id = one.id - 1000;
    await trx.run(
      `insert into audit_events (id, at, actor_kind, verb, subject_kind, subject_id) values ($1, '2026-03-02', 'x', 'x', 'x', 'x')`,
      [id],
    );
    await seal(trx, Buffer.alloc(32, 7)).catch(() => undefined);
    await trx.run(`insert into audit_seals select max(position) + 1, $1, sha256('x'), sha256('y') from audit_seals`, [
      id,
    ]);
    return { did: 'sealed', expect: { fault: 'seal changed', eventId: id, position: all.length + 1 } };
  });

  finds(
    'finds that a chain was made anew with another key',
    async (trx) => {
      await trx.run(`delete from audit_seals`);
      await trx.run(`insert into audit_pending select id from audit_events`);
      await seal(trx, Buffer.alloc(32, 7));
      return { did: 'made anew', expect: { fault: 'seal changed', position: 1 } };
    },
    5,
  );
});
