import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { shownJob } from '../../src/applications/secrets/shown.ts';
import { days, hours, minutes, systemClock } from '../../src/clock.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { type Client, post, type TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { remember } from '../support/record.ts';

describe('the page of the SKs', () => {
  let clock: TestClock;
  let at: TestApp;
  let institutionId: string;
  let owner: TestBrowser;
  let partner: Client;
  let path: string;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    const member = await createMember(at);
    institutionId = member.institutionId;
    owner = await signInToConsole(at, member);
  });
  after(() => at.close());
  beforeEach(async () => {
    partner = await createClient(at, {}, { institutionId, withSecret: true });
    path = `/console/applications/${partner.clientId}/secrets`;
    clock.advance(1);
  });

  const formFor = async (browser: TestBrowser, action: string) => {
    const shown = await browser.walk(path);
    const form = (shown.text.match(/<form[\s\S]*?<\/form>/g) ?? []).find((each) => each.includes(`action="${action}"`));
    if (form === undefined) throw new Error(`no form for ${action}`);
    return { ...shown, text: form };
  };
  const skIn = (text: string) => remember(/ncc_sk_[\w-]{43}/.exec(text)?.[0]);
  const token = async (secret: string) =>
    (await post(at.origin, '/oidc/token', { clientId: partner.clientId, secret }, { grant_type: 'client_credentials' }))
      .status;
  const drawing = async () => {
    await at.database.db.run('delete from application_secrets where client_id = $1', [partner.clientId]);
    return formFor(owner, path);
  };

  const csvOf = async (browser: TestBrowser) => browser.submit(await browser.walk(path), {}, `${path}/csv`);

  it('R33 shows the first SK to its maker, also as a file, until 我已保存', async () => {
    const form = await drawing();
    const drawn = await owner.submit(form);
    expect(drawn.url.pathname, 'a page that bears to be loaded again').to.equal(path.replace('/secrets', ''));
    const secret = skIn(drawn.text) ?? '';
    expect(secret).to.match(/^ncc_sk_/);
    expect(drawn.headers.get('cache-control')).to.equal('no-store');
    expect(await token(secret)).to.equal(200);

    const again = await owner.submit(form); // the same form once more
    expect([again.status, again.text.includes('已经领取过')]).to.eql([409, true]);

    const csv = await csvOf(owner);
    expect(csv.headers.get('content-type')).to.match(/^text\/csv/);
    expect(csv.headers.get('cache-control')).to.equal('no-store');
    expect(csv.headers.get('content-disposition')).to.equal(`attachment; filename="${partner.clientId}.csv"`);
    expect(csv.text).to.equal(`\uFEFF"AK","SK"\r\n"${partner.clientId}","${secret}"\r\n`.slice(1));

    const saved = await owner.submit(await formFor(owner, `${path}/saved`));
    expect(saved.text)
      .to.include(`ncc_sk_…${secret.slice(-4)}`)
      .and.not.include(secret);
    expect((await csvOf(owner)).status).to.equal(409);
    expect(await token(secret), 'it works as before').to.equal(200);
  });

  it('R33 no other step on its pages takes it away', async () => {
    const secret = skIn((await owner.submit(await drawing())).text) ?? '';
    const base = path.replace('/secrets', '');
    await owner.submit(await owner.walk(`${base}/renew`));
    for (const tab of ['', '/redirects', '/abilities', '/calls', '/history']) await owner.walk(base + tab);
    expect((await owner.walk(path)).text).to.include(secret);
  });

  it('R33 shows it to its maker only: not to colleagues, not to operators, not by the verbs', async () => {
    const secret = skIn((await owner.submit(await drawing())).text) ?? '';
    const colleague = await createMember(at, { institutionId, role: 'agent' });
    const theirs = await signInToConsole(at, colleague);
    expect((await theirs.walk(path)).text)
      .to.include(secret.slice(-4))
      .and.not.include(secret);
    expect((await csvOf(theirs)).status).to.equal(409);
    await theirs.submit(await theirs.walk(path), {}, `${path}/saved`);
    expect((await owner.walk(path)).text, 'the 我已保存 of another is none').to.include(secret);
    const application = await at.app.applications.get(partner.clientId);
    const staff = { kind: 'staff', accountId: colleague.accountId, roles: ['administrator'] } as const;
    for (const actor of [staff, operator])
      expect(await at.app.applications.shownSecret(actor, application)).to.equal(undefined);
    const rows = await at.database.db.rows<{ value: Buffer }>(`select value from shown_secrets`);
    expect(
      rows.some(({ value }) => value.includes(secret)),
      'in clear',
    ).to.equal(false);
  });

  it('R33 rotating ends the showing of the old one, disabling that of every one', async () => {
    const first = skIn((await owner.submit(await drawing())).text) ?? '';
    const rotated = await owner.submit(await formFor(owner, `${path}/rotate`), { overlap: '7' });
    const second = skIn(rotated.text) ?? '';
    expect(rotated.text).to.not.include(first);
    await at.app.applications.disable(operator, partner.clientId, '核查');
    expect((await owner.walk(path)).text).to.not.include(second);
    await at.app.applications.enable(operator, partner.clientId);
    expect((await owner.walk(path)).text, 'it does not come back').to.not.include(second);
  });

  it('R33 is over after 24 hours, and then deleted', async () => {
    const secret = skIn((await owner.submit(await drawing())).text) ?? '';
    const { accountId } = (await at.app.institutions.membersOf(institutionId))[0] ?? { accountId: '' };
    const actor = { kind: 'member', role: 'owner', accountId, institutionId } as const;
    const shown = async () => at.app.applications.shownSecret(actor, await at.app.applications.get(partner.clientId));
    clock.advance(hours(24) - 1);
    expect((await shown())?.value).to.equal(secret);
    clock.advance(1);
    expect(await shown()).to.equal(undefined);
    await shownJob({ db: at.database.db, clock }).run(clock.now());
    expect(await at.database.db.rows(`select 1 from shown_secrets where shown_until <= $1`, [clock.now()])).to.eql([]);
    owner = await signInToConsole(at, await createMember(at, { institutionId }));
  });

  it('R33 rotates with the overlap that was chosen, and once however often the form is sent', async () => {
    const form = await formFor(owner, `${path}/rotate`);
    const rotated = await owner.submit(form, { overlap: '3' });
    const fresh = skIn(rotated.text) ?? '';
    expect(rotated.text).to.include('轮换期');
    expect([await token(fresh), await token(partner.secret)]).to.eql([200, 200]);
    expect((await owner.submit(form, { overlap: '3' })).status).to.equal(409);
    expect(await at.app.applications.secrets(partner.clientId)).to.have.length(2);
    clock.advance(days(3));
    expect([await token(fresh), await token(partner.secret)]).to.eql([200, 401]);
    owner = await signInToConsole(at, await createMember(at, { institutionId }));
  });

  it('asks for an overlap that there is', async () => {
    const form = await formFor(owner, `${path}/rotate`);
    for (const overlap of ['8', '-1', 'x', ''])
      expect((await owner.submit(form, { overlap })).status, overlap).to.equal(422);
    expect(await at.app.applications.secrets(partner.clientId)).to.have.length(1);
  });

  it('R33 ends an old SK at once, after showing its last use', async () => {
    const [old] = await at.app.applications.secrets(partner.clientId);
    await at.app.applications.secretUsed(old?.id ?? '');
    clock.advance(minutes(3));
    skIn((await owner.submit(await formFor(owner, `${path}/rotate`), { overlap: '7' })).text);
    const page = await owner.walk(`${path}/${old?.id}/end`);
    expect(page.text).to.include(`ncc_sk_…${old?.lastFour}`).and.include('3 分钟前');
    const done = await owner.submit(page);
    expect(done.text).to.include('旧 SK 已作废').and.not.include(`ncc_sk_…${old?.lastFour}`);
    expect(await token(partner.secret)).to.equal(401);
    const [current] = await at.app.applications.secrets(partner.clientId);
    const there = (await owner.walk(`${path}/${current?.id}/end`)).url.pathname;
    expect(there, 'not the one in use').to.equal(path.replace('/secrets', ''));
  });

  it('asks for the second factor again after half an hour', async () => {
    const form = await formFor(owner, `${path}/rotate`);
    clock.advance(minutes(29));
    await owner.walk(path);
    clock.advance(minutes(2));
    const stopped = await owner.submit(form, { overlap: '7' });
    expect(stopped.text).to.include('填写动态验证码');
    expect(await at.app.applications.secrets(partner.clientId)).to.have.length(1);
    owner = await signInToConsole(at, await createMember(at, { institutionId }));
  });

  it('R33 is for 管理员, 经办人 and the developers of this application', async () => {
    const may = async (role: 'agent' | 'developer' | 'reporter' | 'reader', applications?: string[]) => {
      const member = await createMember(at, { institutionId, role, ...(applications && { applications }) });
      const browser = await signInToConsole(at, member);
      const page = await browser.walk(path);
      return page.status === 200 ? page.text.includes(`action="${path}/rotate"`) : page.status;
    };
    expect(await may('agent')).to.equal(true);
    expect(await may('developer')).to.equal(true);
    expect(await may('developer', [partner.clientId])).to.equal(true);
    expect(await may('developer', ['ncc_other'])).to.equal(404);
    expect(await may('reporter')).to.equal(false);
    expect(await may('reader')).to.equal(false);
    const reader = await signInToConsole(at, await createMember(at, { institutionId, role: 'reader' }));
    const csrf = /name="csrf" value="([^"]+)"/.exec((await formFor(owner, `${path}/rotate`)).text)?.[1] ?? '';
    const forced = await reader.request(`${path}/rotate`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, overlap: '0', newest: '' }),
    });
    expect(forced.status).to.equal(403);
  });

  it('refuses a form of another site', async () => {
    for (const action of ['', '/rotate', '/csv', '/saved']) {
      const response = await owner.request(path + action, {
        method: 'POST',
        body: new URLSearchParams({ overlap: '0' }),
      });
      expect(response.status, action).to.equal(400);
    }
    const renewal = await owner.request(path.replace('secrets', 'renew'), {
      method: 'POST',
      body: new URLSearchParams(),
    });
    expect(renewal.status).to.equal(400);
  });

  it('shows no SK to operators, on no page and by no verb', async () => {
    const colleague = await createStaff(at, ['operator', 'administrator']);
    const staff = { kind: 'staff', accountId: colleague.accountId, roles: ['operator', 'administrator'] } as const;
    const { rotate, drawSecret } = at.app.applications;
    for (const draw of [rotate, drawSecret])
      expect(await draw(staff, partner.clientId).catch(({ code }) => code)).to.equal('forbidden');
    const browser = await signInToConsole(at, colleague);
    const page = await browser.walk(`/admin/applications/${partner.clientId}`);
    expect(page.status).to.equal(200);
    expect(page.text)
      .to.include('1</span> 个正在使用')
      .and.not.match(/ncc_sk_[\w-]/);
    expect(page.text).not.to.include(`action="${path}`);
    expect(await at.app.applications.rotate(operator, partner.clientId)).to.have.property('secret');
  });
});
