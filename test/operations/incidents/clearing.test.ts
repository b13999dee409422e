import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import type { IncidentDesk } from '../../../src/operations/incidents/room.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createStaff } from '../../support/console.ts';

describe('the list of people affected by an incident', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  const days = (count: number) => count * 86_400;
  let at: TestApp;
  let desk: IncidentDesk;
  let staff: Staff;
  let clientId = '';
  const people: string[] = [];
  const ago = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000);
  const db = () => at.database.db;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    desk = at.app.incidentDesk;
    staff = {
      ...{ kind: 'staff', roles: ['administrator'] },
      accountId: (await createStaff(at, ['administrator'])).accountId,
    };
    ({ clientId } = await createClient(at));
    for (const phone of ['13900000001', '13900000002', '13900000003']) {
      const { id } = await createCitizen(at, `citizen${phone}`, { phone });
      people.push(id);
      await db().run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '::1', 'x')`,
        [id, ago(40), clientId],
      );
    }
  });
  after(() => at.close());

  const idOf = (found: object) => {
    if (!('id' in found)) throw new Error(JSON.stringify(found));
    return String(found.id);
  };
  async function open(): Promise<string> {
    const id = idOf(
      await desk.incidents.open(staff, {
        ...{ title: 'SK 可能泄漏', summary: '代码托管平台上出现了它的 SK。', level: 'larger', applications: clientId },
        ...{ foundAt: ago(30).toISOString(), beganAt: ago(60).toISOString(), containedAt: ago(10).toISOString() },
      }),
    );
    await desk.counting.run();
    return id;
  }
  async function freeze(incident: string, kind: string): Promise<string> {
    const times = { since: ago(60).toISOString(), until: clock.now().toISOString() };
    const id = idOf(
      await desk.freezes.start(staff, incident, { kind, target: clientId, reason: '批量撞库', ...times }),
    );
    await desk.freezes.handle({ id });
    return id;
  }
  const left = async (incident: string) => {
    const rows = await db().rows(
      `select from incident_people p join incident_countings c on c.id = p.counting_id where c.incident_id = $1`,
      [incident],
    );
    return rows.length;
  };
  const items = async (freezeId: string) =>
    (await db().rows('select from incident_freeze_items where freeze_id = $1', [freezeId])).length;
  const shown = async (incident: string) => desk.incidents.look(staff, incident);
  const later = (inDays: number) => {
    clock.advance(days(inDays));
    return desk.clearing.run();
  };

  it('stays while the incident goes on, and until 30 days behind its last report; how many they were stays', async () => {
    const id = await open();
    const stopped = await freeze(id, 'end_sign_ins');
    await desk.noticeRuns.start(staff, id, { audience: 'people', body: '您登录过的平台正在做安全维护。' });
    await later(400);
    expect([await left(id), await items(stopped)], 'it is open').to.eql([3, 3]);
    await desk.incidents.reported(staff, id, { to: '值班室' });
    await desk.incidents.close(staff, id);
    await desk.incidents.reported(staff, id, { report: 'final', to: '值班室' });
    await later(29);
    expect([await left(id), await items(stopped)]).to.eql([3, 3]);
    await later(2);
    expect([await left(id), await items(stopped)]).to.eql([0, 0]);
    const { affected, freezes } = await shown(id);
    expect(affected.counted).to.deep.include({ people: 3, clearedAt: clock.now() });
    expect(freezes[0]?.counts).to.eql({ waiting: 0, done: 3, undone: 0 });
    const refused = await desk.incidents.export(staff, id, ['id']).catch((error: unknown) => error);
    expect(JSON.stringify(refused)).to.include('incidents.cleared');
    await desk.clearing.run();
    expect((await shown(id)).freezes[0]?.counts.done, 'and is counted once').to.equal(3);
  });

  it('is deleted 180 days after the end, without a report; no lock in force is forgotten by it', async () => {
    clock.advance(60);
    for (const person of people)
      await db().run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '::1', 'x')`,
        [person, ago(40), clientId],
      );
    const id = await open();
    const locked = await freeze(id, 'lock_sign_ins');
    expect(await items(locked)).to.equal(3);
    await at.app.accounts.unlock(staff, people[0] ?? '', '本人核对');
    await desk.incidents.close(staff, id);
    await later(179);
    expect([await left(id), await items(locked)]).to.eql([3, 3]);
    await later(2);
    expect([await left(id), await items(locked)], 'two are locked still').to.eql([0, 2]);
    expect((await shown(id)).freezes[0]?.counts).to.eql({ waiting: 0, done: 3, undone: 0 });
    await desk.freezes.undo(staff, id, locked);
    await desk.freezes.handle({ id: locked });
    expect(await db().rows('select from accounts where locked_at is not null and id = any($1)', [people])).to.eql([]);
  });
});
