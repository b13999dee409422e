import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { causeOf, everythingIn, failuresOf } from '../../applications/log/reading.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, startApp, type TestApp } from '../../support/app.ts';
import { basic, type Client } from '../../support/citizen.ts';
import { remember } from '../../support/record.ts';

/** Default Accept headers of HTTP libraries and browsers. */
const accepts: Readonly<Record<string, string | undefined>> = {
  'JDK HttpURLConnection': 'text/html, image/gif, image/jpeg, */*; q=0.2',
  'JDK 8 HttpURLConnection': 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2',
  Hutool: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  OkHttp: undefined,
  Spring: 'application/json;charset=UTF-8',
  curl: '*/*',
  Chrome:
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  'python-requests': '*/*',
  'Go net/http': undefined,
  axios: 'application/json, text/plain, */*',
  PHP: 'text/html',
};

type Call = { path: string; method?: string; form?: Record<string, string>; bearer?: string; named?: boolean };

describe('addresses that programs call', () => {
  let at: TestApp;
  let partner: Client;
  let accessToken: string;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await walk.createPartner(at);
    await createCitizen(at);
    ({ accessToken } = await walk.obtain(at, partner));
  });
  after(() => at.close());

  /** By a library that names nothing more than `accept`: fetch would say more. */
  async function call(accept: string | undefined, { path, method = 'GET', form, bearer, named = false }: Call) {
    const response = await fetch(at.origin + path, {
      method,
      headers: {
        accept: accept ?? '',
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(named && { authorization: basic(partner) }),
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  }

  const post = { method: 'POST' };
  const refused: Readonly<Record<string, Call & { status: number; error: string }>> = {
    'a token with a wrong SK': {
      ...{ ...post, path: '/oidc/token', status: 401, error: 'invalid_client' },
      form: { grant_type: 'client_credentials', client_id: 'ncc_aaaaaaaaaaaaaaaaaaaa', client_secret: 'wrong' },
    },
    'a token for an unknown code': {
      ...{ ...post, path: '/oidc/token', named: true, status: 400, error: 'invalid_grant' },
      form: { grant_type: 'authorization_code', code: 'x'.repeat(43), redirect_uri: walk.callbackUri },
    },
    'an introspection by nobody': { ...post, path: '/oidc/introspection', form: { token: 'x' }, ...by(400) },
    'a revocation by nobody': { ...post, path: '/oidc/revocation', form: { token: 'x' }, ...by(400) },
    'a pushed request by nobody': { ...post, path: '/oidc/par', form: { scope: 'openid' }, ...by(400) },
    'userinfo without a token': { path: '/oidc/userinfo', status: 401, error: 'invalid_token' },
    'userinfo with an unknown token': {
      ...{ path: '/oidc/userinfo', bearer: 'x'.repeat(43), status: 401, error: 'invalid_token' },
    },
    'a token by GET': { path: '/oidc/token', ...by(405) },
    'a key set by POST': { ...post, path: '/oidc/jwks', form: { a: 'b' }, ...by(405) },
    'discovery by DELETE': { method: 'DELETE', path: '/.well-known/openid-configuration', ...by(405) },
    'an endpoint that is not there': { path: '/oidc/register', ...by(404) },
    'an endpoint as the library finds it too': { path: '/oidc/Token/', ...by(405) },
  };
  function by(status: number) {
    return { status, error: 'invalid_request' };
  }

  for (const [program, accept] of Object.entries(accepts)) {
    it(`are refused in JSON, for ${program} too`, async () => {
      for (const [name, { status, error, ...asked }] of Object.entries(refused)) {
        const answer = await call(accept, asked);
        expect(answer.headers.get('content-type'), name).to.equal('application/json; charset=utf-8');
        const body: Record<string, unknown> = JSON.parse(answer.text);
        expect([answer.status, body.error], `${name}: ${answer.text}`).to.deep.equal([status, error]);
        expect(body.error_description, name).to.match(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
        expect(body.error_uri, name).to.equal(`${at.origin}/docs/errors#${error}`);
        expect(answer.headers.get('cache-control'), name).to.equal('no-store');
        if (status === 405) expect(answer.headers.get('allow'), name).to.match(/^(GET|POST)/);
      }
    });

    it(`answer in JSON, by the fast way and by the library, for ${program} too`, async () => {
      const grant = { grant_type: 'client_credentials' };
      for (const way of ['', '?by=library']) {
        const good: Call[] = [
          { ...post, path: `/oidc/token${way}`, named: true, form: grant },
          { ...post, path: `/oidc/introspection${way}`, named: true, form: { token: accessToken } },
          { path: `/oidc/userinfo${way}`, bearer: accessToken },
          { path: `/oidc/jwks${way}` },
          { path: `/.well-known/openid-configuration${way}` },
          { path: `/.well-known/oauth-authorization-server${way}` },
          { ...post, path: `/oidc/par${way}`, named: true, form: { ...pushed, client_id: partner.clientId } },
        ];
        for (const asked of good) {
          const answer = await call(accept, asked);
          expect(answer.status, asked.path).to.be.oneOf([200, 201]);
          expect(answer.headers.get('content-type'), asked.path).to.match(/^application\/(jwk-set\+)?json/);
          const { access_token: token } = JSON.parse(answer.text);
          if (typeof token === 'string') remember(token);
        }
      }
    });

    it(`of the API are refused as a problem, for ${program} too`, async () => {
      for (const [asked, status] of [
        [{ path: '/api/v1/me' }, 401],
        [{ path: '/api/v1/nothing' }, 404],
        [{ path: '/.well-known/nothing' }, 404],
        [{ ...post, path: '/api/v1/me' }, 405],
      ] as const) {
        const answer = await call(accept, asked);
        expect(answer.status, asked.path).to.equal(status);
        expect(answer.headers.get('content-type'), asked.path).to.equal('application/problem+json');
      }
    });
  }
  const pushed = {
    ...{ response_type: 'code', redirect_uri: walk.callbackUri, scope: 'openid' },
    ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
  };

  it('say of a method that nothing here has that it is not for this address, as of any other', async () => {
    for (const method of ['PROPFIND', 'DELETE']) {
      const known = await call('text/html', { method, path: '/api/v1/me' });
      expect([known.status, known.headers.get('allow')], method).to.deep.equal([405, 'HEAD, GET']);
      expect(JSON.parse(known.text).code).to.equal('method_not_allowed');
      const unknown = await call('text/html', { method, path: '/api/v1/nothing' });
      expect([unknown.status, JSON.parse(unknown.text).code], method).to.deep.equal([404, 'not_found']);
      const page = await call('text/html', { method, path: '/terms' });
      expect([page.status, page.headers.get('content-type')], method).to.deep.equal([405, 'text/html; charset=utf-8']);
    }
  });

  it('refuse an unreadable address in the format of its part, with a declared type', async () => {
    for (const [path, type, code] of [
      ['/api/v1/me?a=%00', 'application/problem+json', 'bad_request'],
      ['/api/v1/%00', 'application/problem+json', 'bad_request'],
      ['/oidc/token?a=%ff', 'application/json; charset=utf-8', 'invalid_request'],
      ['/terms?a=%00', 'text/plain; charset=utf-8', undefined],
    ] as const) {
      const answer = await call('text/html', { path });
      expect([answer.status, answer.headers.get('content-type')], path).to.deep.equal([400, type]);
      expect(answer.headers.get('x-content-type-options'), path).to.equal('nosniff');
      if (code !== undefined) expect(Object.values(JSON.parse(answer.text)), path).to.include(code);
    }
  });

  it('say where an SK belongs that came in the query, and why it must be changed', async () => {
    for (const path of ['/oidc/token', '/oidc/introspection', '/oidc/revocation', '/oidc/par']) {
      const query = new URLSearchParams({ client_id: partner.clientId, client_secret: partner.secret, code: 'x' });
      const answer = await call('*/*', {
        ...post,
        path: `${path}?${query}`,
        form: { grant_type: 'authorization_code' },
      });
      const { error, error_description: words } = JSON.parse(answer.text);
      expect([answer.status, error], path).to.deep.equal([400, 'invalid_request']);
      expect(words, path).to.match(/client_secret is in the query.*form body or in the Authorization header.*new SK/);
      expect(answer.text).not.to.contain(partner.secret);
    }
    const failures = await failuresOf(at, partner.clientId);
    const named = failures.filter((entry) => causeOf(entry) === 'sk_in_address');
    expect(named).to.have.lengthOf(4);
    expect(await everythingIn(at)).not.to.contain(partner.secret);
  });

  it('are told apart from those for browsers', async () => {
    const page = await call(accepts.Chrome, { path: '/oidc/auth?client_id=x' });
    expect(page.headers.get('content-type')).to.match(/^text\/html/);
    const leaving = await call(accepts.Chrome, { path: '/oidc/logout?id_token_hint=x' });
    expect(leaving.headers.get('content-type')).to.match(/^text\/html/);
  });
});
