import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, settled, type TestApp } from '../../support/app.ts';
import { basic, type Client } from '../../support/citizen.ts';
import { type Both, form, type Sent, startBoth } from './both.ts';

describe('a token that was issued in a session', () => {
  let at: TestApp;
  let both: Both;
  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    both = await startBoth(at);
    await createCitizen(at);
  });
  after(async () => {
    await both.close();
    await at.close();
  });

  const userinfo = (token: string): Sent => ({
    path: '/oidc/userinfo',
    method: 'GET',
    headers: { authorization: `Bearer ${token}` },
  });
  const introspect = (client: Client, token: string): Sent => ({
    path: '/oidc/introspection',
    headers: { ...form, authorization: basic(client) },
    body: `token=${token}`,
  });

  async function expectGood(client: Client, token: string): Promise<void> {
    for (const sent of [userinfo(token), introspect(client, token)]) {
      expect(await both.isFast(sent), `${sent.path}, the fast endpoint`).to.equal(true);
      expect((await both.byLibrary(sent)).status, `${sent.path}, the library`).to.equal(200);
    }
    expect((await both.byFastEndpoint(introspect(client, token))).body).to.include('"active":true');
  }
  /** By both ways, and by the whole as a partner meets it. */
  async function expectOver(client: Client, token: string): Promise<void> {
    expect(await both.isFast(userinfo(token)), 'userinfo, the fast endpoint').to.equal(false);
    expect(await both.isFast(introspect(client, token)), 'introspection, the fast endpoint').to.equal(false);
    for (const ask of [both.whole, both.byLibrary]) {
      expect((await ask(userinfo(token))).status).to.equal(401);
      expect((await ask(introspect(client, token))).body).to.equal('{"active":false}');
    }
  }

  it('is over after a new consent in the same session, for userinfo and introspection; the new one is good', async () => {
    const partner = await walk.createPartner(at);
    const { browser, accessToken: earlier } = await walk.obtain(at, partner, { scope: 'openid profile' });
    await expectGood(partner, earlier);
    const again = await walk.obtain(at, partner, { scope: 'openid profile', prompt: 'consent' }, { browser });
    await settled();
    await expectOver(partner, earlier);
    await expectGood(partner, again.accessToken);
  });

  it('stays good after a new consent where it does not hang on the session: offline_access', async () => {
    const partner = await walk.createPartner(at);
    const params = { scope: 'openid offline_access', prompt: 'consent' };
    const { browser, accessToken } = await walk.obtain(at, partner, params);
    await walk.obtain(at, partner, params, { browser });
    await settled();
    await expectGood(partner, accessToken);
  });

  it('stays good when another application is consented to in the same session', async () => {
    const [partner, neighbour] = [await walk.createPartner(at), await walk.createPartner(at)];
    const { browser, accessToken } = await walk.obtain(at, partner);
    await walk.obtain(at, neighbour, { prompt: 'consent' }, { browser });
    await settled();
    await expectGood(partner, accessToken);
  });

  const otherPerson = `'"00000000-0000-4000-8000-000000000000"'`;
  const endings: Record<string, { kind: number; change: string }> = {
    'the session is somebody else’s': {
      kind: 1,
      change: `payload = jsonb_set(payload::jsonb, '{accountId}', ${otherPerson})::json`,
    },
    'the session is over': { kind: 1, change: `payload = jsonb_set(payload::jsonb, '{exp}', '1')::json` },
    'the session is not there': { kind: 1, change: `uid_key = null` },
    'the grant is somebody else’s': {
      kind: 3,
      change: `payload = jsonb_set(payload::jsonb, '{accountId}', ${otherPerson})::json`,
    },
    'the grant is another application’s': {
      kind: 3,
      change: `payload = jsonb_set(payload::jsonb, '{clientId}', '"other"')::json`,
    },
    'the grant is over': { kind: 3, change: `payload = jsonb_set(payload::jsonb, '{exp}', '1')::json` },
  };
  for (const [name, { kind, change }] of Object.entries(endings))
    it(`is over where ${name}`, async () => {
      const partner = await walk.createPartner(at);
      const { accessToken } = await walk.obtain(at, partner);
      await expectGood(partner, accessToken);
      const last = `(select max(issued_at) from oidc_tokens where kind = ${kind})`;
      expect(
        await at.database.db.run(`update oidc_tokens set ${change} where kind = ${kind} and issued_at = ${last}`),
      ).to.equal(1);
      await settled();
      await expectOver(partner, accessToken);
    });
});
