import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../src/clock.ts';
import { createCitizen, password, settled, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Flow, post, signIn } from '../support/citizen.ts';
import * as walk from './walk.ts';

const { parameter, text } = walk;

describe('RFC 9126, pushed authorization requests', () => {
  let at: TestApp;
  let partner: Client;
  let strict: Client;
  let ahead = 0;
  const clock = { now: () => later(systemClock.now(), ahead) };

  async function push(client: Client, params: walk.Params = {}) {
    const flow = authorization(client.clientId, params);
    const fields = Object.fromEntries(new URL(flow.url, at.origin).searchParams);
    return { flow, ...(await post(at.origin, '/oidc/par', client, fields)) };
  }
  const reference = ({ clientId }: Client, request_uri: unknown) =>
    `/oidc/auth?${new URLSearchParams({ client_id: clientId, request_uri: text(request_uri) })}`;
  async function pushed(client: Client, params: walk.Params = {}): Promise<Flow> {
    const { flow, body } = await push(client, params);
    return { ...flow, url: reference(client, body.request_uri) };
  }
  const refusal = async (url: string) => {
    const page = await createBrowser(at.origin).walk(url);
    return parameter(page.url, 'error') ?? `page ${page.status}`;
  };

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    await createCitizen(at);
    partner = await walk.createPartner(at);
    strict = await walk.createPartner(at, { requirePar: true });
  });
  after(() => at.close());

  it('2.2 answers 201 with a reference that lives a minute', async () => {
    const { status, body, headers } = await push(partner);
    expect(status).to.equal(201);
    expect(body.request_uri).to.match(/^urn:ietf:params:oauth:request_uri:[\w-]{22,}$/);
    expect(body.expires_in).to.be.a('number').within(5, 600);
    expect(headers.get('cache-control')).to.equal('no-store');
  });

  it('4 leads to the login and to tokens', async () => {
    const flow = await pushed(partner);
    const callback = await signIn(createBrowser(at.origin), flow);
    expect(parameter(callback, 'state')).to.equal(flow.state);
    expect((await walk.exchange(at, partner, callback, flow)).claims.nonce).to.equal(flow.nonce);
  });

  it('4 takes nothing from the address but client_id and request_uri', async () => {
    const flow = await pushed(partner, { scope: 'openid profile' });
    const url = `${flow.url}&scope=openid+phone&state=other&redirect_uri=${encodeURIComponent('https://elsewhere.example/')}`;
    const callback = await signIn(createBrowser(at.origin), { ...flow, url });
    expect(callback.origin + callback.pathname).to.equal(walk.callbackUri);
    expect(parameter(callback, 'state')).to.equal(flow.state);
    expect((await walk.exchange(at, partner, callback, flow)).body.scope).to.equal('openid profile');
  });

  it('4 may be opened again until the login is done, and serves one login', async () => {
    const flow = await pushed(partner);
    const [browser, other] = [createBrowser(at.origin), createBrowser(at.origin)];
    expect((await browser.walk(flow.url)).text).to.contain('name="password"');
    const beside = await other.walk(flow.url);
    expect(beside.text, 'reloading is no offence').to.contain('name="password"');
    await signIn(browser, flow);
    expect(await refusal(flow.url)).to.be.oneOf(['invalid_request_uri', 'page 400']);
    const late = await other.submit(beside, { username: 'citizen', password, agree: '1' });
    expect(parameter(late.url, 'code'), 'a second login on the same request').to.equal(null);
  });

  it('4 is unknown after its time', async () => {
    const flow = await pushed(partner);
    ahead = 121;
    expect(await refusal(flow.url)).to.be.oneOf(['invalid_request_uri', 'page 400']);
    ahead = 0;
  });

  it('2.1 belongs to the application that pushed it', async () => {
    const { body } = await push(partner);
    const page = await createBrowser(at.origin).walk(reference(strict, body.request_uri));
    expect(page.text).to.not.contain('name="password"');
    expect(parameter(page.url, 'code')).to.equal(null);
  });

  it('2.1 wants the application to say who it is', async () => {
    const flow = authorization(partner.clientId);
    const fields = Object.fromEntries(new URL(flow.url, at.origin).searchParams);
    const wrong = await post(at.origin, '/oidc/par', { ...partner, secret: 'wrong' }, fields);
    expect(wrong.status).to.equal(401);
    expect(wrong.body.error).to.equal('invalid_client');
    expect((await post(at.origin, '/oidc/par', undefined, fields)).status).to.be.oneOf([400, 401]);
  });

  it('2.3 checks the request at once', async () => {
    const wrong: [walk.Params, string][] = [
      [{ redirect_uri: 'https://elsewhere.example/' }, 'invalid_request'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [walk.withoutPkce, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'request_uri_not_supported'],
      [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, 'invalid_request_object'],
    ];
    for (const [params, error] of wrong) {
      const { status, body } = await push(partner, params);
      expect(status, error).to.equal(400);
      expect(body.error).to.equal(error);
    }
  });

  it('2.3 refuses a scope that the application was not given', async () => {
    const narrow = await walk.createPartner(at, { scope: 'openid' });
    expect((await push(narrow, { scope: 'openid phone' })).body.error).to.equal('invalid_scope');
  });

  it('6 an application may be bound to it: a plain request is refused, a pushed one goes through', async () => {
    const { url } = await createBrowser(at.origin).walk(authorization(strict.clientId).url);
    expect(parameter(url, 'error')).to.equal('invalid_request');
    expect(parameter(url, 'error_description')).to.match(/pushed/i);
    const flow = await pushed(strict);
    const callback = await signIn(createBrowser(at.origin), flow);
    expect((await walk.exchange(at, strict, callback, flow)).status).to.equal(200);
  });

  it('R29 refuses an AK that has expired and says why, before and after pushing', async () => {
    const expiring = await walk.createPartner(at);
    const flow = await pushed(expiring);
    const past = later(systemClock.now(), -1);
    await at.database.db.run('update applications set expires_at = $2 where client_id = $1', [expiring.clientId, past]);
    await settled();
    const { status, body } = await push(expiring);
    expect(status).to.equal(401);
    expect(body.error_description).to.match(/^AK expired on/);
    const { url } = await createBrowser(at.origin).walk(flow.url);
    expect(parameter(url, 'error'), url.pathname).to.equal('unauthorized_client');
    expect(parameter(url, 'error_description')).to.match(/^AK expired on/);
    expect(parameter(url, 'state')).to.equal(flow.state);
  });
});
