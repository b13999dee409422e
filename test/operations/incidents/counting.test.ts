import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import { count, page } from '../../../src/operations/incidents/affected-store.ts';
import type { IncidentDesk } from '../../../src/operations/incidents/room.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createStaff } from '../../support/console.ts';

describe('the people affected by an incident', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  let at: TestApp;
  let desk: IncidentDesk;
  let staff: Staff;
  let clientId = '';
  let other = '';
  const people: string[] = [];
  const ago = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000);
  const db = () => at.database.db;
  const login = (person: number, minutes: number, client = clientId) =>
    db().run(
      `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '::1', 'x')`,
      [people[person], ago(minutes), client],
    );
  const consent = (person: number, first: number, last: number) =>
    db().run(
      `insert into consents (account_id, client_id, granted, refused, first_at, last_at, expires_at) values ($1, $2, '{}', '{}', $3, $4, $5)`,
      [people[person], clientId, ago(first), ago(last), ago(-60 * 24)],
    );
  const about = (given: Record<string, string>) => ({
    ...{ title: 'SK 可能泄漏', summary: '代码托管平台上出现了它的 SK。', level: 'larger', applications: clientId },
    ...{ foundAt: ago(30).toISOString(), ...given },
  });
  const idOf = (found: object) => {
    if (!('id' in found)) throw new Error(JSON.stringify(found));
    return String(found.id);
  };
  const open = async (given: Record<string, string>) => idOf(await desk.incidents.open(staff, about(given)));
  const countedOf = async (id: string) => (await desk.incidents.look(staff, id)).affected.counted;
  const table = async (id: string) => {
    const { rows } = await desk.incidents.export(staff, id, ['id']);
    const lines: string[] = [];
    for await (const row of rows) lines.push(row);
    return lines.slice(1).map((row) => row.trim().replaceAll('"', '').split(','));
  };
  const hours = (count: number) => count * 60;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    desk = at.app.incidentDesk;
    staff = {
      ...{ kind: 'staff', roles: ['administrator'] },
      accountId: (await createStaff(at, ['administrator'])).accountId,
    };
    ({ clientId } = await createClient(at));
    ({ clientId: other } = await createClient(at, { name: '别处' }, {}));
    for (const phone of ['13900000001', '13900000002', '13900000003', '13900000004', '13900000005'])
      people.push((await createCitizen(at, `citizen${phone}`, { phone })).id);
    await login(0, hours(30));
    await login(0, hours(3));
    await login(1, hours(3) + 5);
    await login(2, hours(1));
    await login(3, hours(3), other);
    await consent(3, hours(300), hours(2)); // there again with the session of elsewhere
    await consent(4, hours(300), hours(50)); // before
    // Test citizens, which no figure counts: of a sandbox, of a verification.
    for (const [place, column] of ['test_of', 'verifies'].entries()) {
      const { id } = await createCitizen(at, `invented${place}`, {});
      const owner = column === 'test_of' ? 'i.id' : 'a.client_id';
      await db().run(
        `update accounts set ${column} = ${owner} from applications a join institutions i on i.id = a.institution_id
         where a.client_id = $1 and accounts.id = $2`,
        [clientId, id],
      );
      const last = people.push(id) - 1;
      await login(last, hours(1));
      await consent(last, hours(300), hours(2));
    }
  });
  after(() => at.close());

  it('is counted by a job and kept: a look, the table and a notice read no log', async () => {
    const id = await open({ beganAt: ago(hours(40)).toISOString(), containedAt: ago(31).toISOString() });
    expect(await countedOf(id)).to.include({ people: 0, isOver: false, consentsAt: undefined });
    const early = await desk.noticeRuns.start(staff, id, {
      audience: 'people',
      body: '您登录过的平台正在做安全维护。',
    });
    expect(JSON.stringify(early)).to.include('incidents.counting');
    await desk.counting.run();
    expect(await countedOf(id)).to.deep.include({ people: 4, isOver: true });
    await db().run('delete from logins where account_id = $1', [people[0]]);
    expect((await table(id)).toSorted()).to.have.length(4);
    expect((await table(id)).find(([account]) => account === people[0])?.[4]).to.equal('2');
    expect((await table(id)).find(([account]) => account === people[3])?.slice(4)).to.eql(['0', '']);
    await login(0, hours(30));
    await login(0, hours(3));
  });

  it('continue where a node died, without counting a person twice by two nodes', async () => {
    const id = await open({ beganAt: ago(hours(40)).toISOString(), containedAt: ago(31).toISOString() });
    const counting = (await countedOf(id))?.id ?? '';
    await db().run(`create function die_counting() returns trigger language plpgsql as $$ begin
      if new.counted_until > '${ago(hours(5)).toISOString()}' then raise exception 'killed'; end if; return new; end $$`);
    await db().run(
      'create trigger die before update on incident_countings for each row execute function die_counting()',
    );
    expect(String(await desk.counting.handle({ id: counting }).catch((error: unknown) => error))).to.include('killed');
    expect((await countedOf(id))?.people).to.equal(1);
    await db().run('drop trigger die on incident_countings');
    await Promise.all([1, 2, 3].map(() => desk.counting.handle({ id: counting })));
    expect(await countedOf(id)).to.include({ people: 4, isOver: true });
    const times = new Map((await table(id)).map(([account = '', , , , each]) => [people.indexOf(account), each]));
    expect(
      [0, 1, 2, 3].map((person) => times.get(person)),
      'each login once',
    ).to.eql(['2', '1', '1', '0']);
  });

  it('goes on while the incident does, and ends with it', async () => {
    const id = await open({ beganAt: ago(hours(2)).toISOString() });
    await desk.counting.run();
    expect(await countedOf(id)).to.include({ people: 2, isOver: false });
    clock.advance(600);
    await login(1, 5);
    await desk.counting.run();
    expect(await countedOf(id)).to.include({ people: 3, isOver: false });
    await desk.incidents.change(
      staff,
      id,
      about({
        foundAt: ago(40).toISOString(),
        beganAt: ago(hours(2) + 10).toISOString(),
        containedAt: ago(1).toISOString(),
      }),
    );
    clock.advance(600);
    await login(4, 5);
    await desk.counting.run();
    expect(await countedOf(id), 'whoever comes behind the end is not met').to.include({ people: 3, isOver: true });
  });

  it('reads as far as the logs stood when it began, and ends, while the incident goes on and time with it', async () => {
    const id = await open({ beganAt: ago(hours(2)).toISOString() });
    const [standing, began] = [clock.now, clock.now()];
    let looks = 0;
    clock.now = () => {
      looks = Math.min(looks + 1, 1_000); // a counting that runs after the clock ends here
      return new Date(began.getTime() + looks);
    };
    try {
      await desk.counting.run();
    } finally {
      clock.now = standing;
    }
    expect(looks).to.be.below(100);
    expect(await countedOf(id)).to.include({ isOver: false });
    await desk.incidents.change(staff, id, about({ applications: '' }));
  });

  it('are counted again where times or AKs change, and the old people go', async () => {
    const id = await open({ beganAt: ago(hours(40)).toISOString(), containedAt: ago(40).toISOString() });
    await desk.counting.run();
    const first = await countedOf(id);
    await desk.incidents.change(
      staff,
      id,
      about({ beganAt: ago(hours(40)).toISOString(), containedAt: ago(40).toISOString(), applications: other }),
    );
    await desk.counting.run();
    const second = await countedOf(id);
    expect(second).to.include({ people: 1, isOver: true }).and.not.include({ id: first?.id });
    expect(await db().rows('select from incident_people where counting_id = $1', [first?.id])).to.have.length(0);
    expect(await db().rows('select from incident_countings where id = $1', [first?.id])).to.have.length(0);
    await desk.incidents.change(staff, id, about({ applications: '' }));
    await desk.counting.run();
    expect(await countedOf(id)).to.equal(undefined);
  });

  describe('and the estimate of a mass freeze', () => {
    const target = () => ({ kind: 'end_sign_ins', target: clientId, reason: '批量撞库' });
    const planned = async (incident: string, since: Date, until: Date) => {
      const found = await desk.freezes.plan(staff, incident, {
        ...{ ...target(), since: since.toISOString(), until: until.toISOString() },
      });
      return 'problems' in found ? found : { people: found.people, certainty: found.certainty };
    };

    it('equals the counting, where the scope is the same; no log is read', async () => {
      const [beganAt, containedAt] = [ago(hours(40)), ago(31)];
      const id = await open({ beganAt: beganAt.toISOString(), containedAt: containedAt.toISOString() });
      await desk.counting.run();
      const people = (await countedOf(id))?.people;
      expect(people).to.be.above(2);
      // The logs as read now would have no people.
      await db().run(`update logins set succeeded = false where client_id = $1`, [clientId]);
      await db().run(`update consents set client_id = $2 where client_id = $1`, [clientId, other]);
      try {
        expect(await planned(id, beganAt, containedAt)).to.eql({ people, certainty: 'exact' });
        expect(await planned(id, ago(hours(39)), containedAt)).to.have.nested.property('problems.since');
      } finally {
        await db().run(`update logins set succeeded = true where client_id = $1`, [clientId]);
        await db().run(`update consents set client_id = $1 where client_id = $2`, [clientId, other]);
      }
    });

    it('of an open incident includes people of the last minutes', async () => {
      const beganAt = ago(hours(2));
      const id = await open({ beganAt: beganAt.toISOString() });
      await desk.counting.run();
      const before = (await countedOf(id))?.people ?? 0;
      clock.advance(120);
      const fresh = (await createCitizen(at, 'fresh', { phone: '13900000077' })).id;
      people.push(fresh);
      await login(people.length - 1, 1);
      expect(await planned(id, beganAt, clock.now())).to.eql({ people: before + 1, certainty: 'exact' });
    });

    it('is read from the logs elsewhere, of each no more rows than a look may cost: then it says so', async () => {
      const scope = { clientIds: [clientId], since: ago(hours(300)), until: clock.now() };
      const all = await count(at.app.db, scope, 1_000);
      expect(all).to.include({ isWhole: true }).and.have.property('people').above(2);
      expect(await page(at.app.db, scope, undefined, 100), 'the same people').to.have.length(all.people);
      const few = await count(at.app.db, scope, 2);
      expect(few.isWhole).to.equal(false);
      expect(few.people).to.be.within(0, 3).and.below(all.people);
    });
  });

  it('says from when on the logs are there at all', async () => {
    const beganAt = ago(hours(24 * 300)).toISOString();
    const id = await open({ beganAt });
    const found = await countedOf(id);
    expect(found?.since).to.be.below(found?.loginsKnownSince ?? new Date(0));
    expect(found?.countedUntil).to.eql(found?.loginsKnownSince);
    expect(found?.callsKnownSince).to.be.above(ago(hours(24 * 62)));
    await desk.incidents.change(staff, id, about({ beganAt, applications: '' })); // half a year by the hour is nothing for the next test
  });
});
