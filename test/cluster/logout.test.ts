import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient } from '../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOf,
  redeem,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';
import type { Send } from '../support/server.ts';
import { alternating, type Cluster, sharedCluster } from './nodes.ts';

describe('logging out on one of two nodes', function () {
  this.timeout(90_000);
  const shared = sharedCluster();
  let cluster: Cluster;
  let partner: Client;

  before(async () => {
    cluster = await shared.open();
    partner = await createClient(cluster.here);
    await createCitizen(cluster.here, 'leaver');
  });
  after(() => shared.close());

  const openid = { scope: 'openid' };
  async function signedIn() {
    const browser = createBrowser(cluster.origin, { send: alternating(cluster.one, cluster.other) });
    const flow = authorization(partner.clientId, openid);
    const callback = await signIn(browser, flow, 'leaver');
    const { body } = await redeem(cluster.origin, partner, callback, flow, {}, cluster.other.fetch);
    return { browser, access: String(body.access_token) };
  }
  function copyOf(browser: TestBrowser, send: Send): TestBrowser {
    const copy = createBrowser(cluster.origin, { send });
    for (const [key, cookie] of browser.cookies) copy.cookies.set(key, cookie);
    return copy;
  }
  const isSignedIn = async (browser: TestBrowser) =>
    (await browser.request('/account')).status === 200 ||
    (await browser.walk(authorization(partner.clientId, { ...openid, prompt: 'none' }).url)).url.searchParams.has(
      'code',
    );

  it('ends the session and its tokens on the other at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { browser, access } = await signedIn();
      const userinfo = () =>
        cluster.other.fetch(`${cluster.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${access}` } });
      expect((await userinfo()).status).to.equal(200);
      const [here, there] = [copyOf(browser, cluster.one.fetch), copyOf(browser, cluster.other.fetch)];
      expect(await isSignedIn(there)).to.equal(true);
      await here.submit(await here.walk('/oidc/logout'), { logout: 'yes' });
      expect((await userinfo()).status).to.equal(401);
      expect(await isSignedIn(there)).to.equal(false);
    }
  });

  it('is final for requests that are under way on both: none of them brings the session back', async () => {
    const revived: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const { browser } = await signedIn();
      const page = await browser.walk('/oidc/logout');
      const { action, fields } = formOf(page.text);
      const before = copyOf(browser, alternating(cluster.one, cluster.other));
      const centre = new URL(
        (await createBrowser(cluster.origin).request('/account')).headers.get('location') ?? '',
        cluster.origin,
      );
      const under = [cluster.one, cluster.other].flatMap((node) =>
        Array.from({ length: 4 }, () => copyOf(before, node.fetch).request(centre.href)),
      );
      const body = new URLSearchParams({ ...fields, logout: 'yes' });
      await Promise.all([...under, browser.request(action, { method: 'POST', body })]);
      if (await isSignedIn(before)) revived.push(round);
    }
    expect(revived).to.eql([]);
  });
});
