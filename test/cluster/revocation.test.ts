import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, operator, password, settled } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  post,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';
import { cloudJson, cloudProcess, type ServerProcess } from '../support/server.ts';
import { alternating, type Cluster, sharedCluster } from './nodes.ts';

/** A partner in full use: a citizen who is signed in, and every token that there is. */
type Use = { partner: Client; browser: TestBrowser; access: string; refresh: string; api: string };

// REVOCATION_ROUNDS=34 npm test -- test/cluster/revocation.test.ts: 102 revocations, each looked at on both nodes.
const rounds = Number(process.env.REVOCATION_ROUNDS ?? 2);

describe('a revocation reaches both nodes within a second', function () {
  this.timeout(90_000);
  const shared = sharedCluster();
  let cluster: Cluster;
  let citizen: { id: string };

  before(async () => {
    cluster = await shared.open();
    citizen = await createCitizen(cluster.here, 'revoker');
  });
  after(() => shared.close());

  async function use(username = 'revoker'): Promise<Use> {
    const partner = await createClient(cluster.here);
    const browser = createBrowser(cluster.origin, { send: alternating(cluster.one, cluster.other) });
    const flow = authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' });
    const callback = await signIn(browser, flow, username, ['offline_access']);
    const { body } = await redeem(cluster.origin, partner, callback, flow, {}, cluster.one.fetch);
    const api = await post(cluster.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    return {
      partner,
      browser,
      access: String(body.access_token),
      refresh: String(body.refresh_token),
      api: String(api.body.access_token),
    };
  }

  /** The status of every door on one node; 200 where it is open. */
  async function doors(node: ServerProcess, { partner, browser, access, refresh, api }: Use) {
    const get = async (path: string, token: string) =>
      (await node.fetch(cluster.origin + path, { headers: { authorization: `Bearer ${token}` } })).status;
    const ask = async (path: string, fields: Record<string, string>) =>
      post(cluster.origin, path, partner, fields, {}, node.fetch);
    const silent = await browser.walk(authorization(partner.clientId, { prompt: 'none', scope: 'openid' }).url);
    const introspection = await ask('/oidc/introspection', { token: access });
    const credentials = (await ask('/oidc/token', { grant_type: 'client_credentials' })).status;
    const refreshed = await ask('/oidc/token', { grant_type: 'refresh_token', refresh_token: refresh });
    return {
      userinfo: await get('/oidc/userinfo', access),
      me: await get('/api/v1/me', api),
      introspection: introspection.status === 200 && introspection.body.active === true ? 200 : introspection.status,
      active: introspection.body.active ?? false,
      credentials,
      refreshed: refreshed.status,
      auth: silent.url.searchParams.get('code') === null ? silent.status : 200,
    };
  }

  const open = {
    userinfo: 200,
    me: 200,
    introspection: 200,
    active: true,
    credentials: 200,
    refreshed: 200,
    auth: 200,
  };
  const shut = {
    userinfo: 401,
    me: 401,
    introspection: 401,
    active: false,
    credentials: 401,
    refreshed: 401,
    auth: 400,
  };

  it('when the command line disables an application: every endpoint refuses', async () => {
    const used = await use();
    expect(await doors(cluster.one, used)).to.eql(open);
    await cloudJson(
      ['application', 'disable', used.partner.clientId, '--reason', '投诉核实中'],
      cluster.env,
      '',
      cloudProcess,
    );
    const ended = performance.now();
    await settled();
    expect(performance.now() - ended).to.be.below(1_000);
    expect(await doors(cluster.one, used)).to.eql(shut);
    expect(await doors(cluster.other, used)).to.eql(shut);

    await cloudJson(['application', 'enable', used.partner.clientId], cluster.env);
    await settled();
    const again = await doors(cluster.other, used);
    expect(again, 'new tokens only').to.include({
      credentials: 200,
      auth: 200,
      userinfo: 401,
      me: 401,
      refreshed: 400,
    });
  });

  it('20 times of 20', async () => {
    const used = await use();
    const answers: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const { body } = await post(cluster.origin, '/oidc/token', used.partner, { grant_type: 'client_credentials' });
      const me = (node: ServerProcess) =>
        node.fetch(`${cluster.origin}/api/v1/me`, { headers: { authorization: `Bearer ${body.access_token}` } });
      expect((await me(cluster.other)).status).to.equal(200);
      await cluster.here.app.applications.disable(operator, used.partner.clientId, '投诉核实中');
      answers.push((await me(cluster.one)).status, (await me(cluster.other)).status);
      await cluster.here.app.applications.enable(operator, used.partner.clientId);
      answers.push((await me(cluster.one)).status); // enabling revives no old token
      await sleep(2); // a token is dated to the millisecond
    }
    expect(answers).to.eql(answers.map(() => 401));
  });

  it('when a citizen withdraws the consent at one: access and refresh token end on the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const used = await use();
      const withdrawal = `/account/grants/${used.partner.clientId}/withdraw`;
      const browser = createBrowser(cluster.origin, { send: cluster.one.fetch });
      for (const [key, cookie] of used.browser.cookies) browser.cookies.set(key, cookie);
      await browser.submit(await browser.walk(withdrawal));
      const found = await doors(cluster.other, used);
      expect(found).to.include({ userinfo: 401, active: false, refreshed: 400, me: 200, credentials: 200 });
      const silent = await browser.walk(authorization(used.partner.clientId, { prompt: 'none' }).url);
      expect(silent.url.searchParams.get('error')).to.equal('consent_required');
    }
  });

  it('when a citizen ends another device, and when it was not them: its session and tokens end on both', async () => {
    await createCitizen(cluster.here, 'intruded', { phone: '13800008811' });
    for (const path of ['/account/security', '/account/logins/not-me']) {
      const [used, own] = [await use('intruded'), await use('intruded')];
      const page = await own.browser.walk(path);
      await own.browser.submit(page);
      for (const node of [cluster.one, cluster.other]) {
        const found = await doors(node, used);
        expect(found, path).to.include({ userinfo: 401, active: false, refreshed: 400 });
      }
    }
  });

  it('when an account is locked: its tokens and its session end on both', async () => {
    const used = await use();
    await cluster.here.app.accounts.lock(operator, citizen.id, '本人申请');
    for (const node of [cluster.one, cluster.other]) {
      const found = await doors(node, used);
      expect(found).to.include({ userinfo: 401, active: false, refreshed: 400, auth: 303 });
    }
    const silent = await used.browser.walk(authorization(used.partner.clientId, { prompt: 'none' }).url);
    expect(silent.url.searchParams.get('error')).to.equal('login_required');
    await cluster.here.app.accounts.unlock(operator, citizen.id, '核实完毕');
    await settled(); // the next login may come to a node that remembers the account for half a second
  });

  it(`when a citizen withdraws, is frozen or asks for the deletion: dead on both at the next request, ${rounds * 3} of ${rounds * 3}`, async function () {
    this.timeout(90_000 + rounds * 20_000);
    const { accounts, oidc, privacy } = cluster.here.app;
    const ways = {
      withdrawal: (used: Use) => oidc.accountCentre.withdraw(citizen.id, used.partner.clientId, 'test'),
      freezing: () => accounts.lock(operator, citizen.id, '本人申请'),
      async deletion() {
        const given = { password, understood: true, device: 'Firefox' };
        expect(await privacy.deletions.ask(citizen.id, given)).to.have.key('dueAt');
      },
    };
    const after = {
      withdrawal: async () => undefined,
      freezing: () => accounts.unlock(operator, citizen.id, '核实完毕'),
      deletion: () => privacy.deletions.takeBack(citizen.id),
    };
    for (let round = 0; round < rounds; round += 1)
      for (const way of ['withdrawal', 'freezing', 'deletion'] as const) {
        const used = await use();
        await ways[way](used);
        for (const node of [cluster.one, cluster.other])
          expect(await doors(node, used), way).to.include({ userinfo: 401, active: false, refreshed: 400, me: 200 });
        const silent = await used.browser.walk(authorization(used.partner.clientId, { prompt: 'none' }).url);
        expect(silent.url.searchParams.get('code'), way).to.equal(null);
        await after[way]();
        await settled(); // the login of the next round is on other nodes, which may remember the account for half a second
      }
  });
});
