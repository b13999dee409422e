import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { dayStart, days, after as later } from '../../../src/clock.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { refusal } from '../../support/refusal.ts';
import { fact } from '../../support/words.ts';

describe('how long an AK may last at most', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());
  beforeEach(() => clock.set('2026-11-24T02:00:00Z'));

  it('R28 is 30 days for an AK that operators enter with a date of its own', async () => {
    for (const day of ['2026-12-24T16:00:00Z', '2026-12-26T15:59:59Z', '2035-01-01T00:00:00Z'])
      for (const sandbox of [false, true]) {
        const { message, fields } = await refusal(createClient(at, {}, { expiresAt: new Date(day), sandbox }));
        expect(message, day).to.include('to_correct');
        expect(fields).to.eql({ expiresAt: fact('applications.longest_term', { day: '2026-12-24' }) });
      }
    const { application } = await createClient(at, {}, { expiresAt: later(dayStart(clock.now(), 31), -1) });
    expect(application.expiresAt?.toISOString()).to.equal('2026-12-24T15:59:59.000Z');
  });

  it('R28 is held by the table, of first-party applications alone not', async () => {
    const { clientId, institutionId } = await createClient(at);
    const set = (end: Date) =>
      at.database.db.run(`update applications set expires_at = $2 where client_id = $1`, [clientId, end]);
    for (const end of [later(clock.now(), days(33)), new Date('2035-01-01T00:00:00Z')])
      expect(await set(end).catch(String), String(end)).to.match(/applications_longest_term/);
    await set(later(clock.now(), days(30)));
    const own = await createClient(
      at,
      {},
      { institutionId, firstParty: true, expiresAt: new Date('2035-01-01T00:00:00Z') },
    );
    expect(own.application.expiresAt?.toISOString()).to.equal('2035-01-01T00:00:00.000Z');
  });

  it('R28 R30 cannot be kept by a renewal, one by one or many at once, where a row lasts longer all the same', async () => {
    const [one, other] = [await createClient(at), await createClient(at)];
    const { db } = at.database;
    await db.run('alter table applications drop constraint applications_longest_term');
    await db.run(`update applications set expires_at = '2035-01-01' where client_id = any($1)`, [
      [one.clientId, other.clientId],
    ]);
    const renewed = await at.app.applications.renew(operator, one.clientId);
    expect(renewed.expiresAt?.toISOString()).to.equal('2026-12-24T15:59:59.000Z');
    const [many] = await at.app.applications.renewMany(operator, [other.clientId], async () => ({}));
    expect(many?.expiresAt.toISOString()).to.equal('2026-12-24T15:59:59.000Z');
    await db.run(
      `alter table applications add constraint applications_longest_term check (first_party or expires_at <= updated_at + interval '32 days')`,
    );
  });
});
