import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hours, systemClock } from '../../../src/clock.ts';
import { createHourlyKeys } from '../../../src/crypto/hourly-keys.ts';
import { createSeal } from '../../../src/crypto/seal.ts';
import { type Suite, suites } from '../../../src/crypto/suite.ts';
import type { TokenKind } from '../../../src/oidc/tokens/kinds.ts';
import { createPacking, keyOf } from '../../../src/oidc/tokens/packing.ts';
import { createSelfContained } from '../../../src/oidc/tokens/self-contained.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, settled, type TestApp, watching } from '../../support/app.ts';
import { basic, type Client } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import type { TestDatabase } from '../../support/database.ts';
import { folderWithKeys } from '../../support/keys.ts';
import { remember } from '../../support/record.ts';
import { databaseWithRows, giveSelfContained, tokensOf } from '../../support/token-forms.ts';
import { until } from '../../support/until.ts';

const kinds = ['AccessToken', 'ClientCredentials'] as const;

describe('a self-contained token', () => {
  let now = Date.parse('2026-11-28T02:59:59.900Z');
  const keys = [randomBytes(32), randomBytes(32)];
  const create = ({ of = keys, suite = 'international' }: { of?: readonly Buffer[]; suite?: Suite } = {}) => {
    const hourly = createHourlyKeys(() => now);
    const seal = createSeal(() => ({ sealing: hourly(of), index: randomBytes(32) }), suite);
    return createSelfContained({ seal, packing: createPacking({ seal, resumeUrl: (uid) => uid }), isGiven: true });
  };
  const payload = {
    ...{
      iat: 1795834799,
      exp: 1795835399,
      clientId: 'ncc_partner',
      scope: 'openid profile',
      gty: 'authorization_code',
    },
    ...{ accountId: '5a7e0c1e-5f0e-4a55-9d70-6a6f3d5f2b11', grantId: 'g'.repeat(43), sid: 's'.repeat(21) },
    ...{ sessionUid: 'u'.repeat(21), expiresWithSession: true },
  };
  const begun = new Date('2026-11-28T02:59:59.123Z');

  for (const suite of suites)
    for (const kind of kinds)
      it(`gives back all that it says (${kind}, ${suite})`, () => {
        const tokens = create({ suite });
        for (const more of [
          {},
          { aud: 'https://cloud.example/api/v1' },
          { jkt: 'k', claims: { a: [1, null] }, odd: '\u0000中' },
        ]) {
          const value = tokens.write(kind, { ...payload, ...more, jti: 'x', kind, sid: undefined }, begun);
          const { sid: _, ...said } = { ...payload, ...more };
          const read = tokens.read(kind, value);
          expect(read?.artefact?.payload).to.deep.equal(said);
          expect(read?.artefact).to.deep.include({
            clientId: 'ncc_partner',
            accountId: payload.accountId,
            issuedAt: begun,
          });
          expect(read?.artefact?.grantKey).to.deep.equal(keyOf(payload.grantId));
          expect(read?.artefact?.expiresAt).to.deep.equal(new Date('2026-11-28T03:09:59.123Z'));
          expect(value).to.match(/^ncc_at_[\w-]+$/);
        }
      });

  it('is never the same twice, and reveals nothing of its content', () => {
    const values = Array.from({ length: 50 }, () => create().write('AccessToken', payload, begun));
    expect(new Set(values).size).to.equal(50);
    for (const value of values) {
      const bytes = Buffer.from(value.slice('ncc_at_'.length), 'base64url').toString('latin1');
      for (const secret of [payload.accountId, payload.sessionUid, payload.clientId])
        expect(bytes).not.to.include(secret);
    }
  });

  it('is as short as columns and logs want it', () => {
    const api = {
      iat: payload.iat,
      exp: payload.exp,
      clientId: `ncc_${'x'.repeat(20)}`,
      aud: 'https://cloud.example/api/v1',
      scope: 'resource:read stats:write',
    };
    expect(create().write('ClientCredentials', api, begun)).to.have.length.below(256);
    expect(create().write('AccessToken', payload, begun)).to.have.length.below(512);
  });

  it('is nothing as another kind, changed, cut short, longer, or written in another way', () => {
    const tokens = create();
    const value = tokens.write('AccessToken', payload, begun);
    expect(tokens.read('ClientCredentials', value)).to.equal(undefined);
    const sealed = Buffer.from(value.slice('ncc_at_'.length), 'base64url');
    for (let place = 0; place < sealed.length; place += 1) {
      const changed = Buffer.from(sealed);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(tokens.read('AccessToken', `ncc_at_${changed.toString('base64url')}`), String(place)).to.equal(undefined);
    }
    const last = value.at(-1) ?? '';
    const variants = [
      ...[value.slice(0, -1), value.slice(0, -4), `${value}A`, `${value}AAAA`, `${value}=`, `${value}.`, `${value} `],
      ...[
        'ncc_at_',
        'ncc_at_A',
        `ncc_at_${'A'.repeat(300)}`,
        `ncc_at_${'A'.repeat(1_000_000)}`,
        `ncc_at_${sealed.toString('base64')}==`,
      ],
      // The last character has bits that no byte needs.
      ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
        .filter((one) => one !== last)
        .map((one) => value.slice(0, -1) + one),
    ];
    for (const variant of variants) expect(tokens.read('AccessToken', variant), variant.slice(-9)).to.equal(undefined);
    expect(tokens.read('AccessToken', value)).not.to.equal(undefined);
  });

  it('is nothing to a version that does not know its places', () => {
    const hourly = createHourlyKeys(() => now);
    const seal = createSeal(() => ({ sealing: hourly(keys), index: randomBytes(32) }), 'international');
    const sealed = (said: unknown) => `ncc_at_${seal.seal(JSON.stringify(said), 'access token').toString('base64url')}`;
    const said = [5, begun.getTime(), payload.iat, 600, payload.clientId];
    expect(create().read('AccessToken', sealed([1, ...said]))?.artefact?.payload).to.include({
      clientId: 'ncc_partner',
    });
    for (const other of [[2, ...said], said, {}, null, 1, 'x'])
      expect(create().read('AccessToken', sealed(other)), JSON.stringify(other)).to.equal(undefined);
  });

  it('is nothing where the keys are others, and something under each of one’s own', () => {
    const value = create({ of: [...keys].reverse() }).write('AccessToken', payload, begun);
    expect(create().read('AccessToken', value)).not.to.equal(undefined);
    expect(create({ of: [randomBytes(32)] }).read('AccessToken', value)).to.equal(undefined);
  });

  it('can be read over the end of its hour, by a clock that is behind too, and no longer than its life wants', () => {
    const tokens = create();
    const value = tokens.write('AccessToken', payload, begun);
    const isRead = (later: number) => {
      now += later * 1000;
      const read = tokens.read('AccessToken', value) !== undefined;
      now -= later * 1000;
      return read;
    };
    expect([-hours(1), 0, 1, hours(1), hours(2)].map(isRead)).to.eql([true, true, true, true, false]);
  });
});

