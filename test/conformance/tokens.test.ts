import { expect } from 'chai';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, operator, settled, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import * as walk from './walk.ts';

const { parameter, text } = walk;

describe('subjects, offline access and signed userinfo', () => {
  let at: TestApp;
  let partner: Awaited<ReturnType<typeof walk.createPartner>>;
  const subAt = async (client: Client, username = 'citizen') =>
    (await walk.obtain(at, client, {}, { username })).claims.sub;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    await createCitizen(at);
    await createCitizen(at, 'other');
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  describe('pairwise subjects', () => {
    it('are one for a person at all applications of an institution, whatever their domains', async () => {
      const redirectUris = [walk.callbackUri, 'https://m.elsewhere.example/callback'];
      const sister = await walk.createPartner(at, { redirectUris }, { institutionId: partner.institutionId });
      const open = await walk.createPartner(
        at,
        { authMethod: 'none', scope: 'openid profile' },
        { institutionId: partner.institutionId },
      );
      const sub = await subAt(partner);
      expect(await subAt(sister)).to.equal(sub);
      const { callback, flow } = await walk.authorize(at, open);
      const { body } = await walk.redeemInForm(at, { client_id: open.clientId }, walk.codeOf(callback), flow.verifier);
      expect((await walk.verifyIdToken(at, text(body.id_token), open)).payload.sub).to.equal(sub);
    });

    it('differ between institutions and between people', async () => {
      const elsewhere = await walk.createPartner(at);
      expect(elsewhere.institutionId).to.not.equal(partner.institutionId);
      const subs = [
        await subAt(partner),
        await subAt(elsewhere),
        await subAt(partner, 'other'),
        await subAt(elsewhere, 'other'),
      ];
      expect(new Set(subs).size).to.equal(4);
    });

    it('are the same in the id_token, at userinfo and in introspection, and not the id of the account', async () => {
      const { accessToken, claims } = await walk.obtain(at, partner);
      const told = await walk.userClaims(at, accessToken);
      const [account] = await at.database.db.rows<{ id: string }>("select id from accounts where username = 'citizen'");
      expect(told.sub).to.equal(claims.sub);
      expect(claims.sub)
        .to.match(/^[\w-]{43}$/)
        .and.to.not.equal(account?.id);
    });

    it('no value that a partner gets is common to two institutions but those the citizen gave', async () => {
      const elsewhere = await walk.createPartner(at);
      const [here, there] = [await walk.obtain(at, partner), await walk.obtain(at, elsewhere)];
      const common = ({ idToken: _id, accessToken, claims }: typeof here) =>
        walk.userClaims(at, accessToken).then((told) => ({ ...claims, ...told }));
      const [mine, theirs] = [await common(here), await common(there)];
      const same = Object.entries(mine).filter(
        ([name, value]) =>
          JSON.stringify(value) === JSON.stringify(Object.entries(theirs).find(([key]) => key === name)?.[1]),
      );
      const harmless = [
        'iss',
        'iat',
        'exp',
        'acr',
        'amr',
        'auth_time',
        'nickname',
        'name',
        'locale',
        'zoneinfo',
        'updated_at',
      ];
      expect(harmless).to.include.members(same.map(([name]) => name));
    });
  });

  describe('offline_access', () => {
    it('is dropped without prompt=consent: no refresh token and no word of it', async () => {
      const { body } = await walk.obtain(at, partner, { scope: 'openid offline_access' });
      expect(body).to.not.have.property('refresh_token');
      expect(body.scope).to.equal('openid');
    });

    it('gives a refresh token with prompt=consent where the citizen ticks it', async () => {
      const { body } = await walk.obtain(at, partner, { scope: 'openid offline_access', prompt: 'consent' });
      expect(body.refresh_token).to.be.a('string');
      expect(text(body.scope).split(' ')).to.have.members(['openid', 'offline_access']);
    });

    it('gives none where the citizen leaves it out', async () => {
      const fresh = await walk.createPartner(at);
      const flow = authorization(fresh.clientId, { scope: 'openid offline_access', prompt: 'consent' });
      const browser = createBrowser(at.origin);
      const { callback } = await walk.authorize(at, await walk.createPartner(at), {}, { browser });
      expect(parameter(callback, 'code')).to.be.a('string');
      const page = await browser.walk(flow.url);
      expect(page.text).to.contain('保持登录');
      const { url } = await browser.submit(page);
      const { body } = await walk.exchange(at, fresh, url, flow);
      expect(body).to.not.have.property('refresh_token');
      expect(body.scope).to.equal('openid');
    });

    it('asks again for consent each time it is asked for with prompt=consent', async () => {
      const { browser } = await walk.obtain(at, partner, { scope: 'openid offline_access', prompt: 'consent' });
      const again = await browser.walk(
        authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' }).url,
      );
      expect(again.url.pathname).to.match(/\/consent$/);
    });

    it('outlives the session; tokens without it do not', async () => {
      const phone = await walk.obtain(at, partner, { scope: 'openid offline_access', prompt: 'consent' });
      const desk = await walk.obtain(at, partner, { scope: 'openid' });
      for (const { browser } of [phone, desk])
        await browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' });
      expect(await walk.isAlive(at, desk.accessToken)).to.equal(false);
      expect((await walk.refresh(at, partner, phone.refreshToken)).status).to.equal(200);
    });

    it('ends when the consent is withdrawn', async () => {
      const { browser, refreshToken, accessToken } = await walk.obtain(at, partner, {
        scope: 'openid offline_access',
        prompt: 'consent',
      });
      await browser.submit(await browser.walk(`/account/grants/${partner.clientId}/withdraw`));
      expect(await walk.isAlive(at, accessToken)).to.equal(false);
      expect((await walk.refresh(at, partner, refreshToken)).body.error).to.equal('invalid_grant');
    });
  });

  describe('userinfo, signed', () => {
    for (const alg of ['RS256', 'ES256', 'EdDSA']) {
      it(`is a JWT for the application that chose ${alg}`, async () => {
        const signed = await createClient(at, { scope: 'openid profile' });
        await at.database.db.run('update applications set userinfo_signed_response_alg = $2 where client_id = $1', [
          signed.clientId,
          alg,
        ]);
        await settled();
        const { accessToken, claims } = await walk.obtain(at, signed);
        const response = await walk.userinfo(at, accessToken);
        expect(response.headers.get('content-type')).to.match(/^application\/jwt/);
        const keys = createRemoteJWKSet(new URL('/oidc/jwks', at.origin));
        const options = { issuer: at.origin, audience: signed.clientId, algorithms: [alg] };
        const { payload } = await jwtVerify(await response.text(), keys, options);
        expect(payload).to.include({ sub: claims.sub, nickname: '溪边人家' });
      });
    }
  });

  it('a citizen who is locked has no living token', async () => {
    await createCitizen(at, 'locked');
    const offline = { scope: 'openid offline_access', prompt: 'consent' };
    const { accessToken, refreshToken, browser } = await walk.obtain(at, partner, offline, { username: 'locked' });
    await at.database.db.run("update accounts set locked_at = created_at where username = 'locked'");
    expect(await walk.isAlive(at, accessToken)).to.equal(false);
    expect((await walk.refresh(at, partner, refreshToken)).body.error).to.equal('invalid_grant');
    const { url } = await browser.walk(authorization(partner.clientId, { prompt: 'none' }).url);
    expect(parameter(url, 'error')).to.equal('login_required');
  });

  it('R33 an old SK works beside the new one until its date', async () => {
    const rotating = await walk.createPartner(at);
    const { secret } = await at.app.applications.rotate(operator, rotating.clientId, 3600);
    remember(secret);
    expect((await walk.apiToken(at, rotating)).status).to.equal(200);
    expect((await walk.apiToken(at, { ...rotating, secret })).status).to.equal(200);
    await at.app.applications.rotate(operator, rotating.clientId, 0);
    expect((await walk.apiToken(at, rotating)).status).to.equal(401);
    expect((await walk.apiToken(at, { ...rotating, secret })).status).to.equal(401);
  });
});
