import { expect } from 'chai';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../../src/actor.ts';
import { days } from '../../../src/clock.ts';
import { checks } from '../../../src/integration/verification/checks/checks.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { type CheckedPartner, type Fault, startCheckedPartner } from '../../support/checked-partner.ts';
import { authorization, createBrowser, redeem, signIn } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { createVerifier, goThrough } from '../../support/verifier.ts';
import { words } from '../../support/words.ts';

describe('runs of 在线验证', function () {
  this.timeout(60_000);
  let at: TestApp;
  let clock: TestClock;
  let member: Member;
  let partners: CheckedPartner[];
  let clients: Awaited<ReturnType<typeof createClient>>[];

  before(async () => {
    clock = testClock(new Date().toISOString());
    partners = [await startCheckedPartner(), await startCheckedPartner()];
    const env = { OUTGOING_HOSTS: partners.map(({ host }) => host).join(',') };
    at = await startApp(import.meta.filename, { clock, env });
    const owner = await createMember(at);
    member = { kind: 'member', role: 'owner', accountId: owner.accountId, institutionId: owner.institutionId };
    clients = [];
    for (const partner of partners) {
      const client = await createClient(at, partner.registration, { institutionId: owner.institutionId });
      partner.set({ issuer: at.origin, clientId: client.clientId, secret: client.secret });
      clients.push(client);
    }
    await createCitizen(at);
  });
  after(async () => {
    await at.close();
    for (const partner of partners) await partner.close();
  });

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { fact?: { code: string }; fields?: object }) =>
        error.fields === undefined ? error.fact?.code : Object.keys(error.fields).join(' '),
    );

  function pair(index: 0 | 1) {
    const [partner, client] = [partners[index], clients[index]];
    if (partner === undefined || client === undefined) throw new Error('no such partner');
    return { partner, client };
  }

  async function begin(index: 0 | 1) {
    const { partner, client } = pair(index);
    const input = { stack: 'node', loginUrl: partner.loginUrl };
    const { id } = await at.app.verification.start(member, client.clientId, input);
    const verifier = await createVerifier({ at, clock, member, site: partner.site }, id);
    await verifier.open();
    return { ...verifier, id };
  }

  async function whole(index: 0 | 1, fault?: Fault) {
    const { partner } = pair(index);
    partner.set({}, fault);
    const verifier = await begin(index);
    await goThrough(verifier);
    return verifier.finish();
  }

  it('R57 two at once do not mix, and a citizen’s login in between is as ever, by both ways', async () => {
    const [one, other] = [await begin(0), await begin(1)];
    for (const run of [one, other]) await run.login({ agree: false });
    await one.login();
    await one.openAgain();
    await one.login();
    expect((await one.read()).due?.code).to.equal('signature');
    expect((await other.read()).due?.code).to.equal('plain');
    await other.login();
    expect((await other.seen())?.name).to.equal(other.nicknames.first);

    // The run of this AK is about to be answered wrongly: others are not.
    const { client, partner } = pair(0);
    const [redirectUri = ''] = partner.registration.redirectUris;
    const browser = createBrowser(at.origin);
    const before = (await one.read()).steps.length;
    for (const more of [{}, {}, { max_age: '86400' }]) {
      const flow = authorization(client.clientId, { redirect_uri: redirectUri, ...more });
      const callback = await signIn(browser, flow);
      expect(callback.searchParams.get('iss')).to.equal(at.origin);
      const { status, body } = await redeem(at.origin, client, callback, flow, { redirect_uri: redirectUri });
      expect(status).to.equal(200);
      const keys = createRemoteJWKSet(new URL(`${at.origin}/oidc/jwks`));
      const { payload } = await jwtVerify(String(body.id_token), keys, {
        issuer: at.origin,
        audience: client.clientId,
      });
      expect(payload.nonce).to.equal(flow.nonce);
    }
    expect((await one.read()).steps).to.have.length(before);

    const page = await one.login();
    expect(page.text).to.include('没有登录');
    expect(await one.seen()).to.equal(undefined);
    expect((await one.read()).due?.code).to.equal('none');
    expect((await other.read()).due?.code).to.equal('again');
    for (const run of [one, other]) expect(await run.finish()).to.equal('incomplete');
    expect((await at.app.verification.standing(client.clientId)).state).to.equal('none');
  });

  it('R57 marks its calls in the log of the AK, and counts them nowhere', async () => {
    const { client } = pair(0);
    await at.app.integrationLog.flush();
    const { entries } = await at.app.integrationLog.read(operator, client.clientId);
    const marked = entries.filter(({ isOfRun }) => isOfRun);
    expect(marked.map(({ endpoint }) => endpoint)).to.include.members(['authorization', 'token', 'userinfo']);
    const used = await at.app.integrationLog.usage(operator, client.clientId);
    const counted = Object.fromEntries(used.map(({ endpoint, ok, failed }) => [endpoint, [ok, failed]]));
    expect(counted.token).to.deep.equal([3, 0]);
    expect(counted.authorization).to.deep.equal([3, 0]);
    expect(counted.userinfo).to.equal(undefined);
  });

  it('R57 lets its test citizen in at that AK alone, and nowhere once it is over', async () => {
    const run = await begin(0);
    const { run: of, password = '' } = await run.read();
    const tryAt = async (clientId: string, redirectUri: string) => {
      const browser = createBrowser(at.origin);
      const login = await browser.walk(authorization(clientId, { redirect_uri: redirectUri }).url);
      return browser.submit(login, { username: of.username, password, agree: '1' });
    };
    const [own, foreign] = [pair(0), pair(1)];
    const [here = ''] = own.partner.registration.redirectUris;
    const [there = ''] = foreign.partner.registration.redirectUris;
    expect((await tryAt(own.client.clientId, here)).text).to.include('想获取您的这些信息');
    expect((await tryAt(foreign.client.clientId, there)).text).to.include('在线验证的测试市民');
    await run.finish();
    expect((await tryAt(own.client.clientId, here)).text).not.to.include('想获取您的这些信息');
  });

  it('R57 shows each request beside its answer, tokens decoded, and no secret of either', async () => {
    const { client, partner } = pair(1);
    const { verification } = at.app;
    const input = { mode: 'walk' as const, stack: 'other', loginUrl: partner.loginUrl };
    const { id } = await verification.start(member, client.clientId, input);
    const walker = await createVerifier({ at, clock, member, site: partner.site }, id);
    await walker.open();
    await walker.login();
    expect((await walker.seen())?.name).to.equal(walker.nicknames.first);
    const { steps, due, password = '' } = await walker.read();
    expect(due).to.equal(undefined);
    expect(steps.map(({ kind }) => kind)).to.deep.equal(['probed', 'asked', 'asked', 'authorized', 'redeemed', 'used']);
    const [, , , authorized, redeemed, used] = steps;
    expect(authorized?.shown?.request).to.include({ client_id: client.clientId, code_challenge_method: 'S256' });
    expect(redeemed?.shown?.decoded).to.include('"alg": "RS256"').and.to.include(client.clientId);
    expect(used?.shown?.answer).to.include({ nickname: walker.nicknames.first });
    for (const value of [authorized?.shown?.answer?.code, redeemed?.shown?.answer?.access_token])
      expect(value).to.match(/^.{6}…$/);
    for (const secret of [client.secret, password]) expect(JSON.stringify(steps)).not.to.include(secret);
    await walker.finish();
    expect((await verification.list(member, client.clientId)).map((run) => run.id)).not.to.include(id);
  });

  it('begins one at a time for an AK, by its managers, with an address that is a login page', async () => {
    const { client, partner } = pair(1);
    const run = await begin(1);
    const input = { stack: 'node', loginUrl: partner.loginUrl };
    const { verification } = at.app;
    expect(await codeOf(verification.start(member, client.clientId, input))).to.equal('verification.under_way');
    const stranger = await createMember(at);
    const other: Member = { ...member, accountId: stranger.accountId, institutionId: stranger.institutionId };
    expect(await codeOf(verification.start(other, client.clientId, input))).to.equal('applications.not_found');
    expect(await codeOf(verification.read(other, run.id))).to.equal('applications.not_found');
    expect(await codeOf(verification.start({ ...member, role: 'reader' }, client.clientId, input))).to.equal(
      'applications.role_may_not',
    );
    const bad = { stack: '<b>', loginUrl: 'javascript:alert(1)' };
    expect(await codeOf(verification.start(member, client.clientId, bad))).to.equal('stack loginUrl');
    await run.finish();
    expect(await codeOf(run.finish())).to.equal('verification.over');
  });

  it('of a sandbox leads to its registered sites or to this machine, and nowhere else: attacks on the link', async () => {
    const { verification } = at.app;
    const home = { redirectUris: ['http://10.0.0.7:8080/callback'], allowLoopback: true, sandbox: true };
    const { institutionId } = member;
    const { clientId: ak } = await createClient(at, { name: '本机', ...home }, { institutionId, sandbox: true });
    const elsewhere = [
      ...['https://evil.example/', 'http://evil.example/', 'https://10.0.0.7:8080/', 'http://10.0.0.7/'],
      ...['http://10.0.0.7:8080@evil.example/', 'http://10.0.0.7:8080.evil.example/', 'http://localhost.evil.example/'],
      ...[
        '//evil.example',
        'javascript:alert(1)',
        'data:text/html,x',
        'http://127.0.0.1.nip.io/',
        'http://u:p@localhost/',
      ],
    ];
    for (const loginUrl of elsewhere)
      expect(await codeOf(verification.start(member, ak, { stack: 'node', loginUrl })), loginUrl).to.equal('loginUrl');
    for (const loginUrl of ['http://10.0.0.7:8080/login', 'http://localhost:3000/', 'http://[::1]:5/']) {
      const { id, code } = await verification.start(member, ak, { stack: 'node', loginUrl });
      const visit = await fetch(`${at.origin}/verification/${code}`, { redirect: 'manual' });
      expect(visit.headers.get('location')).to.equal(loginUrl);
      await verification.finish(member, id);
    }
  });

  it('says of a partner that it cannot reach that it could not, and calls it no failure', async () => {
    const { client } = pair(1);
    const { verification } = at.app;
    const { id } = await verification.start(member, client.clientId, {
      stack: 'other',
      loginUrl: 'https://127.0.0.1/login',
    });
    expect(await verification.finish(member, id)).to.equal('incomplete');
    const { verdicts, run } = await verification.read(member, id);
    expect(verdicts.find(({ check }) => check === 'button')?.state).to.equal('unreachable');
    expect(verdicts.filter(({ state }) => state === 'failed')).to.deep.equal([]);
    expect(run.number).to.match(/^V-\d{4}-\d{4}$/);
  });

  it('R06 R57 a pass makes 用户登录 done, and a partner that breaks later loses its seal at the next run', async () => {
    const { client } = pair(0);
    const line = at.app.modules.flatMap(({ progress = [] }) => progress).find(({ key }) => key === 'login');
    const standing = async () => (await line?.of(member.institutionId))?.progress;
    expect(await standing()).to.equal('open');
    expect(await whole(0)).to.equal('passed');
    expect(await standing()).to.equal('done');
    expect((await at.app.verification.standing(client.clientId)).state).to.equal('passed');

    expect(await whole(0, 'nonce_ignored')).to.equal('failed');
    const lost = await at.app.verification.standing(client.clientId);
    expect(lost).to.include({ state: 'failed', counts: false });
    expect(lost.passed?.number).to.match(/^V-/);
    expect(await standing()).to.equal('active');
  });

  it('R27 R57 a pass of a sandbox is practice', async () => {
    const { partner, client } = pair(1);
    const opened = await createClient(at, partner.registration, {
      institutionId: member.institutionId,
      sandbox: true,
    });
    partner.set({ clientId: opened.clientId, secret: opened.secret });
    const run = await at.app.verification.start(member, opened.clientId, {
      stack: 'spring',
      loginUrl: partner.loginUrl,
    });
    const verifier = await createVerifier({ at, clock, member, site: partner.site }, run.id);
    await goThrough(verifier);
    expect(await verifier.finish()).to.equal('passed');
    expect(await at.app.verification.standing(opened.clientId)).to.include({ state: 'passed', counts: false });
    partner.set({ clientId: client.clientId, secret: client.secret });
  });

  /** The lines of 对接历史 about the runs, without their numbers, oldest first. */
  async function told(clientId: string, from: Date): Promise<string[]> {
    const { lines } = await at.app.history.read(member, { kind: 'verification', clientId, from });
    return lines
      .map(({ says }) =>
        words('zh', 'institution')
          .say(says)
          .replaceAll(/V-\d{4}-\d{4}/g, 'V'),
      )
      .toReversed();
  }

  it('R27 R57 a sandbox on one’s own machine passes where no notice can reach it, and says so', async () => {
    const { partner, client } = pair(1);
    const { backchannelLogoutUri: _, ...registration } = partner.registration;
    for (const notified of [{}, { backchannelLogoutUri: 'http://localhost:9/backchannel-logout' }]) {
      const opened = await createClient(
        at,
        { ...registration, ...notified, sandbox: true },
        { institutionId: member.institutionId, sandbox: true },
      );
      partner.set({ issuer: at.origin, clientId: opened.clientId, secret: opened.secret });
      const { id } = await at.app.verification.start(member, opened.clientId, {
        stack: 'node',
        loginUrl: 'http://localhost:9/',
      });
      const seenOf = async (check: string) => {
        const { verdicts } = await at.app.verification.read(member, id);
        return verdicts.find((each) => each.check === check);
      };
      for (const left of ['https', 'button']) {
        const { state, seen } = (await seenOf(left)) ?? {};
        expect([state, seen?.code]).to.deep.equal(['production', 'verification.only_production']);
      }
      await goThrough(await createVerifier({ at, clock, member, site: partner.site }, id));
      expect(await at.app.verification.finish(member, id)).to.equal('passed');
      expect(await seenOf('notice')).to.deep.include({ state: 'noted' });
      expect((await seenOf('notice'))?.seen?.code).to.equal('verification.own_machine_notice');
    }
    partner.set({ issuer: at.origin, clientId: client.clientId, secret: client.secret });
  });

  it('R10 R57 repeats the automatic checks every day: a broken page takes the seal away, a mended one gives it back', async () => {
    const { client, partner } = pair(0);
    const { verification } = at.app;
    const { db: database } = at.database;
    const stateOf = async () => (await verification.standing(client.clientId)).state;
    const begun = clock.now();
    const name = (await at.app.applications.known(client.clientId))?.name ?? '';
    expect(await whole(0)).to.equal('passed');
    const nextDay = async (fault?: Fault) => {
      partner.set({}, fault);
      clock.advance(days(1));
      await verification.repeat();
      return stateOf();
    };
    const { loginUrl = '' } =
      (await database.row<{ loginUrl: string }>(
        `select login_url as "loginUrl" from verification_runs where client_id = $1 limit 1`,
        [client.clientId],
      )) ?? {};
    const lead = (to: string) =>
      database.run('update verification_runs set login_url = $2 where client_id = $1', [client.clientId, to]);
    expect(await nextDay()).to.equal('passed');
    // Away for a day: earlier findings stay, nothing first, and later the broken checks.
    await lead('http://localhost:9/login');
    expect(await nextDay()).to.equal('passed');
    await lead(loginUrl);
    expect(await nextDay('button_missing')).to.equal('broken');
    const { broken } = await verification.standing(client.clientId);
    expect(broken?.map(({ check, fault }) => [check, fault])).to.deep.equal([['button', 'button_missing']]);
    await lead('http://localhost:9/login');
    expect(await nextDay()).to.equal('broken');
    await lead(loginUrl);
    expect(await nextDay('notice_status')).to.equal('broken');
    expect(await nextDay()).to.equal('passed');
    const letters = await at.app.notices.inbox(member.accountId);
    expect(letters.filter(({ event }) => event === 'verification.broken')).to.have.length(1);
    expect(await told(client.clientId, begun)).to.deep.equal([
      `“${name}”在线验证通过，${checks.length} / ${checks.length} 项，编号 V`,
      `“${name}”的每日检测发现问题：登录窗口有我们的按钮，证书有效。编号 V 的通过暂不算数`,
      `“${name}”的每日检测恢复正常，编号 V 的通过重新算数`,
    ]);
  });

  it('R10 R57 is due after a year, or once the redirect URIs change, and lapses 30 days after', async () => {
    const { client, partner } = pair(0);
    const { verification } = at.app;
    const stateOf = async () => (await verification.standing(client.clientId)).state;
    clock.advance(days(340));
    expect(await stateOf()).to.equal('passed');
    const begun = clock.now();
    clock.advance(days(25));
    expect(await stateOf()).to.equal('due');
    expect((await verification.standing(client.clientId)).counts).to.equal(true);
    clock.advance(days(30));
    expect(await stateOf()).to.equal('lapsed');

    await at.app.applications.renew(operator, client.clientId); // its AK is over since long
    expect(await whole(0)).to.equal('passed');
    await at.database.db.run(
      `update applications set redirect_uris = redirect_uris || $2::text[] where client_id = $1`,
      [client.clientId, [`${partner.site}/second`]],
    );
    clock.advance(days(1));
    await verification.repeat();
    expect(await stateOf()).to.equal('due');
    clock.advance(days(30));
    expect(await stateOf()).to.equal('lapsed');
    const said = await told(client.clientId, begun);
    const lapses = said.filter((line) => line.endsWith('到期没有重新验证，编号 V 的通过不再算数'));
    expect(said).to.have.length(3);
    expect(lapses).to.deep.equal([said[0], said[2]]); // between them it was verified again
  });
});
