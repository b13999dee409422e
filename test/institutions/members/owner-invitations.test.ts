import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import { cloudInstitutionId } from '../../../src/institutions/service.ts';
import { operator, password, startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember, createNewcomer, createStaff, signInToConsole } from '../../support/console.ts';
import { asCitizen, asMember, asStaff } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { isKeyed } from '../../support/words.ts';

describe('an owner invited by an operator', function () {
  this.timeout(90_000);
  let clock: TestClock;
  let at: TestApp;
  let [first, second]: Staff[] = [];
  let owner: Awaited<ReturnType<typeof createMember>>;
  let guest: Awaited<ReturnType<typeof createNewcomer>>;

  before(async () => {
    clock = testClock();
    at = await startApp(import.meta.filename, { clock });
    [first, second] = [
      asStaff(await createStaff(at, ['operator']), 'operator'),
      asStaff(await createStaff(at, ['operator']), 'operator'),
    ];
  });
  after(() => at.close());
  beforeEach(async () => {
    clock.advance(90_000);
    owner = await createMember(at);
    guest = await createNewcomer(at);
  });

  const by = (one: Staff | undefined): Staff => one ?? expect.fail('nobody');
  const invite = (actor = by(first), institutionId = owner.institutionId) =>
    at.app.invitations.invite(actor, institutionId, { phone: guest.phone, post: 'owner' });
  const accept = (id: string) => at.app.invitations.accept(asCitizen(guest), id);
  const agree = (actor: Staff, id: string) => at.app.invitations.agree(actor, owner.institutionId, id);
  const roleOf = async () => (await at.app.institutions.membershipsOf(guest.accountId))[0]?.role;
  const smsTo = async (phone: string) => (await at.app.sms.recent()).filter(({ to }) => to === phone);

  it('hears nothing and takes over nothing before a second operator agrees, where an owner lives', async () => {
    const { id } = await invite();
    expect(await smsTo(guest.phone)).to.have.lengthOf(0);
    expect(await at.app.invitations.pendingFor(guest.accountId)).to.eql([]);
    expect((await refusal(accept(id))).code).to.equal('not_found');

    expect((await refusal(agree(by(first), id))).code, 'who asked does not decide').to.equal('forbidden');
    await agree(by(second), id);
    expect(await smsTo(guest.phone)).to.have.lengthOf(1);
    expect(await accept(id)).to.equal(owner.institutionId);
    expect(await roleOf()).to.equal('owner');
    expect((await refusal(agree(by(second), id))).code, 'once').to.equal('not_found');
  });

  it('is announced to every owner by every way: at the request, and at the agreement', async () => {
    const phone = '13800008700';
    const known = { username: 'second-owner', password, name: '溪边人家', phone, email: 'owner@qx.example.cn' };
    const account = await at.app.accounts.create(operator, known);
    const { institutionId } = owner;
    await at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'owner', $3)`,
      [institutionId, account.id, clock.now()],
    );
    const other = { accountId: account.id, phone };
    const { id } = await invite();
    await agree(by(second), id);
    for (const person of [owner, other]) {
      expect(await at.app.notices.unread(person.accountId), 'on the site').to.equal(2);
      const words = (await smsTo(person.phone)).map(({ text }) => text).join('\n');
      for (const said of isKeyed ? ['owner_asked_letter', 'owner_agreed_letter'] : ['管理员', '另一位运营'])
        expect(words).to.include(said);
      expect(words).not.to.include(guest.phone);
    }
    const letters = await at.app.mail.recent();
    expect(letters.filter(({ to }) => to === 'owner@qx.example.cn')).to.have.lengthOf(2);
  });

  it('may come at once where no owner lives, and not once one does', async () => {
    const { id: institutionId } = await at.app.institutions.create(operator, { name: '柳湾镇综合文化站' });
    const real = await createNewcomer(at);
    const mine = await invite(by(first), institutionId);
    const theirs = await at.app.invitations.invite(by(first), institutionId, { phone: real.phone, post: 'owner' });
    await at.app.invitations.accept(asCitizen(real), theirs.id);
    expect((await refusal(accept(mine.id))).code, 'asked for before there was one').to.equal('conflict');
    expect(await roleOf()).to.equal(undefined);
  });

  it('may come at once to an institution whose only owner has left the Cloud', async () => {
    await at.database.db.run(`update accounts set deleted_at = $2 where id = $1`, [owner.accountId, clock.now()]);
    expect(await accept((await invite()).id)).to.equal(owner.institutionId);
  });

  it('is not decided by a member of the institution, nor for another region', async () => {
    const { id } = await invite();
    const member = await createStaff(at, ['operator']);
    await at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'reader', $3)`,
      [owner.institutionId, member.accountId, clock.now()],
    );
    expect((await refusal(agree(asStaff(member, 'operator'), id))).code).to.equal('forbidden');
    expect((await refusal(agree({ ...by(second), regions: ['440000'] }, id))).code).to.equal('not_found');
    expect((await refusal(at.app.invitations.agree(asMember(owner), owner.institutionId, id))).code).to.equal(
      'forbidden',
    );
  });

  it('is not asked for in the name of the Cloud itself', async () => {
    expect((await refusal(invite(by(first), cloudInstitutionId))).code).to.equal('conflict');
  });

  it('waits on the page of the institution, with a button for the other operator', async () => {
    const { id } = await invite();
    const colleague = await createStaff(at, ['operator']);
    const browser = await signInToConsole(at, colleague);
    const page = await browser.walk(`/admin/institutions/${owner.institutionId}`);
    expect(page.text).to.include('等另一位同事同意后才发出');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const answer = await browser.request(`/admin/institutions/${owner.institutionId}/agree`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, invitation: id, sure: '1' }),
    });
    expect(answer.status).to.equal(303);
    expect(await accept(id)).to.equal(owner.institutionId);
  });
});

describe('an invitation accepted by who is a member already', function () {
  this.timeout(90_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('leaves role and applications as they are: or the only owner became a reader', async () => {
    const owner = await createMember(at);
    const late = await createNewcomer(at);
    const invited = await at.app.invitations.invite(asMember(owner), owner.institutionId, {
      phone: late.phone,
      post: 'reader',
    });
    // Between the invitation and its acceptance the person becomes the owner, and the other one leaves.
    const { db } = at.database;
    await db.run(`update members set account_id = $2 where institution_id = $1`, [owner.institutionId, late.accountId]);
    expect((await refusal(at.app.invitations.accept(asCitizen(late), invited.id))).code).to.equal('conflict');
    const [standing] = await at.app.institutions.membershipsOf(late.accountId);
    expect(standing).to.include({ role: 'owner', applications: undefined, endsAt: undefined });
  });

  it('leaves a hired developer with the applications and the day that were agreed', async () => {
    const owner = await createMember(at);
    const endsAt = new Date(Date.now() + 86_400_000);
    const hired = await createNewcomer(at);
    const { id } = await at.app.invitations.invite(asMember(owner), owner.institutionId, {
      phone: hired.phone,
      post: 'agent',
    });
    await at.database.db.run(
      `insert into members (institution_id, account_id, role, applications, ends_at, created_at) values ($1, $2, 'developer', '{ncc_a}', $3, $4)`,
      [owner.institutionId, hired.accountId, endsAt, at.app.clock.now()],
    );
    expect((await refusal(at.app.invitations.accept(asCitizen(hired), id))).code).to.equal('conflict');
    const [standing] = await at.app.institutions.membershipsOf(hired.accountId);
    expect(standing).to.deep.include({ role: 'developer', applications: ['ncc_a'], endsAt });
  });
});
