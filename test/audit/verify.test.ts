import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { sealNext } from '../../src/audit/sealer.ts';
import type { Anchor } from '../../src/audit/verify.ts';
import type { Connection } from '../../src/database/open.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { asIntruder, clock, happen, key, seal, verify } from './setting.ts';

const anchorOf = async (db: Connection): Promise<Anchor> => {
  const { head } = await verify(db);
  return { count: head.position, hash: head.hash.toString('hex') };
};

describe('the result of verify', () => {
  let base: TestDatabase;
  const ids: number[] = [];
  before(async () => {
    base = await testDatabase();
    expect(await verify(base.db)).to.deep.equal({
      head: { position: 0, hash: Buffer.alloc(32) },
      unsealed: { count: 0, oldestAt: undefined, ageInSeconds: undefined },
      backdated: { count: 0, eventId: undefined },
      personsEnded: 0,
      broken: undefined,
    });
    for (let number = 1; number <= 7; number++) ids.push(await happen(base.db, `thing ${number}`));
    await base.db.transaction((trx) => seal(trx));
  });
  after(() => base.drop());

  it('counts sealed events and shows the hash of the head', async () => {
    const { head, broken } = await verify(base.db);
    const last = await base.db.row(`select position, hash from audit_seals order by position desc limit 1`);
    expect([head.position, broken]).to.deep.equal([7, undefined]);
    expect(head).to.deep.equal(last);
  });

  it('tells how much waits for its seal and since when', async () => {
    await asIntruder(base.db, async (trx) => {
      await trx.run(`set local session_replication_role = origin`);
      const oldestAt = clock.now();
      await happen(trx, 'waits');
      clock.advance(40);
      await happen(trx, 'waits too');
      clock.advance(2);
      const { unsealed, broken } = await verify(trx);
      expect(unsealed).to.deep.equal({ count: 2, oldestAt, ageInSeconds: 42 });
      return expect(broken).to.equal(undefined);
    });
  });

  it('goes no further than the first break, and names it in words', async () => {
    const said = await asIntruder(base.db, async (trx) => {
      await trx.run(`update audit_events set verb = 'x' where id = any($1)`, [[ids[2], ids[5]]]);
      const { head, broken } = await verify(trx);
      return [head.position, broken?.text];
    });
    expect(said).to.deep.equal([2, `event ${ids[2]} was changed after it was sealed`]);
  });

  it('names several seals that are missing together', async () => {
    const broken = await asIntruder(base.db, async (trx) => {
      await trx.run(`delete from audit_seals where position in (2, 3, 4)`);
      return (await verify(trx)).broken;
    });
    expect(broken).to.deep.include({ fault: 'seal missing', position: 2, text: 'seals 2 to 4 are missing' });
  });

  it('says with which other event one was exchanged, and where its seal stands if that was moved', async () => {
    const [one = 0, other = 0] = [ids[1], ids[6]];
    const event = await asIntruder(base.db, async (trx) => {
      await trx.run(`drop index audit_events_mac`);
      await trx.run(
        `update audit_events e set subject_id = o.subject_id, details = o.details, mac = o.mac from audit_events o
         where (e.id = $1 and o.id = $2) or (e.id = $2 and o.id = $1)`,
        [one, other],
      );
      return (await verify(trx)).broken?.text;
    });
    expect(event).to.equal(`event ${one} holds what event ${other} was sealed with`);
    const seal = await asIntruder(base.db, async (trx) => {
      for (const [from, to] of [
        [2, 99],
        [7, 2],
        [99, 7],
      ])
        await trx.run(`update audit_seals set position = $2 where position = $1`, [from, to]);
      return (await verify(trx)).broken?.text;
    });
    expect(seal).to.equal(`the seal of event ${one}, which was number 2, stands at 7`);
  });

  it('finds a row that is there twice, wherever a batch ends', async () => {
    for (let position = 1; position <= 7; position++) {
      const event = await asIntruder(base.db, async (trx) => {
        await trx.run(`alter table audit_events drop constraint audit_events_pkey`);
        await trx.run(
          `insert into audit_events (id, at, actor_kind, verb, subject_kind, subject_id)
           select event_id, '2026-03-02', 'x', 'x', 'x', 'x' from audit_seals where position = $1`,
          [position],
        );
        return (await verify(trx)).broken;
      });
      expect(event, `event ${position}`).to.include({ position });
      const seal = await asIntruder(base.db, async (trx) => {
        await trx.run(
          `alter table audit_seals drop constraint audit_seals_pkey, drop constraint audit_seals_event_id_key`,
        );
        await trx.run(
          `insert into audit_seals select position, 1000, digest, hash from audit_seals where position = $1`,
          [position],
        );
        return (await verify(trx)).broken;
      });
      expect(seal, `seal ${position}`).to.include({ position });
    }
  });

  it('names an event that was deleted before it was sealed', async () => {
    const broken = await asIntruder(base.db, async (trx) => {
      await trx.run(`insert into audit_pending (event_id) values (1000)`);
      return (await verify(trx)).broken;
    });
    expect(broken).to.deep.include({ fault: 'event missing', eventId: 1000 });
  });

  it('finds with an anchor faults that nothing inside shows: a cut end, or a forged whole', async () => {
    const { db } = base;
    const anchor = await anchorOf(db);
    expect((await verify(db, anchor)).broken).to.equal(undefined);
    const cut = async (trx: Connection) => {
      await trx.run(`delete from audit_seals where position > 5`);
      await trx.run(`delete from audit_events where id > $1`, [ids[4]]);
    };
    const [without, broken, regrown] = await asIntruder(db, async (trx) => {
      await cut(trx);
      const before = [(await verify(trx)).broken, (await verify(trx, anchor)).broken];
      await trx.run(`set local session_replication_role = origin`);
      for (const id of ['x', 'y', 'z']) await happen(trx, id);
      await seal(trx);
      return [...before, (await verify(trx, anchor)).broken];
    });
    expect(without).to.equal(undefined);
    expect(broken).to.deep.include({ fault: 'cut off', position: 6 });
    expect(broken?.text).to.equal('the chain had 7 seals when the anchor was noted and has 5 now');
    expect(regrown).to.deep.include({ fault: 'seal changed', position: 7 });
  });

  it('holds an older anchor while the chain grows', async () => {
    const anchor = await anchorOf(base.db);
    await happen(base.db, 'later');
    await base.db.transaction((trx) => seal(trx));
    expect((await verify(base.db, anchor)).broken).to.equal(undefined);
    expect((await verify(base.db)).head.position).to.equal(8);
  });

  it('names events that the application’s database role wrote without the application, also when sealed', async () => {
    const forged = await asIntruder(base.db, async (trx) => {
      await trx.run(`set local session_replication_role = origin`);
      const rows = await trx.rows<{ id: number }>(
        `insert into audit_events (at, actor_kind, verb, subject_kind, subject_id, mac)
         select e.at - interval '30 days', e.actor_kind, e.verb, e.subject_kind, e.subject_id, x.mac
         from audit_events e, (values (null), ('\\x00'::bytea), (sha256('x') || sha256('y'))) x (mac)
         where e.id = $1 returning id`,
        [ids[0]],
      );
      const { seals, unsigned } = await sealNext(trx, key, 100);
      const { broken, backdated } = await verify(trx);
      return { ids: rows.map(({ id }) => id), sealed: seals.length, unsigned, broken, backdated };
    });
    expect(forged.sealed).to.equal(3);
    expect(forged.unsigned).to.deep.equal(forged.ids);
    expect(forged.broken).to.deep.include({ fault: 'event forged', eventId: forged.ids[0] });
    expect(forged.broken?.text).to.equal(
      `3 events, the first of them ${forged.ids[0]} was written with the application's database role, but not by the application`,
    );
    expect(forged.backdated).to.deep.equal({ count: 3, eventId: forged.ids[0] });
  });

  it('takes no MAC a second time, nor for an event that it was not made for', async () => {
    const insert = `insert into audit_events (at, actor_kind, actor_id, verb, subject_kind, subject_id, details, request_id, mac)
      select e.at, e.actor_kind, e.actor_id, e.verb, e.subject_kind, 'another', e.details, e.request_id, e.mac`;
    const again = base.db.run(`${insert} from audit_events e where e.id = $1`, [ids[1]]);
    expect(await again.catch((error: Error) => error.message)).to.contain('audit_events_mac');
    const text = await asIntruder(base.db, async (trx) => {
      await trx.run(`set local session_replication_role = origin`);
      await trx.run(`drop index audit_events_mac`);
      await trx.run(`${insert} from audit_events e where e.id = $1`, [ids[1]]);
      await seal(trx);
      return (await verify(trx)).broken?.fault;
    });
    expect(text).to.equal('event forged');
  });

  it('names times that run back, which alone break nothing', async () => {
    const { backdated, broken } = await asIntruder(base.db, async (trx) => {
      await trx.run(`set local session_replication_role = origin`);
      clock.advance(-601);
      await happen(trx, 'set back');
      clock.advance(601);
      await seal(trx);
      return verify(trx);
    });
    expect([backdated.count, broken]).to.deep.equal([1, undefined]);
  });
});
