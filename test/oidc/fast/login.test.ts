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
  redeem,
  type TestBrowser,
} from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';
import { type Answer, type Both, comparable, type Sent, startBoth } from './both.ts';

/** Without values new each time: tokens, signatures, and the expiry of cookies. */
const same = (text: string) =>
  text
    .replace(/[\w-]{43}|\b[\da-f]{8}-[\da-f-]{27}\b/g, '…')
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

  /** An account that has signed in before, and has decided about profile and phone. */
  async function person(username: string, client = partner): Promise<string> {
    const { id } = await createCitizen(at, username);
    await walk.authorize(at, client, { scope: 'openid profile phone' }, { username });
    return id;
  }
  const rows = (kind: number) =>
    at.database.db.rows<{ payload: Record<string, unknown>; is_consumed: boolean }>(
      `select payload::jsonb, client_id, account_id is not null as has_account, grant_key is not null as has_grant, uid_key is not null as has_uid,
         consumed_at is not null as is_consumed, round(extract(epoch from expires_at - issued_at) / 600)::int as life from oidc_tokens
       where kind = $1 order by issued_at desc, ctid desc`,
      [kind],
    );
  /** The newest row of a kind, without values new each time. */
  async function newest(
    kind: number,
    which: (row: { is_consumed: boolean }) => boolean = () => true,
  ): Promise<unknown> {
    const row = (await rows(kind)).find(which);
    const text = JSON.stringify(row?.payload, (name, value) => {
      if (name in byLibrary) return undefined;
      if (typeof value === 'number' && value > 1_000_000_000) return 'time';
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    });
    return { ...row, payload: same(text).replace(/"sealedId":"[^"]+"/, '"sealedId":"…"') };
  }
  /** Until a statement waits for a row that is held. */
  async function somebodyWaits(): Promise<void> {
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while ((await at.database.db.rows(waiting)).length === 0) await new Promise(setImmediate);
  }
  /** Answers while a statement about an account is executed and not committed yet. */
  const meanwhile = (statement: string, id: string, answer: () => Promise<Response>) =>
    at.database.db.transaction(async (trx) => {
      await trx.run(statement, [id]);
      const answered = answer();
      await somebodyWaits();
      return { answer: answered };
    });
  /** How often the library was asked to go on with a login. */
  const resumed = async () => {
    const { body } = await both.whole({ path: '/metrics', method: 'GET', headers: watching });
    const lines = [
      ...body.matchAll(/^http_requests_total\{method="GET",route="\/oidc\/auth\/:uid",status="\d+"\} (\d+)/gm),
    ];
    return lines.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  /** Authorizations in all, and of an application each step and the counts of its log. */
  async function counts({ clientId }: Client): Promise<number[]> {
    const { body } = await both.whole({ path: '/metrics', method: 'GET', headers: watching });
    const of = (line: string) => Number(new RegExp(`^${line} (\\d+)`, 'm').exec(body)?.[1] ?? 0);
    await at.app.integrationLog.flush();
    const usage = await at.app.integrationLog.usage(operator, clientId);
    const steps = ['arrived', 'identified', 'consented', 'code'];
    return [
      of('cloud_events_total\\{event="authorization"\\}'),
      ...steps.map((step) => of(`cloud_login_steps_total\\{application="${clientId}",step="${step}"\\}`)),
      usage.find(({ endpoint }) => endpoint === 'authorization')?.ok ?? 0,
    ];
  }

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
      'in one that has begun a login before': { cookie: `ncc_login=${'a'.repeat(43)}; theme=dark` },
      'in one whose cookie is none of ours': { cookie: 'ncc_login=x; other_session=y' },
    };
    for (const [name, headers] of Object.entries(others))
      it(`answers as the library does (${name})`, async () => {
        const asked = sent({}, headers);
        expect(await both.isFast(asked)).to.equal(true);
        const answer = described(await both.whole(asked));
        const row = await newest(2);
        expect(answer).to.deep.equal(described(await both.whole({ ...asked, path: `${asked.path}&by=library` })));
        expect(row).to.deep.equal(await newest(2));
        expect(answer.headers.filter((line) => /^ncc_(login|interaction|resume)(\.sig)?=/.test(line))).to.have.length(
          5,
        );
      });

    const unusual: Record<string, [walk.Params, Record<string, string>?]> = {
      'it asks for a page': [{ prompt: 'login' }],
      'it asks for no page': [{ prompt: 'none' }],
      'it names somebody': [{ login_hint: 'citizen' }],
      'it asks for a stronger login': [{ acr_values: 'urn:ncc:acr:2' }],
      'it asks for a scope that is not registered': [{ scope: 'openid x' }],
      'it comes from an unknown address': [{ redirect_uri: 'http://localhost:9/other' }],
      'a cookie of a session is there': [
        {},
        { cookie: `ncc_session=${'a'.repeat(43)}; ncc_session.sig=${'a'.repeat(27)}` },
      ],
      'a verification is under way': [{}, { cookie: `verification_run=${'a'.repeat(22)}` }],
    };
    for (const [name, [params, headers]] of Object.entries(unusual))
      it(`is the library's where ${name}`, async () => {
        expect(await both.isFast(sent(params, headers))).to.equal(false);
      });

    it('is the library’s where the AK has expired, which is reported before any page', async () => {
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
      it(`answers as the library answers, and writes the same (${name})`, async () => {
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

    it('records the last use of a consent, and the scopes given that day', async () => {
      const id = await person('noted');
      const uses = () => at.database.db.rows('select from consent_uses where account_id = $1', [id]);
      await at.app.oidc.settled(); // the library's end is noted by the way
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

    it('is the library’s after a login in another tab', async () => {
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

    // The consent is read, and another one before the login is committed.
    const withdrawals: Record<string, string> = {
      'is withdrawn': 'delete from consents where account_id = $1',
      'is no longer part of the consent': `update consents set granted = '{openid,profile}', refused = '{phone}' where account_id = $1`,
    };
    for (const [place, [what, statement]] of Object.entries(withdrawals).entries())
      it(`grants no scope that ${what} at this very moment, on either node`, async () => {
        const username = `quick${place}`;
        const id = await person(username);
        const browser = createBrowser(at.origin);
        const page = await browser.walk(authorization(partner.clientId, { scope: 'openid profile phone' }).url);
        const granting = `select from oidc_tokens where account_id = $1
          and (payload->>'scope' like '%phone%' or payload->'openid'->>'scope' like '%phone%')`;
        const before = await at.database.db.rows(granting, [id]);
        const { answer } = await meanwhile(statement, id, () => answerTo(page, { browser, username }));
        await browser.walk(page.url.href, await answer);
        expect(await at.database.db.rows(granting, [id])).to.have.length(before.length);
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
      const before = await counts(client);
      const fast = await signIn(client, {}, { username: 'counted' });
      const between = await counts(client);
      const slow = await signIn(client, byLibrary, { username: 'counted' });
      expect([fast.byLibrary, slow.byLibrary]).to.deep.equal([false, true]);
      const grown = (to: number[], from: number[]) => to.map((value, index) => value - (from[index] ?? 0));
      expect(grown(between, before)).to.deep.equal(grown(await counts(client), between));
      expect(grown(between, before)[0]).to.equal(1);
      expect(grown(between, before).at(-1)).to.equal(1);
    });
  });

  describe('with its consent', () => {
    const asked = { scope: 'openid phone profile' };
    let people = 0;

    /** An account that has signed in before, without a decision at the partner. */
    async function stranger(client: Client): Promise<{ id: string; username: string }> {
      people += 1;
      const username = `stranger${people}`;
      const { id } = await createCitizen(at, username);
      await walk.authorize(at, client, { scope: 'openid' }, { username });
      await at.app.oidc.accountCentre.withdraw(id, client.clientId, 'withdrawn');
      return { id, username };
    }
    /** The answer to the password and the page that it leads to. */
    async function signInTo(client: Client, params: walk.Params, who: Person) {
      const browser = createBrowser(at.origin);
      const { url } = authorization(client.clientId, { ...asked, state: 's', nonce: 'n', ...params });
      const before = await resumed();
      const page = await browser.walk(url);
      const answer = await answerTo(page, { ...who, browser });
      const consent = await browser.walk(page.url.href, answer.clone());
      return { browser, answer, consent, byLibrary: (await resumed()) > before };
    }
    /** The answer to the consent, without following it. */
    async function decide(browser: TestBrowser, { text }: Page, ...scopes: string[]): Promise<Response> {
      const { action, fields } = formOf(text);
      const ticked = Object.fromEntries(scopes.map((scope) => [`scope_${scope}`, '1']));
      const rest = Object.entries(fields).filter(([name]) => !name.startsWith('scope_'));
      return browser.request(action, {
        method: 'POST',
        body: new URLSearchParams([...rest, ...Object.entries(ticked)]),
      });
    }
    const isCode = (answer: Response) => /[?&]code=/.test(answer.headers.get('location') ?? '');
    async function consentOf(id: string) {
      const { db } = at.database;
      await at.app.oidc.settled(); // the library's end is noted by the way
      const [row] = await db.rows(
        'select granted, refused, first_at = last_at as is_first from consents where account_id = $1',
        [id],
      );
      const uses = await db.rows('select granted from consent_uses where account_id = $1', [id]);
      const audit = await db.rows(
        `select verb, actor_kind, subject_kind, details from audit_events where subject_id = $1 and verb = 'consent.give'
         order by id desc limit 1`,
        [id],
      );
      return { row, uses, audit };
    }

    const usual: Record<string, [walk.Params, Person, string[]]> = {
      'everything is allowed': [{}, {}, ['profile', 'phone']],
      'something is refused, on a device that is remembered': [{}, { remember: '1' }, ['profile']],
      'nothing but who it is is asked for, without a state': [{ scope: 'openid', state: undefined }, {}, []],
    };
    for (const [name, [params, who, ticked]] of Object.entries(usual))
      it(`leads to the consent and to the partner as the library does, and writes the same (${name})`, async () => {
        const walked = async (more: walk.Params) => {
          clock.advance(1);
          const { id, username } = await stranger(partner);
          clock.advance(1);
          const first = await signInTo(partner, { ...params, ...more }, { ...who, username });
          const between = await Promise.all([newest(1), newest(2, (row) => !row.is_consumed)]);
          clock.advance(1); // so that rows written now are the newest
          const before = await resumed();
          const answer = await decide(first.browser, first.consent, ...ticked);
          const location = new URL((await first.browser.walk(first.consent.url.href, answer.clone())).url);
          remember(location.searchParams.get('code') ?? undefined);
          while ((await consentOf(id)).uses.length === 0) await new Promise(setImmediate); // the library notes it by the way
          return {
            byLibrary: [first.byLibrary, (await resumed()) > before],
            shown: same(first.consent.text.replaceAll(username, '…')),
            between,
            written: await Promise.all([newest(1), newest(3), newest(4)]),
            consent: JSON.parse(JSON.stringify(await consentOf(id)).replaceAll(id, '…')),
            given: ['code', 'state', 'iss'].map((each) => same(location.searchParams.get(each) ?? '')),
            cookies: [...first.browser.cookies.values()].map((each) => same(`${each.name} ${each.path}`)).toSorted(),
          };
        };
        const fast = await walked({});
        const slow = await walked(byLibrary);
        expect([fast.byLibrary, slow.byLibrary]).to.deep.equal([
          [false, false],
          [true, true],
        ]);
        expect({ ...fast, byLibrary: 0 }).to.deep.equal({ ...slow, byLibrary: 0 });
      });

    it('is counted and logged as the library’s', async () => {
      const client = await walk.createPartner(at);
      const grownBy = async (more: walk.Params) => {
        const { username } = await stranger(client);
        await at.app.integrationLog.flush();
        const before = await counts(client);
        const { browser, consent } = await signInTo(client, more, { username });
        const between = await counts(client);
        await decide(browser, consent, 'phone').then((answer) => browser.walk(consent.url.href, answer));
        const after = await counts(client);
        const grown = (to: number[], from: number[]) => to.map((value, index) => value - (from[index] ?? 0));
        return [grown(between, before), grown(after, between)];
      };
      const fast = await grownBy({});
      expect(fast).to.deep.equal(await grownBy(byLibrary));
      expect(fast).to.deep.equal([
        [0, 1, 1, 0, 0, 0],
        [1, 0, 0, 1, 1, 1],
      ]);
    });

    it('leaves repeated consents to the library, and those after an earlier decision', async () => {
      const { username } = await stranger(partner);
      await walk.authorize(at, partner, { scope: 'openid profile' }, { username });
      const more = await signInTo(partner, {}, { username });
      expect(more.byLibrary).to.equal(true);
      const before = await resumed();
      await decide(more.browser, more.consent, 'phone').then((answer) =>
        more.browser.walk(more.consent.url.href, answer),
      );
      const again = await more.browser.walk(authorization(partner.clientId, { ...asked, prompt: 'consent' }).url);
      const answer = await decide(more.browser, again, 'phone', 'profile');
      expect(isCode(answer)).to.equal(false);
      expect((await more.browser.walk(again.url.href, answer)).url.searchParams.has('code')).to.equal(true);
      expect(await resumed()).to.equal(before + 2);
    });

    it('gives one code, however often it is sent, and one record', async () => {
      const { id, username } = await stranger(partner);
      const { browser, consent } = await signInTo(partner, {}, { username });
      const before = await rows(4);
      const answers = await Promise.all([1, 2, 3].map(() => decide(browser, consent, 'phone')));
      expect(answers.filter(isCode)).to.have.length(1);
      // 登录已经完成: at once where the first is over by then, else behind the way back to the login.
      const ends = await Promise.all(
        answers
          .filter((answer) => !isCode(answer))
          .map(async (answer) => (answer.status === 400 ? answer : browser.walk(consent.url.href, answer))),
      );
      expect(ends.map(({ status }) => status)).to.deep.equal([400, 400]);
      expect(await rows(4)).to.have.length(before.length + 1);
      expect((await consentOf(id)).row).to.deep.include({ granted: ['openid', 'phone'] });
    });

    it('asks for nothing of an account that is locked while its password is looked at', async () => {
      const { id, username } = await stranger(partner);
      const browser = createBrowser(at.origin);
      const page = await browser.walk(authorization(partner.clientId, asked).url);
      const before = await rows(1);
      const { answer } = await meanwhile('update accounts set locked_at = now() where id = $1', id, () =>
        answerTo(page, { browser, username }),
      );
      expect((await answer).headers.get('location') ?? '').to.not.include('/consent');
      expect(await rows(1)).to.have.length(before.length);
    });

    it('goes on by the library where another window decides at this very moment', async () => {
      const { id, username } = await stranger(partner);
      const { browser, consent } = await signInTo(partner, {}, { username });
      const { answer } = await meanwhile(
        `insert into consents select $1, client_id, '{openid,phone}', '{profile}', now(), now(), now() + interval '1 day' from applications
          where client_id = '${partner.clientId}'`,
        id,
        () => decide(browser, consent, 'profile'),
      );
      const answered = await answer;
      expect(isCode(answered)).to.equal(false);
      const end = await browser.walk(consent.url.href, answered);
      expect(end.url.searchParams.has('code')).to.equal(true);
      expect((await consentOf(id)).row).to.deep.include({ refused: ['phone'] });
    });

    it('gives no code in a session that is ended at this very moment', async () => {
      const { id, username } = await stranger(partner);
      const { browser, consent } = await signInTo(partner, {}, { username });
      const before = await rows(4);
      const { answer } = await meanwhile(
        'update oidc_tokens set consumed_at = now() where kind = 1 and account_id = $1 and consumed_at is null',
        id,
        () => decide(browser, consent, 'profile'),
      );
      const end = await browser.walk(consent.url.href, await answer);
      expect(end.status).to.equal(400);
      expect(await rows(4)).to.have.length(before.length);
    });

    it('gives nothing to an AK that was disabled while the page was open', async () => {
      const client = await walk.createPartner(at);
      const { username } = await stranger(client);
      const { browser, consent } = await signInTo(client, {}, { username });
      await at.app.applications.disable(operator, client.clientId, '测试');
      const end = await browser.walk(consent.url.href, await decide(browser, consent, 'phone'));
      expect([end.status, end.url.pathname.startsWith('/oidc/auth/')]).to.deep.equal([400, true]);
    });

    it('gives nothing in a session that is not the one that asked', async () => {
      const { username } = await stranger(partner);
      const { browser, consent } = await signInTo(partner, {}, { username });
      const other = await signInTo(partner, {}, { username }); // of the same person, in another browser
      const before = await rows(4);
      for (const [place, cookie] of other.browser.cookies)
        if (cookie.name.startsWith('ncc_session')) browser.cookies.set(place, cookie);
      const end = await browser.walk(consent.url.href, await decide(browser, consent, 'phone'));
      expect(end.url.searchParams.has('code')).to.equal(false);
      expect(await rows(4)).to.have.length(before.length);
    });

    it('is withdrawn with all that came of it', async () => {
      const { id, username } = await stranger(partner);
      const flow = authorization(partner.clientId, asked);
      const browser = createBrowser(at.origin);
      const page = await browser.walk(flow.url);
      const consent = await browser.walk(page.url.href, await answerTo(page, { browser, username }));
      const end = await browser.walk(consent.url.href, await decide(browser, consent, 'phone'));
      expect(end.url.searchParams.has('code')).to.equal(true);
      await at.app.oidc.accountCentre.withdraw(id, partner.clientId, 'withdrawn');
      expect((await redeem(at.origin, partner, end.url, flow)).status).to.equal(400);
    });
  });
});
