import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Actor, Member } from '../../../src/actor.ts';
import { yearOf } from '../../../src/clock.ts';
import { Problem } from '../../../src/errors.ts';
import type { Job } from '../../../src/jobs/job.ts';
import { createCitizen, operator, password, startApp, type TestApp } from '../../support/app.ts';
import { post } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, createNewcomer, createStaff, enrol, signInToConsole } from '../../support/console.ts';
import { remember } from '../../support/record.ts';
import { refusal } from '../../support/refusal.ts';
import { until } from '../../support/until.ts';

describe('C13 an account that is being closed takes on nothing that others depend on', function () {
  this.timeout(90_000);
  const clock = testClock('now'); // the library asks the real one how old a login is
  const year = () => yearOf(clock.now());
  let at: TestApp;

  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
  });
  after(() => at.close());
  afterEach(() => clock.advance(60));

  const db = () => at.database.db;
  const citizen = (accountId: string): Actor => ({ kind: 'citizen', accountId });
  const close = (accountId: string) =>
    at.app.privacy.deletions.ask(accountId, { password, understood: true, device: 'Firefox' });
  const closing = async (accountId: string) => expect(await close(accountId)).to.have.key('dueAt');
  const code = async (work: Promise<unknown>) => (await refusal(work)).fact?.code;
  const isClosing = async (accountId: string) => (await at.app.privacy.deletions.standing(accountId)) !== undefined;
  async function erase(): Promise<void> {
    const jobs: readonly Job[] = at.app.modules.flatMap((module) => module.jobs ?? []);
    const job = jobs.find((each) => 'name' in each && each.name === 'privacy.erase');
    if (job === undefined || !('name' in job)) throw new Error('no such job');
    await job.run(clock.now());
  }
  let names = 0;
  const named = () => {
    names += 1;
    return `白鹭洲文化站${names}`;
  };
  const register = (accountId: string) =>
    at.app.registerInstitution(citizen(accountId), { name: named(), other: true });

  it('is not let into the back office, where it was signed in or by a new login, and is shown how to take it back', async () => {
    const person = await createMember(at, { role: 'reader' });
    const browser = await signInToConsole(at, person, { secondFactor: false });
    clock.advance(60);
    await closing(person.accountId);
    clock.advance(60);
    let page = await browser.walk('/console');
    if (page.text.includes('name="password"'))
      page = await browser.submit(page, { username: person.username, password, agree: '1' });
    expect(page.text).to.include('这个账号正在注销').and.include('撤销注销，继续登录');
    page = await browser.submit(page);
    expect([page.status, page.url.pathname]).to.eql([200, '/console']);
    expect(await isClosing(person.accountId)).to.equal(false);
  });

  it('registers no institution, joins none by invitation or link, and is made 管理员 of none', async () => {
    const owner = await createMember(at);
    const as: Member = {
      kind: 'member',
      accountId: owner.accountId,
      institutionId: owner.institutionId,
      role: 'owner',
    };
    const [guest, helper] = [
      await createNewcomer(at),
      await createMember(at, { institutionId: owner.institutionId, role: 'agent' }),
    ];
    await at.app.invitations.invite(as, owner.institutionId, { phone: guest.phone, post: 'agent' });
    const [invitation] = await at.app.invitations.pendingFor(guest.accountId);
    const { token } = await at.app.invitationLinks.inviteByLink(as, owner.institutionId, { post: 'reader' });
    for (const { accountId } of [guest, helper]) await closing(accountId);
    const refusals = [
      await code(register(guest.accountId)),
      await code(at.app.invitations.accept(citizen(guest.accountId), invitation?.id ?? '')),
      await code(at.app.invitationLinks.acceptLink(citizen(guest.accountId), token)),
      await code(at.app.members.setPost(as, owner.institutionId, helper.accountId, { post: 'owner' })),
    ];
    expect(refusals).to.eql(refusals.map(() => 'accounts.closing_takes_on_nothing'));
    // Removing duties from it stays possible.
    await at.app.members.setPost(as, owner.institutionId, helper.accountId, { post: 'reader' });
    await at.app.members.remove(as, owner.institutionId, helper.accountId);
  });

  it('gets no role by the back office, the API or the command line, and no other owner counts on it', async () => {
    const { id } = await createCitizen(at, 'no-role', { phone: '13900008901' });
    await closing(id);
    expect(await code(at.app.accounts.grantRole(operator, id, { role: 'support' }))).to.equal(
      'accounts.closing_takes_on_nothing',
    );
    expect(await at.app.accounts.rolesOf(id)).to.eql([]);
    const owner = await createMember(at);
    const other = await createMember(at, { institutionId: owner.institutionId });
    await db().run(`update accounts set closing_at = $2 where id = $1`, [other.accountId, clock.now()]);
    const as: Member = {
      kind: 'member',
      accountId: owner.accountId,
      institutionId: owner.institutionId,
      role: 'owner',
    };
    expect(await code(at.app.members.remove(as, owner.institutionId, owner.accountId))).to.equal(
      'institutions.last_owner',
    );
  });

  it('makes no token, and none of it works that was made before', async () => {
    const { accountId } = await createNewcomer(at);
    const { value } = await at.app.assistantTokens.mint(accountId, undefined, { name: '编辑器' });
    remember(value);
    expect(await at.app.assistantTokens.find(value)).to.include({ accountId });
    await db().run(`update accounts set closing_at = $2 where id = $1`, [accountId, clock.now()]);
    expect(await at.app.assistantTokens.find(value)).to.equal(undefined);
    expect(await code(at.app.assistantTokens.mint(accountId, undefined, { name: '再来' }))).to.equal(
      'assistants.no_account',
    );
    const staff = await createStaff(at, ['operator']);
    await enrol(at, staff);
    const actor: Actor = { kind: 'staff', accountId: staff.accountId, roles: ['operator'] };
    const scopes = 'admin:review';
    const made = await at.app.adminTokens.mint(actor, { name: '报表', scopes, life: '24' });
    remember(made.value);
    await db().run(`update accounts set closing_at = $2 where id = $1`, [staff.accountId, clock.now()]);
    expect(await at.app.adminTokens.find(made.value)).to.equal(undefined);
    expect((await refusal(at.app.adminTokens.mint(actor, { name: '再来', scopes, life: '24' }))).status).to.equal(403);
  });

  describe('against concurrent changes', () => {
    const rounds = [1, 2, 3, 4, 5];
    const waiting = async () =>
      (
        await db().rows(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).length;

    /** Both start while the account is locked, and continue together; returns the number that succeeded. */
    async function together(accountId: string, ...work: (() => Promise<unknown>)[]): Promise<number> {
      const begun: Promise<boolean>[] = [];
      await db().transaction(async (trx) => {
        await trx.run(`select 1 from accounts where id = $1 for update`, [accountId]);
        begun.push(...work.map((each) => each().then(isDone, wasRefused)));
        await until(async () => (await waiting()) === work.length, 'both that wait for the account');
      });
      return (await Promise.all(begun)).filter((done) => done).length;
    }
    const isDone = (answer: unknown) =>
      typeof answer !== 'object' || answer === null || !('problems' in answer) || answer.problems === undefined;
    const wasRefused = (error: unknown) => {
      if (error instanceof Problem) return false;
      throw error;
    };
    let phones = 13900007000;
    const withPhone = async (round: number, name: string) => {
      phones += 1;
      return (await createCitizen(at, `${name}${round}`, { phone: String(phones) })).id;
    };

    it('one side of an institution that is registered and an account that is closed is refused, in 5 of 5 races', async () => {
      for (const round of rounds) {
        const id = await withPhone(round, 'founder');
        const done = await together(
          id,
          () => register(id),
          () => close(id),
        );
        expect(done, `round ${round}`).to.equal(1);
        const owns = (await at.app.institutions.membershipsOf(id)).length > 0;
        expect([owns, await isClosing(id)].filter((each) => each)).to.have.length(1);
      }
    });

    it('one side of a role that is granted and an account that is closed is refused, in 5 of 5 races', async () => {
      for (const round of rounds) {
        const id = await withPhone(round, 'clerk');
        const done = await together(
          id,
          () => at.app.accounts.grantRole(operator, id, { role: 'support' }),
          () => close(id),
        );
        expect(done, `round ${round}`).to.equal(1);
        expect([(await at.app.accounts.rolesOf(id)).length > 0, await isClosing(id)].filter(Boolean)).to.have.length(1);
      }
    });

    it('one side of a child that is added and a guardian who goes is refused, in 5 of 5 races', async () => {
      for (const round of rounds) {
        const id = await withPhone(round, 'guardian-');
        const account = await at.app.accounts.find(id);
        if (account === undefined) throw new Error('nobody there');
        const form = { nickname: '小禾', birthYear: String(year() - 9), username: `xiaohe${round}`, password };
        const done = await together(
          id,
          () => at.app.family.add(account, { form, isGuardian: true, agreed: true, platforms: [], own: [] }),
          () => close(id),
        );
        expect(done, `round ${round}`).to.equal(1);
        const children = (await at.app.accounts.childrenOf(id)).length;
        expect([children > 0, await isClosing(id)].filter(Boolean)).to.have.length(1);
      }
    });

    it('a child that was handed over goes back to no guardian who is going', async () => {
      const id = await withPhone(1, 'grandmother');
      const account = await at.app.accounts.find(id);
      if (account === undefined) throw new Error('nobody there');
      const form = { nickname: '小满', birthYear: String(year() - 12), username: 'xiaoman', password };
      const added = await at.app.family.add(account, { form, isGuardian: true, agreed: true, platforms: [], own: [] });
      const childId = 'id' in added ? added.id : '';
      clock.set(`${year() + 2}-03-01T02:00:00Z`);
      const child = await at.app.family.mustFind(id, childId);
      await at.app.handovers.handOverBy({ ...child, guardianId: id }, { reached: true });
      await closing(id);
      expect(await code(at.app.handovers.takeBack(id, childId))).to.equal('accounts.closing_takes_on_nothing');
      expect(await at.app.accounts.childrenOf(id)).to.eql([]);
    });
  });

  describe('on the day of the erasure', () => {
    const due = (accountId: string) =>
      db().run(`update account_deletions set due_at = $2 where account_id = $1`, [accountId, clock.now()]);

    it('is not carried out while others depend on the account: it is given back, and its owner told why', async () => {
      const { id } = await createCitizen(at, 'still-owner', { phone: '13900008950', email: 'owner@example.org' });
      await closing(id);
      // Written past the rule, or before there was one.
      const institution = await at.app.institutions.create(operator, { name: named() });
      await db().run(
        `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'owner', $3)`,
        [institution.id, id, clock.now()],
      );
      await due(id);
      await erase();
      const account = await at.app.accounts.find(id);
      expect(account).to.include({ deletedAt: undefined, phone: '13900008950' });
      expect(account?.closingAt).to.equal(undefined);
      expect(await isClosing(id)).to.equal(false);
      const told = await db().rows<{ key: string }>(`select key from notices where event = 'account.kept'`);
      expect(told.length).to.be.above(0);
      const [event] = await db().rows<{ details: object; actor_kind: string }>(
        `select details, actor_kind from audit_events where verb = 'account.keep' and subject_id = $1 order by id desc limit 1`,
        [id],
      );
      expect(event).to.deep.include({ actor_kind: 'system', details: { obstacles: ['privacy.owner_left'] } });
    });

    it('R27 takes its own sandbox with it: AK and SK get no token from then on', async () => {
      const person = await createNewcomer(at);
      const input = { name: '第一次联调', redirectUris: 'http://localhost:9/callback' };
      const { application, secret } = await at.app.applications.openOwnSandbox(person.accountId, input);
      const client = { clientId: application.clientId, secret: remember(secret ?? '') };
      const token = async () => {
        const answer = await post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials' });
        return answer.status;
      };
      expect(await token()).to.equal(200);
      await closing(person.accountId);
      await due(person.accountId);
      await erase();
      expect((await at.app.accounts.find(person.accountId))?.deletedAt).not.to.equal(undefined);
      await until(async () => (await token()) === 401, 'every node to hear of it');
      expect(await db().rows(`select 1 from applications where opened_by = $1`, [person.accountId])).to.eql([]);
    });
  });
});
