import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { after, before, describe, it } from 'mocha';
import { hours, after as later } from '../../../src/clock.ts';
import { createBearer } from '../../../src/http/bearer.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  type Flow,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createMember, signInToConsole } from '../../support/console.ts';
import { remember } from '../../support/record.ts';
import { until } from '../../support/until.ts';

const path = '/console/applications/sandbox';
const here = 'http://localhost:9/callback';
type Person = { username: string; password: string };

const begin = '/console/sandbox';

/** AK and SK that stand on a page last. */
const shownIn = (text: string) =>
  [...text.matchAll(/<output aria-labelledby="[AS]K-\w+">([^<]+)<\/output>/g)]
    .map(([, value = '']) => (value.startsWith('ncc_sk_') ? remember(value) : value)) // the AK is no secret
    .slice(-2);

/** The test citizen that stands on a page last, with the password. */
const citizenIn = (text: string) =>
  [...text.matchAll(/用户名 <code>([^<]+)<\/code>[\s\S]*?<code id="pw-[^"]+">([^<]+)<\/code>/g)]
    .map(([, username = '', password = '']) => ({ username, password: remember(password) }))
    .at(-1) ?? { username: '', password: '' };

describe('a sandbox application', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  let at: TestApp;
  let developer: Colleague & { institutionId: string };
  let desk: TestBrowser;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    developer = await createMember(at, { role: 'developer' });
    desk = await signInToConsole(at, developer);
    await createCitizen(at);
  });
  after(() => at.close());

  /** A second later than the one before: the page lists by time. */
  const open = async (browser: TestBrowser, name: string, redirectUris = here) => {
    clock.advance(1);
    return browser.submit(await browser.walk(path), { name, redirectUris }, begin);
  };

  async function newSandbox(browser: TestBrowser): Promise<Client> {
    const { text } = await open(browser, '本机调试');
    const [clientId = '', secret = ''] = shownIn(text);
    return { clientId, secret };
  }
  async function newCitizen(browser: TestBrowser): Promise<Person> {
    clock.advance(1);
    const page = await browser.walk(await pageOf(browser));
    const { text } = await browser.submit(page, { return_to: page.url.pathname }, `${path}/citizens`);
    return citizenIn(text);
  }
  /** The page of a sandbox of the visitor: test citizens are the same on each. */
  const pageOf = async (browser: TestBrowser) =>
    /href="(\/console\/applications\/ncc_\w+)"/.exec((await browser.walk(path)).text)?.[1] ?? '';
  const logIn = async (browser: TestBrowser, flow: Flow, person: Person) =>
    browser.submit(await browser.walk(flow.url), { ...person, agree: '1' });
  async function codeFor(client: Client, person: Person): Promise<{ callback: URL; flow: Flow }> {
    const flow = authorization(client.clientId);
    const browser = createBrowser(at.origin);
    const consent = await logIn(browser, flow, person);
    const callback = consent.text === '' ? consent.url : (await browser.submit(consent, { scope_profile: '1' })).url;
    return { callback, flow };
  }
  const subject = async (client: Client, person: Person) => {
    const { callback, flow } = await codeFor(client, person);
    const { body } = await redeem(at.origin, client, callback, flow);
    return decodeJwt(String(body.id_token)).sub;
  };

  describe('at the back office', () => {
    it('R27 R33 is there at once, with an AK, an SK that its opener can read, a test citizen, and 30 days', async () => {
      const page = await open(desk, '本机调试');
      const [clientId = '', secret = ''] = shownIn(page.text);
      expect(page.headers.get('cache-control')).to.equal('no-store');
      expect([clientId, secret]).to.satisfy(
        ([ak, sk]: string[]) => /^ncc_[a-z2-7]{20}$/.test(ak ?? '') && /^ncc_sk_/.test(sk ?? ''),
      );
      const application = await at.app.applications.get(clientId);
      expect(application).to.deep.include({
        sandbox: true,
        institutionId: developer.institutionId,
        redirectUris: [here],
        expiresAt: new Date('2026-12-24T15:59:59Z'),
      });
      expect(page.url.pathname, 'its own page').to.equal(`/console/applications/${clientId}`);
      expect((await desk.walk(path)).text)
        .to.include(clientId)
        .and.not.include(secret);
      const again = await desk.walk(page.url.pathname);
      expect(again.text).to.include(clientId).and.include(secret);
      expect(citizenIn(again.text).username).to.match(/^test-/);
      const colleague = await createMember(at, { institutionId: developer.institutionId, role: 'agent' });
      const other = await (await signInToConsole(at, colleague)).walk(page.url.pathname);
      const reader = await createMember(at, { institutionId: developer.institutionId, role: 'reader' });
      const read = await (await signInToConsole(at, reader)).walk(page.url.pathname);
      expect([read.status, read.text.includes('id="citizens"')], 'readers see it without citizens').to.eql([
        200,
        false,
      ]);
      expect(other.text).to.include(clientId).and.not.include(secret).and.not.include(citizenIn(again.text).password);
    });

    it('R27 leads back to this machine or network and nowhere else', async () => {
      for (const uri of [
        'https://m.qx.example.cn/callback',
        'http://localhost.evil.example.com/callback',
        'http://11.0.0.1/callback',
        'http://169.254.169.254/callback',
        `${here}\nhttps://m.qx.example.cn/callback`,
      ]) {
        const page = await open(desk, '公网', uri);
        expect(page.status, uri).to.equal(422);
        expect(page.text, uri).to.include('沙箱应用只能回到本机').and.include('公网');
      }
      const near = await open(desk, '内网联调', 'http://192.168.3.7:8080/callback\nhttp://10.0.0.1/callback');
      expect(near.text).to.include('192.168.3.7');
      const none = await open(desk, '没有地址', '');
      expect(none.text).to.include('请填写 APPID 回调地址');
    });

    it('R27 is one of twenty of an institution at most, also when many are opened at once', async () => {
      const owner = await createMember(at);
      const { institutionId, accountId } = owner;
      const actor = { kind: 'member', accountId, institutionId, role: 'owner' } as const;
      const open = async () => {
        const { secret } = await at.app.applications.openSandbox(actor, institutionId, {
          name: '并发',
          redirectUris: here,
        });
        remember(secret ?? '');
        return 'opened';
      };
      for (let count = 1; count <= 18; count += 1) await open();
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => open().catch(({ code }) => code)));
      expect(outcomes.toSorted()).to.eql(['conflict', 'conflict', 'conflict', 'opened', 'opened']);
    });

    it('R14 R27 is available before certification, and to developers', async () => {
      const newcomer = await createMember(at, { certified: false });
      const page = await (await signInToConsole(at, newcomer, { secondFactor: false })).walk(path);
      expect([page.status, page.text.includes('新建沙箱应用')]).to.eql([200, true]);
      const input = { name: 'x', redirectUris: here };
      const owner = { kind: 'member', role: 'owner', accountId: newcomer.accountId } as const;
      const { institutionId } = newcomer;
      const opened = await at.app.applications.openSandbox({ ...owner, institutionId }, institutionId, input);
      remember(opened.secret ?? '');
      expect(opened.application.certifiedAt).to.equal(undefined);

      const reader = await createMember(at, { institutionId: developer.institutionId, role: 'reader' });
      const { accountId } = reader;
      const member = { kind: 'member', accountId, institutionId: developer.institutionId, role: 'reader' } as const;
      for (const [actor, where] of [
        [member, developer.institutionId],
        [{ ...member, role: 'developer' as const }, newcomer.institutionId],
      ] as const)
        expect(await at.app.applications.openSandbox(actor, where, input).catch(({ code }) => code)).to.equal(
          'forbidden',
        );
      await at.app.closing.disable(operator, newcomer.institutionId, '核查');
      const closed = at.app.applications.openSandbox({ ...owner, institutionId }, institutionId, input);
      expect(await closed.catch(({ code }) => code)).to.equal('forbidden');
    });

    it('R27 is changed at once, by its own institution alone', async () => {
      const { clientId } = await at.app.applications
        .sandboxes(developer.institutionId)
        .then(([first]) => first ?? { clientId: '' });
      const changePath = `${path}/${clientId}`;
      const page = await desk.walk(changePath);
      expect(page.url.pathname, 'the page of before leads there').to.equal(`/console/applications/${clientId}`);
      const wrong = { name: '', redirectUris: 'https://a.example.cn/', backchannelLogoutUri: 'http://10.1.2.3/x' };
      const bad = await desk.submit(page, wrong, changePath);
      expect(bad.status).to.equal(422);
      for (const problem of ['沙箱应用只能回到本机', '请填写第三方应用名称', '到不了您的内网'])
        expect(bad.text, 'all problems at once').to.include(problem);
      const input = { name: '本机调试二', redirectUris: `${here}\nhttp://127.0.0.1:9/callback` };
      const done = await desk.submit(page, input, changePath);
      expect(done.url.pathname).to.equal(page.url.pathname);
      expect(await at.app.applications.get(clientId)).to.deep.include({
        name: '本机调试二',
        redirectUris: [here, 'http://127.0.0.1:9/callback'],
        sandbox: true,
      });
      const stranger = await signInToConsole(at, await createMember(at));
      const [foreign, none] = await Promise.all([
        stranger.walk(changePath),
        stranger.walk(`${path}/ncc_${'a'.repeat(20)}`),
      ]);
      expect([foreign.status, none.status]).to.deep.equal([404, 404]);
      const own = await createClient(at, {}, { institutionId: developer.institutionId });
      expect((await desk.walk(`${path}/${own.clientId}`)).status, 'no sandbox').to.equal(404);
      const row = await at.database.db.row<{ details: object }>(
        `select details from audit_events where verb = 'application.update' and subject_id = $1`,
        [clientId],
      );
      expect(row?.details).to.deep.equal({
        from: { name: '本机调试', redirectUris: [here], postLogoutRedirectUris: ['http://localhost:9/'] },
        to: {
          name: '本机调试二',
          redirectUris: [here, 'http://127.0.0.1:9/callback'],
          postLogoutRedirectUris: ['http://localhost:9/', 'http://127.0.0.1:9/'], // they follow, as they were not set
        },
      });
    });

    it('R27 has its logout addresses in the same form, which follow until they are set', async () => {
      const [{ clientId = '' } = {}] = await at.app.applications.sandboxes(developer.institutionId);
      const page = await desk.walk(`/console/applications/${clientId}`);
      const input = { name: '本机调试二', redirectUris: 'http://localhost:10/callback' };
      const asBefore = { postLogoutRedirectUris: 'http://localhost:9/\nhttp://127.0.0.1:9/', backchannelLogoutUri: '' };
      await desk.submit(page, { ...input, ...asBefore }, `${path}/${clientId}`);
      const followed = await at.app.applications.get(clientId);
      expect(followed.postLogoutRedirectUris).to.deep.equal(['http://localhost:10/']);
      const set = {
        postLogoutRedirectUris: 'http://localhost:10/bye',
        backchannelLogoutUri: 'https://t.example.cn/out',
      };
      await desk.submit(page, { ...input, ...set }, `${path}/${clientId}`);
      expect(await at.app.applications.get(clientId)).to.deep.include({
        postLogoutRedirectUris: ['http://localhost:10/bye'],
        backchannelLogoutUri: 'https://t.example.cn/out',
      });
    });

    it('R28 R30 is renewed as any other', async () => {
      const [sandbox] = await at.app.applications.sandboxes(developer.institutionId);
      clock.advance(86_400);
      const renewed = await at.app.applications.renew(operator, sandbox?.clientId ?? '');
      expect(renewed.expiresAt).to.deep.equal(new Date('2026-12-25T15:59:59Z'));
    });
  });

  describe('and its test citizens', () => {
    let owner: Colleague & { institutionId: string };
    let browser: TestBrowser;
    let sandbox: Client;
    let person: Person;

    before(async () => {
      owner = await createMember(at);
      browser = await signInToConsole(at, owner);
      sandbox = await newSandbox(browser);
      person = await newCitizen(browser);
    });

    it('R27 have a name, a phone, a user name and a password, which is shown until it is saved and can be replaced', async () => {
      expect(person.username).to.match(/^test-[\da-f]{8}$/);
      expect(person.password).to.have.length.of.at.least(12);
      const shown = await browser.walk(await pageOf(browser));
      expect(shown.text)
        .to.include(person.password)
        .and.match(/手机号 <code>168\d{8}<\/code>/);
      const saving = [...shown.text.matchAll(/action="([^"]+\/saved)"/g)].map(([, action = '']) => action).at(-1) ?? '';
      const page = await browser.submit(shown, { return_to: shown.url.pathname }, saving);
      expect(page.text).to.include(person.username).and.not.include(person.password);
      const reset = /action="([^"]+\/reset)"/.exec(page.text)?.[1] ?? '';
      const { username, password } = citizenIn(
        (await browser.submit(page, { return_to: shown.url.pathname }, reset)).text,
      );
      expect([username, password === person.password]).to.deep.equal([person.username, false]);
      expect((await logIn(createBrowser(at.origin), authorization(sandbox.clientId), person)).text).to.include('不对');
      person = { username, password };
      const foreign = await signInToConsole(at, await createMember(at));
      expect((await foreign.submit(await foreign.walk(path), {}, reset)).status).to.equal(404);
    });

    it('R27 sign in to the sandbox, with another sub than in production', async () => {
      const first = await subject(sandbox, person);
      const second = await newSandbox(browser);
      expect(await subject(second, person), 'one person for all sandboxes of an institution').to.equal(first);
      const { metadata } = (await at.app.applications.client(sandbox.clientId)) ?? {};
      expect(metadata?.sector_identifier_uri).to.equal(`https://sector.invalid/${owner.institutionId}/sandbox`);
    });

    it('R27 are told by words that they sign in nowhere else', async () => {
      const production = await createClient(at, {}, { institutionId: owner.institutionId });
      const page = await logIn(createBrowser(at.origin), authorization(production.clientId), person);
      expect(page.text).to.include('这是测试市民，只能登录所属机构的沙箱应用');
      const elsewhere = await newSandbox(await signInToConsole(at, await createMember(at)));
      expect((await logIn(createBrowser(at.origin), authorization(elsewhere.clientId), person)).text).to.include(
        '只能用本机构的测试市民登录',
      );
      for (const place of ['/account', '/console']) {
        const other = createBrowser(at.origin);
        const login = await other.walk(place);
        const { text } = await other.submit(login, { ...person, agree: '1' });
        expect(text, place).to.include('这是测试市民，只能登录所属机构的沙箱应用');
      }
      const rows = await at.database.db.rows<{ client_id: string }>(
        `select distinct l.client_id from logins l join accounts a on a.id = l.account_id where a.username = $1 and l.succeeded`,
        [person.username],
      );
      const ownSandboxes = (await at.app.applications.sandboxes(owner.institutionId)).map(({ clientId }) => clientId);
      expect(ownSandboxes).to.include.members(rows.map(({ client_id }) => client_id));
    });

    it('R27 are the only ones there: a real citizen is refused, with a session too', async () => {
      const citizen = createBrowser(at.origin);
      const production = await createClient(at, {}, { institutionId: owner.institutionId });
      await signIn(citizen, authorization(production.clientId));
      const page = await citizen.walk(authorization(sandbox.clientId).url);
      expect(page.text).to.include('这是沙箱应用，请用机构后台创建的测试市民登录');
      const silent = await citizen.walk(authorization(sandbox.clientId, { prompt: 'none' }).url);
      expect(silent.url.searchParams.get('error')).to.equal('login_required');
      const told = await citizen.submit(await citizen.walk(authorization(sandbox.clientId).url), {
        username: 'citizen',
        password: 'correct-horse-5',
        agree: '1',
      });
      expect(told.text).to.include('这是沙箱应用，只能用本机构的测试市民登录');
    });

    it('R27 a session of a test citizen passes into no application of production', async () => {
      const production = await createClient(at, {}, { institutionId: owner.institutionId });
      const tester = createBrowser(at.origin);
      const consent = await logIn(tester, authorization(sandbox.clientId), person);
      if (consent.text !== '') await tester.submit(consent, { scope_profile: '1' });
      const silent = await tester.walk(authorization(production.clientId, { prompt: 'none' }).url);
      expect(silent.url.searchParams.get('error')).to.equal('login_required');
      expect((await tester.walk(authorization(production.clientId).url)).text).to.include('name="password"');
    });

    it('R27 are ten at most', async () => {
      for (let count = 2; count < 10; count += 1) await newCitizen(browser);
      const page = await browser.submit(await browser.walk(path), {}, `${path}/citizens`);
      expect([page.status, page.text.includes('测试市民最多 10 个')]).to.deep.equal([409, true]);
      const again = await browser.walk(path);
      expect(again.text).to.not.include('添加测试市民');
    });
  });

  describe('that is no longer used', () => {
    let owner: Colleague & { institutionId: string };
    let browser: TestBrowser;
    before(async () => {
      owner = await createMember(at);
      browser = await signInToConsole(at, owner);
    });
    const deletionOf = (text: string, id: string) =>
      new RegExp(`href="(${path}/(?:citizens/)?${id}/delete)"`).exec(text)?.[1] ?? '';

    it('R27 is deleted after a page that names it, with its SK and its tokens', async () => {
      const sandbox = await newSandbox(browser);
      const { body } = await post(at.origin, '/oidc/token', sandbox, { grant_type: 'client_credentials' });
      const person = await newCitizen(browser);
      await codeFor(sandbox, person);
      const shown = await browser.walk(`/console/applications/${sandbox.clientId}`);
      const asked = await browser.walk(deletionOf(shown.text, sandbox.clientId));
      expect(asked.text).to.include('删除沙箱应用“本机调试”？').and.include(sandbox.clientId).and.include('不能恢复');
      expect((await at.app.applications.get(sandbox.clientId)).name, 'only asked').to.equal('本机调试');

      const done = await browser.submit(asked);
      expect(done.text).to.include('沙箱应用已删除').and.not.include(sandbox.clientId);
      expect(done.text).to.include('新建沙箱应用</button>');
      const me = await fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${body.access_token}` } });
      const token = await post(at.origin, '/oidc/token', sandbox, { grant_type: 'client_credentials' });
      const login = await createBrowser(at.origin).walk(authorization(sandbox.clientId).url);
      expect([me.status, token.status, token.body.error, login.status]).to.eql([401, 401, 'invalid_client', 400]);
      expect((await browser.submit(asked)).status, 'once').to.equal(404);
      const row = await at.database.db.row<{ actor_id: string; details: Record<string, unknown> }>(
        `select actor_id, details from audit_events where verb = 'application.delete' and subject_id = $1`,
        [sandbox.clientId],
      );
      expect(row?.actor_id).to.equal(owner.accountId);
      expect(row?.details.from).to.include({ name: '本机调试', sandbox: true });
    });

    it('R27 leaves the calls of others in the log, whatever came in for it at the end', async () => {
      await newSandbox(browser);
      const [gone] = await at.app.applications.sandboxes(owner.institutionId);
      const kept = await createClient(at, {}, { institutionId: owner.institutionId });
      const id = gone?.clientId ?? '';
      at.app.integrationLog.record({ endpoint: 'token', clientId: id, requestId: 'x' });
      await at.app.integrationLog.flush();
      const actor = {
        kind: 'member',
        role: 'owner',
        accountId: owner.accountId,
        institutionId: owner.institutionId,
      } as const;
      const refusal = { error: 'invalid_grant' };
      for (const clientId of [id, kept.clientId])
        at.app.integrationLog.record({ endpoint: 'token', clientId, requestId: 'x', refusal });
      await at.app.applications.deleteSandbox(actor, id);
      await at.app.integrationLog.flush();
      const recent = await at.app.integrationLog.recent([kept.clientId]);
      expect(recent.get(kept.clientId)).to.include({ calls: 1, failed: 1 });
      expect((await at.app.integrationLog.recent([id])).get(id), 'of the deleted one').to.include({ calls: 0 });
      expect(await at.app.integrationLog.usage(operator, kept.clientId)).to.have.length(1);
      const left = await at.database.db.rows(`select day from integration_days where client_id = $1`, [id]);
      expect(left).to.deep.equal([]);
    });

    it('R31 stays while an operator has disabled it', async () => {
      await newSandbox(browser);
      const [sandbox] = await at.app.applications.sandboxes(owner.institutionId);
      const id = sandbox?.clientId ?? '';
      const asked = await browser.walk(`${path}/${id}/delete`);
      await at.app.applications.disable(operator, id, '核查中');
      expect((await browser.walk(`/console/applications/${id}`)).text).not.to.include(`${id}/delete`);
      const refused = await browser.submit(asked);
      expect([refused.status, refused.text.includes('不能删除，请联系运营')]).to.eql([409, true]);
      const production = await createClient(at, {}, { institutionId: owner.institutionId });
      expect((await browser.walk(`${path}/${production.clientId}/delete`)).status).to.equal(404);
      expect((await browser.submit(asked, {}, `${path}/${production.clientId}/delete`)).status).to.equal(404);
      const stranger = await signInToConsole(at, await createMember(at));
      const own = await stranger.walk(path);
      expect((await stranger.submit(own, { sure: '1' }, `${path}/${id}/delete`)).status).to.equal(404);
    });

    it('R27 so is a test citizen, who then signs in nowhere', async () => {
      const sandbox = await newSandbox(browser);
      const person = await newCitizen(browser);
      const visitor = createBrowser(at.origin);
      await logIn(visitor, authorization(sandbox.clientId), person);
      const list = await browser.walk(await pageOf(browser));
      const before = list.text.slice(0, list.text.indexOf(`<code>${person.username}</code>`));
      const id = [...before.matchAll(/citizens\/([\da-f-]{36})\/delete/g)].at(-1)?.[1];
      const asked = await browser.walk(`${path}/citizens/${id}/delete`);
      expect(asked.text).to.include(person.username).and.include('立即退出');
      const stranger = await signInToConsole(at, await createMember(at));
      expect((await stranger.walk(`${path}/citizens/${id}/delete`)).status).to.equal(404);
      const foreign = await stranger.submit(await stranger.walk(path), { sure: '1' }, `${path}/citizens/${id}/delete`);
      expect(foreign.status).to.equal(404);

      const done = await browser.submit(asked);
      expect(done.text).to.include('测试市民已删除').and.not.include(person.username);
      expect((await logIn(createBrowser(at.origin), authorization(sandbox.clientId), person)).text).to.include('不对');
      const silent = await visitor.walk(authorization(sandbox.clientId, { prompt: 'none' }).url);
      expect(silent.url.searchParams.get('error')).to.equal('login_required');
      const rows = await at.database.db.rows(
        `select 1 from audit_events where verb = 'account.delete_test' and actor_id = $1 and subject_id = $2`,
        [owner.accountId, id],
      );
      expect(rows).to.have.lengthOf(1);
      expect((await newCitizen(browser)).username).not.to.equal(person.username);
    });
  });

  it('R27 keeps data apart: its tokens are marked, and pass only where that mark is known', async () => {
    const browser = await signInToConsole(at, await createMember(at));
    const sandbox = await newSandbox(browser);
    const { body } = await post(at.origin, '/oidc/token', sandbox, {
      grant_type: 'client_credentials',
      scope: 'resource:read',
    });
    const value = String(body.access_token);
    expect(await at.app.oidc.tokens.bearer(value)).to.deep.include({ clientId: sandbox.clientId, sandbox: true });
    const me = await fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${value}` } });
    expect(await me.json()).to.have.nested.property('application.sandbox', true);

    const bearer = createBearer(at.app.oidc.tokens.bearer);
    const call = async (guard: ReturnType<typeof bearer>) => {
      const ctx: object = { state: { requestId: 'x' }, get: () => `Bearer ${value}`, set: () => undefined };
      return Reflect.apply(guard, undefined, [ctx, async () => undefined]).then(
        () => 'passed',
        ({ code }: { code: string }) => code,
      );
    };
    expect(await call(bearer('resource:read'))).to.equal('insufficient_scope');
    expect(await call(bearer('resource:read', { sandbox: true }))).to.equal('passed');
  });

  describe('that ends soon', () => {
    const noJobsLeft = async () =>
      (await at.database.db.row(
        // Events for programs have workers of their own, which are not started here.
        `select 1 from jobs where done_at is null and run_at <= $1 and queue not like 'webhooks.%'`,
        [clock.now()],
      )) === undefined;

    it('R32 reminds, in the back office, the owners and its opener while a member there', async () => {
      const owner = await createMember(at);
      const { institutionId } = owner;
      const [opener, other, left] = await Promise.all(
        ['developer', 'developer', 'developer'].map(() => createMember(at, { institutionId, role: 'developer' })),
      );
      const input = { name: '将到期', redirectUris: here };
      const open = (person: Colleague | undefined) =>
        at.app.applications.openSandbox(
          { kind: 'member', role: 'developer', accountId: person?.accountId ?? '', institutionId },
          institutionId,
          input,
        );
      const { application: first } = await open(opener);
      await open(left);
      await at.database.db.run(`update members set ends_at = $2 where account_id = $1`, [left?.accountId, clock.now()]);
      clock.set(later(first.expiresAt ?? clock.now(), -hours(3 * 24 + 13)).toISOString()); // 11 in the morning, three days before
      at.app.jobs.start();
      for (const _ of [1, 2]) {
        await at.app.reminders.catchUp();
        await until(noJobsLeft, 'the reminders');
      }
      await at.app.jobs.stop();
      const told = async (person: Colleague | undefined) =>
        (await at.app.notices.inbox(person?.accountId ?? '')).filter(({ event }) => event.includes('expires_in_3'));
      const counts = await Promise.all([owner, opener, other, left].map(async (person) => (await told(person)).length));
      expect(counts).to.eql([2, 1, 0, 0]);
      expect((await told(opener))[0]).to.include({ href: `/console/applications/${first.clientId}/renew` });
    });
  });
});
