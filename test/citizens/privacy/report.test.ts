import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, signIn } from '../../support/citizen.ts';
import { createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { copyRow } from '../../support/copies.ts';
import { fill } from '../../support/fill.ts';
import { remember } from '../../support/record.ts';

describe('the compliance figures of 个人信息保护', function () {
  this.timeout(60_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  it('count people, and no test citizen: neither as consenting nor as exercising a right', async () => {
    const auditor = { kind: 'staff', accountId: (await createCitizen(at, 'auditor')).id, roles: ['auditor'] } as const;
    const [year = 0] = at.app.privacy.report.years();
    const figures = () => at.app.privacy.report.ofYear(auditor, year);
    const partner = await createClient(at);
    await createCitizen(at, 'citizen-1', { phone: '13900006001' });
    await signIn(createBrowser(at.origin), authorization(partner.clientId), 'citizen-1');
    const before = await figures();
    expect(before.granted.map(({ people }) => people)).to.eql([1]);

    const { accountId, institutionId } = await createMember(at);
    const owner = { kind: 'member', accountId, institutionId, role: 'owner' } as const;
    const opened = await at.app.applications.openSandbox(owner, institutionId, {
      name: '联调',
      redirectUris: 'http://localhost:9/callback',
    });
    remember(opened.secret ?? '');
    const made = await at.app.applications.addTestCitizen(owner, institutionId);
    const login = { username: made.phone ?? '', password: remember(made.password), agree: '1' };
    const browser = createBrowser(at.origin);
    const consent = await browser.submit(await browser.walk(authorization(opened.application.clientId).url), login);
    await browser.submit(consent, { scope_profile: '1' });
    await at.app.privacy.exports.ask(made.id);
    await at.app.privacy.deletions.ask(made.id, {
      ...{ password: login.password, understood: true, device: 'Firefox' },
    });
    await at.app.privacy.deletions.takeBack(made.id);
    const consents = await at.database.db.rows(`select 1 from consents where account_id = $1`, [made.id]);
    expect(consents, 'a consent of the test citizen').to.have.length(1);

    const now = await figures();
    expect(now.granted).to.eql(before.granted);
    expect([now.exports.asked, now.deletions.asked, now.deletions.takenBack]).to.eql([0, 0, 0]);
    expect(now.people?.registered).to.equal((before.people?.registered ?? 0) + 1); // the member
    await at.database.db.run(`update applications set sandbox = true where client_id = $1`, [partner.clientId]);
    expect((await figures()).granted, 'a sandbox is no platform').to.eql([]);
    await at.database.db.run(`update applications set sandbox = false where client_id = $1`, [partner.clientId]);
  });

  it('list the platforms that know most on the page, say how many there are, and hold all of them in the table', async () => {
    const auditor = await createStaff(at, ['auditor']);
    const browser = await signInToConsole(at, auditor);
    const { clientId } = await createClient(at);
    const { id } = await createCitizen(at, 'citizen-2', { phone: '13900006002' });
    const { db } = at.database;
    await copyRow(db, 'applications', {
      ...{ where: `client_id = '${clientId}'`, times: 230 },
      changes: { client_id: `'many-' || n`, name: `'平台 ' || n` },
    });
    await fill(db, 'consents', 230, {
      ...{ account_id: `'${id}'`, client_id: `'many-' || n`, granted: `'{openid,profile}'` },
      expires_at: `timestamptz '2099-12-30'`,
    });
    const platforms = (text: string) => new Set(text.match(/平台 \d+/g)).size;
    const { text: page } = await browser.walk('/admin/privacy');
    expect(platforms(page)).to.be.at.most(200);
    expect(page).to.match(/这里列出 200 个平台，全部 23\d 个在“下载表格”里/);
    const { text: table } = await browser.walk('/admin/privacy/table');
    expect(platforms(table)).to.equal(230);
  });

  it('count deletions of a whole year, on whichever days they were asked for and done', async () => {
    const { db } = at.database;
    const [year = 0] = at.app.privacy.report.years();
    const ids = (first: number) => `('00000000-0000-4000-8000-' || lpad((${first} + n)::text, 12, '0'))`;
    const done = async (first: number, { asked, erased, times }: { asked: string; erased: string; times: number }) => {
      const changes = {
        ...{ id: ids(first), username: `'gone-' || (${first} + n)` },
        ...{ phone_index: 'null', phone_sealed: 'null' },
      };
      await copyRow(db, 'accounts', { where: `username = 'citizen-1'`, times, changes });
      await fill(db, 'account_deletions', times, {
        ...{ account_id: `${ids(first)}::uuid`, due_at: `timestamptz '${erased}'` },
        ...{ asked_at: `timestamptz '${asked}'`, erased_at: `timestamptz '${erased}'` },
      });
    };
    await done(0, { asked: `${year}-01-05T10:00+08:00`, erased: `${year}-01-20T10:00+08:00`, times: 30 });
    await done(100, { asked: `${year}-01-05T10:00+08:00`, erased: `${year}-03-20T10:00+08:00`, times: 12 });
    const auditor = {
      kind: 'staff',
      accountId: (await createStaff(at, ['auditor'])).accountId,
      roles: ['auditor'],
    } as const;
    const { deletions } = await at.app.privacy.report.ofYear(auditor, year);
    expect([deletions.done, deletions.inTime]).to.deep.equal([42, 30]);
    expect(deletions.longest).to.be.greaterThan(40);
  });
});
