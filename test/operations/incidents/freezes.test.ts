import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import { dayOf, dayStart, yearOf } from '../../../src/clock.ts';
import type { IncidentDesk } from '../../../src/operations/incidents/room.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, createStaff } from '../../support/console.ts';

describe('the incident desk', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  let at: TestApp;
  let desk: IncidentDesk;
  let staff: Staff;
  let guard: Staff;
  let incident = '';
  let clientId = '';
  let institutionId = '';
  const people: string[] = [];
  const ago = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000);

  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { SMS_PER_DAY: '1000' } });
    desk = at.app.incidentDesk;
    const who = await createStaff(at, ['administrator']);
    staff = { kind: 'staff', accountId: who.accountId, roles: ['administrator'] };
    guard = { kind: 'staff', accountId: (await createStaff(at, ['security'])).accountId, roles: ['security'] };
    ({ clientId, institutionId } = await createClient(at));
    for (const [place, phone] of ['13900000001', '13900000002', '13900000003', '13900000004'].entries())
      people.push((await createCitizen(at, `citizen${place}`, { phone })).id);
    // The last one signed in before; all others within the hour, the first twice.
    for (const [place, minutes] of [
      [0, 50],
      [0, 40],
      [1, 30],
      [2, 20],
      [3, 600],
    ] as const)
      await at.database.db.run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '::1', 'x')`,
        [people[place], ago(minutes), clientId],
      );
    const opened = await desk.incidents.open(staff, {
      ...{ title: 'SK 可能泄漏', summary: '代码托管平台上出现了它的 SK。', level: 'larger', applications: clientId },
      ...{ foundAt: ago(30).toISOString(), beganAt: ago(60).toISOString() },
    });
    if (!('id' in opened)) throw new Error(JSON.stringify(opened));
    incident = opened.id;
    await counted();
  });
  after(() => at.close());

  const db = () => at.database.db;
  /** Runs the job. */
  const counted = () => desk.counting.run();
  const freeze = (given: Record<string, string>, actor = staff) =>
    desk.freezes.start(actor, incident, { reason: 'SK 出现在公开代码里', ...given });
  const idOf = async (started: ReturnType<typeof freeze>) => {
    const found = await started;
    if (!('id' in found)) throw new Error(JSON.stringify(found));
    return found.id;
  };
  const lockedNow = async () =>
    (await db().rows<{ id: string }>('select id from accounts where locked_at is not null and id = any($1)', [people]))
      .map(({ id }) => people.indexOf(id))
      .toSorted();
  const hour = () => ({ target: clientId, since: ago(60).toISOString(), until: clock.now().toISOString() });
  const problemOf = async (work: Promise<unknown>) => {
    const found = await work.catch((error: unknown) => error);
    return JSON.stringify(found);
  };

  it('names all problems of an incident together, and knows its applications', async () => {
    const wrong = await desk.incidents.open(staff, {
      ...{ title: 'x', summary: 'y', level: 'larger', foundAt: ago(-60).toISOString(), applications: 'nobody' },
      ...{ containedAt: ago(-70).toISOString() },
    });
    expect(wrong).to.have.property('problems').with.keys('foundAt', 'containedAt', 'applications');
  });

  it('counts affected people and institutions by the logs, and none from before', async () => {
    const { affected } = await desk.incidents.look(staff, incident);
    expect(affected.counted).to.include({ people: 3, isOver: false });
    expect(affected.institutions.map(({ id }) => id)).to.eql([institutionId]);
  });

  it('stops an AK by the rule of the applications, in the name of the actor, and releases it', async () => {
    const id = await idOf(freeze({ kind: 'application', target: clientId }));
    expect((await at.app.applications.find(clientId))?.disabledAt).not.to.equal(undefined);
    expect(await freeze({ kind: 'application', target: clientId })).to.have.nested.property('problems.target');
    await desk.freezes.undo(staff, incident, id);
    expect((await at.app.applications.find(clientId))?.disabledAt).to.equal(undefined);
    expect(await problemOf(desk.freezes.undo(staff, incident, id))).to.include('incidents.not_to_undo');
    const verbs = await db().rows<{ verb: string; actor_id: string }>(
      `select verb, actor_id from audit_events where verb in ('application.disable', 'incident.freeze', 'application.enable', 'incident.unfreeze') order by id`,
    );
    expect(verbs.map(({ verb }) => verb)).to.eql([
      ...['application.disable', 'incident.freeze', 'application.enable', 'incident.unfreeze'],
    ]);
    expect(new Set(verbs.map(({ actor_id }) => actor_id))).to.eql(new Set([staff.accountId]));
  });

  it('stops an institution by one of its AKs, and an account by its phone, never the own one', async () => {
    const closed = await idOf(freeze({ kind: 'institution', target: clientId }));
    expect((await at.app.institutions.get(institutionId)).disabledAt).not.to.equal(undefined);
    await desk.freezes.undo(staff, incident, closed);
    const locked = await idOf(freeze({ kind: 'account', target: '139 0000 0004' }));
    expect(await lockedNow()).to.eql([3]);
    await desk.freezes.undo(staff, incident, locked);
    expect(await lockedNow()).to.eql([]);
    expect(await freeze({ kind: 'account', target: staff.accountId })).to.have.nested.property('problems.target');
  });

  it('refuses stops beyond an actor’s role, and the search for them', async () => {
    expect(await problemOf(freeze({ kind: 'application', target: clientId }, guard))).to.include('role_may_not');
    expect((await at.app.applications.find(clientId))?.disabledAt).to.equal(undefined);
    const regional: Staff = { ...staff, regions: ['330000'] };
    expect(await problemOf(freeze({ kind: 'account', target: people[0] ?? '' }, regional))).to.include('whole_country');
  });

  it('says beforehand how many it meets, and stops exactly those, though two nodes do it', async () => {
    await at.app.accounts.lock(staff, people[1] ?? '', '本人报失');
    const plan = await desk.freezes.plan(guard, incident, { kind: 'lock_sign_ins', reason: '批量撞库', ...hour() });
    expect(plan).to.include({ people: 3, target: clientId });
    expect(await lockedNow()).to.eql([1]);
    const id = await idOf(freeze({ kind: 'lock_sign_ins', ...hour() }, guard));
    await Promise.all([desk.freezes.handle({ id }), desk.freezes.handle({ id })]);
    expect(await lockedNow()).to.eql([0, 1, 2]);
    const shown = (await desk.incidents.look(staff, incident)).freezes.find((each) => each.id === id);
    expect(shown).to.deep.include({ state: 'done', counts: { waiting: 0, done: 2, undone: 0 } });
    await desk.freezes.undo(guard, incident, id);
    await desk.freezes.handle({ id });
    expect(await lockedNow(), 'who was locked before stays so').to.eql([1]);
    const { steps } = await desk.incidents.look(staff, incident);
    expect(steps.slice(0, 2).map(({ kind, accountId }) => [kind, accountId])).to.eql([
      ['unfrozen', undefined],
      ['unfreeze', guard.accountId],
    ]);
    await at.app.accounts.unlock(staff, people[1] ?? '', '本人确认');
  });

  describe('R05 leaves a person who can undo it', () => {
    /** At the desk they signed in like all others, and at the back office as well. */
    const signedIn = async (accountId: string, client: string) =>
      db().run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '::1', 'x')`,
        [accountId, ago(15), client],
      );
    const isLocked = async (accountId: string) => (await at.app.accounts.find(accountId))?.lockedAt !== undefined;

    it('where many are locked by their logins: no application of the Cloud itself, and no staff', async () => {
      for (const own of ['console', 'account-centre'])
        for (const kind of ['lock_sign_ins', 'end_sign_ins']) {
          const given = { kind, target: own, since: ago(60).toISOString(), reason: '批量撞库' };
          const planned = JSON.stringify(await desk.freezes.plan(guard, incident, given));
          expect([own, kind, planned.includes('incidents.own_application')]).to.eql([
            own,
            kind,
            kind === 'lock_sign_ins',
          ]);
        }
      const colleague = await createStaff(at, ['support']);
      await signedIn(colleague.accountId, clientId);
      await signedIn(staff.accountId, clientId);
      const id = await idOf(freeze({ kind: 'lock_sign_ins', ...hour() }, guard));
      await desk.freezes.handle({ id });
      expect([await isLocked(colleague.accountId), await isLocked(staff.accountId)]).to.eql([false, false]);
      expect(await lockedNow()).to.eql([0, 1, 2]);
      await desk.freezes.undo(guard, incident, id);
      await desk.freezes.handle({ id });
    });

    it('and a person locked, leaving or limited to a region does not count as one who stays', async () => {
      const third = await createStaff(at, ['administrator']);
      const other: Staff = { ...guard, roles: ['administrator'] };
      const changes = {
        accounts: ['locked_at = now()', 'closing_at = now()'],
        account_roles: [`region_code = '330000'`],
      };
      for (const [table, each] of Object.entries(changes))
        for (const change of each) {
          const column = change.split(' ')[0];
          const key = table === 'accounts' ? 'id' : 'account_id';
          await db().run(`update ${table} set ${change} where ${key} = $1`, [third.accountId]);
          const revoked = at.app.accounts.revokeRole(other, staff.accountId, 'administrator');
          expect(await problemOf(revoked), change).to.include('last_guard');
          await db().run(`update ${table} set ${column} = null where ${key} = $1`, [third.accountId]);
        }
      await at.app.accounts.lock({ kind: 'operator', name: 'test' }, third.accountId, 'x');
    });

    it('where they lose their roles one by one, also by two people at the same moment', async () => {
      const third = await createStaff(at, ['administrator']);
      const actor: Staff = { kind: 'staff', accountId: third.accountId, roles: ['administrator'] };
      const [security] = [guard.accountId];
      await Promise.allSettled([
        at.app.accounts.revokeRole(actor, security, 'security'),
        at.app.accounts.revokeRole(actor, staff.accountId, 'administrator'),
        at.app.accounts.revokeRole(staff, security, 'security'),
        at.app.accounts.revokeRole(staff, third.accountId, 'administrator'),
      ]);
      const left = await db().rows(
        `select account_id from account_roles where role in ('administrator', 'security') and account_id = any($1)`,
        [[security, staff.accountId, third.accountId]],
      );
      expect(left.length).to.be.at.least(1);
      const operator = { kind: 'operator', name: 'test' } as const;
      await at.app.accounts.revokeRole(operator, third.accountId, 'administrator');
      await at.app.accounts.grantRole(operator, staff.accountId, { role: 'administrator' });
      await at.app.accounts.grantRole(operator, security, { role: 'security' });
    });

    it('and no account of staff is locked by one person by name, whatever its role, until the role is taken away', async () => {
      for (const role of ['operator', 'auditor', 'support', 'administrator'] as const) {
        const { accountId } = await createStaff(at, [role]);
        for (const by of [guard, staff]) {
          const planned = await desk.freezes.plan(by, incident, {
            kind: 'account',
            target: accountId,
            reason: '账号被盗',
          });
          expect(planned, role).to.have.nested.property('problems.target.code', 'incidents.account_of_staff');
          expect(await freeze({ kind: 'account', target: accountId }, by)).to.have.property('problems');
          expect(await problemOf(at.app.accounts.lock(by, accountId, 'x')), role).to.include('holds_role');
        }
        expect(await isLocked(accountId), role).to.equal(false);
        await at.app.accounts.revokeRole(staff, accountId, role);
        await idOf(freeze({ kind: 'account', target: accountId }, guard));
        expect(await isLocked(accountId), role).to.equal(true);
      }
    });
  });

  it('continues where a node died, and leaves waiting accounts alone after it was taken back', async () => {
    const id = await idOf(freeze({ kind: 'lock_sign_ins', ...hour() }));
    // Of an earlier release: it died after one account was locked, and before it wrote that down.
    const die = async (freeze: string) => {
      await db().run(`update incident_freeze_items set state = 'taking' where freeze_id = $1 and account_id = $2`, [
        ...[freeze, people[0]],
      ]);
      await at.app.accounts.lock({ kind: 'system', name: 'incidents' }, people[0] ?? '', 'x');
    };
    await die(id);
    await desk.freezes.handle({ id });
    expect(await lockedNow()).to.eql([0, 1, 2]);
    await desk.freezes.undo(staff, incident, id);
    await desk.freezes.handle({ id });
    expect(await lockedNow()).to.eql([]);
    const half = await idOf(freeze({ kind: 'lock_sign_ins', ...hour() }));
    await die(half);
    await desk.freezes.undo(staff, incident, half);
    await desk.freezes.handle({ id: half });
    expect(await lockedNow(), 'also the one of which nothing was written down').to.eql([]);
    const next = await idOf(freeze({ kind: 'lock_sign_ins', ...hour() }));
    await desk.freezes.undo(staff, incident, next);
    await desk.freezes.handle({ id: next });
    expect(await lockedNow()).to.eql([]);
  });

  it('is one transaction with its record: where that fails, nothing is stopped', async () => {
    await db().run(
      `create function die_freeze() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`,
    );
    await db().run('create trigger die before insert on incident_steps for each row execute function die_freeze()');
    for (const given of [
      { kind: 'application', target: clientId },
      { kind: 'institution', target: clientId },
      { kind: 'account', target: people[0] ?? '' },
    ])
      expect(await problemOf(freeze(given)), given.kind).to.include('{');
    await db().run('drop trigger die on incident_steps');
    expect((await at.app.applications.find(clientId))?.disabledAt).to.equal(undefined);
    expect((await at.app.institutions.get(institutionId)).disabledAt).to.equal(undefined);
    expect(await lockedNow()).to.eql([]);
  });

  describe('undone, lifts only its own stops', () => {
    const lockAll = async () => {
      const id = await idOf(freeze({ kind: 'lock_sign_ins', ...hour() }));
      await desk.freezes.handle({ id });
      clock.advance(1);
      return id;
    };
    const undo = async (id: string) => {
      await desk.freezes.undo(staff, incident, id);
      await desk.freezes.handle({ id });
      clock.advance(1);
    };

    it('and leaves accounts that were opened and locked again since, or locked for another reason on top', async () => {
      const id = await lockAll();
      await at.app.accounts.unlock(staff, people[0] ?? '', '本人核对');
      clock.advance(1);
      await at.app.accounts.lock(staff, people[0] ?? '', '本人报失');
      await at.app.accounts.lock(staff, people[1] ?? '', '冒用');
      await undo(id);
      expect(await lockedNow()).to.eql([0, 1]);
      for (const person of [0, 1]) await at.app.accounts.unlock(staff, people[person] ?? '', '本人核对');
    });

    it('and leaves accounts that another freeze holds as well, until the last of them is undone', async () => {
      const [first, second] = [await lockAll(), await lockAll()];
      await undo(first);
      expect(await lockedNow()).to.eql([0, 1, 2]);
      await undo(second);
      expect(await lockedNow()).to.eql([]);
    });

    it('also of one AK: one disabled again stays so, and the record says that it was left', async () => {
      const id = await idOf(freeze({ kind: 'application', target: clientId }));
      await at.app.applications.enable(staff, clientId);
      clock.advance(1);
      await at.app.applications.disable(staff, clientId, '另外的原因');
      await desk.freezes.undo(staff, incident, id);
      expect((await at.app.applications.find(clientId))?.disabledReason).to.equal('另外的原因');
      expect((await desk.incidents.look(staff, incident)).steps[0]?.details).to.include({ left: true });
      await at.app.applications.enable(staff, clientId);
    });
  });

  describe('notifies locked accounts', () => {
    const told = async () =>
      (
        await db().rows<{ event: string; ways: string[]; id: string }>(
          `select event, ways, recipient_id as id from notices where event like 'incident.%locked' order by created_at, event, recipient_id`,
        )
      ).map(({ event, ways, id }) => [event, people.indexOf(id), ways.join(' ')]);
    const forget = () => db().run(`delete from notices where event like 'incident.%locked'`);
    const texts = async (part: string) => (await at.app.sms.recent()).filter(({ text }) => text.includes(part)).length;
    const locked = 'incident.locked';
    const unlocked = 'incident.unlocked';
    const sum = async () => (await told()).map(([event, person]) => [event, person]).toSorted();

    it('once each, in their account and by SMS, and again when it is over, though two nodes tell', async () => {
      await forget();
      const id = await idOf(freeze({ kind: 'lock_sign_ins', ...hour() }));
      await desk.freezes.handle({ id });
      await Promise.all([desk.lockNotices.handle({ id }), desk.lockNotices.handle({ id })]);
      await desk.lockNotices.handle({ id });
      expect(await sum()).to.eql([0, 1, 2].map((person) => [locked, person]));
      expect((await told()).every(([, , ways]) => ways === 'site sms')).to.equal(true);
      expect(await texts('起暂停登录')).to.equal(3);
      clock.advance(1);
      await desk.freezes.undo(staff, incident, id);
      await desk.freezes.handle({ id });
      await desk.lockNotices.handle({ id });
      await desk.lockNotices.handle({ id });
      expect(await sum()).to.eql([
        ...[0, 1, 2].map((person) => [locked, person]),
        ...[0, 1, 2].map((person) => [unlocked, person]),
      ]);
      expect(await texts('已恢复登录')).to.equal(3);
    });

    it('one account as well; and says nothing that is not so any more', async () => {
      await forget();
      const id = await idOf(freeze({ kind: 'account', target: people[3] ?? '' }));
      const other = await idOf(freeze({ kind: 'account', target: people[2] ?? '' }));
      await at.app.accounts.unlock(staff, people[2] ?? '', '本人核对');
      await desk.lockNotices.handle({ id });
      await desk.lockNotices.handle({ id: other });
      expect(await sum()).to.eql([[locked, 3]]);
      await desk.freezes.undo(staff, incident, id);
      await desk.lockNotices.handle({ id });
      expect(await sum()).to.eql([
        [locked, 3],
        [unlocked, 3],
      ]);
      clock.advance(1);
      expect(await at.app.notices.unread(people[3] ?? '')).to.be.above(1);
    });

    it('in the place of a child, which has no phone, its guardian: once, and once when it is over', async () => {
      await forget();
      const guardian = people[1] ?? '';
      const child = (await createCitizen(at, 'child', { phone: '13900000009' })).id;
      await db().run(
        `update accounts set guardian_id = $2, birth_year = $3, over_14 = false, phone_sealed = null, phone_index = null where id = $1`,
        [child, guardian, yearOf(clock.now()) - 9],
      );
      const { nickname = '' } = (await at.app.accounts.find(child)) ?? {};
      const toldWhom = async () =>
        (
          await db().rows<{ event: string; id: string; ways: string[] }>(
            `select event, recipient_id as id, ways from notices where event like 'incident.%locked' order by event, key`,
          )
        ).map(({ event, id, ways }) => [event, id === child ? 'child' : people.indexOf(id), ways.join(' ')]);
      const id = await idOf(freeze({ kind: 'account', target: child }));
      await Promise.all([desk.lockNotices.handle({ id }), desk.lockNotices.handle({ id })]);
      const first = [
        [locked, 'child', 'site'],
        [locked, 1, 'site sms'],
      ];
      expect(await toldWhom()).to.have.deep.members(first);
      expect(await texts(`${nickname}的账号被别人使用`)).to.equal(1);
      clock.advance(1);
      await desk.freezes.undo(staff, incident, id);
      await desk.lockNotices.handle({ id });
      await desk.lockNotices.handle({ id });
      expect(await toldWhom()).to.have.deep.members([...first, [unlocked, 'child', 'site'], [unlocked, 1, 'site sms']]);
      expect(await texts(`${nickname}的账号已恢复登录`)).to.equal(1);
    });

    it('no more in a day than messages may cost, and the rest on the next', async () => {
      await forget();
      const id = await idOf(freeze({ kind: 'account', target: people[3] ?? '' }));
      const day = dayOf(clock.now());
      for (let batch = 0; batch < 10; batch += 1)
        await at.app.throttle.hit('incident notices', day, { limit: 10, per: 86_400 });
      await desk.lockNotices.handle({ id });
      expect(await told()).to.eql([]);
      const [again] = await db().rows<{ at: Date }>(
        `select run_at as at from jobs where queue = 'incidents.tell_locked' order by run_at desc limit 1`,
      );
      expect(again?.at).to.eql(dayStart(clock.now(), 1));
      await at.app.throttle.clear('incident notices', day);
      await desk.lockNotices.handle({ id });
      expect(await sum()).to.eql([[locked, 3]]);
      await desk.freezes.undo(staff, incident, id);
    });
  });

  it('ends the sessions of those who signed in, which nothing brings back', async () => {
    clock.advance(5);
    const id = await idOf(freeze({ kind: 'end_sign_ins', ...hour() }));
    await desk.freezes.handle({ id });
    const ended = await db().rows<{ id: string }>(
      'select id from accounts where id = any($1) and sessions_valid_from = $2',
      [people, clock.now()],
    );
    expect(ended).to.have.length(3);
    expect(await problemOf(desk.freezes.undo(staff, incident, id))).to.include('incidents.not_to_undo');
  });

  it('finds no account in a time without sign-ins, and asks for the time', async () => {
    const none = { kind: 'lock_sign_ins', target: clientId };
    expect(await freeze(none)).to.have.nested.property('problems.since');
    const before = { since: ago(300).toISOString(), until: ago(200).toISOString() };
    expect(await freeze({ ...none, ...before })).to.have.nested.property('problems.since');
    const turned = { since: ago(10).toISOString(), until: ago(20).toISOString() };
    expect(await freeze({ ...none, ...turned })).to.have.nested.property('problems.until');
  });

  describe('notifies affected people', () => {
    const body = '您登录过的平台正在做安全维护，需要重新登录。';
    const told = async () =>
      (await db().rows<{ key: string }>(`select key from notices where key like 'incident:%' order by key`)).length;
    const start = async () => {
      const found = await desk.noticeRuns.start(staff, incident, { audience: 'people', body });
      if (!('id' in found)) throw new Error(JSON.stringify(found));
      return found.id;
    };
    const messages = async () => (await at.app.sms.recent()).filter(({ text }) => text.includes('安全维护')).length;

    it('once each, though two nodes tell and the job comes again', async () => {
      const id = await start();
      await Promise.all([desk.noticeRuns.handle({ id }), desk.noticeRuns.handle({ id })]);
      await desk.noticeRuns.handle({ id });
      expect([await told(), await messages()]).to.eql([3, 3]);
      const shown = (await desk.incidents.look(staff, incident)).noticeRuns.find((each) => each.id === id);
      expect(shown).to.include({ told: 3, isOver: true });
    });

    it('or none of a batch, where it dies within, and all of them then', async () => {
      await db().run(`create function die() returns trigger language plpgsql as $$ begin
        if (select count(*) from notices where key like 'incident:%') >= 5 then raise exception 'killed'; end if; return new; end $$`);
      await db().run('create trigger die before insert on sms_messages for each row execute function die()');
      const id = await start();
      expect(await problemOf(desk.noticeRuns.handle({ id }))).to.include('{');
      expect([await told(), await messages()]).to.eql([3, 3]);
      await db().run('drop trigger die on sms_messages');
      await desk.noticeRuns.handle({ id });
      expect([await told(), await messages()]).to.eql([6, 6]);
    });

    it('and the managers of its institutions, once each; none without applications', async () => {
      const [{ accountId: owner }, { accountId: agent }] = [
        await createMember(at, { institutionId }),
        await createMember(at, { institutionId, role: 'agent' }),
      ];
      await createMember(at, { institutionId, role: 'reader' });
      const found = await desk.noticeRuns.start(staff, incident, { audience: 'institutions', body });
      if (!('id' in found)) throw new Error(JSON.stringify(found));
      // As many as may wait for the row at once: none of them may need a connection beside its own.
      await Promise.all(Array.from({ length: 8 }, () => desk.noticeRuns.handle({ id: found.id })));
      const letters = await db().rows<{ of: string }>(
        `select recipient_id as of from notices where event = 'incident.institution' order by recipient_id`,
      );
      expect(letters.map(({ of }) => of)).to.eql([owner, agent].toSorted());
      const shown = (await desk.incidents.look(staff, incident)).noticeRuns.find(({ id }) => id === found.id);
      expect(shown).to.include({ told: 2, isOver: true });
      const bare = await desk.incidents.open(staff, {
        ...{ title: '撞库', summary: '大量密码错误。', level: 'unjudged', foundAt: ago(1).toISOString() },
      });
      if (!('id' in bare)) throw new Error('not opened');
      expect(await desk.noticeRuns.start(staff, bare.id, { audience: 'people', body })).to.have.nested.property(
        'problems.audience',
      );
    });
  });

  describe('once it is closed', () => {
    it('accepts no further change', async () => {
      await desk.incidents.reported(staff, incident, { to: '值班室' });
      expect(await problemOf(desk.incidents.reported(staff, incident, { to: '值班室' }))).to.include(
        'incidents.reported',
      );
      await desk.incidents.close(staff, incident);
      expect(await problemOf(freeze({ kind: 'application', target: clientId }))).to.include('incidents.closed');
      expect((await at.app.applications.find(clientId))?.disabledAt).to.equal(undefined);
      expect(await problemOf(desk.incidents.note(staff, incident, { note: '还有一条' }))).to.include(
        'incidents.closed',
      );
    });
  });
});
