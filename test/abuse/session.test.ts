import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, operator, password, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';
import { remember } from '../support/record.ts';

const phone = '13800008000';

describe('a session', () => {
  let at: TestApp;
  let partner: Client;
  let people = 0;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
  });
  after(() => at.close());

  const idIn = (browser: TestBrowser) => browser.cookies.get('ncc_session /')?.value;
  const copyOf = (browser: TestBrowser) => {
    const copy = createBrowser(at.origin);
    for (const [key, cookie] of browser.cookies) copy.cookies.set(key, cookie);
    return copy;
  };
  const isSignedIn = async (browser: TestBrowser) => {
    const { url } = await browser.walk(authorization(partner.clientId, { prompt: 'none', scope: 'openid' }).url);
    return url.searchParams.has('code') || url.searchParams.get('error') === 'consent_required';
  };

  /** A new account, signed in, with every kind of token. */
  async function somebody() {
    people += 1;
    const username = `person${people}`;
    const account = await createCitizen(at, username, people === 1 ? { phone } : {});
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' });
    const callback = await signIn(browser, flow, username, ['offline_access']);
    const { body } = await redeem(at.origin, partner, callback, flow);
    const waiting = authorization(partner.clientId, { scope: 'openid' });
    return {
      account,
      username,
      browser,
      access: String(body.access_token),
      refresh: String(body.refresh_token),
      code: { flow: waiting, callback: (await browser.walk(waiting.url)).url },
    };
  }
  type Somebody = Awaited<ReturnType<typeof somebody>>;

  async function expectDead({ browser, access, refresh, code }: Somebody): Promise<void> {
    expect(await isSignedIn(copyOf(browser)), 'the session').to.equal(false);
    const userinfo = await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${access}` } });
    expect(userinfo.status, 'the access token').to.equal(401);
    expect((await post(at.origin, '/oidc/introspection', partner, { token: access })).body).to.eql({ active: false });
    const refreshed = await post(at.origin, '/oidc/token', partner, {
      grant_type: 'refresh_token',
      refresh_token: refresh,
    });
    expect(refreshed.body.error, 'the refresh token').to.equal('invalid_grant');
    const redeemed = await redeem(at.origin, partner, code.callback, code.flow);
    expect(redeemed.body.error, 'the living code').to.equal('invalid_grant');
    expect((await copyOf(browser).request('/account')).status, 'the account centre').to.equal(303);
  }

  it('has a new id after the login, and one from before the login opens nothing', async () => {
    const { username } = await somebody();
    const victim = createBrowser(at.origin);
    // Cookies that an attacker may have planted: those of a login page that was opened elsewhere.
    const attacker = createBrowser(at.origin);
    const login = await attacker.walk(authorization(partner.clientId, { scope: 'openid' }).url);
    for (const [key, cookie] of attacker.cookies) victim.cookies.set(key, cookie);
    const planted = idIn(attacker);
    await victim.submit(await victim.walk(login.url.pathname), { username, password, agree: '1' });
    expect(await isSignedIn(victim)).to.equal(true);
    expect(idIn(victim)).to.be.a('string').and.not.equal(planted);
    expect(await isSignedIn(attacker)).to.equal(false);
  });

  it('has a new id after each login page, so that a copied one ends with the next', async () => {
    const { browser, username } = await somebody();
    const copy = copyOf(browser);
    const before = idIn(browser);
    const login = await browser.walk(authorization(partner.clientId, { prompt: 'login', scope: 'openid' }).url);
    await browser.submit(login, { username, password, agree: '1' });
    expect(idIn(browser)).not.to.equal(before);
    expect(await isSignedIn(copy)).to.equal(false);
    expect(await isSignedIn(browser)).to.equal(true);
  });

  it('is not opened by an id that was made up, or whose signature was cut off or taken from another', async () => {
    const { browser } = await somebody();
    const id = idIn(browser) ?? '';
    const signature = browser.cookies.get('ncc_session.sig /')?.value ?? '';
    const opens = async (value: string, sig: string | undefined) => {
      const thief = createBrowser(at.origin);
      thief.cookies.set('ncc_session /', { name: 'ncc_session', value, path: '/' });
      if (sig !== undefined) thief.cookies.set('ncc_session.sig /', { name: 'ncc_session.sig', value: sig, path: '/' });
      return isSignedIn(thief);
    };
    expect(await opens(id, signature), 'the real pair').to.equal(true);
    const made = remember(`${id.slice(0, -1)}${id.endsWith('a') ? 'b' : 'a'}`);
    for (const [value, sig] of [
      [id, undefined],
      [id, ''],
      [id, `${signature.slice(0, -1)}${signature.endsWith('A') ? 'E' : 'A'}`],
      [made, signature],
      ['', signature],
    ] as const)
      expect(await opens(value, sig)).to.equal(false);
  });

  it('is dead after logging out, also with a stolen copy of its cookie', async () => {
    const { browser } = await somebody();
    const copy = copyOf(browser);
    await browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' });
    expect(await isSignedIn(browser)).to.equal(false);
    expect(await isSignedIn(copy)).to.equal(false);
    expect((await copy.request('/account')).status).to.equal(303);
  });

  it('ends with a change of the password, and so does every token and code', async () => {
    const person = await somebody();
    const citizen = { kind: 'citizen', accountId: person.account.id } as const;
    const changed = await at.app.accounts.changePassword(citizen, person.account.id, {
      current: password,
      password: remember('battery-staple-7'),
    });
    expect(changed).to.have.property('account');
    await expectDead(person);
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId, { scope: 'openid' }).url);
    const done = await browser.submit(login, { username: person.username, password: 'battery-staple-7', agree: '1' });
    expect(done.url.searchParams.has('code'), 'the new login').to.equal(true);
    expect(await isSignedIn(browser)).to.equal(true);
  });

  it('ends with a recovered password', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { scope: 'openid' });
    const stolen = createBrowser(at.origin);
    await signIn(stolen, flow, 'person1');
    const login = await browser.walk(authorization(partner.clientId, { scope: 'openid' }).url);
    const sent = await browser.submit(await browser.walk(`${login.url.pathname}/recover`), { phone, send: '1' });
    const code = /\d{6}/.exec((await at.app.sms.recent())[0]?.text ?? '')?.[0];
    const proved = await browser.submit(sent, { phone, code });
    const done = await browser.submit(proved, { password: remember('battery-staple-8') });
    expect(done.url.searchParams.has('code'), done.text.slice(0, 200)).to.equal(true);
    expect(await isSignedIn(browser)).to.equal(true);
    expect(await isSignedIn(stolen)).to.equal(false);
  });

  it('ends with the account: a locked one has no living session, token or code', async () => {
    const person = await somebody();
    await at.app.accounts.lock(operator, person.account.id, '本人申请');
    await expectDead(person);
    await at.app.accounts.unlock(operator, person.account.id, '核实完毕');
    await expectDead(person);
  });

  it('of one person ends when another signs in at the same browser', async () => {
    const [first, second] = [await somebody(), await somebody()];
    const copy = copyOf(first.browser);
    const login = await first.browser.walk(authorization(partner.clientId, { prompt: 'login', scope: 'openid' }).url);
    const done = await first.browser.submit(login, { username: second.username, password, agree: '1' });
    expect(done.url.searchParams.has('code')).to.equal(true);
    expect(await isSignedIn(copy)).to.equal(false);
    const page = await first.browser.walk('/account');
    expect(page.text).to.contain(second.username.slice(0, 1)).and.not.contain(first.username);
  });

  it('that ends itself takes the sessions of the same person elsewhere only when asked to', async () => {
    const { browser, account, username } = await somebody();
    const elsewhere = createBrowser(at.origin);
    await signIn(elsewhere, authorization(partner.clientId, { scope: 'openid' }), username);
    await browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' });
    expect(await isSignedIn(elsewhere)).to.equal(true);
    await at.app.accounts.endSessions({ kind: 'citizen', accountId: account.id }, account.id);
    expect(await isSignedIn(elsewhere)).to.equal(false);
  });
});
