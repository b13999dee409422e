import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import { yearOf } from '../../../src/clock.ts';
import { newId } from '../../../src/crypto/secrets.ts';
import type { IncidentDesk } from '../../../src/operations/incidents/room.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createStaff } from '../../support/console.ts';
import { empty, fill } from '../../support/fill.ts';

describe('an incident that met many people', function () {
  this.timeout(60_000);
  const clock = testClock('now');
  const ago = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000);
  let at: TestApp;
  let desk: IncidentDesk;
  let staff: Staff;
  let incident = '';
  let clientId = '';
  before(async () => {
    // Two batches a day: work that starts over each time comes to an end all the same.
    at = await startApp(import.meta.filename, { clock, env: { SMS_PER_DAY: '200' } });
    desk = at.app.incidentDesk;
  });
  after(() => at.close());
  beforeEach(async () => {
    await empty(db(), 'incidents', 'accounts', 'institutions', 'notices', 'jobs');
    const { accountId } = await createStaff(at, ['administrator']);
    staff = { kind: 'staff', accountId, roles: ['administrator'] };
    ({ clientId } = await createClient(at));
  });

  const db = () => at.database.db;
  const idOf = (found: object) => {
    if (!('id' in found)) throw new Error(JSON.stringify(found));
    return String(found.id);
  };
  const count = async (of: string, ...values: unknown[]) =>
    (await db().row<{ count: number }>(`select count(*)::int as count from ${of}`, values))?.count;

  /** To the end: messages beyond a day's budget go on the next. */
  async function overDays(work: { handle: (asked: object) => Promise<void> }, id: string): Promise<void> {
    await work.handle({ id });
    clock.advance(24 * 3600);
    await work.handle({ id });
    clock.advance(24 * 3600);
  }

  /** So many people who signed in at its AK within the hour. */
  async function meet(many: number, guardianId?: string): Promise<void> {
    const child = { guardian_id: `'${guardianId}'`, birth_year: String(yearOf(clock.now()) - 9) };
    const about = { created_at: `timestamptz '2030-01-01'`, ...(guardianId !== undefined && child) };
    await fill(db(), 'accounts', many, about);
    await db().run(
      `insert into logins (account_id, at, method, succeeded, client_id, address, device)
       select id, $1, 'password', true, $2, '::1', 'x' from accounts where created_at = '2030-01-01'`,
      [ago(40), clientId],
    );
    incident = idOf(
      await desk.incidents.open(staff, {
        ...{ title: 'SK 可能泄漏', summary: '代码托管平台上出现了它的 SK。', level: 'larger', applications: clientId },
        ...{ foundAt: ago(30).toISOString(), beganAt: ago(60).toISOString(), containedAt: ago(10).toISOString() },
      }),
    );
    await desk.counting.run();
  }

  /** More in its list than are removed at once. */
  async function many(): Promise<void> {
    const { id } =
      (await db().row<{ id: string }>(`select id from incident_countings where incident_id = $1`, [incident])) ?? {};
    await fill(db(), 'incident_people', 5_001, { counting_id: `'${id}'` });
  }

  it('tells every one of them, and not the first batch alone', async () => {
    // Children, whose guardian with a phone gets the notice.
    await meet(201, (await createCitizen(at, 'guardian', { phone: '13900000001' })).id);
    const id = idOf(
      await desk.noticeRuns.start(staff, incident, { audience: 'people', body: '我们正在处理，请尽快修改密码。' }),
    );
    await overDays(desk.noticeRuns, id);
    expect(await count(`notices where event = 'incident.people'`)).to.equal(201);
    const [shown] = (await desk.incidents.look(staff, incident)).noticeRuns;
    expect(shown).to.include({ told: 201, isOver: true });
  });

  it('exports every one of them', async () => {
    await meet(401);
    const lines: string[] = [];
    for await (const line of (await desk.incidents.export(staff, incident, ['账号编号'])).rows) lines.push(line);
    expect(new Set(lines)).to.have.property('size', 402);
  });

  it('locks, opens and tells every one of them', async () => {
    await meet(201);
    const times = { since: ago(60).toISOString(), until: clock.now().toISOString() };
    const asked = { kind: 'lock_sign_ins', target: clientId, reason: '批量撞库', ...times };
    const id = idOf(await desk.freezes.start(staff, incident, asked));
    await desk.freezes.handle({ id });
    expect(await count(`accounts where created_at = '2030-01-01' and locked_at is not null`)).to.equal(201);
    await overDays(desk.lockNotices, id);
    expect(await count(`notices where event = 'incident.locked'`)).to.equal(201);
    await desk.freezes.undo(staff, incident, id);
    await desk.freezes.handle({ id });
    expect(await count('accounts where locked_at is not null')).to.equal(0);
    await overDays(desk.lockNotices, id);
    expect(await count(`notices where event = 'incident.unlocked'`)).to.equal(201);
  });

  it('forgets every one of them, also those of a counting that was replaced and the items of a freeze', async () => {
    await meet(1);
    await many();
    const freeze = newId();
    const about = { incident_id: `'${incident}'`, kind: `'end_sign_ins'`, state: `'done'`, by: `'${newId()}'` };
    await fill(db(), 'incident_freezes', 1, { ...about, id: `'${freeze}'` });
    await fill(db(), 'incident_freeze_items', 5_001, { freeze_id: `'${freeze}'`, state: `'done'` });
    await db().run(`update incidents set closed_at = $2 where id = $1`, [incident, ago(181 * 24 * 60)]);
    await desk.clearing.run();
    expect([await count('incident_people'), await count('incident_freeze_items')]).to.deep.equal([0, 0]);
    const [shown] = (await desk.incidents.look(staff, incident)).freezes;
    expect(shown?.counts).to.include({ done: 5_001 });
  });

  it('removes every one of a counting that is not of its times any more', async () => {
    await meet(1);
    await many();
    await db().run(`update incident_countings set is_replaced = true where incident_id = $1`, [incident]);
    await desk.counting.run();
    expect([await count('incident_people'), await count('incident_countings')]).to.deep.equal([0, 0]);
  });
});
