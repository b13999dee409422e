import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, basic, type Client, createBrowser, html, post } from '../support/citizen.ts';
import { joined, nasty } from './nasty.ts';

describe('parameters', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  const form = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(at.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
      redirect: 'manual',
    });
  const get = (path: string, query: string, headers: Record<string, string> = {}) =>
    fetch(`${at.origin}${path}?${query}`, { headers: { ...html, ...headers }, redirect: 'manual' });
  const fieldsOf = (url: string) => Object.fromEntries(new URL(url, at.origin).searchParams);

  /** Refused, or handled as any other value; never a 5xx, and no line of our answer is an attacker's. */
  async function expectCalm(response: Response, what: string, allowed: (status: number) => boolean): Promise<string> {
    const text = await response.text();
    expect(response.status, what).to.satisfy(allowed);
    expect(response.headers.get('x-evil'), what).to.equal(null);
    return text;
  }
  const anyButAnError = (status: number) => status < 500;
  const refused = (status: number) => status >= 400 && status < 500;

  const known = [
    ...[
      'client_id',
      'response_type',
      'redirect_uri',
      'scope',
      'state',
      'nonce',
      'code_challenge',
      'code_challenge_method',
    ],
    ...['prompt', 'max_age', 'ui_locales', 'claims_locales', 'id_token_hint', 'login_hint', 'acr_values', 'display'],
    ...['response_mode', 'request', 'request_uri', 'registration', 'claims', 'resource', 'dpop_jkt', 'web_message_uri'],
    ...['constructor', '__proto__', 'hasOwnProperty', 'elder', 'theme'],
  ];

  it('of an authorization request cause no server error, one by one', async () => {
    const fields = fieldsOf(authorization(partner.clientId).url);
    for (const name of known) {
      for (const [kind, value] of Object.entries(nasty)) {
        await expectCalm(await get('/oidc/auth', joined(fields, name, value)), `${name}: ${kind}`, anyButAnError);
      }
    }
  }).timeout(90_000);

  it('of an authorization request that are there twice start no login', async () => {
    const fields = fieldsOf(authorization(partner.clientId).url);
    for (const [name, value] of Object.entries(fields)) {
      const response = await get('/oidc/auth', joined(fields, name, encodeURIComponent(value), true));
      const location = response.headers.get('location') ?? '';
      expect(response.status === 400 || location.includes('error=invalid_request'), `${name} ${location}`).to.equal(
        true,
      );
    }
  });

  it('with bytes that are no text are refused in every address', async () => {
    for (const value of ['%00', 'a%00', '%ff', '%c3%28', '%ed%a0%80', '%', '%a', '%zz']) {
      for (const path of [
        '/',
        '/terms',
        '/account/logins',
        '/oidc/auth',
        '/oidc/logout',
        '/oidc/jwks',
        '/api/v1/me',
        '/interaction/x',
      ]) {
        expect((await get(path, `a=${value}`)).status, `${path} ${value}`).to.equal(400);
        expect((await fetch(`${at.origin}${path}${value}`)).status, `${path}${value}`).to.equal(400);
      }
    }
  });

  it('of the token, pushed request, introspection, revocation and userinfo endpoints cause no server error', async () => {
    const pushed = fieldsOf(authorization(partner.clientId).url);
    const code = {
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: 'http://localhost:9/callback',
      code_verifier: 'x',
    };
    const doors: [string, Record<string, string>, (status: number) => boolean][] = [
      ['/oidc/token', code, refused],
      ['/oidc/token', { grant_type: 'refresh_token', refresh_token: 'x', scope: 'openid' }, refused],
      ['/oidc/token', { grant_type: 'client_credentials', scope: 'resource:read', resource: 'x' }, anyButAnError],
      ['/oidc/par', { ...pushed, login_hint: 'x', ui_locales: 'zh', max_age: '1' }, anyButAnError],
      ['/oidc/introspection', { token: 'x', token_type_hint: 'access_token' }, anyButAnError],
      ['/oidc/revocation', { token: 'x', token_type_hint: 'access_token' }, anyButAnError],
      ['/oidc/userinfo', { access_token: 'x' }, refused],
    ];
    for (const [path, fields, allowed] of doors) {
      const headers = path === '/oidc/userinfo' ? {} : { authorization: basic(partner) };
      for (const name of [...Object.keys(fields), 'client_id', 'client_secret', 'client_assertion', '__proto__']) {
        for (const [kind, value] of Object.entries(nasty)) {
          await expectCalm(await form(path, joined(fields, name, value), headers), `${path} ${name}: ${kind}`, allowed);
        }
        if (!Object.hasOwn(fields, name)) continue;
        const twice = await form(path, joined(fields, name, 'x', true), headers);
        await expectCalm(twice, `${path} ${name} twice`, name === 'resource' ? anyButAnError : refused);
      }
      for (const body of ['', '&&&', '=', '=x', '%', 'a'.repeat(100_000), `${'a=1&'.repeat(5_000)}`])
        await expectCalm(await form(path, body, headers), `${path} ${body.slice(0, 9)}`, refused);
      for (const type of [
        'application/json',
        'text/plain',
        'multipart/form-data; boundary=x',
        'x',
        'application/x-www-form-urlencoded; charset=nonsense',
      ])
        await expectCalm(
          await form(path, '{"token":"x"}', { ...headers, 'content-type': type }),
          `${path} ${type}`,
          refused,
        );
    }
  }).timeout(90_000);

  it('that were pushed with bytes that are no text lead to a login page or to a refusal', async () => {
    const fields = fieldsOf(authorization(partner.clientId).url);
    for (const name of ['state', 'nonce', 'login_hint', 'ui_locales', 'acr_values']) {
      for (const value of ['a\0b', '\ufffd', '\u202e', "'"]) {
        const { status, body } = await post(at.origin, '/oidc/par', partner, { ...fields, [name]: value });
        if (status !== 201) expect(status, name).to.equal(400);
        else {
          const query = new URLSearchParams({ client_id: partner.clientId, request_uri: String(body.request_uri) });
          const page = await createBrowser(at.origin).walk(`/oidc/auth?${query}`);
          expect(page.status, `${name} ${JSON.stringify(value)}`).to.be.oneOf([200, 400]);
        }
      }
    }
  });

  it('of client authentication and bearer headers cause no server error', async () => {
    const encoded = (text: string) => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`;
    for (const authorization of [
      ...['', ':', 'a', 'a:b:c', '%:%', '%00:%00', '\0:\0', '\xff:\xff', `${'a'.repeat(5_000)}:b`].map(encoded),
      ...[
        'Basic',
        'Basic ',
        'Basic !!!',
        'Bearer',
        'Bearer ',
        'Bearer a b',
        `Bearer ${'a'.repeat(9_000)}`,
        'DPoP x',
        'x',
      ],
    ]) {
      for (const path of ['/oidc/token', '/oidc/introspection', '/oidc/revocation', '/oidc/par'])
        await expectCalm(
          await form(path, 'grant_type=client_credentials&token=x', { authorization }),
          authorization,
          refused,
        );
      for (const path of ['/oidc/userinfo', '/api/v1/me'])
        await expectCalm(await fetch(at.origin + path, { headers: { authorization } }), authorization, refused);
    }
  });
});
