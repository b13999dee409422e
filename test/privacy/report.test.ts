import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, signIn } from '../support/citizen.ts';
import { createMember } from '../support/console.ts';
import { remember } from '../support/record.ts';

describe('the compliance figures of 个人信息保护', function () {
  this.timeout(60_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  it('count people, and no test citizen: not as somebody who allowed a platform something, nor as one who used a right', async () => {
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
  });
});
