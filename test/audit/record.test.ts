import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { anonymous, system } from '../../src/actor.ts';
import { record } from '../../src/audit/record.ts';
import { oldest } from '../../src/audit/store.ts';
import type { Connection } from '../../src/database/open.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const at = new Date('2026-03-02T01:00:00.123Z');

/** Everything about one subject, oldest first, as it was recorded. */
async function eventsOf(db: Connection, subject: { kind: string; id: string }) {
  const events = await oldest(db, { subject }, undefined, 10);
  return events.map(({ id: _id, seal: _seal, personEnded: _ended, ...event }) => event);
}

describe('the audit record', () => {
  let base: TestDatabase;
  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());

  it('has actor, action and subject of each event, in order', async () => {
    const { db } = base;
    const subject = { kind: 'application', id: 'ncc_1' };
    await record(
      db,
      at,
      { kind: 'operator', name: 'root' },
      'application.create',
      subject,
      { name: '青溪\u0000县' },
      'request-1',
    );
    await record(db, at, { kind: 'staff', accountId: 'a1', roles: ['operator'] }, 'application.disable', subject);
    await record(db, at, { kind: 'citizen', accountId: 'a2' }, 'other', { kind: 'account', id: 'ncc_1' });
    expect(await eventsOf(db, subject)).to.deep.equal([
      {
        at,
        actorKind: 'operator',
        actorId: 'root',
        verb: 'application.create',
        subject,
        details: { name: '青溪\u0000县' },
        requestId: 'request-1',
      },
      {
        at,
        actorKind: 'staff',
        actorId: 'a1',
        verb: 'application.disable',
        subject,
        details: {},
        requestId: undefined,
      },
    ]);
  });

  it('knows every kind of actor', async () => {
    const subject = { kind: 'x', id: '1' };
    await record(base.db, at, anonymous, 'v', subject);
    await record(base.db, at, system('purge'), 'v', subject);
    await record(base.db, at, { kind: 'application', clientId: 'ncc_2', institutionId: 'i', scopes: [] }, 'v', subject);
    const events = await eventsOf(base.db, subject);
    expect(events.map(({ actorKind, actorId }) => [actorKind, actorId])).to.deep.equal([
      ['anonymous', undefined],
      ['system', 'purge'],
      ['application', 'ncc_2'],
    ]);
  });

  it('is undone with its operation, and undoes it when it cannot be written', async () => {
    const { db } = base;
    const subject = { kind: 'x', id: 'undone' };
    await db
      .transaction(async (trx) => {
        await record(trx, at, anonymous, 'v', subject);
        throw new Error('something else went wrong');
      })
      .catch(() => undefined);
    expect(await eventsOf(db, subject)).to.deep.equal([]);
    const refused = db.transaction(async (trx) => {
      await trx.run(
        `insert into institutions (id, name, created_at, updated_at) values (gen_random_uuid(), '某馆', $1, $1)`,
        [at],
      );
      await record(trx, at, anonymous, 'v', { kind: 'x', id: 'with a NUL \0' });
    });
    expect(await refused.catch(() => 'refused')).to.equal('refused');
    expect(await db.rows(`select id from institutions where name = '某馆'`)).to.deep.equal([]);
  });

  it('is never changed or removed', async () => {
    const { db } = base;
    const subject = { kind: 'x', id: 'kept' };
    await record(db, at, anonymous, 'v', subject);
    const changes = [`update audit_events set verb = 'w'`, `delete from audit_events`, `truncate audit_events`];
    for (const change of changes)
      expect(await db.run(change).catch((error: Error) => error.message)).to.include('append-only');
    expect(await eventsOf(db, subject)).to.have.length(1);
  });

  it('never holds a secret, however deep and however spelled', async () => {
    const subject = { kind: 'x', id: 'secret' };
    for (const details of [
      { password: 'x' },
      { client_secret: 'x' },
      { a: [{ 'Access-Token': 'x' }] },
      { a: { SK: 'x' } },
    ]) {
      const refused = await record(base.db, at, anonymous, 'v', subject, details).catch(
        (error: Error) => error.message,
      );
      expect(refused).to.match(/^The record of v must not hold a /);
    }
    await record(base.db, at, anonymous, 'v', subject, { secretId: 'x', tokens: 3, lastFour: 'a1B2' });
    expect(await eventsOf(base.db, subject)).to.have.length(1);
  });
});
