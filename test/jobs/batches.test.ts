import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember } from '../support/console.ts';
import { copyRow } from '../support/copies.ts';
import { empty, fill } from '../support/fill.ts';
import { createHost, shelve } from '../support/published.ts';

/** The id of the row with the number `n`, as other rows name it. */
const numbered = `('aaaaaaaa-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid`;

describe('jobs that work batch by batch', function () {
  this.timeout(60_000);
  const clock = testClock('2036-11-27T10:00:00+08:00');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());
  beforeEach(async () => {
    clock.set('2036-11-27T10:00:00+08:00');
    const others = ['account_deletions', 'open_changes', 'totals_due', 'event_arrivals', 'events'];
    await empty(db(), 'accounts', 'institutions', 'inbox', 'notices', 'jobs', ...others);
  });

  const db = () => at.database.db;
  const count = async (of: string) =>
    (await db().row<{ count: number }>(`select count(*)::int as count from ${of}`))?.count;
  async function run(job: string): Promise<void> {
    expect(await at.app.jobs.runNow(job), job).to.equal(true);
  }

  async function children(many: number, birthYear: number): Promise<void> {
    const { id } = await createCitizen(at, 'guardian', { phone: '13900000001' });
    await fill(db(), 'accounts', many, {
      id: numbered,
      guardian_id: `'${id}'`,
      birth_year: String(birthYear),
      over_14: 'false',
    });
  }

  it('hands over the 101st child whose day has come', async () => {
    await children(101, 2021);
    await run('family.handover');
    expect(await count('accounts where guardian_id is null and handover_at is not null')).to.equal(101);
  });

  it('tells the guardian of the 101st child that its year has come', async () => {
    clock.set('2036-01-02T10:00:00+08:00');
    await children(101, 2022);
    await run('family.handover');
    expect(await count('child_handovers where year_told_at is not null')).to.equal(101);
    expect(await count(`notices where event = 'child.year'`)).to.equal(101);
  });

  it('tells the guardian of the 101st child that its day is near', async () => {
    clock.set('2036-12-15T10:00:00+08:00');
    await children(101, 2022);
    await run('family.handover');
    expect(await count('child_handovers where soon_told_at is not null')).to.equal(101);
  });

  it('erases the 21st person whose 15 days are over', async () => {
    const over = `timestamptz '2036-11-26'`;
    await fill(db(), 'accounts', 21, { id: numbered, closing_at: over });
    await fill(db(), 'account_deletions', 21, { account_id: numbered, due_at: over });
    await run('privacy.erase');
    expect(await count('account_deletions where erased_at is null')).to.equal(0);
    expect(await count('accounts where deleted_at is not null')).to.equal(21);
  });

  it('erase rows beyond the first thousand of a person, in any table', async () => {
    const { id } = await createCitizen(at);
    await fill(db(), 'inbox', 2_001, { account_id: `'${id}'` });
    await fill(db(), 'logins', 1_001, { account_id: `'${id}'`, method: `'password'`, at: `timestamptz '2036-11-20'` });
    await fill(db(), 'account_deletions', 1, { account_id: `'${id}'`, due_at: `timestamptz '2036-11-26'` });
    await db().run('update accounts set closing_at = $2 where id = $1', [id, clock.now()]);
    await run('privacy.erase');
    expect([
      await count('inbox'),
      await count('logins'),
      await count('account_deletions where erased_at is null'),
    ]).to.deep.equal([0, 0, 0]);
  });

  it('follows the 201st plan', async () => {
    await fill(db(), 'institutions', 201, { id: numbered });
    await fill(db(), 'integration_plans', 201, { institution_id: numbered });
    const days = { starts_on: `date '2036-10-01'`, agreed_on: `date '2036-11-01'` };
    await fill(db(), 'plan_items', 201, { institution_id: numbered, layer: `'login'`, ...days });
    await run('integration.follow');
    expect(await count('plan_items where overdue_told_at is not null')).to.equal(201);
  });

  it('reminds the 201st AK of its end', async () => {
    const { institutionId } = await createClient(at);
    const contact = { contactName: '李雷', contactEmail: 'li@example.cn' };
    for (let made = 0; made < 201; made += 1)
      await createClient(at, contact, { institutionId, expiresAt: new Date('2036-11-30T15:59:59Z') });
    await run('applications.reminders');
    expect(await count(`notices where key like '%expires%'`)).to.equal(201);
  });

  it('reminds the 101st licence of its end', async () => {
    const { institutionId } = await createClient(at);
    await fill(db(), 'licences', 101, {
      ...{ id: numbered, institution_id: `'${institutionId}'` },
      ...{ starts_at: `timestamptz '2036-01-01'`, ends_at: `timestamptz '2036-11-30'` },
    });
    await run('licences.remind');
    expect(await count('licences where reminded_at is not null')).to.equal(101);
  });

  it('takes the 101st entry down that is over', async () => {
    await shelve(
      at,
      await createHost(at, '青溪县文化馆'),
      Array.from({ length: 101 }, () => ({ channel: 'book' as const })),
    );
    await db().transaction(async (trx) => {
      await trx.run('set local session_replication_role = replica'); // publications are immutable otherwise
      await trx.run('update publications set expires_at = $1', [clock.now()]);
    });
    await run('resources.turn');
    expect(await count(`entries where publication_state = 'expired'`)).to.equal(101);
  });

  it('remove the 101st sandbox that was unusable for 30 days', async () => {
    const { clientId } = await createClient(at);
    await copyRow(db(), 'applications', {
      ...{ where: `client_id = '${clientId}'`, times: 101 },
      changes: { client_id: `'ncc_' || lpad(n::text, 20, 'a')`, sandbox: 'true', expires_at: `'2036-10-20T00:00:00Z'` },
    });
    await run('applications.sandboxes');
    expect(await count('applications where sandbox')).to.equal(0);
  });

  it('gives the 1,001st change its place', async () => {
    await fill(db(), 'open_changes', 1_001);
    await run('open.order');
    expect(await count('open_changes where position is null')).to.equal(0);
  });

  it('makes the totals of the 4,001st mark', async () => {
    await fill(db(), 'totals_due', 4_001, { region_code: `'330822'`, day: `date '2036-11-01'` });
    await run('statistics.roll');
    expect(await count('totals_due')).to.equal(0);
  });

  it('puts the 201st event in order, at once', async () => {
    const { institutionId, clientId } = await createClient(at);
    await fill(db(), 'event_arrivals', 201, { institution_id: `'${institutionId}'`, is_shared: 'true' });
    await at.app.webhooks.after({ institutionId, clientId }, 0, 1);
    expect([await count('event_arrivals'), await count('events')]).to.deep.equal([0, 201]);
  });

  it('R51 remind the reporters of the 101st application that has not reported', async () => {
    const { institutionId } = await createMember(at);
    const { clientId } = await createClient(at, {}, { institutionId });
    await copyRow(db(), 'applications', {
      ...{ where: `client_id = '${clientId}'`, times: 100 },
      changes: { client_id: `'ncc_' || lpad(n::text, 20, 'a')` },
    });
    await db().run(
      `insert into reporting_duties (client_id, institution_id, first_day)
       select client_id, institution_id, '2036-11-01' from applications on conflict do nothing`,
    );
    await run('statistics.remind');
    expect(await count(`notices where event = 'statistics.urged'`)).to.equal(101);
  });

  it('tells the 501st application that a month is closed', async () => {
    const { clientId, institutionId } = await createClient(at);
    clock.set('2036-12-06T10:00:00+08:00');
    await copyRow(db(), 'applications', {
      ...{ where: `client_id = '${clientId}'`, times: 500 },
      changes: { client_id: `'ncc_' || lpad(n::text, 20, 'a')` },
    });
    await db().run(
      `insert into reporting_duties (client_id, institution_id, first_day)
       select client_id, institution_id, '2036-11-01' from applications on conflict do nothing`,
    );
    await run('statistics.locked');
    expect(await count(`event_arrivals where type = 'stats.locked' and institution_id = '${institutionId}'`)).to.equal(
      501,
    );
  });
});
