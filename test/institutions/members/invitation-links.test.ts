import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { dayOf, days, after as later } from '../../../src/clock.ts';
import { createCitizen, operator, startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember, createNewcomer, signInToConsole } from '../../support/console.ts';
import { asCitizen, asMember } from '../../support/institutions.ts';
import { remember } from '../../support/record.ts';
import { refusal } from '../../support/refusal.ts';

describe('R02 R14 an invitation by link', () => {
  let clock: TestClock;
  let at: TestApp;
  let owner: Awaited<ReturnType<typeof createMember>>;
  let guest: Awaited<ReturnType<typeof createNewcomer>>;

  before(async () => {
    clock = testClock('2026-11-24T02:00:00Z');
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());
  beforeEach(async () => {
    owner = await createMember(at, { certified: false });
    guest = await createNewcomer(at);
  });

  const until = () => dayOf(later(clock.now(), days(30)));
  async function hire(by = owner): Promise<string> {
    const input = { post: 'hired', endsAt: until() };
    const { token } = await at.app.invitationLinks.inviteByLink(asMember(by), by.institutionId, input);
    return remember(token);
  }
  const accept = (who: { accountId: string }, token: string) =>
    at.app.invitationLinks.acceptLink(asCitizen(who), token);

  it('is made before certification, with a QR code, and sends no message', async () => {
    const sent = (await at.app.sms.recent()).length;
    const browser = await signInToConsole(at, owner, { secondFactor: false });
    const members = await browser.walk('/console/members');
    expect(members.text).to.include('用链接或二维码邀请').and.not.include('用短信邀请');
    const form = await browser.walk('/console/members/invite-link');
    const bad = await browser.submit(form, { post: 'hired', endsAt: '' });
    expect([bad.status, bad.text.includes('结束日期')]).to.eql([422, true]);
    const made = await browser.submit(form, { post: 'hired', endsAt: until() });
    const link = /http:\/\/[^<"]+\/console\/join\/([\w-]{43})/.exec(made.text);
    expect(remember(link?.[1])).to.have.lengthOf(43);
    expect(made.text).to.include('邀请链接的二维码');
    expect((await at.app.sms.recent()).length).to.equal(sent);

    const visitor = await signInToConsole(at, guest, { secondFactor: false });
    const offer = await visitor.walk(`/console/join/${link?.[1]}`);
    expect(offer.text).to.include('外包开发者').and.include('自动退出');
    expect((await visitor.submit(offer)).url.pathname).to.equal('/console');
    expect(await at.app.institutions.membershipsOf(guest.accountId)).to.have.lengthOf(1);
    expect(await at.app.notices.unread(owner.accountId), 'the owner is told who came').to.equal(1);
  });

  it('lets the invited developer open sandboxes of the institution, see these alone, and leave by itself', async () => {
    await accept(guest, await hire());
    const { institutionId } = owner;
    const membership = async () => (await at.app.institutions.membershipsOf(guest.accountId))[0];
    const hired = { ...asMember({ ...guest, institutionId }, 'developer'), applications: [] };
    const input = { name: '外包联调', redirectUris: 'http://localhost:9/callback' };
    const opened = await at.app.applications.openSandbox(hired, institutionId, input);
    remember(opened.secret ?? '');
    const { clientId } = opened.application;
    expect((await membership())?.applications).to.eql([clientId]);
    const foreign = await at.app.applications.openSandbox(asMember(owner), institutionId, {
      ...input,
      name: '本馆联调',
    });
    remember(foreign.secret ?? '');
    const browser = await signInToConsole(at, guest, { secondFactor: false });
    const page = await browser.walk('/console/applications/sandbox');
    expect(page.text).to.include('外包联调').and.not.include('本馆联调');
    expect((await browser.walk(`/console/applications/${foreign.application.clientId}`)).status).to.equal(404);
    expect((await at.app.applications.sandboxOfPerson(guest.accountId))?.testCitizen).to.not.equal(undefined);

    clock.advance(days(31));
    expect(await membership()).to.equal(undefined);
    expect(await at.app.applications.sandboxOfPerson(guest.accountId)).to.equal(undefined);
  });

  it('opens once, also for many at once, and not after seven days, once revoked, or without a phone', async () => {
    const token = await hire();
    const crowd = await Promise.all(
      [guest, await createNewcomer(at), await createNewcomer(at)].map(async (who) => who),
    );
    const outcomes = await Promise.allSettled(crowd.map((who) => accept(who, token)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.lengthOf(1);

    const late = await hire();
    clock.advance(days(7));
    expect((await refusal(accept(await createNewcomer(at), late))).code).to.equal('not_found');

    const actor = asMember(owner);
    const withdrawn = await hire();
    const [open] = await at.app.invitationLinks.openLinks(actor, owner.institutionId);
    await at.app.invitationLinks.revokeLink(actor, owner.institutionId, open?.id ?? '');
    expect((await refusal(accept(await createNewcomer(at), withdrawn))).code).to.equal('not_found');

    const phoneless = await createCitizen(at, `phoneless${clock.now().getTime()}`);
    expect((await refusal(accept({ accountId: phoneless.id }, await hire()))).code).to.equal('forbidden');
    const closed = await hire();
    await at.app.closing.disable(operator, owner.institutionId, '核查');
    expect((await refusal(accept(await createNewcomer(at), closed))).code).to.equal('not_found');
  });

  it('is made by an owner, makes no owner, and ends with the post of its maker', async () => {
    const { institutionId } = owner;
    const make = (actor: ReturnType<typeof asMember>, post: string) =>
      at.app.invitationLinks.inviteByLink(actor, institutionId, { post });
    expect((await refusal(make(asMember(owner), 'owner'))).fields).to.have.property('post');
    expect((await refusal(make(asMember({ ...guest, institutionId }, 'agent'), 'reader'))).code).to.equal('forbidden');
    const stranger = await createMember(at);
    expect((await refusal(make(asMember(stranger), 'reader'))).code).to.equal('not_found');
    expect(await at.app.invitationLinks.openLinks(asMember(stranger), institutionId)).to.eql([]);

    const second = await createMember(at, { institutionId });
    const token = await hire(second);
    await at.app.members.remove(asMember(owner), institutionId, second.accountId);
    expect((await refusal(accept(guest, token))).code).to.equal('not_found');
  });
});