describe('access tokens without rows', () => {
  const clock = testClock('now');
  let database: TestDatabase;
  let keysDir: string;
  /** Two nodes: one that was started before tokens needed no row any more, and one after. */
  let earlier: TestApp;
  let at: TestApp;
  let partner: Client;

  before(async () => {
    database = await databaseWithRows();
    keysDir = await folderWithKeys(clock);
    earlier = await walk.startProvider(import.meta.filename, { database, keysDir, clock });
    await giveSelfContained(database.db, true);
    at = await walk.startProvider(import.meta.filename, { database, keysDir, clock, jobs: true });
    await createCitizen(at);
    partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
  });
  after(async () => {
    await at.close();
    await earlier.close();
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const rows = async () =>
    (await database.db.rows<{ kind: number }>('select kind from oidc_tokens where kind in (5, 7, 11)')).map(
      ({ kind }) => kind,
    );
  const revoke = (app: TestApp, token: string, client = partner) =>
    fetch(`${app.origin}/oidc/revocation`, {
      method: 'POST',
      headers: { authorization: basic(client) },
      body: new URLSearchParams({ token }),
    });
  const introspected = async (app: TestApp, token: string): Promise<unknown> => {
    const headers = { authorization: basic(partner) };
    const body = new URLSearchParams({ token });
    return (await walk.json(fetch(`${app.origin}/oidc/introspection`, { method: 'POST', headers, body }))).active;
  };
  const alive = (token: string) => Promise.all([at, earlier].map((app) => introspected(app, token)));
  const answered = async () => {
    const metrics = await (await fetch(`${at.origin}/metrics`, { headers: watching })).text();
    return Number(/^cloud_token_memory_answered_total (\d+)$/m.exec(metrics)?.[1]);
  };
  const apiToken = async (app: TestApp) => remember(walk.text((await walk.apiToken(app, partner)).body.access_token));

  it('are accepted at either node, whichever gave them', async () => {
    const before = await rows();
    const { accessToken } = await walk.obtain(at, partner, { scope: 'openid profile' });
    const [api, { accessToken: old }] = [
      await apiToken(at),
      await walk.obtain(earlier, partner, { scope: 'openid profile' }),
    ];
    const oldApi = await apiToken(earlier);
    expect((await rows()).toSorted()).to.eql([...before, 5, 7].toSorted());
    expect([accessToken, api, old, oldApi].map((value) => value.startsWith('ncc_at_'))).to.eql([
      true,
      true,
      false,
      false,
    ]);
    for (const token of [accessToken, old, api, oldApi]) expect(await alive(token)).to.eql([true, true]);
    for (const app of [at, earlier]) {
      for (const token of [accessToken, old]) expect((await walk.userinfo(app, token)).status).to.equal(200);
      // Its audience is the address of the node that gave it.
      expect((await walk.me(app, app === at ? api : oldApi)).status).to.equal(200);
      for (const token of [accessToken, old]) expect((await walk.me(app, token)).status).to.equal(401);
      for (const token of [api, oldApi]) expect((await walk.userinfo(app, token)).status).to.equal(401);
    }
  });

  it('end at once at every node when they are revoked, and others go on', async () => {
    const [gone, other] = [await apiToken(at), await apiToken(at)];
    await until(async () => {
      const before = await answered();
      expect(await alive(gone)).to.eql([true, true]);
      return (await answered()) > before;
    }, 'an answer from memory');
    const stranger = await walk.createPartner(at);
    await revoke(at, gone, stranger);
    expect(await alive(gone), 'another application ends nothing').to.eql([true, true]);
    expect((await revoke(earlier, gone)).status).to.equal(200);
    await settled();
    expect(await alive(gone)).to.eql([false, false]);
    expect((await walk.me(at, gone)).status).to.equal(401);
    expect(await alive(other)).to.eql([true, true]);

    const { accessToken } = await walk.obtain(at, partner, { scope: 'openid profile' });
    expect(await alive(accessToken)).to.eql([true, true]);
    await revoke(at, accessToken);
    await settled();
    expect(await alive(accessToken)).to.eql([false, false]);
  });

  it('stay revoked for their lifetime, although expired rows are purged', async () => {
    const revoked = await Promise.all([apiToken(at), walk.obtain(at, partner, { scope: 'openid profile' })]);
    const [gone, { accessToken }] = revoked;
    for (const token of [gone, accessToken]) await revoke(at, token);
    clock.advance(590);
    await at.app.jobs.runNow('oidc.purge');
    await settled();
    const still = await apiToken(at);
    for (const token of [gone, accessToken]) expect(await alive(token)).to.eql([false, false]);
    expect(await alive(still)).to.eql([true, true]);
    const noted = async () => (await database.db.rows('select from oidc_tokens where kind = 11')).length;
    expect(await noted()).to.be.above(1);
    clock.advance(3 * 3_600);
    await at.app.jobs.runNow('oidc.purge');
    expect(await noted()).to.equal(0);
  });

  it('are over at their time, and say so', async () => {
    const [api, { accessToken }] = [await apiToken(at), await walk.obtain(at, partner, { scope: 'openid profile' })];
    clock.advance(700);
    expect((await walk.userinfo(at, accessToken)).status).to.equal(401);
    expect((await walk.me(at, api)).status).to.equal(401);
    await at.app.integrationLog.flush();
    const said = await database.db.rows<{ detail: string }>(
      `select detail from integration_failures where detail like '% expired'`,
    );
    expect(said.map(({ detail }) => detail)).to.include.members(['AccessToken expired', 'ClientCredentials expired']);
  });

  it('of an account that never existed, or of no application, are refused', async () => {
    const { write } = tokensOf(at);
    const iat = Math.floor(systemClock.now().getTime() / 1000);
    const forged = (kind: TokenKind, more: object) =>
      remember(write(kind, { iat, exp: iat + 600, clientId: partner.clientId, scope: 'openid', ...more }, clock.now()));
    const nobody = '00000000-0000-4000-8000-000000000000';
    for (const token of [
      forged('AccessToken', { accountId: nobody, grantId: 'g'.repeat(43) }),
      forged('ClientCredentials', { clientId: 'ncc_nobody', aud: `${at.origin}/api/v1` }),
    ]) {
      expect((await walk.userinfo(at, token)).status).to.equal(401);
      expect((await walk.me(at, token)).status).to.equal(401);
    }
  });
});
