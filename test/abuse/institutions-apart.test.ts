import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../src/actor.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { asMember, papers } from '../support/institutions.ts';
import { bands } from '../support/pictures.ts';
import { refusal } from '../support/refusal.ts';

const code = (work: Promise<unknown>) => refusal(work).then((problem) => problem.code);

describe('institutions and people, kept apart', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  const join = (accountId: string, institutionId: string, role: Member['role']) =>
    at.database.db.run(`insert into members (institution_id, account_id, role, created_at) values ($1, $2, $3, $4)`, [
      institutionId,
      accountId,
      role,
      at.app.clock.now(),
    ]);

  describe('a form that was open while its reader changed to another institution', () => {
    it('does nothing for the wrong one, and works again when it is opened again', async () => {
      const here = await createMember(at);
      const there = await createMember(at);
      await join(here.accountId, there.institutionId, 'owner');
      const browser = await signInToConsole(at, here);
      const open = await browser.walk('/console/members/invite');
      const place = await browser.walk('/console/switch');
      await browser.submit(place, { place: there.institutionId });
      const invited = { phone: '13800008171', post: 'owner' };
      const refused = await browser.submit(open, invited);
      expect([refused.status, refused.text.includes('您换了机构或账号')]).to.deep.equal([400, true]);
      const sent = () =>
        at.database.db.rows<{ id: string }>(
          `select institution_id as id from invitations where institution_id = any($1::uuid[])`,
          [[here.institutionId, there.institutionId]],
        );
      expect(await sent()).to.deep.equal([]);
      expect((await browser.submit(await browser.walk('/console/members/invite'), invited)).status).to.equal(200);
      expect(await sent()).to.deep.equal([{ id: there.institutionId }]);
    });

    it('nor when another has signed in in its browser, nor when its reader has left the institution', async () => {
      const first = await createMember(at);
      const second = await createMember(at);
      const browser = await signInToConsole(at, first);
      const open = await browser.walk('/console/members/invite');
      await signInToConsole(at, second, { browser }).catch(() => undefined);
      await browser.walk('/oidc/logout').then((page) => browser.submit(page, { logout: 'yes' }));
      await signInToConsole(at, second, { browser });
      const refused = await browser.submit(open, { phone: '13800008172', post: 'owner' });
      expect([refused.status, refused.text.includes('您换了机构或账号')]).to.deep.equal([400, true]);

      const both = await createMember(at);
      await createMember(at, { institutionId: both.institutionId });
      await join(both.accountId, second.institutionId, 'owner');
      const other = await signInToConsole(at, both);
      const kept = await other.walk('/console/members/invite');
      await at.app.members.remove(asMember(both), both.institutionId, both.accountId);
      const late = await other.submit(kept, { phone: '13800008173', post: 'owner' });
      expect(late.status).to.equal(400);
    });
  });

  it('R12 a paper is not seen by pieces where a picture may be previewed', async () => {
    const owner = await createMember(at);
    const bytes = await bands(1_012, 638);
    const kept = await at.app.files.keep(asMember(owner), {
      institutionId: owner.institutionId,
      name: '身份证.png',
      bytes,
      accept: { types: ['image/png'] },
    });
    if ('problem' in kept) throw new Error(kept.problem.code);
    const path = `/console/links/preview?file=${kept.id}&size=230x60&crop=0,0,460,120`;
    expect((await (await signInToConsole(at, owner)).request(path)).status).to.equal(200);
    const { clientId } = await createClient(at, {}, { institutionId: owner.institutionId });
    for (const post of [
      { role: 'reader' },
      { role: 'reporter' },
      { role: 'developer', applications: [clientId] },
    ] as const) {
      const { role, ...limits } = { applications: undefined, ...post };
      const person = await createMember(at, {
        institutionId: owner.institutionId,
        role,
        ...(limits.applications && { applications: [...limits.applications] }),
      });
      const browser = await signInToConsole(at, person, { secondFactor: false });
      expect((await browser.request(path)).status, role).to.equal(404);
    }
    const letter = await papers(at, asMember(owner), owner.institutionId);
    const browser = await signInToConsole(at, owner);
    expect((await browser.request(`/console/links/preview?file=${letter.authorization}`)).status).to.equal(404);
  });

  it('an owner who is removed or demoted withdraws the sent invitations', async () => {
    const owner = await createMember(at);
    const { institutionId } = owner;
    const colleague = await createMember(at, { institutionId });
    const invite = (phone: string) =>
      at.app.invitations.invite(asMember(colleague), institutionId, { phone, post: 'owner' });
    await invite('13800008174');
    await at.app.members.setPost(asMember(owner), institutionId, colleague.accountId, { post: 'agent' });
    expect(await at.app.invitations.open(asMember(owner), institutionId)).to.deep.equal([]);
    await at.app.members.setPost(asMember(owner), institutionId, colleague.accountId, { post: 'owner' });
    await invite('13800008175');
    await at.app.members.remove(asMember(owner), institutionId, colleague.accountId);
    expect(await at.app.invitations.open(asMember(owner), institutionId)).to.deep.equal([]);
    const row = await at.database.db.row<{ n: number }>(
      `select count(*)::int as n from audit_events where verb like 'member.%' and details->>'revokedInvitations' = '1'`,
    );
    expect(row?.n).to.equal(2);
  });

  it('uploads of one institution within a day have an end', async () => {
    const owner = await createMember(at);
    const { institutionId } = owner;
    const keep = async (width: number) =>
      at.app.files.keep(asMember(owner), {
        institutionId,
        name: 'a.png',
        bytes: await bands(width, 120),
        accept: { types: ['image/png'] },
      });
    await keep(460);
    await at.database.db.run(`update files set size = $2 where institution_id = $1`, [
      institutionId,
      500 * 1024 * 1024,
    ]);
    expect(await code(keep(470))).to.equal('rate_limited');
    await at.database.db.run(
      `update files set created_at = created_at - interval '25 hours' where institution_id = $1`,
      [institutionId],
    );
    expect(await keep(470)).to.have.property('id');
  });
});
