import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, after as later, systemClock } from '../../../src/clock.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, operator, password, type TestApp, watching } from '../../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOf,
  html,
  type Page,
  type TestBrowser,
} from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';
import { type Answer, type Both, comparable, type Sent, startBoth } from './both.ts';

/** Without what is another each time: tokens, signatures, and when a cookie ends. */
const same = (text: string) =>
  text
    .replace(/[\w-]{43}/g, '…')
    .replace(/\.sig=[\w-]{27}/, '.sig=…')
    .replace(/expires=[^;]{29}/, 'expires=…');

function described(answer: Answer) {
  const { status, headers, body } = comparable(answer);
  return { status, headers: headers.map(same), body: same(body) };
}

/** A parameter that changes nothing, and that the library alone answers. */
const byLibrary = { display: 'page' };

describe('a login by the fast endpoints', () => {
  let at: TestApp;
  let clock: TestClock;
  let both: Both;
  let partner: Client;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await walk.startProvider(import.meta.filename, { clock });
    both = await startBoth(at);
    partner = await walk.createPartner(at);
    await person('citizen');
  });
  after(async () => {
    await both.close();
    await at.close();
  });

  /** Somebody who has signed in before, and has decided about profile and phone. */
  async function person(username: string, client = partner): Promise<string> {
    const { id } = await createCitizen(at, username);
    await walk.authorize(at, client, { scope: 'openid profile phone' }, { username });
    return id;
  }
  const rows = (kind: number) =>
    at.database.db.rows<{ payload: Record<string, unknown> }>(
      `select payload::jsonb, client_id, account_id is not null as has_account, grant_key is not null as has_grant, uid_key is not null as has_uid,
         consumed_at is not null as is_consumed, round(extract(epoch from expires_at - issued_at) / 600)::int as life from oidc_tokens
       where kind = $1 order by issued_at desc, ctid desc`,
      [kind],
    );
  /** The newest row of a kind, without what is another each time. */
  async function newest(kind: number): Promise<unknown> {
    const [row] = await rows(kind);
    const payload = Object.entries(row?.payload ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
    const isTime = /^(iat|exp|loginTs|authTime)$/;
    const text = JSON.stringify(payload.map(([name, value]) => [name, isTime.test(name) ? typeof value : value]));
    return { ...row, payload: same(text).replace(/"sealedId","[^"]+"/, '"sealedId","…"') };
  }
  /** Until a statement waits for a row that is held. */
  async function somebodyWaits(): Promise<void> {
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while ((await at.database.db.rows(waiting)).length === 0) await new Promise(setImmediate);
  }
  /** How often the library was asked to go on with a login. */
  const resumed = async () => {
    const { body } = await both.whole({ path: '/metrics', method: 'GET', headers: watching });
    const lines = [
      ...body.matchAll(/^http_requests_total\{method="GET",route="\/oidc\/auth\/:uid",status="\d+"\} (\d+)/gm),
    ];
    return lines.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  type Person = { username?: string; remember?: string; browser?: TestBrowser };
  /** The answer to the password, without following it. */
  async function answerTo(page: Page, { username = 'citizen', browser = createBrowser(at.origin), ...more }: Person) {
    const { action, fields } = formOf(page.text);
    const body = new URLSearchParams({ ...fields, username, password, agree: '1', ...more });
    return browser.request(action, { method: 'POST', body });
  }
  async function signIn(client: Client, params: walk.Params = {}, who: Person = {}) {
    const { browser = createBrowser(at.origin) } = who;
    const { url } = authorization(client.clientId, {
      scope: 'openid profile phone',
      state: 's',
      nonce: 'n',
      ...params,
    });
    const page = await browser.walk(url);
    const before = await resumed();
    const answer = await answerTo(page, { ...who, browser });
    const end = await browser.walk(page.url.href, answer.clone());
    remember(end.url.searchParams.get('code') ?? undefined);
    return { browser, page, answer, end, byLibrary: (await resumed()) > before };
  }

  describe('at its beginning', () => {
    const sent = (params: walk.Params = {}, headers: Record<string, string> = {}): Sent => ({
      path: authorization(partner.clientId, { state: 'a b&c=é<>"\'', nonce: 'n', ...params }).url,
      method: 'GET',
      headers: { ...html, ...headers },
    });
    const others: Record<string, Record<string, string>> = {
      'in a browser that is new here': {},
      'in one that has begun a login before': { cookie: `login=${'a'.repeat(43)}; theme=dark` },
      'in one whose cookie is none of ours': { cookie: 'login=x; other_session=y' },
    };
    for (const [name, headers] of Object.entries(others))
      it(`answers as the library does (${name})`, async () => {
        const asked = sent({}, headers);
        expect(await both.isFast(asked)).to.equal(true);
        const answer = described(await both.whole(asked));
        const row = await newest(2);
        expect(answer).to.deep.equal(described(await both.whole({ ...asked, path: `${asked.path}&by=library` })));
        expect(row).to.deep.equal(await newest(2));
        expect(
          answer.headers.filter((line) => /^(login|interaction_session|resume_session)(\.sig)?=/.test(line)),
        ).to.have.length(5);
      });

    const unusual: Record<string, [walk.Params, Record<string, string>?]> = {
      'it asks for a page': [{ prompt: 'login' }],
      'it asks for no page': [{ prompt: 'none' }],
      'it names somebody': [{ login_hint: 'citizen' }],
      'it asks for a stronger login': [{ acr_values: 'urn:ncc:acr:2' }],
      'it asks for a scope that is not registered': [{ scope: 'openid x' }],
      'it comes from an unknown address': [{ redirect_uri: 'http://localhost:9/other' }],
      'a cookie of a session is there': [{}, { cookie: `session=${'a'.repeat(43)}; session.sig=${'a'.repeat(27)}` }],
      'a verification is under way': [{}, { cookie: `verification_run=${'a'.repeat(22)}` }],
    };
    for (const [name, [params, headers]] of Object.entries(unusual))
      it(`is the library's where ${name}`, async () => {
        expect(await both.isFast(sent(params, headers))).to.equal(false);
      });

    it('is the library’s where the AK is over, which is said before any page', async () => {
      const client = await walk.createPartner(at);
      await at.database.db.run('update applications set expires_at = $2 where client_id = $1', [
        client.clientId,
        later(clock.now(), -days(1)),
      ]);
      const path = authorization(client.clientId).url;
      expect(await both.isFast({ path, method: 'GET', headers: html })).to.equal(false);
    });
  });

  describe('at its end', () => {
    const usual: Record<string, [walk.Params, Person?]> = {
      'for the scopes of the consent': [{}],
      'for fewer, in another order': [{ scope: 'phone openid' }],
      'on a device that is remembered': [{}, { remember: '1' }],
      'without a state': [{ state: undefined }],
    };
    for (const [name, [params, who]] of Object.entries(usual))
      it(`gives what the library gives, and writes the same (${name})`, async () => {
        clock.advance(1);
        const fast = await signIn(partner, params, who);
        const written = await Promise.all([newest(1), newest(2), newest(3), newest(4)]);
        clock.advance(1);
        const slow = await signIn(partner, { ...params, ...byLibrary }, who);
        expect([fast.byLibrary, slow.byLibrary]).to.deep.equal([false, true]);
        const [session, interaction, grant, code] = await Promise.all([newest(1), newest(2), newest(3), newest(4)]);
        expect([written[0], written[2], written[3]]).to.deep.equal([session, grant, code]);
        expect([written[1], interaction].map((row) => Reflect.get(Object(row), 'is_consumed'))).to.deep.equal([
          true,
          true,
        ]);
        for (const given of ['code', 'state', 'iss'])
          expect(same(fast.end.url.searchParams.get(given) ?? ''), given).to.equal(
            same(slow.end.url.searchParams.get(given) ?? ''),
          );
        const cookies = (of: TestBrowser) =>
          [...of.cookies.values()].map(({ name: its, path }) => same(`${its} ${path}`)).toSorted();
        expect(cookies(fast.browser)).to.deep.equal(cookies(slow.browser));
      });

    it('leads to tokens and to a session', async () => {
      const client = await walk.createPartner(at, { backchannelLogoutUri: 'http://localhost:9/logout' });
      await person('whole', client);
      const browser = createBrowser(at.origin);
      const found = await walk.obtain(at, client, { scope: 'openid phone' }, { browser, username: 'whole' });
      expect(found.claims.sid).to.be.a('string');
      expect(String(found.body.scope).split(' ')).to.have.members(['openid', 'phone']);
      const again = await browser.walk(authorization(client.clientId, { scope: 'openid profile' }).url);
      expect(again.url.searchParams.has('code')).to.equal(true);
    });

    it('says when a consent was last used, and keeps what it gave that day', async () => {
      const id = await person('noted');
      const uses = () => at.database.db.rows('select from consent_uses where account_id = $1', [id]);
      while ((await uses()).length === 0) await new Promise(setImmediate); // the library's end is noted by the way
      clock.advance(days(1));
      const { end } = await signIn(partner, {}, { username: 'noted' });
      expect(end.url.searchParams.has('code')).to.equal(true);
      const [{ lastAt } = { lastAt: undefined }] = (await at.app.oidc.accountCentre.grants(id)).map(({ lastAt }) => ({
        lastAt,
      }));
      expect(lastAt).to.deep.equal(clock.now());
      expect(await uses()).to.have.length(2);
    });

    it('is the library’s where more is asked for than was decided', async () => {
      const { byLibrary: isResumed, end } = await signIn(partner, { scope: 'openid profile phone email' });
      expect(isResumed).to.equal(true);
      expect(end.url.pathname).to.match(/\/consent$/);
    });

    it('is the library’s where somebody has signed in in another tab meanwhile', async () => {
      const browser = createBrowser(at.origin);
      const page = await browser.walk(authorization(partner.clientId, { scope: 'openid profile phone' }).url);
      await signIn(partner, {}, { browser });
      const before = await resumed();
      const end = await browser.walk(page.url.href, await answerTo(page, { browser }));
      expect(await resumed()).to.equal(before + 1);
      expect(end.url.searchParams.has('code')).to.equal(true);
    });

    it('happens once, however often the password is sent', async () => {
      const browser = createBrowser(at.origin);
      const page = await browser.walk(authorization(partner.clientId, { scope: 'openid profile phone' }).url);
      const before = await rows(4);
      const answers = await Promise.all([1, 2, 3].map(() => answerTo(page, { browser })));
      const ends = answers.map((answer) => answer.headers.get('location') ?? '');
      expect(ends.filter((location) => location.startsWith('http://localhost:9/'))).to.have.length(1);
      expect(await rows(4)).to.have.length(before.length + 1);
    });

    it('grants nothing that is withdrawn at this very moment, on whatever node', async () => {
      const id = await person('quick');
      const browser = createBrowser(at.origin);
      const page = await browser.walk(authorization(partner.clientId, { scope: 'openid profile phone' }).url);
      const before = await rows(4);
      const { db } = at.database;
      // The consent is read, and gone before the login is committed.
      const { answer } = await db.transaction(async (trx) => {
        await trx.run('delete from consents where account_id = $1', [id]);
        const answered = answerTo(page, { browser, username: 'quick' });
        await somebodyWaits();
        return { answer: answered };
      });
      const end = await browser.walk(page.url.href, await answer);
      expect(end.url.searchParams.has('code')).to.equal(false);
      expect(await rows(4)).to.have.length(before.length);
    });

    it('grants nothing that is withdrawn at the moment of a code by SMS either, and goes on by the library', async () => {
      const phone = remember('13900007021');
      const { id } = await createCitizen(at, 'texted', { phone });
      await walk.authorize(at, partner, { scope: 'openid profile phone' }, { username: 'texted' });
      const browser = createBrowser(at.origin);
      const page = await browser.walk(authorization(partner.clientId, { scope: 'openid profile phone' }).url);
      const asked = await browser.submit(await browser.walk(`${page.url.pathname}/sms`), { phone, send: '1' });
      const sent = (await at.app.sms.recent()).find(({ to }) => to === phone);
      const code = remember(/验证码 (\d{6})/.exec(sent?.text ?? '')?.[1]);
      const before = await rows(4);
      const { answer } = await at.database.db.transaction(async (trx) => {
        await trx.run('delete from consents where account_id = $1', [id]);
        const answered = browser.submit(asked, { phone, code, agree: '1' });
        await somebodyWaits();
        return { answer: answered };
      });
      const end = await answer;
      expect(end.status).to.equal(200);
      expect(end.text).to.include('/consent"');
      expect(await rows(4)).to.have.length(before.length);
    });

    it('is refused where the account was locked while the password was looked at', async () => {
      const id = await person('locked');
      const browser = createBrowser(at.origin);
      const page = await browser.walk(authorization(partner.clientId, { scope: 'openid profile phone' }).url);
      const before = await rows(1);
      const { db } = at.database;
      const answered = await db.transaction(async (trx) => {
        await trx.run('update accounts set locked_at = $2 where id = $1', [id, clock.now()]);
        const answer = answerTo(page, { browser, username: 'locked' });
        await somebodyWaits();
        return { answer };
      });
      expect((await answered.answer).headers.get('location') ?? '').to.not.include('code=');
      expect(await rows(1)).to.have.length(before.length);
      expect(await db.rows('select from oidc_tokens where kind = 4 and account_id = $1', [id])).to.have.length(1);
    });

    it('is counted and logged as the library’s', async () => {
      const client = await walk.createPartner(at);
      await person('counted', client);
      const count = async () => {
        const { body } = await both.whole({ path: '/metrics', method: 'GET', headers: watching });
        const of = (line: string) => Number(new RegExp(`^${line} (\\d+)`, 'm').exec(body)?.[1] ?? 0);
        const steps = ['arrived', 'identified', 'consented', 'code'];
        return [
          of('cloud_events_total\\{event="authorization"\\}'),
          ...steps.map((step) => of(`cloud_login_steps_total\\{application="${client.clientId}",step="${step}"\\}`)),
        ];
      };
      const before = await count();
      const fast = await signIn(client, {}, { username: 'counted' });
      const between = await count();
      const slow = await signIn(client, byLibrary, { username: 'counted' });
      expect([fast.byLibrary, slow.byLibrary]).to.deep.equal([false, true]);
      const grown = (to: number[], from: number[]) => to.map((value, index) => value - (from[index] ?? 0));
      expect(grown(between, before)).to.deep.equal(grown(await count(), between));
      expect(grown(between, before)[0]).to.equal(1);
      await at.app.integrationLog.flush();
      const usage = await at.app.integrationLog.usage(operator, client.clientId);
      expect(usage.find(({ endpoint }) => endpoint === 'authorization')).to.include({ ok: 3 });
    });
  });
});
