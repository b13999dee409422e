import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Grant, KoaContextWithOIDC, RefreshToken, Session } from 'oidc-provider';
import { days, epoch, hours, minutes, systemClock } from '../../src/clock.ts';
import { grantLifetime, refreshTokenLifetime, sessionLifetime, sessionLifetimeOf } from '../../src/oidc/lifetimes.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, redeem, signIn } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { remember } from '../support/record.ts';
import { saidBy } from '../support/token-forms.ts';

/** The library hands in its models; these are the parts that are read. */
const context = {} as KoaContextWithOIDC;
const ago = (seconds: number) => epoch(systemClock.now()) - seconds;
const session = (parts: object) => sessionLifetime(systemClock)(context, parts as Session);
const refreshToken = (parts: object) => refreshTokenLifetime(context, parts as RefreshToken);

describe('how long it lives', () => {
  it('a session without 记住这台设备: 12 hours from the login, however often it is used', () => {
    expect(session({ accountId: 'a', transient: true, loginTs: ago(0) })).to.be.closeTo(hours(12), 2);
    expect(session({ accountId: 'a', transient: true, loginTs: ago(hours(11)) })).to.be.closeTo(hours(1), 2);
    expect(session({ accountId: 'a', transient: true, loginTs: ago(hours(13)) })).to.equal(1);
  });

  it('a session as long where the clock of the platform is behind real time', () => {
    const clock = testClock('2026-03-02T01:00:00Z');
    const loginTs = epoch(clock.now());
    expect(sessionLifetimeOf({ accountId: 'a', transient: true, loginTs }, clock)).to.equal(hours(12));
    clock.advance(hours(11));
    expect(sessionLifetimeOf({ accountId: 'a', transient: true, loginTs }, clock)).to.equal(hours(1));
  });

  it('a session with it: 30 days from the login', () => {
    expect(session({ accountId: 'a', loginTs: ago(days(29)) })).to.be.closeTo(days(1), 2);
    expect(session({ accountId: 'a', loginTs: ago(days(31)) })).to.equal(1);
  });

  it('a session without an account: 12 hours', () => {
    expect(session({})).to.be.closeTo(hours(12), 2);
  });

  it('a grant: as long as a session can be, 180 days where a phone keeps a refresh token', () => {
    const grant = (scope: string) => grantLifetime(context, { getOIDCScope: () => scope } as unknown as Grant);
    expect(grant('openid profile')).to.equal(days(30));
    expect(grant('openid offline_access')).to.equal(days(180));
    expect(grant('openid my_offline_access')).to.equal(days(30));
  });

  it('a refresh token: 30 days from each use, 180 in all', () => {
    expect(refreshToken({})).to.equal(days(30));
    expect(refreshToken({ iiat: ago(days(100)) })).to.equal(days(30));
    expect(refreshToken({ iiat: ago(days(170)) })).to.be.closeTo(days(10), 2);
    expect(refreshToken({ iiat: ago(days(181)) })).to.equal(1);
  });

  describe('in a real login', () => {
    let at: TestApp;
    let partner: Client;
    before(async () => {
      at = await startApp(import.meta.filename);
      partner = await createClient(at);
      await createCitizen(at);
    });
    after(() => at.close());

    it('the cookie ends with the browser unless the device is to be remembered', async () => {
      for (const remember of [undefined, '1']) {
        const browser = createBrowser(at.origin);
        const flow = authorization(partner.clientId, { prompt: 'login consent' });
        const login = await browser.walk(flow.url);
        const body = new URLSearchParams({
          username: 'citizen',
          password: 'correct-horse-5',
          agree: '1',
          ...(remember && { remember }),
        });
        body.set('csrf', /name="csrf" value="([^"]+)"/.exec(login.text)?.[1] ?? '');
        const posted = await browser.request(`${login.url.pathname}/login`, { method: 'POST', body });
        const resumed = await browser.request(posted.headers.get('location') ?? '');
        const cookie = resumed.headers.getSetCookie().find((line) => line.startsWith('ncc_session=')) ?? '';
        const expires = /expires=([^;]+)/i.exec(cookie)?.[1];
        if (remember === undefined) expect(expires).to.equal(undefined);
        else expect(epoch(new Date(expires ?? 0)) - ago(0)).to.be.closeTo(days(30), 60);
      }
    });

    it('tokens and codes live as long as documented for partners', async () => {
      const flow = authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' });
      const callback = await signIn(createBrowser(at.origin), flow, 'citizen', ['offline_access']);
      const { body } = await redeem(at.origin, partner, callback, flow);
      expect(body.expires_in).to.equal(minutes(10));
      const claims: { exp: number; iat: number } = JSON.parse(
        Buffer.from(String(body.id_token).split('.')[1] ?? '', 'base64url').toString(),
      );
      expect(claims.exp - claims.iat).to.equal(minutes(10));
      const life = async (kind: number) =>
        (
          await at.app.db.row<{ life: number }>(
            `select max(case when current_hash is null then extract(epoch from expires_at - issued_at)::float8
               else (payload->>'exp')::int - (payload->>'iat')::int end) as life from oidc_tokens where kind = $1`,
            [kind],
          )
        )?.life;
      // Issued by the clock of the platform, over by real time: seconds lie between both on a busy machine.
      for (const [kind, seconds] of [
        [4, 60],
        [6, days(30)],
        [2, minutes(60)],
      ] as const)
        expect(await life(kind), String(kind)).to.be.closeTo(seconds, 15);
      const access = saidBy(at, 'AccessToken', remember(String(body.access_token)));
      expect(Number(access?.expiresAt) - Number(access?.issuedAt)).to.equal(minutes(10) * 1000);
    });
  });
});
