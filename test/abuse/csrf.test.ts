import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOf,
  type Page,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';
import { targetsOf } from './page.ts';

/** A page with a form, in the browser that it was made for, and the values sent with it. */
type Place = { browser: TestBrowser; page: Page; action: string; values: Record<string, string> };

describe('a form that another site sends', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  async function placeIn(path: string, values: Record<string, string>, action = path): Promise<Place> {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId, { prompt: 'login consent' }).url);
    const base = login.url.pathname;
    const page = path === 'login' ? login : await browser.walk(`${base}/${path}`);
    return { browser, page, action: `${base}/${action}`, values };
  }

  async function consentPlace(action: string): Promise<Place> {
    const { browser, page } = await placeIn('login', {});
    const consent = await browser.submit(page, { username: 'citizen', password, agree: '1' });
    return { browser, page: consent, action: consent.url.pathname.replace(/consent$/, action), values: {} };
  }

  async function withdrawPlace(): Promise<Place> {
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId, { prompt: 'login consent' }));
    const action = `/account/grants/${partner.clientId}/withdraw`;
    return { browser, page: await browser.walk(action), action, values: {} };
  }

  async function recoverPlace(): Promise<Place> {
    const browser = createBrowser(at.origin);
    const action = '/account/recover';
    return { browser, page: await browser.walk(action), action, values: { phone: '13800008000', code: '123456' } };
  }

  const places: Record<string, () => Promise<Place>> = {
    login: () => placeIn('login', { username: 'citizen', password, agree: '1' }),
    'login by SMS': () => placeIn('sms', { phone: '13800008000', code: '123456', agree: '1' }),
    'a code by SMS': () => placeIn('sms', { phone: '13800008000', send: '1' }),
    registration: () =>
      placeIn('register?way=username', { username: 'stranger', password, over14: 'yes', agree: '1' }, 'register'),
    recovery: () => placeIn('recover', { phone: '13800008000', code: '123456' }),
    consent: () => consentPlace('consent'),
    'refusal of consent': () => consentPlace('abort'),
    withdrawal: withdrawPlace,
    'recovery in the account centre': recoverPlace,
  };

  const send = (
    { browser, action, values }: Place,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ) => browser.request(action, { method: 'POST', body: new URLSearchParams({ ...values, ...fields }), headers });

  for (const [name, place] of Object.entries(places)) {
    it(`does not work for ${name}: without a token, with another browser's, from another origin`, async () => {
      const here = await place();
      const { fields } = formOf(here.page.text);
      const { csrf = '', ...others } = fields;
      expect(csrf).to.have.lengthOf(43);
      const elsewhere = createBrowser(at.origin);
      const foreign = formOf((await elsewhere.walk('/account/recover')).text).fields.csrf ?? '';
      expect(foreign).not.to.equal(csrf);

      const attempts: [string, Record<string, string>, Record<string, string>][] = [
        ['no token', {}, {}],
        ['an empty token', { csrf: '' }, {}],
        ['a cut-off token', { csrf: csrf.slice(0, -1) }, {}],
        ["another browser's token", { csrf: foreign }, {}],
        ['a foreign Origin', { csrf }, { origin: 'https://evil.example.com' }],
        ['an Origin like ours', { csrf }, { origin: `${at.origin}.evil.example.com` }],
        ['our Origin with another scheme', { csrf }, { origin: at.origin.replace('http:', 'https:') }],
        ['Origin null', { csrf }, { origin: 'null' }],
      ];
      for (const [what, token, headers] of attempts) {
        const response = await send(here, { ...others, ...token }, headers);
        expect(response.status, what).to.equal(400);
        expect(response.headers.get('location'), what).to.equal(null);
        expect(targetsOf(await response.text()).join(' ')).not.to.contain('evil');
      }
      const fair = await send(here, fields, { origin: at.origin });
      expect(fair.status, 'the form as it was made').not.to.equal(400);
    });
  }

  it('does not work without the cookie that its token belongs to', async () => {
    const { browser, page, action, values } = await recoverPlace();
    browser.cookies.clear();
    const { fields } = formOf(page.text);
    const body = new URLSearchParams({ ...fields, ...values });
    expect((await browser.request(action, { method: 'POST', body })).status).to.equal(400);
  });

  it('does not sign in, register, consent or withdraw for its visitor', async () => {
    const count = async (table: string) =>
      (await at.database.db.row<{ n: number }>(`select count(*) as n from ${table}`))?.n;
    const before = {
      logins: await count('logins'),
      accounts: await count('accounts'),
      consents: await count('consents'),
    };
    for (const place of [places.login, places.registration, places.consent]) {
      const here = await place?.();
      if (here !== undefined) await send(here, {}, { origin: 'https://evil.example.com' });
    }
    const after = {
      logins: await count('logins'),
      accounts: await count('accounts'),
      consents: await count('consents'),
    };
    expect(after).to.eql({ ...before, logins: (before.logins ?? 0) + 1 }); // on the way to the consent page
  });

  it('does not log its visitor out: the question is answered with a value that only its page has', async () => {
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId));
    const question = await browser.walk('/oidc/logout');
    const other = createBrowser(at.origin);
    await signIn(other, authorization(partner.clientId));
    const { xsrf = '' } = formOf((await other.walk('/oidc/logout')).text).fields;
    for (const given of [undefined, '', 'x', xsrf]) {
      const body = new URLSearchParams({ logout: 'yes', ...(given !== undefined && { xsrf: given }) });
      const response = await browser.request('/oidc/logout/confirm', { method: 'POST', body });
      expect(response.status).to.equal(400);
    }
    const silent = await browser.walk(authorization(partner.clientId, { prompt: 'none' }).url);
    expect(silent.url.searchParams.get('code'), 'still signed in').to.be.a('string');
    const left = await browser.submit(await browser.walk(question.url.pathname), { logout: 'yes' });
    expect(left.text).to.contain('您已退出登录');
  });

  it('does nothing as a GET: addresses that a form posts to show pages at most', async () => {
    const { browser, action } = await withdrawPlace();
    expect((await browser.request(action)).status).to.equal(200);
    const silent = await browser.walk(authorization(partner.clientId, { prompt: 'none' }).url);
    expect(silent.url.searchParams.get('code'), 'the consent stands').to.be.a('string');
    for (const path of ['/oidc/token', '/oidc/par', '/oidc/introspection', '/oidc/revocation', '/oidc/logout/confirm'])
      expect((await browser.request(path)).status, path).to.be.within(400, 499);
  });
});
