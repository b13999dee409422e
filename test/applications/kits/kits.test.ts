import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { kitBounds } from '../../../src/applications/kits/bounds.ts';
import { claimCodeIn, newClaimCode } from '../../../src/applications/kits/code.ts';
import { days, hours } from '../../../src/clock.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, formOf, type TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createNewcomer, signInToConsole } from '../../support/console.ts';
import { bands } from '../../support/pictures.ts';
import { textOf } from '../../support/plain-browser.ts';
import { remember } from '../../support/record.ts';
import { jsonEntry } from '../../support/resources.ts';
import { createVisitor } from '../../support/visit.ts';
import { said } from '../../support/words.ts';
import { solve } from '../../support/work.ts';

type Kit = {
  ak: string;
  sk: string;
  redirect_uris: string[];
  backchannel_logout_uri: string;
  scopes: string[];
  citizens: { name: string; username: string; password: string }[];
  expires_at: string;
  claim: { code: string; url: string };
};
type Answer = { status: number; headers: Headers; body: Kit & Record<string, never> };

describe('R27 sandbox keys without an account', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let person: Colleague;
  let browser: TestBrowser;
  let place = 0;

  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { TRUSTED_PROXIES: '127.0.0.1,::1' } });
    person = await createNewcomer(at);
  });
  after(() => at.close());
  beforeEach(() => clock.advance(hours(1)));

  /** Each caller has an address in a network of its own, unless it says which. */
  const nextAddress = () => {
    place += 1;
    return `198.${18 + (place >> 8)}.${place & 255}.7`;
  };
  async function take(fields: Record<string, string> = {}, address = nextAddress()): Promise<Answer> {
    const hasFields = Object.keys(fields).length > 0;
    const response = await fetch(`${at.origin}/sandbox`, {
      method: 'POST',
      headers: { 'x-forwarded-for': address },
      ...(hasFields && { body: new URLSearchParams(fields) }),
    });
    const body = JSON.parse(await response.text());
    if (body.sk !== undefined) for (const secret of [body.sk, body.claim.code]) remember(secret);
    for (const { password } of body.citizens ?? []) remember(password);
    return { status: response.status, headers: response.headers, body };
  }
  const rows = async (table: string) =>
    (await at.database.db.row<{ n: number }>(`select count(*)::int as n from ${table}`))?.n ?? 0;

  it('come by one line: AK, SK, two test citizens, addresses of this machine, and a code', async () => {
    const { status, headers, body } = await take();
    expect(status).to.equal(201);
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(body.ak).to.match(/^ncc_/);
    expect(body.sk).to.match(/^ncc_sk_/);
    expect(body.redirect_uris).to.deep.equal(['http://localhost:5055/callback', 'http://127.0.0.1:5055/callback']);
    expect(body.citizens).to.have.length(2);
    expect(body.scopes).to.include('verification:run').and.not.include('offline_access');
    expect(new Date(body.expires_at).getTime()).to.equal(clock.now().getTime() + days(7) * 1000);
    expect(body.claim.code).to.match(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const { status: seen } = await fetch(`${at.origin}/sandbox`, { redirect: 'manual' });
    expect(seen, 'a reader with a browser').to.equal(303);
  });

  it('come for a form, for JSON and for no body; every field that is none is named at once', async () => {
    const ask = async (type: string | undefined, body: string | undefined) => {
      const headers = { 'x-forwarded-for': nextAddress(), ...(type !== undefined && { 'content-type': type }) };
      const response = await fetch(`${at.origin}/sandbox`, { method: 'POST', headers, ...(body && { body }) });
      const answer = JSON.parse(await response.text());
      if (answer.sk !== undefined) for (const secret of [answer.sk, answer.claim.code]) remember(secret);
      for (const { password } of answer.citizens ?? []) remember(password);
      const pointers = answer.errors?.map(({ pointer }: { pointer: string }) => pointer);
      const messages = answer.errors?.map(({ message }: { message: string }) => message);
      return { status: response.status, uris: answer.redirect_uris, pointers, messages };
    };
    const json = 'application/json';
    const uris = ['http://localhost:3000/a', 'http://localhost:3000/b'];
    for (const sent of [uris, uris.join(' ')])
      expect((await ask(json, JSON.stringify({ redirect_uris: sent, work: null }))).uris).to.deep.equal(uris);
    for (const type of [undefined, json, 'application/x-www-form-urlencoded'])
      expect((await ask(type, undefined)).status, type).to.equal(201);
    expect((await ask(json, '{}')).status).to.equal(201);
    const wrong = await ask(json, JSON.stringify({ redirect_uri: 'x', name: 'y' }));
    expect(wrong).to.deep.include({ status: 422, pointers: ['/redirect_uri', '/name'] });
    const nested = await ask(json, JSON.stringify({ redirect_uris: { a: 1 }, work: [true], solution: 5 }));
    expect(nested).to.deep.include({ status: 422, pointers: ['/redirect_uris', '/work', '/solution'] });
    const elsewhere = await ask(json, JSON.stringify({ redirect_uris: 'https://evil.example/cb', bogus: 1 }));
    expect(elsewhere.pointers, 'a value of another type hides no wrong address').to.have.members([
      ...['/redirect_uris', '/bogus'],
    ]);
    // An address of a list is one part, whatever it holds; an unknown field hides no wrong address.
    const spaced = await ask(
      json,
      JSON.stringify({ redirect_uris: [...uris, 'http://localhost:3000/a b', ''], b: '1' }),
    );
    expect(spaced).to.deep.include({ status: 422, pointers: ['/b', '/redirect_uris/2', '/redirect_uris/3'] });
    expect(spaced.messages).to.include(said('fields.no_spaces', { label: 'redirect_uris' }));
    const single = await ask(json, JSON.stringify({ redirect_uris: ['http://localhost:3000/a,b'] }));
    expect(single.uris).to.deep.equal(['http://localhost:3000/a,b']);
    for (const body of ['[]', '"x"', '{', 'null']) expect((await ask(json, body)).status, body).to.equal(400);
    expect((await ask('text/plain', 'x')).status).to.equal(415);
  });

  it('go back to this machine alone, on any port and path, and say every wrong address at once', async () => {
    const fields = { redirect_uris: 'http://[::1]:3000/a/b http://localhost:8080/login/oauth2/code/ncc' };
    const { body } = await take(fields);
    expect(body.redirect_uris).to.deep.equal(fields.redirect_uris.split(' '));
    expect(body.backchannel_logout_uri).to.equal('http://[::1]:3000/backchannel-logout');
    const before = await rows('applications');
    const wrong = await take({
      redirect_uris: 'https://evil.example/callback',
      post_logout_redirect_uris: 'http://10.0.0.1/',
      backchannel_logout_uri: 'http://192.168.1.2/x',
    });
    expect(wrong.status).to.equal(422);
    expect(wrong.headers.get('content-type')).to.include('application/problem+json');
    const pointers = (wrong.body as unknown as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
    expect(pointers).to.deep.equal(['/redirect_uris', '/post_logout_redirect_uris', '/backchannel_logout_uri']);
    // Of several each by its place, in the name that it has here.
    const several = await take({ redirect_uris: 'http://localhost/a#x http://localhost/b http://u:p@localhost/c' });
    const told = Object(several.body).errors.map((each: { pointer: string; message: string }) => [
      each.pointer,
      each.message,
    ]);
    expect(told).to.deep.equal([
      ['/redirect_uris/0', said('fields.no_fragment', { label: 'redirect_uris' })],
      ['/redirect_uris/2', said('fields.no_password', { label: 'redirect_uris' })],
    ]);
    for (const uri of ['http://localhost.evil.example/', 'http://localhost:1/#x', 'javascript:alert(1)', 'x', ' '])
      expect((await take({ redirect_uris: uri })).status, uri).to.equal(422);
    expect(await rows('applications')).to.equal(before);
  });

  it('cost none of the five where an address is refused, whichever rule refuses it, and blame no field that was not sent', async () => {
    const address = nextAddress();
    for (const uri of ['http://localhost/cb#part', `http://localhost/${'x'.repeat(600)}`, 'https://m.example.cn/cb']) {
      const { status, body } = await take({ redirect_uris: uri }, address);
      const fields = Object(body).errors.map(({ pointer }: { pointer: string }) => pointer);
      expect([status, fields]).to.deep.equal([422, ['/redirect_uris']]);
    }
    for (let kit = 0; kit < 5; kit += 1) expect((await take({}, address)).status).to.equal(201);
    expect((await take({}, address)).status).to.equal(429);
  });

  it('sign their test citizens in, and no other', async () => {
    const [{ body: one }, { body: other }] = [await take(), await take()];
    const [own, foreign] = [one.citizens[0], other.citizens[0]];
    const visit = async (citizen: Kit['citizens'][number] | undefined) => {
      const visitor = createVisitor({
        ...{ cloud: at.origin, site: 'http://localhost:5055', username: citizen?.username ?? '' },
        password: citizen?.password ?? '',
      });
      const query = new URLSearchParams({
        ...{
          client_id: one.ak,
          response_type: 'code',
          redirect_uri: one.redirect_uris[0] ?? '',
          state: 's',
          nonce: 'n',
        },
        ...{ scope: 'openid profile', code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
      });
      return visitor.pass(`${at.origin}/oidc/auth?${query}`).catch(String);
    };
    expect(await visit(own)).to.include('http://localhost:5055/callback?code=');
    expect(await visit(foreign)).to.not.include('code=');
  });

  it('are 5 an hour for an address, and 50 for its network; who is refused leaves no row', async () => {
    const one = nextAddress();
    for (let turn = 0; turn < kitBounds.address.free; turn += 1) expect((await take({}, one)).status).to.equal(201);
    const counters = await rows('throttle');
    const applications = await rows('applications');
    const refused = await take({}, one);
    expect(refused.status).to.equal(429);
    expect(refused.body).to.deep.include({ code: 'rate_limited', status: 429 });
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, hours(1));
    const network = one.replace(/\.7$/, '');
    for (let host = 100; host < 145; host += 1) await take({}, `${network}.${host}`);
    const ofNetwork = await rows('throttle');
    expect((await take({}, `${network}.200`)).status).to.equal(429);
    expect(await rows('throttle'), 'no counter for a refused address').to.equal(ofNetwork);
    expect(await rows('applications')).to.equal(applications + 45);
    expect(ofNetwork - counters).to.equal(45);
    clock.advance(hours(1) + 1);
    expect((await take({}, one)).status, 'an hour later').to.equal(201);
  });

  it('cost none of the five where nothing was given: in a crowd, whose turn comes is counted once it is served', async () => {
    const { gate } = at.app.applications.kits;
    const [address, before] = [nextAddress(), await rows('throttle')];
    const crowd = await Promise.allSettled(
      Array.from({ length: 30 }, () => gate.enter(address, undefined, () => Promise.reject(new Error('no room')))),
    );
    expect(crowd.map(({ status }) => status)).to.not.include('fulfilled');
    expect(await rows('throttle')).to.equal(before);
    let made = 0;
    const served = await Promise.allSettled(
      Array.from({ length: 12 }, () => gate.enter(address, undefined, async () => (made += 1))),
    );
    const taken = served.filter((each) => each.status === 'fulfilled' && 'prepared' in each.value);
    expect([taken.length, made], 'nothing is made for a refusal').to.deep.equal([5, 5]);
  });

  it('go on beyond the five of an address, and the fifty of a network, by work; not beyond their last bound', async () => {
    const work = async (address: string) => {
      const { status, body } = await take({}, address);
      const { task } = Object(body).work ?? {};
      expect([status, typeof task], 'the work is offered').to.deep.equal([429, 'string']);
      return { work: task, solution: solve(task) };
    };
    const one = nextAddress();
    for (let kit = 0; kit < kitBounds.address.free; kit += 1) await take({}, one);
    const counters = await rows('throttle');
    const [first, other] = [await work(one), await work(one)];
    expect(await rows('throttle'), 'offered without a row').to.equal(counters);
    expect((await take(first, one)).status).to.equal(201);
    expect((await take(first, one)).status, 'counts once').to.equal(429);
    const nearby = one.replace(/\.7$/, '.8');
    expect((await take(other, nearby)).status, 'from another address').to.equal(201);
    const { address, network } = kitBounds;
    for (let kit = address.free + 1; kit < address.limit - 1; kit += 1)
      await at.app.throttle.hit('kits of address', one, address);
    expect((await take(await work(one), one)).status, 'the last').to.equal(201);
    const over = await take({}, one);
    expect([over.status, Object(over.body).work]).to.deep.equal([429, undefined]);
    expect(Object(over.body).detail).to.include(`最多领 ${address.limit} 套`);
    const prefix = one.replace(/\.7$/, '.0');
    for (let kit = 0; kit < network.limit; kit += 1) await at.app.throttle.hit('kits of network', prefix, network);
    const far = await take({}, one.replace(/\.7$/, '.9'));
    expect([far.status, Object(far.body).work]).to.deep.equal([429, undefined]);
    expect(Object(far.body).detail).to.include(`最多领 ${network.limit} 套`);
  });

  it('are refused where the work or its solution can be none, both named at once, whether it is needed or not', async () => {
    const { status, body } = await take({ work: 'x', solution: 'many' });
    const pointers = Object(body).errors.map(({ pointer }: { pointer: string }) => pointer);
    expect([status, pointers]).to.deep.equal([422, ['/work', '/solution']]);
  });

  it('cost a small task once many come; it counts once, and its shell line solves it', async () => {
    for (let turn = 0; turn < kitBounds.hour.free; turn += 1) await take();
    const last = await take();
    expect(last.status).to.equal(429);
    const { work } = last.body as unknown as { work: { task: string; solve: string; send: string } };
    expect(work.send).to.include('solution=NUMBER');
    expect(work.solve, 'a shell finds it between two quotes').not.to.include('"');
    const solution = solve(work.task);
    expect((await take({ work: work.task, solution: '1' })).status).to.equal(429);
    expect((await take({ work: work.task, solution })).status).to.equal(201);
    expect((await take({ work: work.task, solution })).status, 'a second time').to.equal(429);
  });

  describe('claimed by a person', () => {
    beforeEach(async () => {
      browser = await signInToConsole(at, person, { secondFactor: false });
    });
    const lookUp = async (code: string, who = browser) =>
      who.submit(await who.walk('/console/claim'), { code }, '/console/claim');

    it('are shown with what they did, and belong to them from then on: the same SK, 30 days, a code that is used', async () => {
      const { body } = await take();
      const kits = await rows('institutions where kit_since is not null');
      const typed = ` ${body.claim.code.replace('-', '').toLowerCase()} `;
      const page = await lookUp(typed);
      expect(page.text).to.include(body.ak).and.include('领回到');
      expect(textOf(page)).to.include('还没有用来登录');
      expect(page.text, 'the SK is not shown').to.not.include(body.sk);
      expect(page.url.href, 'an address to come back to, without the code')
        .to.include('?look=')
        .and.not.include(typed.trim());
      expect((await browser.walk(`${page.url.pathname}${page.url.search}`)).text).to.include(body.ak);
      const stranger = await signInToConsole(at, await createNewcomer(at), { secondFactor: false });
      expect((await stranger.walk(`${page.url.pathname}${page.url.search}`)).text).to.not.include(body.ak);
      const sent = { code: body.claim.code, name: '我的第一套' };
      const claimed = await browser.submit(page, sent, '/console/claim/keys');
      expect(claimed.url.pathname).to.equal(`/console/applications/${body.ak}`);
      expect(claimed.text).to.include('我的第一套').and.include('已领回').and.not.include(body.sk);
      const application = await at.app.applications.get(body.ak);
      expect((application.expiresAt?.getTime() ?? 0) - clock.now().getTime()).to.be.above(days(29) * 1000);
      const own = await at.app.applications.sandboxOfPerson(person.accountId);
      expect(own).to.deep.include({ clientId: body.ak, isPersonal: true, secret: undefined });
      expect(body.citizens.map(({ username }) => username)).to.include(own?.testCitizen?.username);
      const token = await fetch(`${at.origin}/oidc/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${body.ak}:${body.sk}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'verification:run' }),
      });
      expect(token.status, 'the SK works as before').to.equal(200);
      const member = await at.app.institutions.ofPerson(person.accountId);
      if (member === undefined) throw new Error('no owner');
      const moved = { redirectUris: 'http://localhost:4000/cb' };
      const changed = await at.app.applications.changeSandbox(member, body.ak, moved);
      expect(changed).to.deep.include({
        ...{ name: application.name, scope: application.scope, apiScope: application.apiScope },
        ...{ redirectUris: [moved.redirectUris], backchannelLogoutUri: application.backchannelLogoutUri },
      });
      expect((await lookUp(body.claim.code)).text).to.include('您已经领回了');
      expect(await rows('institutions where kit_since is not null'), 'its owner is gone').to.equal(kits - 1);
    });

    it('are claimed once, by the first of two; a person who has the code may stop them', async () => {
      const { body } = await take();
      const other = await createNewcomer(at);
      const second = await signInToConsole(at, other, { secondFactor: false });
      const outcomes = await Promise.allSettled([
        at.app.applications.kits.claim(person.accountId, body.claim.code, '一'),
        at.app.applications.kits.claim(other.accountId, body.claim.code, '二'),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      const [first, late] = outcomes[0]?.status === 'fulfilled' ? [browser, second] : [second, browser];
      expect((await lookUp(body.claim.code, first)).text).to.include('您已经领回了');
      const page = await lookUp(body.claim.code, late);
      expect(page.text).to.include('被领走').and.include('停用这套密钥');
      await late.submit(page, { code: body.claim.code, sure: '1' }, '/console/claim/stop');
      expect((await at.app.applications.get(body.ak)).disabledAt).to.not.equal(undefined);
    });

    it('are not found by another code, and each refusal has a way on', async () => {
      const page = await lookUp('4KQM-7XTR');
      expect(page.status).to.equal(422);
      expect(page.text).to.include('没有找到 4KQM-7XTR').and.include('再输一次');
      const { body } = await take();
      clock.advance(days(7));
      browser = await signInToConsole(at, person, { secondFactor: false });
      expect((await lookUp(body.claim.code)).text)
        .to.include('到期，已经没有了')
        .and.include('再领一套');
      const late = at.app.applications.kits.claim(person.accountId, body.claim.code, '晚了');
      await late.then(
        () => expect.fail('claimed'),
        (error) => expect(error.code).to.equal('conflict'),
      );
    });

    it('are at most 5 for a person', async () => {
      const other = await createNewcomer(at);
      for (let turn = 0; turn < 5; turn += 1)
        await at.app.applications.kits.claim(other.accountId, (await take()).body.claim.code, `第 ${turn} 套`);
      const { body } = await take();
      const sixth = at.app.applications.kits.claim(other.accountId, body.claim.code, '第六套');
      await sixth.then(
        () => expect.fail('claimed'),
        (error) => expect(error.code).to.equal('conflict'),
      );
      expect(
        (await at.app.applications.kits.look(other.accountId, body.claim.code)).state,
        'it is still there',
      ).to.equal('here');
    });
  });

  const tokenOf = async ({ ak, sk }: Kit, scope: string): Promise<string> => {
    const answer = await fetch(`${at.origin}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${ak}:${sk}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });
    return remember(JSON.parse(await answer.text()).access_token);
  };

  it('are active until their last day, and in no list of what has to be renewed', async () => {
    const { body } = await take();
    const state = async () => {
      const headers = { authorization: `Bearer ${await tokenOf(body, 'verification:run')}` };
      const answer = await fetch(`${at.origin}/api/v1/me`, { headers });
      return JSON.parse(await answer.text()).application.status;
    };
    expect(await state()).to.equal('active');
    const listed = await at.app.applications.search(operator, { show: 'expiring' }, undefined, 50);
    expect(listed.found.map(({ clientId }) => clientId)).to.not.include(body.ak);
    clock.advance(days(5));
    expect(await state()).to.equal('active');
    clock.advance(days(1) + hours(3));
    expect(await state()).to.equal('expiring');
  });

  it('send no events to any address, which a stranger could name; claimed, they do', async () => {
    const { body } = await take();
    const register = async (url: string) => {
      const answer = await fetch(`${at.origin}/api/v1/webhook-endpoints`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await tokenOf(body, 'webhook:manage')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ url }),
      });
      remember(/whsec_[\w+/=]+/.exec(await answer.clone().text())?.[0]);
      return { status: answer.status, text: await answer.text() };
    };
    for (const url of [
      'https://victim.example/',
      'https://localhost/',
      'http://127.0.0.1:5055/hook',
      'https://[::1]/',
    ]) {
      const { status, text } = await register(url);
      expect([status, JSON.parse(text).errors[0].pointer], url).to.deep.equal([422, '/url']);
    }
    const headers = { authorization: `Bearer ${await tokenOf(body, 'resource:read')}` };
    const polled = await fetch(`${at.origin}/api/v1/changes`, { headers });
    expect(polled.status, await polled.text()).to.equal(200);
    const other = await createNewcomer(at);
    await at.app.applications.kits.claim(other.accountId, body.claim.code, '有主的');
    expect((await register('https://partner.example/')).status).to.equal(201);
  });

  it('have no address of a stranger opened: a cover is uploaded until they are claimed', async () => {
    const { body } = await take();
    const others = await at.app.institutions.create(operator, { name: '青溪县图书馆', certified: true });
    const cover = 'https://victim.example/cover.png';
    const entry = await jsonEntry(at, others.id, 'news', { cover });
    const send = async (method: string, path: string, sent?: object) =>
      fetch(`${at.origin}/api/v1/resources/news/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await tokenOf(body, 'resource:write')}`,
          ...(sent && { 'content-type': 'application/json' }),
        },
        ...(sent && { body: JSON.stringify(sent) }),
      });
    /** The problems of handing it in. */
    const submit = async (): Promise<string> => {
      const { errors } = JSON.parse(await (await send('POST', 'covered:submit')).text());
      return errors.map((each: { pointer: string }) => `${each.pointer} ${JSON.stringify(each)}`).join();
    };
    expect((await send('PUT', 'covered', entry)).status).to.equal(201);
    expect(await submit()).to.match(/^\/cover .*领回/);
  });

  it('leave no trace after seven days: every table is looked through', async () => {
    const { body } = await take();
    const { actor, citizen, institutionId } = await used(body);
    expect(actor).to.equal(201);
    const found = await traces(body, institutionId, citizen);
    expect([...found.keys()], 'before').to.include.members([
      'applications',
      'accounts',
      'institutions',
      'sandbox.entries',
    ]);
    clock.advance(days(7) + hours(2));
    for (const job of at.app.applications.kits.jobs) await job.run(clock.now());
    await at.app.oidc.purge();
    await at.app.integrationLog.flush();
    const left = await traces(body, institutionId, citizen);
    expect(Object.fromEntries(left)).to.deep.equal({});
  });

  it('are shown by the page that took them, and by what it brings back; no cookie holds them', async () => {
    const browser = createBrowser(at.origin);
    await browser.walk('/docs/start');
    const { csrf = '' } = formOf((await browser.walk('/account/recover')).text).fields;
    const ask = (fields: Record<string, string>) =>
      browser.request('/docs/start/keys?live=1', { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
    const taken = await ask({});
    const page = await taken.text();
    const note = /name="kit" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const sk = remember(/ncc_sk_[\w-]+/.exec(page)?.[0]);
    expect([taken.status, note !== '', sk !== undefined]).to.deep.equal([200, true, true]);
    expect(taken.headers.getSetCookie().filter((cookie) => !/^(form|wrote|lang)/.test(cookie))).to.deep.equal([]);
    const count = await rows('sandbox_kits');
    expect(await (await ask({ kit: note })).text())
      .to.include(sk)
      .and.include('已生成');
    for (const other of ['x', `${note}x`]) {
      const refused = await ask({ kit: other });
      expect([refused.status, refused.headers.get('location')]).to.deep.equal([303, '/docs/start']);
    }
    expect(await rows('sandbox_kits'), 'none was taken again').to.equal(count);
  });

  it('come once from the form of a page, however often it is sent, and for an hour', async () => {
    const browser = createBrowser(at.origin);
    const start = await browser.walk('/docs/start');
    const once = /name="once" value="([^"]+)"/.exec(start.text)?.[1] ?? '';
    const { csrf = '' } = formOf((await browser.walk('/account/recover')).text).fields;
    const send = async (mark = once) => {
      const sent = { method: 'POST', body: new URLSearchParams({ csrf, once: mark }) };
      const response = await browser.request('/docs/start/keys', sent);
      return { status: response.status, sk: remember(/ncc_sk_[\w-]+/.exec(await response.text())?.[0]) };
    };
    const count = await rows('sandbox_kits');
    const [one, other] = await Promise.all([send(), send()]);
    const again = await send();
    expect([one.status, other, again]).to.deep.equal([200, one, one]);
    expect(await rows('sandbox_kits')).to.equal(count + 1);
    expect((await send('x')).sk, 'a mark that no page made stands for none').to.not.equal(one.sk);
    clock.advance(hours(1));
    expect((await send()).status, 'shown no longer, and no other taken').to.equal(303);
    expect(await rows('sandbox_kits')).to.equal(count + 2);
    for (const job of at.app.applications.kits.jobs) await job.run(clock.now());
    expect(await rows('sandbox_kits where shown is not null')).to.equal(0);
  });

  it('cost the page a small task too, once many come: its form has it, and the way on without a script', async () => {
    for (let turn = 0; turn < kitBounds.hour.free; turn += 1) await take();
    const browser = createBrowser(at.origin);
    await browser.walk('/docs/start');
    const { csrf = '' } = formOf((await browser.walk('/account/recover')).text).fields;
    const send = (fields: Record<string, string>) =>
      browser.request('/docs/start/keys', { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
    const refused = await send({});
    const page = await refused.text();
    const work = /name="work" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect([refused.status, page.includes('请在终端里领')]).to.deep.equal([429, true]);
    const wrong = await send({ work, solution: '' });
    expect([wrong.status, (await wrong.text()).includes('data-work')]).to.deep.equal([429, true]);
    const taken = await send({ work, solution: solve(work) });
    expect([taken.status, remember(/ncc_sk_[\w-]+/.exec(await taken.text())?.[0]) !== undefined]).to.deep.equal([
      200,
      true,
    ]);
  });

  it('go after seven days, also more of them than one step takes', async () => {
    for (let kit = 0; kit < 51; kit += 1) expect((await take()).status).to.equal(201);
    expect(await rows('institutions where kit_since is not null')).to.be.above(50);
    clock.advance(days(7) + hours(2));
    for (const job of at.app.applications.kits.jobs) await job.run(clock.now());
    expect(await rows('institutions where kit_since is not null')).to.equal(0);
  });

  /** A login, a call for an entry, and a verification that is begun. */
  async function used(kit: Kit): Promise<{ actor: number; citizen: string; institutionId: string }> {
    const { institutionId } = await at.app.applications.get(kit.ak);
    const citizen = kit.citizens[0];
    const query = new URLSearchParams({
      ...{ client_id: kit.ak, response_type: 'code', redirect_uri: kit.redirect_uris[0] ?? '', state: 's', nonce: 'n' },
      ...{ scope: 'openid profile', code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
    });
    const visitor = createVisitor({
      ...{ cloud: at.origin, site: 'http://localhost:5055', username: citizen?.username ?? '' },
      password: citizen?.password ?? '',
    });
    await visitor.pass(`${at.origin}/oidc/auth?${query}`);
    const answer = await fetch(`${at.origin}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${kit.ak}:${kit.sk}`).toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'verification:run resource:write file:write',
      }),
    });
    const { access_token: token } = JSON.parse(await answer.text());
    const call = (method: string, path: string, sent: object) =>
      fetch(`${at.origin}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${remember(token)}`, 'content-type': 'application/json' },
        body: JSON.stringify(sent),
      });
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(await bands(1280, 720))]), '封面.png');
    const headers = { authorization: `Bearer ${token}` };
    const cover = await fetch(`${at.origin}/api/v1/files`, { method: 'POST', headers, body: form });
    const others = await at.app.institutions.create(operator, { name: '青溪县文化馆', certified: true });
    const entry = await jsonEntry(at, others.id, 'news', { cover: JSON.parse(await cover.text()).id });
    const written = await call('PUT', '/resources/news/trace', entry);
    expect(written.status, await written.text()).to.equal(201);
    const { status } = await call('POST', '/verification', { login_url: 'http://localhost:5055/' });
    await at.app.integrationLog.flush();
    return { actor: status, citizen: citizen?.username ?? '', institutionId };
  }

  /** Rows by table that name the AK, its owner or its citizens. */
  async function traces(kit: Kit, institutionId: string, username: string): Promise<Map<string, number>> {
    // The audit is kept for as long as the law wants, by numbers; counters and answers to repeated calls end with their hour or day.
    const kept = ['audit_events', 'audit_pending', 'idempotency_keys'];
    const { db } = at.database;
    const ids = await db.rows<{ id: string }>(`select id from accounts where test_of = $1 or verifies = $2`, [
      ...[institutionId, kit.ak],
    ]);
    remembered.push(...ids.map(({ id }) => id));
    const words = [kit.ak, institutionId, username, ...remembered];
    const tables = await db.rows<{ name: string }>(
      `select case n.nspname when 'sandbox' then 'sandbox.' else '' end || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('public', 'sandbox') and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    const found = new Map<string, number>();
    for (const { name } of tables) {
      if (kept.includes(name)) continue;
      const row = await db.row<{ n: number }>(
        `select count(*)::int as n from ${name} t where t::text like any($1::text[])`,
        [words.map((word) => `%${word}%`)],
      );
      if ((row?.n ?? 0) > 0) found.set(name, row?.n ?? 0);
    }
    return found;
  }
  const remembered: string[] = [];
});

describe('the code of a kit', () => {
  it('is read however it is typed, and has no letter that is misread', () => {
    const code = newClaimCode();
    for (const typed of [code, code.toLowerCase(), code.replace('-', ''), ` ${code.replace('-', ' ')} `])
      expect(claimCodeIn(typed)).to.equal(code);
    expect(claimCodeIn('oO1i-lLab'), 'misread letters').to.equal('0011-11AB');
    for (const wrong of ['', 'ABCD', 'ABCD-EFGU', 'ABCD-EFG', `${code}0`, 'x'.repeat(5_000)])
      expect(claimCodeIn(wrong), wrong.slice(0, 20)).to.equal(undefined);
    const made = Array.from({ length: 500 }, newClaimCode);
    expect(new Set(made).size).to.equal(500);
    expect(made.join('')).to.not.match(/[ILOU]/);
  });
});
