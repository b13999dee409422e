import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { after, before, describe, it } from 'mocha';
import { hours } from '../../../src/clock.ts';
import { createCitizen, operator, startApp, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, redeem, type TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createMember, createNewcomer, signInToConsole } from '../../support/console.ts';
import { remember } from '../../support/record.ts';

const begin = '/console/sandbox';
const input = { name: '第一次联调', redirectUris: 'http://localhost:9/callback' };

const sandboxes = '/console/applications/sandbox';

describe('R27 the sandbox of a person without an institution', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  let at: TestApp;
  let person: Colleague;
  let browser: TestBrowser;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    person = await createNewcomer(at);
    browser = await signInToConsole(at, person, { secondFactor: false });
  });
  after(() => at.close());

  const own = (whose = person) => at.app.applications.sandboxOfPerson(whose.accountId);

  it('is one button away, and leads back to the page that asked for it', async () => {
    expect(await own()).to.equal(undefined);
    const page = await browser.walk(`${begin}?return_to=/docs/start`);
    expect(page.text).to.include('领取沙箱 AK');
    const opened = await browser.submit(page);
    expect(opened.url.pathname).to.equal('/docs/start');
    const made = await own();
    expect(made).to.deep.include({
      isPersonal: true,
      name: '第一次联调',
      redirectUris: ['http://localhost:5055/callback'],
    });
    expect(remember(made?.secret)).to.match(/^ncc_sk_/);
    expect(made?.testCitizen?.phone).to.match(/^168\d{8}$/);
    expect(remember(made?.testCitizen?.password)).to.have.length.of.at.least(12);
    expect((await browser.walk(`${begin}?return_to=/docs/start`)).url.pathname, 'once there').to.equal('/docs/start');
    for (const elsewhere of ['https://evil.example/', '//evil.example/docs', '/docs/../admin', '/admin'])
      expect((await browser.walk(`${begin}?${new URLSearchParams({ return_to: elsewhere })}`)).text).to.not.include(
        elsewhere,
      );
  });

  it('stands on the first page beside the invitation to join an institution, with the way to practise 在线验证', async () => {
    const { path = '', clientId = '' } = (await own()) ?? {};
    const start = await browser.walk('/console/start');
    expect(start.text)
      .to.include(`href="${path}"`)
      .and.to.include('加入已登记的机构')
      .and.not.to.include('领取沙箱 AK');
    expect(start.text).to.include(`href="/console/verification/${clientId}"`);
    expect((await browser.walk(`/console/verification/${clientId}`)).text).to.include('在线验证');
  });

  it('has its pages as that of an institution has: keys, addresses, calls, renewal', async () => {
    const { path = '', secret = '', clientId = '' } = (await own()) ?? {};
    const keys = await browser.walk(`${path}/secrets`);
    expect([keys.status, keys.text.includes(secret)]).to.eql([200, true]);
    for (const tab of ['', '/redirects', '/abilities', '/calls', '/history', '/renew'])
      expect((await browser.walk(path + tab)).status, tab).to.equal(200);
    clock.advance(86_400);
    browser = await signInToConsole(at, person, { secondFactor: false });
    expect((await browser.submit(await browser.walk(`${path}/renew`))).url.pathname).to.equal(path);
    expect((await at.app.applications.get(clientId)).expiresAt).to.eql(new Date('2026-12-25T15:59:59Z'));
  });

  it('is private: its pages, its institution and its test citizens', async () => {
    const { path = '', clientId = '' } = (await own()) ?? {};
    const stranger = await signInToConsole(at, await createMember(at));
    expect((await stranger.walk(path)).status).to.equal(404);
    const other = await signInToConsole(at, await createNewcomer(at), { secondFactor: false });
    expect((await other.walk(path)).url.pathname).to.equal('/console/start');
    const { institutionId } = await at.app.applications.get(clientId);
    const listed = await at.app.institutions.list(operator, {});
    expect(listed.map(({ id }) => id)).to.not.include(institutionId);
    expect(await at.app.institutions.findByName('个人开发者')).to.equal(undefined);
    expect(await at.app.institutions.membershipsOf(person.accountId)).to.eql([]);
  });

  it('admits its own test citizen only, in a sector of its own', async () => {
    const mine = await at.app.applications.openOwnSandbox(person.accountId, input);
    remember(mine.secret ?? '');
    clock.advance(1);
    const found = await own();
    const citizen = found?.testCitizen;
    const reset = await at.app.applications.resetTestCitizen(
      (await at.app.institutions.ofPerson(person.accountId)) ?? { kind: 'anonymous' },
      mine.application.institutionId,
      citizen?.id ?? '',
    );
    const typed = { username: citizen?.phone ?? '', password: remember(reset.password), agree: '1' };
    const client: Client = { clientId: mine.application.clientId, secret: mine.secret ?? '' };
    const flow = authorization(client.clientId);
    const visitor = createBrowser(at.origin);
    const consent = await visitor.submit(await visitor.walk(flow.url), typed);
    expect(consent.text, 'by the phone').to.include('个人开发者');
    const { url } = await visitor.submit(consent, { scope_profile: '1' });
    const { body } = await redeem(at.origin, client, url, flow);
    expect(decodeJwt(String(body.id_token)).sub).to.have.lengthOf(43);

    const another = await createNewcomer(at);
    const theirs = await at.app.applications.openOwnSandbox(another.accountId, input);
    remember(theirs.secret ?? '');
    const there = createBrowser(at.origin);
    const refused = await there.submit(await there.walk(authorization(theirs.application.clientId).url), typed);
    expect(refused.text).to.include('只能用本机构的测试市民登录');
    expect(theirs.application.institutionId).to.not.equal(mine.application.institutionId);
  });

  it('is one of five at most, and wants a verified phone', async () => {
    const many = await createNewcomer(at);
    const outcomes = await Promise.all(
      Array.from({ length: 7 }, () =>
        at.app.applications.openOwnSandbox(many.accountId, input).then(
          ({ secret }) => remember(secret ?? '') && 'opened',
          ({ code }) => code,
        ),
      ),
    );
    expect(outcomes.filter((each) => each === 'opened')).to.have.lengthOf(5);
    expect(outcomes.filter((each) => each === 'conflict')).to.have.lengthOf(2);
    const nobody = await createCitizen(at, 'phoneless');
    expect(await at.app.applications.openOwnSandbox(nobody.id, input).catch(({ code }) => code)).to.equal('forbidden');
  });

  it('stands beside those of an institution for a person with both, and is chosen by name', async () => {
    const member = await createMember(at, { certified: false });
    const both = await signInToConsole(at, member, { secondFactor: false });
    await both.submit(await both.walk(begin), { place: 'self' });
    clock.advance(1);
    const page = await both.submit(await both.walk(begin), { place: 'institution', name: '本馆的沙箱' });
    for (const [sk] of page.text.matchAll(/ncc_sk_[\w-]{43}/g)) remember(sk);
    const list = await both.walk('/console/applications/sandbox');
    expect(list.text).to.include('本机构的沙箱应用').and.include('我个人的沙箱应用');
    expect((await at.app.applications.sandboxes(member.institutionId)).map(({ name }) => name)).to.eql(['本馆的沙箱']);
    expect(await own(member)).to.include({ isPersonal: false, name: '本馆的沙箱' });
    for (const path of list.text.matchAll(/href="(\/console\/applications\/ncc_\w+)"/g))
      expect((await both.walk(path[1] ?? '')).status).to.equal(200);
    const verified = async (browser: TestBrowser) =>
      [...(await browser.walk('/console/verification')).text.matchAll(/"(\/console\/verification\/ncc_\w+)"/g)].length;
    expect(await verified(both), 'both can be practised with').to.equal(2);
    const colleague = await createMember(at, { institutionId: member.institutionId });
    expect(await verified(await signInToConsole(at, colleague)), 'to a colleague it is not shown').to.equal(1);
  });

  it('is the one of several that 起步 uses once it is chosen, on its page or in the list', async () => {
    const fresh = await createNewcomer(at);
    const opened = [];
    for (const name of ['第一个', '第二个']) {
      opened.push(await at.app.applications.openOwnSandbox(fresh.accountId, { ...input, name }));
      clock.advance(1);
    }
    for (const { secret } of opened) remember(secret ?? '');
    const desk = await signInToConsole(at, fresh, { secondFactor: false });
    expect((await own(fresh))?.name, 'the newest until then').to.equal('第二个');
    const { clientId = '' } = opened[0]?.application ?? {};
    const path = `/console/applications/${clientId}`;
    const chosen = await desk.submit(await desk.walk(path), { return_to: path }, `${sandboxes}/${clientId}/start`);
    expect([chosen.url.pathname, chosen.text.includes('从现在起使用这个沙箱应用')]).to.eql([path, true]);
    expect((await own(fresh))?.name).to.equal('第一个');
    expect((await desk.walk('/docs/start')).text).to.include(clientId);
    expect((await desk.walk(sandboxes)).text).to.match(/“起步”和“试一试”用的是它/);
    const stranger = await signInToConsole(at, await createMember(at));
    const foreign = await stranger.submit(await stranger.walk(sandboxes), {}, `${sandboxes}/${clientId}/start`);
    expect(foreign.status).to.equal(404);
    const actor = { ...((await at.app.institutions.ofPerson(fresh.accountId)) ?? expect.fail('no member')) };
    await at.app.applications.deleteSandbox(actor, clientId);
    expect((await own(fresh))?.name, 'a deleted one is none').to.equal('第二个');
  });

  it('R33 is shown with its SK for 24 hours at most', async () => {
    const fresh = await createNewcomer(at);
    const { secret, application } = await at.app.applications.openOwnSandbox(fresh.accountId, input);
    remember(secret ?? '');
    clock.advance(hours(24) - 1);
    expect((await own(fresh))?.secret).to.equal(secret);
    clock.advance(1);
    expect(await own(fresh)).to.include({
      secret: undefined,
      clientId: application.clientId,
      lastFour: secret?.slice(-4),
    });
    expect((await own(fresh))?.testCitizen?.password).to.equal(undefined);
  });

  it('is handed to an institution once, with AK and SK, and its citizens are others from then on', async () => {
    const member = await createMember(at);
    const opened = await at.app.applications.openOwnSandbox(member.accountId, input);
    remember(opened.secret ?? '');
    const { clientId, institutionId: own } = opened.application;
    const sent = () => at.database.db.rows('select 1 from sandbox.webhook_endpoints where client_id = $1', [clientId]);
    const scopes = ['webhook:manage'];
    const program = { kind: 'application', clientId, institutionId: own, scopes, sandbox: true } as const;
    const to = { url: 'https://hooks.qingxi.cn/cloud', types: [], description: '' };
    await at.app.sandboxWebhooks.endpoints.create(program, to);
    expect(await sent()).to.have.length(1);
    const both = await signInToConsole(at, member);
    const list = await both.walk(`/console/applications/${clientId}`);
    const asked = await both.walk(/href="([^"]+\/hand-over)"/.exec(list.text)?.[1] ?? '');
    expect(asked.text).to.include('只能转一次');
    expect((await both.submit(asked)).text).to.include('沙箱应用已转给本机构');
    expect(await sent(), 'what one sent as a person is not the institution’s').to.deep.equal([]);
    const after = await at.app.applications.get(clientId);
    expect(after.institutionId).to.equal(member.institutionId).and.not.equal(own);
    const shown = await at.app.applications.sandboxOfPerson(member.accountId);
    expect(shown).to.include({ clientId, secret: opened.secret, isPersonal: false });
    remember(shown?.testCitizen?.password);
    expect(shown?.testCitizen?.password, 'one of the institution').to.be.a('string');
    const { metadata } = (await at.app.applications.client(clientId)) ?? {};
    expect(metadata?.sector_identifier_uri).to.include(member.institutionId);
    expect((await both.walk(asked.url.pathname)).url.pathname, 'once').to.equal('/console/applications/sandbox');
    const { accountId, institutionId } = member;
    const again = { kind: 'member', role: 'owner', accountId, institutionId } as const;
    expect(await at.app.applications.handOverSandbox(again, clientId).catch(({ code }) => code)).to.equal('not_found');
  });

  it('is gone 30 days after its AK was over, unless it is renewed', async () => {
    const fresh = await createNewcomer(at);
    const [left, kept] = await Promise.all(
      [1, 2].map(() => at.app.applications.openOwnSandbox(fresh.accountId, input)),
    );
    for (const each of [left, kept]) remember(each?.secret ?? '');
    clock.set(new Date((left?.application.expiresAt?.getTime() ?? 0) + 30 * 86_400_000).toISOString());
    await at.app.applications.renew(operator, kept?.application.clientId ?? '');
    await at.app.applications.sandboxPurge.run(clock.now());
    expect((await at.app.applications.find(left?.application.clientId ?? ''))?.name, 'not before').to.equal(input.name);
    clock.advance(1);
    await at.app.applications.sandboxPurge.run(clock.now());
    expect(await at.app.applications.find(left?.application.clientId ?? '')).to.equal(undefined);
    expect((await at.app.applications.find(kept?.application.clientId ?? ''))?.name).to.equal(input.name);
  });
});
