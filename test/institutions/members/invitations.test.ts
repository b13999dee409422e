import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember, createNewcomer } from '../../support/console.ts';
import { asCitizen, asMember, colleagueOf } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { fact, isKeyed } from '../../support/words.ts';

describe('an invitation', function () {
  this.timeout(90_000);
  let clock: TestClock;
  let at: TestApp;
  let owner: Awaited<ReturnType<typeof createMember>>;
  let guest: Awaited<ReturnType<typeof createNewcomer>>;

  before(async () => {
    clock = testClock();
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());
  beforeEach(async () => {
    clock.advance(90_000);
    owner = await createMember(at);
    guest = await createNewcomer(at);
  });

  const invite = (phone: string, post = 'agent', by = owner) =>
    at.app.invitations.invite(asMember(by), by.institutionId, { phone, post });
  const accept = (who: { accountId: string }, id: string) => at.app.invitations.accept(asCitizen(who), id);

  it('goes to a phone, and an account with it may accept', async () => {
    const { id } = await invite(guest.phone);
    const message = (await at.app.sms.recent()).find(({ to }) => to === guest.phone);
    expect(message?.text)
      .to.match(isKeyed ? /institutions\.invited_letter/ : /邀请您担任经办人/)
      .and.include(`/console/invitations/${id}`);
    expect(await at.app.notices.unread(guest.accountId)).to.equal(1);
    expect((await at.app.invitations.pendingFor(guest.accountId)).map((each) => each.id)).to.eql([id]);
    expect(await accept(guest, id)).to.equal(owner.institutionId);
    expect(await at.app.institutions.membershipsOf(guest.accountId)).to.have.lengthOf(1);
    expect(await at.app.invitations.pendingFor(guest.accountId)).to.eql([]);
  });

  it('opens nothing for another phone, after seven days, after it was revoked, or twice', async () => {
    const [{ id }, stranger] = [await invite(guest.phone), await createNewcomer(at)];
    const words = (await refusal(accept(stranger, id))).message;
    expect(await at.app.invitations.pendingFor(stranger.accountId)).to.eql([]);
    expect((await refusal(accept(guest, 'nonsense'))).message).to.equal(words);

    clock.advance(7 * 86_400);
    expect((await refusal(accept(guest, id))).message).to.equal(words);

    const second = await invite(guest.phone);
    await at.app.invitations.revoke(asMember(owner), owner.institutionId, second.id);
    expect((await refusal(accept(guest, second.id))).message).to.equal(words);

    const third = await invite(guest.phone);
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => accept(guest, third.id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.lengthOf(1);
  });

  it('opens nothing once the institution is disabled', async () => {
    const { id } = await invite(guest.phone);
    await at.app.closing.disable(operator, owner.institutionId, '投诉核实中');
    expect((await refusal(accept(guest, id))).code).to.equal('not_found');
    expect(await at.app.invitations.pendingFor(guest.accountId)).to.eql([]);
  });

  it('is for owners of a certified institution to make and to revoke (R14)', async () => {
    const agent = await colleagueOf(at, owner.institutionId, 'agent');
    const make = (actor: ReturnType<typeof asMember>, institutionId: string) =>
      at.app.invitations.invite(actor, institutionId, { phone: guest.phone, post: 'reader' });
    expect((await refusal(make(asMember(agent, 'agent'), owner.institutionId))).code).to.equal('forbidden');
    const stranger = await createMember(at);
    expect((await refusal(make(asMember(stranger), owner.institutionId))).code).to.equal('not_found');
    const bare = await createMember(at, { certified: false });
    expect((await refusal(make(asMember(bare), bare.institutionId))).message).to.equal('institutions.certified_first');
    const { id } = await invite(guest.phone);
    const foreign = at.app.invitations.revoke(asMember(stranger), stranger.institutionId, id);
    expect((await refusal(foreign)).code).to.equal('not_found');
    expect(await at.app.invitations.open(asMember(agent, 'agent'), owner.institutionId)).to.eql([]);
  });

  it('R16 may come from an operator, for the first owner of an institution', async () => {
    const { id: institutionId } = await at.app.institutions.create(operator, { name: '柳湾镇综合文化站' });
    const { id } = await at.app.invitations.invite(operator, institutionId, { phone: guest.phone, post: 'owner' });
    await accept(guest, id);
    const [membership] = await at.app.institutions.membershipsOf(guest.accountId);
    expect(membership).to.include({ role: 'owner', institutionId });
    const reader = at.app.invitations.invite(operator, institutionId, { phone: '13800008999', post: 'reader' });
    expect((await refusal(reader)).code).to.equal('forbidden');
  });

  it('is made once for a phone, and not for a present member', async () => {
    await invite(guest.phone);
    expect((await refusal(invite(guest.phone))).fields?.phone).to.have.property('code', 'institutions.already_invited');
    expect((await refusal(invite(owner.phone))).fields?.phone).to.have.property('code', 'institutions.already_member');
    expect((await refusal(invite('1380000'))).fields).to.eql({
      phone: fact('fields.mobile_form', { label: '手机号' }),
    });
  });

  it('brings back a member whose time was over', async () => {
    const hired = await createMember(at, {
      institutionId: owner.institutionId,
      role: 'developer',
      applications: ['ncc_a'],
      endsAt: clock.now(),
    });
    clock.advance(1);
    const { id } = await invite(hired.phone, 'reporter');
    await accept(hired, id);
    const [membership] = await at.app.institutions.membershipsOf(hired.accountId);
    expect(membership).to.include({ role: 'reporter', applications: undefined, endsAt: undefined });
  });

  it('is sent to no phone more than five times a day, by all institutions together', async () => {
    const others = [];
    for (let count = 0; count < 5; count += 1) others.push(await createMember(at));
    for (const other of others) await invite(guest.phone, 'reader', other);
    expect((await refusal(invite(guest.phone))).code).to.equal('rate_limited');
    clock.advance(86_400);
    expect(await invite(guest.phone)).to.have.property('id');
  });

  it('names no phone in the database or the audit', async () => {
    await invite(guest.phone);
    const rows = await at.database.db.rows<{ text: string }>(
      `select v::text as text from invitations v union all select a::text from audit_events a`,
    );
    expect(rows.map(({ text }) => text).join('\n')).not.to.include(guest.phone);
  });
});
