import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  basic,
  type Client,
  createBrowser,
  type Flow,
  post,
  redeem,
  signIn,
} from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';
import { causeOf, entryOf, everythingIn, failuresOf } from './reading.ts';

const now = () => new Date(Math.floor(performance.timeOrigin + performance.now())).toISOString();

describe('the integration log of tokens', () => {
  const clock = testClock(now());
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    partner = await createClient(at);
    await createCitizen(at);
  });
  beforeEach(() => clock.set(now()));
  after(() => at.close());

  const forItself = { grant_type: 'client_credentials' };
  const entry = ({ headers }: { headers: Headers }, client = partner) => entryOf(at, client.clientId, headers);
  const code = async (flow: Flow) => signIn(createBrowser(at.origin), flow);

  describe('on a wrong SK', () => {
    it('shows its last four beside those that work, and never the SK', async () => {
      const secret = remember(`ncc_sk_${'q'.repeat(39)}Zz9_`);
      const answer = await post(at.origin, '/oidc/token', { ...partner, secret }, forItself);
      expect(answer.status).to.equal(401);
      const found = await entry(answer);
      expect(found).to.deep.include({
        endpoint: 'token',
        error: 'invalid_client',
      });
      expect(causeOf(found)).to.equal('sk_unknown');
      expect(found?.details).to.deep.include({ received: 'Zz9_', registered: [partner.secret.slice(-4)] });
      expect(await everythingIn(at))
        .not.to.include('qqqq')
        .and.not.to.include(partner.secret.slice(0, -4));
    });

    it('recognises one that is cut, has spaces around it, or is a person’s password', async () => {
      const cut = await post(at.origin, '/oidc/token', { ...partner, secret: partner.secret.slice(0, 40) }, forItself);
      const short = await entry(cut);
      expect([causeOf(short), short?.cause?.params.received]).to.deep.equal(['sk_malformed', '40']);
      const spaced = await post(at.origin, '/oidc/token', { ...partner, secret: ` ${partner.secret} ` }, forItself);
      expect(causeOf(await entry(spaced))).to.equal('sk_spaces');
      const password = remember('hunter-22-hunter');
      await post(at.origin, '/oidc/token', { ...partner, secret: password }, forItself);
      expect(await everythingIn(at))
        .not.to.include('hunter')
        .and.not.to.include('nter');
    });

    it('R33 says since when the old one is over', async () => {
      const rotated = await createClient(at);
      const { secret } = await at.app.applications.rotate(operator, rotated.clientId, 3600);
      remember(secret);
      clock.advance(3601);
      const answer = await post(at.origin, '/oidc/token', rotated, forItself);
      expect(answer.status).to.equal(401);
      const day = new Date(clock.now().getTime() - 1000 + 8 * 3_600_000).toISOString().slice(0, 10);
      const ended = await entry(answer, rotated);
      expect(causeOf(ended)).to.equal('sk_ended');
      expect(ended?.cause?.params).to.deep.include({
        ...{ received: rotated.secret.slice(-4), day, registered: [secret.slice(-4)] },
      });
      expect((await post(at.origin, '/oidc/token', { ...rotated, secret }, forItself)).status).to.equal(200);
    });
  });

  it('knows whose call it is that was refused before its AK was looked up', async () => {
    const answer = await post(at.origin, '/oidc/token', partner, { ...forItself, client_secret: partner.secret });
    expect(answer.status).to.equal(400);
    expect(causeOf(await entry(answer))).to.equal('authentication_twice');
  });

  it('names the way of authentication that came and the one that is registered', async () => {
    const answer = await post(at.origin, '/oidc/token', undefined, { ...forItself, client_id: partner.clientId });
    const found = await entry(answer);
    expect(causeOf(found)).to.equal('authentication_other');
    expect(found?.cause?.params).to.deep.include({ received: 'none', registered: ['client_secret_basic'] });
  });

  it('R29 says since when an AK is over, at every endpoint', async () => {
    const short = await createClient(at, {}, { expiresAt: new Date(clock.now().getTime() + 30_000) });
    const { body } = await post(at.origin, '/oidc/token', short, forItself);
    clock.advance(86_400);
    for (const path of ['/oidc/token', '/oidc/par', '/oidc/introspection', '/oidc/revocation']) {
      const answer = await post(at.origin, path, short, { ...forItself, token: String(body.access_token) });
      const over = await entry(answer, short);
      expect(causeOf(over), path).to.equal('ak_expired');
      expect(over?.cause?.params.day, path).to.match(/^\d{4}-\d\d-\d\d$/);
    }
    clock.set(now());
    const endpoints = (await failuresOf(at, short.clientId)).map(({ endpoint }) => endpoint);
    expect(endpoints.toSorted()).to.deep.equal(['introspection', 'par', 'revocation', 'token']);
  });

  it('says that a code was used twice, and afterwards that it is dead', async () => {
    const flow = authorization(partner.clientId);
    const callback = await code(flow);
    expect((await redeem(at.origin, partner, callback, flow)).status).to.equal(200);
    const second = await entry(await redeem(at.origin, partner, callback, flow));
    expect([second?.error, causeOf(second)]).to.deep.equal(['invalid_grant', 'code_used']);
    const third = await entry(await redeem(at.origin, partner, callback, flow));
    expect(causeOf(third)).to.equal('code_ended');
    expect(await everythingIn(at)).not.to.include(callback.searchParams.get('code'));
  });

  it('tells a code that is over from one that never was', async () => {
    const flow = authorization(partner.clientId);
    const callback = await code(flow);
    clock.advance(130);
    expect(causeOf(await entry(await redeem(at.origin, partner, callback, flow)))).to.equal('code_expired');
    callback.searchParams.set('code', 'never-was-one');
    expect(causeOf(await entry(await redeem(at.origin, partner, callback, flow)))).to.equal('code_unknown');
  });

  it('names the fault of the second half of PKCE, of the redirect URI and of the AK', async () => {
    const flow = authorization(partner.clientId);
    const wrong = { code_verifier: remember('w'.repeat(43)) };
    const unlike = await entry(await redeem(at.origin, partner, await code(flow), flow, wrong));
    expect(causeOf(unlike)).to.equal('verifier_other');

    const without = await post(at.origin, '/oidc/token', partner, {
      grant_type: 'authorization_code',
      code: (await code(flow)).searchParams.get('code') ?? '',
      redirect_uri: 'http://localhost:9/callback',
    });
    expect(causeOf(await entry(without))).to.equal('verifier_missing');

    const elsewhere = { redirect_uri: 'http://localhost:9/other' };
    const toOther = await entry(await redeem(at.origin, partner, await code(flow), flow, elsewhere));
    expect(causeOf(toOther)).to.equal('redirect_at_token_other');
    expect(toOther?.details?.received).to.equal('http://localhost:9/other');
    const other = await createClient(at);
    expect(causeOf(await entry(await redeem(at.origin, other, await code(flow), flow), other))).to.equal(
      'client_other',
    );
  });

  it('says when a refresh token was used again, with a scope that was never given, or is over', async () => {
    const ask = async () => {
      const flow = authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' });
      const callback = await signIn(createBrowser(at.origin), flow, 'citizen', ['offline_access']);
      const { body } = await redeem(at.origin, partner, callback, flow);
      return String(body.refresh_token);
    };
    const refresh = (token: string, more = {}) =>
      post(at.origin, '/oidc/token', partner, { grant_type: 'refresh_token', refresh_token: token, ...more });

    const token = await ask();
    const wider = await refresh(token, { scope: 'openid email' });
    const more = await entry(wider);
    expect([causeOf(more), more?.details?.received]).to.deep.equal(['refresh_scope_more', 'email']);
    expect((await refresh(token)).status).to.equal(200);
    clock.advance(30);
    expect(causeOf(await entry(await refresh(token)))).to.equal('refresh_token_used');

    const old = await ask();
    clock.advance(32 * 86_400); // rows of refresh tokens end with a day
    await at.app.applications.renew(operator, partner.clientId);
    expect(causeOf(await entry(await refresh(old)))).to.equal('refresh_token_expired');
    clock.set(now());
  });

  it('attributes an expired or revoked token at userinfo, and only counts an unknown one', async () => {
    const flow = authorization(partner.clientId);
    const { body } = await redeem(at.origin, partner, await code(flow), flow);
    const ask = (token: unknown) =>
      fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask(body.access_token)).status).to.equal(200);
    clock.advance(700);
    const expired = await entry(await ask(body.access_token));
    expect(expired).to.include({ endpoint: 'userinfo', error: 'invalid_token' });
    expect(causeOf(expired)).to.equal('access_token_expired');
    clock.set(now());
    const account = await at.app.accounts.findByIdentifier('citizen');
    await at.app.accounts.endSessions(operator, account?.id ?? '');
    clock.advance(2);
    expect(causeOf(await entry(await ask(body.access_token)))).to.equal('sign_in_over');

    const unknown = await ask('nobody-knows-me');
    expect(await entry(unknown)).to.equal(undefined);
    await at.app.integrationLog.flush();
    const usage = await at.app.integrationLog.usage(operator, undefined);
    expect(usage.find(({ endpoint }) => endpoint === 'userinfo')?.errors).to.deep.equal({ invalid_token: 1 });
  });

  it('counts successes at every endpoint', async () => {
    const client = await createClient(at);
    const { body } = await post(at.origin, '/oidc/token', client, forItself);
    const token = String(body.access_token);
    await post(at.origin, '/oidc/introspection', client, { token });
    await fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    await post(at.origin, '/oidc/revocation', client, { token });
    const { searchParams } = new URL(authorization(client.clientId).url, at.origin);
    await post(at.origin, '/oidc/par', client, Object.fromEntries(searchParams));
    await at.app.integrationLog.flush();
    const usage = await at.app.integrationLog.usage(operator, client.clientId);
    expect(usage.map(({ endpoint, ok, failed }) => `${endpoint} ${ok} ${failed}`)).to.deep.equal([
      'api 1 0',
      'introspection 1 0',
      'par 1 0',
      'revocation 1 0',
      'token 1 0',
    ]);
    expect(await failuresOf(at, client.clientId)).to.deep.equal([]);
    expect(await everythingIn(at)).not.to.include(basic(client).slice(6));
  });
});
