import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { kinds } from '../../src/oidc/tokens/kinds.ts';
import { createCitizen, createClient, password, settled, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Page, redeem, type TestBrowser } from '../support/citizen.ts';

const scopesIn = ({ text }: Page) =>
  [...text.matchAll(/name="scope_(\w+)"( value="1")?[^>]*/g)].map(([, name]) => name);
const isConsent = ({ text }: Page) => text.includes('/consent"');

describe('consent', () => {
  let at: TestApp;
  let partner: Client;
  let browser: TestBrowser;
  let username: string;
  let people = 0;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at, { scope: 'openid profile phone email age_range offline_access' });
  });
  beforeEach(async () => {
    people += 1;
    username = `person${people}`;
    await createCitizen(at, username, { phone: `138000080${10 + people}` });
    browser = createBrowser(at.origin);
  });
  after(() => at.close());

  /** The citizen's next page when the partner asks: the consent page, or the partner again. */
  async function asked(scope: string, more: Record<string, string> = {}, clientId = partner.clientId) {
    const flow = authorization(clientId, { scope, ...more });
    const page = await browser.walk(flow.url);
    const after = page.text.includes('name="password"')
      ? await browser.submit(page, { username, password, agree: '1' })
      : page;
    return { flow, page: after };
  }
  const allow = (page: Page, ...scopes: string[]) =>
    browser.submit(page, Object.fromEntries(scopes.map((scope) => [`scope_${scope}`, '1'])));
  async function claimsAfter(flow: ReturnType<typeof authorization>, callback: URL) {
    const { body } = await redeem(at.origin, partner, callback, flow);
    const headers = { authorization: `Bearer ${body.access_token}` };
    const claims: Record<string, unknown> = JSON.parse(
      await (await fetch(`${at.origin}/oidc/userinfo`, { headers })).text(),
    );
    return { scope: body.scope, claims };
  }

  it('names the partner, the claims requested and those never given, and ticks only the usual ones', async () => {
    const { page } = await asked('openid profile phone');
    expect(page.text).to.contain('青溪文化云').and.contain('手机号').and.contain('您的密码、身份证号');
    expect(page.text).not.to.match(/\b(scope|client|token)\b(?![_"=-])/i);
    const boxes = [...page.text.matchAll(/<input class="switch"[^>]*>/g)].map(([box]) => box);
    expect(boxes.map((box) => [/name="scope_(\w+)"/.exec(box)?.[1], / checked/.test(box)])).to.eql([
      ['profile', true],
      ['phone', false],
    ]);
  });

  it('is asked for once: the second time the same scopes ask nothing', async () => {
    const { page } = await asked('openid profile');
    await allow(page, 'profile');
    expect(isConsent((await asked('openid profile')).page)).to.equal(false);
    expect(isConsent((await asked('openid')).page)).to.equal(false);
  });

  it('is asked for new scopes only', async () => {
    await allow((await asked('openid profile')).page, 'profile');
    const { page, flow } = await asked('openid profile phone');
    expect(scopesIn(page)).to.eql(['phone']);
    expect(page.text).to.contain('还想获取您的这些信息');
    const { url } = await allow(page, 'phone');
    const { claims } = await claimsAfter(flow, url);
    expect(claims).to.include.keys('nickname', 'phone_number');
  });

  it('that was refused stays refused: it is not asked again, and the claim is not sent', async () => {
    const { page, flow } = await asked('openid profile phone');
    const { url } = await allow(page, 'profile');
    const { scope, claims } = await claimsAfter(flow, url);
    expect(scope).to.equal('openid profile');
    expect(claims).to.have.property('nickname');
    expect(claims).not.to.have.property('phone_number');
    for (const agent of [browser, createBrowser(at.origin)]) {
      browser = agent;
      const again = await asked('openid profile phone');
      expect(isConsent(again.page)).to.equal(false);
      expect((await claimsAfter(again.flow, again.page.url)).claims).not.to.have.property('phone_number');
    }
  });

  it('that was refused can be given when the partner asks again with prompt=consent', async () => {
    await allow((await asked('openid profile phone')).page, 'profile');
    const { page, flow } = await asked('openid profile phone', { prompt: 'consent' });
    expect(scopesIn(page)).to.include.members(['profile', 'phone']);
    const { url } = await allow(page, 'profile', 'phone');
    expect((await claimsAfter(flow, url)).claims).to.have.property('phone_number');
  });

  it('that was given can be taken back the same way, and the next token knows', async () => {
    await allow((await asked('openid profile phone')).page, 'profile', 'phone');
    await at.app.oidc.settled(); // its use is noted a quarter of a second later
    const { page, flow } = await asked('openid profile phone', { prompt: 'consent' });
    const { url } = await allow(page, 'profile');
    expect((await claimsAfter(flow, url)).claims).not.to.have.property('phone_number');
    const [allowed = '', received] = (await browser.walk('/account/grants')).text.split('收到过什么');
    expect(allowed).to.contain('昵称和头像').and.not.contain('手机号');
    expect(received, 'what it was given before stays given').to.contain('手机号');
  });

  it('is not given for scopes that were not requested, whatever the form sends', async () => {
    const { page, flow } = await asked('openid profile');
    const { url } = await allow(page, 'profile', 'phone', 'email', 'admin', 'offline_access');
    const { scope, claims } = await claimsAfter(flow, url);
    expect(scope).to.equal('openid profile');
    expect(claims).not.to.have.property('phone_number');
    const later = await asked('openid profile phone');
    expect(scopesIn(later.page), 'the phone is still open').to.eql(['phone']);
  });

  it('refused as a whole leads back to the partner, which learns that and nothing else', async () => {
    const { page } = await asked('openid profile');
    const { url } = await browser.submit(page, {}, page.url.pathname.replace(/consent$/, 'abort'));
    expect([...url.searchParams.keys()].toSorted()).to.eql(['error', 'error_description', 'iss', 'state']);
    expect(url.searchParams.get('error')).to.equal('access_denied');
    expect(isConsent((await asked('openid profile')).page), 'nothing was remembered').to.equal(true);
  });

  it('to one application says nothing about its neighbour', async () => {
    const neighbour = await createClient(at);
    await allow((await asked('openid profile')).page, 'profile');
    expect(isConsent((await asked('openid profile', {}, neighbour.clientId)).page)).to.equal(true);
  });

  it('makes one grant for each answer, and none before it', async () => {
    const count = async () => {
      const text = `select count(*)::int from oidc_tokens where kind = ${kinds.Grant} and account_id = (select id from accounts where username = $1)`;
      return (await at.database.db.row<{ count: number }>(text, [username]))?.count;
    };
    await allow((await asked('openid profile')).page, 'profile');
    const { page } = await asked('openid profile phone');
    expect(await count(), 'more is asked in the same session').to.equal(1);
    await allow(page, 'phone');
    expect(await count()).to.equal(2);

    browser = createBrowser(at.origin);
    await asked('openid profile phone email');
    expect(await count(), 'more is asked in another').to.equal(2);
    browser = createBrowser(at.origin);
    const anew = await asked('openid profile phone', { prompt: 'login consent' });
    expect(isConsent(anew.page)).to.equal(true);
    expect(await count(), 'asked anew').to.equal(2);
    await allow(anew.page, 'profile', 'phone');
    expect(await count()).to.equal(3);
  });

  it('of another account is never used, however its grant came into a session', async () => {
    const inSession = `#>> array['authorizations', $2, 'grantId']`;
    const grantOf = async (name: string) => {
      const text = `select payload::jsonb ${inSession} as id from oidc_tokens where kind = ${kinds.Session} and account_id = (select id from accounts where username = $1) and payload::jsonb ${inSession} is not null`;
      return (await at.database.db.row<{ id: string }>(text, [name, partner.clientId]))?.id;
    };
    await allow((await asked('openid profile phone')).page, 'profile', 'phone');
    const theirs = await grantOf(username);
    expect(theirs).to.be.a('string');

    const own = `own${username}`;
    await createCitizen(at, own);
    [browser, username] = [createBrowser(at.origin), own];
    await allow((await asked('openid profile')).page, 'profile');
    for (const more of [{}, { prompt: 'none' }]) {
      await at.database.db.run(
        `update oidc_tokens set payload = jsonb_set(payload::jsonb, array['authorizations', $2, 'grantId'], to_jsonb($3::text))::json
         where kind = ${kinds.Session} and account_id = (select id from accounts where username = $1)`,
        [own, partner.clientId, theirs],
      );
      await settled();
      const { page, flow } = await asked('openid profile', more);
      expect(await grantOf(own)).not.to.equal(theirs);
      const { claims } = await claimsAfter(flow, page.url);
      expect(claims).to.have.property('nickname');
      expect(claims).not.to.have.property('phone_number');
    }
  });

  it('lasts 365 days at most', async () => {
    await allow((await asked('openid profile')).page, 'profile');
    const row = await at.app.db.row<{ days: number }>(
      `select extract(day from max(expires_at - first_at))::int as days from consents`,
    );
    expect(row?.days).to.equal(365);
    await at.app.db.run(`update consents set expires_at = $1`, [at.app.clock.now()]);
    await settled();
    browser = createBrowser(at.origin);
    expect(isConsent((await asked('openid profile')).page)).to.equal(true);
  });

  it('is shown in the account centre with its scopes, and gone after the withdrawal', async () => {
    await allow((await asked('openid profile phone')).page, 'profile', 'phone');
    const grants = await browser.walk('/account/grants');
    expect(grants.text).to.contain('青溪文化云').and.contain('昵称和头像、手机号');
    await browser.submit(await browser.walk(`/account/grants/${partner.clientId}/withdraw`));
    expect((await browser.walk('/account/grants')).text).to.contain('还没有授权过任何平台');
  });
});
