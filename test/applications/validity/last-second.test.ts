import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayStart, after as later, systemClock } from '../../../src/clock.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember, signInToConsole } from '../../support/console.ts';

/** The day after tomorrow, 00:00 in Asia/Shanghai: the AK works until the second before. */
describe('R28 R29 an AK at midnight in Asia/Shanghai', () => {
  let clock: TestClock;
  let at: TestApp;
  let midnight: Date;
  let partner: Client;
  let citizen: TestBrowser;
  let owner: TestBrowser;
  let tokens: { access: string; api: string };

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock });
    midnight = dayStart(clock.now(), 2);
    expect(midnight.toISOString()).to.match(/T16:00:00\.000Z$/);
    const member = await createMember(at);
    partner = await createClient(at, {}, { institutionId: member.institutionId, expiresAt: later(midnight, -1) });
    await createCitizen(at);
    clock.set(later(midnight, -30).toISOString());
    citizen = createBrowser(at.origin);
    await signIn(citizen, authorization(partner.clientId));
    owner = await signInToConsole(at, member);
    const flow = authorization(partner.clientId, { prompt: 'none' });
    const { body } = await redeem(at.origin, partner, (await citizen.walk(flow.url)).url, flow);
    const api = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    tokens = { access: String(body.access_token), api: String(api.body.access_token) };
  });
  after(() => at.close());

  const get = async (path: string, token: string) =>
    (await fetch(at.origin + path, { headers: { authorization: `Bearer ${token}` } })).status;
  const ask = async (path: string, fields: Record<string, string>) =>
    (await post(at.origin, path, partner, fields)).status;
  const words = (text: string) => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

  /** The answer of every door in this moment. */
  async function doors() {
    const silent = await citizen.walk(authorization(partner.clientId, { prompt: 'none' }).url);
    const begun = await createBrowser(at.origin).walk(authorization(partner.clientId).url);
    const list = words((await owner.walk('/console/applications')).text);
    const page = words((await owner.walk(`/console/applications/${partner.clientId}`)).text);
    return {
      token: await ask('/oidc/token', { grant_type: 'client_credentials' }),
      introspection: await ask('/oidc/introspection', { token: tokens.access }),
      par: await ask('/oidc/par', {
        ...Object.fromEntries(new URL(authorization(partner.clientId).url, at.origin).searchParams),
      }),
      userinfo: await get('/oidc/userinfo', tokens.access),
      api: await get('/api/v1/me', tokens.api),
      authorization: silent.url.searchParams.get('error') ?? 'code',
      login: begun.url.searchParams.get('error') ?? (begun.text.includes('name="password"') ? 'page' : ''),
      list: ['即将到期', '已过期'].filter((word) => list.includes(word)).join(),
      page: ['即将到期', '已过期'].filter((word) => page.includes(word)).join(),
    };
  }
  const open = {
    token: 200,
    introspection: 200,
    par: 201,
    userinfo: 200,
    api: 200,
    authorization: 'code',
    login: 'page',
    list: '即将到期',
    page: '即将到期',
  };
  const shut = {
    token: 401,
    introspection: 401,
    par: 401,
    userinfo: 401,
    api: 401,
    authorization: 'unauthorized_client',
    login: 'unauthorized_client',
    list: '已过期',
    page: '已过期',
  };

  for (const [time, seconds, expected] of [
    ['23:59:58', -2, open],
    ['23:59:59', -1, open],
    ['the last thousandth of 23:59:59', -0.001, open],
    ['00:00:00', 0, shut],
    ['00:00:01', 1, shut],
  ] as const)
    it(`at ${time} ${expected === open ? 'works' : 'is refused'} everywhere`, async () => {
      clock.set(later(midnight, seconds).toISOString());
      expect(await doors()).to.eql(expected);
    });

  it('is lent no second by SQL either: the lists of operators and the reminders count the same', async () => {
    for (const [seconds, shown] of [
      [-1, 'expiring'],
      [0, 'expired'],
    ] as const) {
      clock.set(later(midnight, seconds).toISOString());
      const actor = { kind: 'operator', name: 'test' } as const;
      for (const show of ['expiring', 'expired'] as const) {
        const { found } = await at.app.applications.search(actor, { show }, undefined, 50);
        expect(
          found.some(({ clientId }) => clientId === partner.clientId),
          `${show} ${seconds}`,
        ).to.equal(show === shown);
      }
    }
  });
});
