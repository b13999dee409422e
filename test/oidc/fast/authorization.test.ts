import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf, after as later, minutes } from '../../../src/clock.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, operator, password, settled, type TestApp, watching } from '../../support/app.ts';
import { authorization, type Client, createBrowser, html, type TestBrowser } from '../../support/citizen.ts';
import { byDay, type TestClock, testClock } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';
import { type Answer, type Both, comparable, type Sent, startBoth } from './both.ts';

/** An answer without the code, and without the nonce of its CSP. */
function described(answer: Answer) {
  remember(/code=([\w-]{43})/.exec(answer.body)?.[1]);
  const { status, headers, body } = comparable(answer);
  const same = (text: string) =>
    text
      .replace(/code=[\w-]{43}/g, 'code=…')
      .replace(/'nonce-[^']+'/, "'nonce-…'")
      .replace(/interaction\/[\w-]+/g, '…');
  return { status, headers: headers.map(same), body: same(body) };
}

describe('the fast authorization endpoint', () => {
  let at: TestApp;
  let clock: TestClock;
  let both: Both;
  let browser: TestBrowser;
  let partner: Client;

  before(async () => {
    clock = testClock(byDay.now().toISOString());
    at = await walk.startProvider(import.meta.filename, { clock });
    both = await startBoth(at);
    at.app.db.withdrawals.start(); // so that sessions are remembered
    browser = createBrowser(at.origin);
    await createCitizen(at);
    partner = await walk.createPartner(at);
    await walk.authorize(at, partner, { scope: 'openid profile phone' }, { browser });
  });
  after(async () => {
    await both.close();
    await at.close();
  });

  const cookieOf = ({ cookies }: TestBrowser) =>
    [...cookies.values()]
      .filter(({ path }) => path === '/')
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  const sentBy = (
    by: TestBrowser,
    client: Client,
    params: walk.Params = {},
    headers: Record<string, string> = {},
  ): Sent => ({
    path: authorization(client.clientId, { state: 'a b&c=é<>"\'', nonce: 'n', ...params }).url,
    method: 'GET',
    headers: { ...html, cookie: cookieOf(by), ...headers },
  });
  const byLibrary = (sent: Sent) => both.whole({ ...sent, path: `${sent.path}&by=library` });

  async function same(sent: Sent, { fast, status = 303 }: { fast: boolean; status?: number }): Promise<Answer> {
    expect(await both.isFast({ ...sent, path: `${sent.path}&by=library` }), 'by another name').to.equal(false);
    expect(await both.isFast(sent), 'fast').to.equal(fast);
    const [answer, expected] = [await both.whole(sent), await byLibrary(sent)];
    if (fast) expect(described(answer)).to.deep.equal(described(expected));
    expect([answer.status, expected.status]).to.deep.equal([status, status]);
    return answer;
  }

  const plain: Record<string, walk.Params> = {
    'for the scopes of the consent': { scope: 'openid profile phone' },
    'for fewer, in another order': { scope: 'profile openid' },
    'for openid alone': { scope: 'openid' },
    'without a state': { state: undefined },
    'without a nonce': { nonce: undefined },
  };
  for (const [name, params] of Object.entries(plain))
    it(`is answered (${name})`, async () => {
      await same(sentBy(browser, partner, params), { fast: true });
    });

  it('gives a code that is worth the same, and is stored alike', async () => {
    const stored = () =>
      at.database.db.row<Record<string, unknown>>(
        `select payload::jsonb - '{iat,exp,codeChallenge}'::text[] as payload, client_id, account_id, grant_key, uid_key, consumed_at,
           extract(epoch from expires_at - issued_at)::int as life, (payload->>'exp')::int - (payload->>'iat')::int as told
         from oidc_tokens where kind = 4 order by issued_at desc, ctid desc limit 1`,
      );
    const notified = await walk.createPartner(at, { backchannelLogoutUri: 'http://localhost:9/logout' });
    await walk.authorize(at, notified, { scope: 'openid profile phone' }, { browser });
    for (const client of [partner, notified])
      for (const scope of ['openid profile phone', 'phone openid']) {
        const sent = sentBy(browser, client, { scope });
        clock.advance(1);
        await both.byFastEndpoint(sent);
        const row = await stored();
        clock.advance(1);
        await byLibrary(sent);
        expect(row).to.deep.equal(await stored());
      }
    const { claims, body } = await walk.obtain(at, notified, { scope: 'openid phone' }, { browser });
    expect(claims.sid).to.be.a('string');
    expect(String(body.scope).split(' ')).to.have.members(['openid', 'phone']);
  });

  it('keeps the cookie of a device that is remembered as long as the session lives', async () => {
    const home = createBrowser(at.origin);
    const login = await home.walk(authorization(partner.clientId).url);
    const done = await home.submit(login, { username: 'citizen', password, agree: '1', remember: '1' });
    expect(done.url.searchParams.has('code')).to.equal(true);
    const { headers } = await same(sentBy(home, partner), { fast: true });
    expect(headers.filter((value) => /^ncc_session(\.sig)?=.*; expires=/.test(value))).to.have.length(2);
  });

  it('says nothing of refused scopes', async () => {
    const shy = createBrowser(at.origin);
    await createCitizen(at, 'shyone');
    const client = await walk.createPartner(at);
    let page = await shy.walk(authorization(client.clientId, { scope: 'openid profile phone' }).url);
    page = await shy.submit(page, { username: 'shyone', password, agree: '1' });
    await shy.submit(page, { scope_profile: '1' });
    await same(sentBy(shy, client, { scope: 'openid profile phone' }), { fast: true });
    const { body } = await walk.obtain(
      at,
      client,
      { scope: 'openid profile phone' },
      { browser: shy, username: 'shyone' },
    );
    expect(String(body.scope).split(' ')).to.have.members(['openid', 'profile']);
  });

  const unusual: Record<string, [walk.Params, number?]> = {
    'asks for more than was decided': [{ scope: 'openid profile phone email' }],
    'asks for a scope that is not registered': [{ scope: 'openid resource:read stats:write profile x' }],
    'asks twice for a scope': [{ scope: 'openid openid' }],
    'asks without openid': [{ scope: 'profile', nonce: undefined }],
    'asks to stay signed in': [{ scope: 'openid offline_access' }],
    'asks for a page': [{ prompt: 'login' }],
    'asks for no page': [{ prompt: 'none' }],
    'asks for a fresh login': [{ max_age: '1000' }],
    'asks for a stronger login': [{ acr_values: 'urn:ncc:acr:2' }],
    'asks for another answer': [{ response_mode: 'form_post' }, 200],
    'asks for a token': [{ response_type: 'token' }],
    'has no challenge': [{ code_challenge: undefined, code_challenge_method: undefined }],
    'has a short challenge': [{ code_challenge: 'x' }],
    'has a plain challenge': [{ code_challenge_method: 'plain' }],
    'names a resource': [{ resource: 'https://example.org/' }],
    'comes from an unknown address': [{ redirect_uri: 'http://localhost:9/other' }, 400],
    'names nobody': [{ client_id: 'ncc_nobody' }, 400],
    'has an empty state': [{ state: '' }],
  };
  for (const [name, [params, status = 303]] of Object.entries(unusual))
    it(`is left to the library when it ${name}`, async () => {
      const answer = await same(sentBy(browser, partner, params), { fast: false, status });
      expect(answer.status).to.equal(status);
    });

  it('is left to the library when a parameter comes twice', async () => {
    const sent = sentBy(browser, partner);
    await same({ ...sent, path: `${sent.path}&state=x` }, { fast: false });
  });

  it('is left to the library without a cookie that we signed', async () => {
    const { value } = [...browser.cookies.values()].find(({ name }) => name === 'ncc_session.sig') ?? { value: '' };
    const cookie = cookieOf(browser);
    const others = [
      cookie.replace(value, 'x'.repeat(27)),
      cookie.replace(`ncc_session.sig=${value}`, ''),
      'ncc_session=x',
    ];
    for (const other of others) {
      const sent = sentBy(browser, partner, {}, { cookie: other });
      const answer = await same(sent, { fast: false });
      expect(String(answer.headers), other).to.include('/interaction/');
    }
  });

  it('is left to the library for a program, and by another method', async () => {
    await same(sentBy(browser, partner, {}, { accept: '*/*' }), { fast: false });
    await same({ ...sentBy(browser, partner), method: 'HEAD' }, { fast: false });
  });

  it('leaves the session to the library once a minute, which writes it', async () => {
    const sent = sentBy(browser, partner);
    expect(await both.isFast(sent)).to.equal(true);
    const written = async () =>
      at.database.db.row('select max(xmin::text::bigint) as latest from oidc_tokens where kind = 1');
    const before = await written();
    clock.advance(minutes(2));
    expect(await both.isFast(sent)).to.equal(false);
    await both.whole(sent);
    expect(await written()).to.not.deep.equal(before);
    expect(await both.isFast(sent)).to.equal(true);
  });

  const endings: Record<string, (client: Client, accountId: string) => Promise<unknown>> = {
    'the AK is over': ({ clientId }) =>
      at.database.db.run('update applications set expires_at = $2 where client_id = $1', [
        clientId,
        later(clock.now(), -10),
      ]),
    'the consent was withdrawn': ({ clientId }) =>
      at.database.db.run('delete from oidc_tokens where kind = 3 and client_id = $1', [clientId]),
    'the redirect URI is not registered any more': ({ clientId }) =>
      at.database.db.run(`update applications set redirect_uris = '{http://localhost:9/new}' where client_id = $1`, [
        clientId,
      ]),
    'requests have to be pushed': ({ clientId }) =>
      at.database.db.run('update applications set require_par = true where client_id = $1', [clientId]),
    'the person was locked': (_, id) => at.app.accounts.lock(operator, id, '测试'),
    'the person was locked, by hand': (_, id) =>
      at.database.db.run(`update accounts set locked_at = now() where id = $1`, [id]),
    'the grant allows less, by hand': (_, id) =>
      at.database.db.run(
        `update oidc_tokens set payload = jsonb_set(payload::jsonb, '{openid,scope}', '"openid"')::json where kind = 3 and account_id = $1`,
        [id],
      ),
    'the session ended': (_, id) =>
      at.database.db.run('update oidc_tokens set consumed_at = $1 where kind = 1 and account_id = $2', [
        clock.now(),
        id,
      ]),
  };
  let people = 0;
  /** A new account with a session and a decision, in a browser of its own, about a partner of its own. */
  async function visit() {
    people += 1;
    const client = await walk.createPartner(at);
    const username = `person${people}`;
    const { id } = await createCitizen(at, username);
    const own = createBrowser(at.origin);
    await walk.authorize(at, client, {}, { browser: own, username });
    return { client, id, own };
  }
  for (const [name, end] of Object.entries(endings))
    it(`is over when ${name}`, async () => {
      const { client, id, own } = await visit();
      const sent = sentBy(own, client);
      expect(await both.isFast(sent)).to.equal(true);
      await end(client, id);
      await settled();
      expect(await both.isFast(sent)).to.equal(false);
    });

  it('is over at once when the consent was withdrawn a moment ago, on whatever node', async () => {
    const client = await walk.createPartner(at);
    const own = createBrowser(at.origin);
    await walk.authorize(at, client, {}, { browser: own });
    expect(await both.isFast(sentBy(own, client))).to.equal(true);
    await at.database.db.run('delete from oidc_tokens where kind = 3 and client_id = $1', [client.clientId]);
    expect(await both.isFast(sentBy(own, client))).to.equal(false);
  });

  const unheard: Record<string, { change: string; acr: string | undefined }> = {
    'goes on under another id': { change: 'key = sha256(key)', acr: undefined },
    'was written anew': {
      change: `payload = (payload::jsonb || '{"acr":"urn:ncc:acr:4"}')::json`,
      acr: 'urn:ncc:acr:4',
    },
  };
  for (const [name, { change, acr }] of Object.entries(unheard))
    it(`asks once more, at once and without a word, when the session ${name}`, async () => {
      const { client, id, own } = await visit();
      const sent = sentBy(own, client);
      // Read twice beside its related rows: cached.
      for (const _ of [1, 2, 3]) {
        expect(await both.isFast(sent)).to.equal(true);
        await settled();
      }
      const heard = at.app.db.withdrawals.count();
      await at.database.db.run(`update oidc_tokens set ${change} where kind = 1 and account_id = $1`, [id]);
      clock.advance(1);
      expect(await both.isFast(sent)).to.equal(acr !== undefined);
      const code = await at.database.db.row(
        `select payload->>'acr' as acr from oidc_tokens where kind = 4 and account_id = $1 and issued_at = $2`,
        [id, clock.now()],
      );
      expect(code).to.deep.equal(acr && { acr });
      expect(at.app.db.withdrawals.count()).to.equal(heard);
    });

  it('C12 R27 asks each time where a guardian or a developer decides about logins: there is no notification for that', async () => {
    const { client, id, own } = await visit();
    const { id: guardian } = await createCitizen(at, `guardian${people}`);
    const { db } = at.database;
    await db.run('insert into child_platforms (account_id, client_id, allowed_at) values ($1, $2, now())', [
      id,
      client.clientId,
    ]);
    await db.run('update accounts set guardian_id = $2, birth_year = 2016 where id = $1', [id, guardian]);
    const sent = sentBy(own, client);
    await settled();
    for (const _ of [1, 2, 3]) {
      expect(await both.isFast(sent)).to.equal(true);
      await settled();
    }
    const day = clock.now();
    clock.set(`${dayOf(day)}T22:00:00+08:00`);
    expect(await both.isFast(sent), 'children rest').to.equal(false);
    clock.set(day.toISOString());
    await db.run('update child_platforms set allowed_at = null, asked_at = now() where account_id = $1', [id]);
    await settled();
    expect(await both.isFast(sent)).to.equal(false);
  });

  it('R27 keeps a citizen out of a sandbox', async () => {
    const { institutionId } = await walk.createPartner(at);
    const sandbox = await walk.createPartner(at, {}, { institutionId, sandbox: true });
    await same(sentBy(browser, sandbox, { scope: 'openid' }), { fast: false });
  });

  it('is counted, logged and remembered as the library’s', async () => {
    const client = await walk.createPartner(at);
    await walk.authorize(at, client, {}, { browser });
    const count = async () => {
      const { body } = await both.whole({ path: '/metrics', method: 'GET', headers: watching });
      const of = (line: string) => Number(new RegExp(`^${line} (\\d+)`, 'm').exec(body)?.[1] ?? 0);
      return [
        of('cloud_events_total\\{event="authorization"\\}'),
        of('http_requests_total\\{method="GET",route="/oidc/auth",status="303"\\}'),
      ];
    };
    const [events = 0, requests = 0] = await count();
    await both.whole(sentBy(browser, client));
    expect(await count()).to.deep.equal([events + 1, requests + 1]);
    await byLibrary(sentBy(browser, client));
    expect(await count()).to.deep.equal([events + 2, requests + 2]);
    await at.app.integrationLog.flush();
    const usage = await at.app.integrationLog.usage(operator, client.clientId);
    expect(usage.find(({ endpoint }) => endpoint === 'authorization')).to.include({ ok: 3 });
  });
});
