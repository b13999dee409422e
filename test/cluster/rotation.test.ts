import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createLocalJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password } from '../support/app.ts';
import { authorization, type Client, createBrowser, redeem, signIn } from '../support/citizen.ts';
import { cloud, cloudJson, cloudProcess, type ServerProcess } from '../support/server.ts';
import { until } from '../support/until.ts';
import { alternating, type Cluster, sharedCluster } from './nodes.ts';

describe('a rotation of all keys on running nodes', function () {
  this.timeout(90_000);
  const shared = sharedCluster();
  let cluster: Cluster;
  let partner: Client;

  before(async () => {
    cluster = await shared.open();
    partner = await createClient(cluster.here);
    await createCitizen(cluster.here, 'rotator');
  });
  after(() => shared.close());

  async function publishedBy(node: ServerProcess): Promise<{ keys: { kid: string; kty: string }[] }> {
    const response = await node.fetch(`${cluster.origin}/oidc/jwks`);
    return JSON.parse(await response.text());
  }
  const kidsOf = async (node: ServerProcess) => (await publishedBy(node)).keys.map(({ kid }) => kid).toSorted();

  /** One phase on the command line, then SIGHUP; done when both nodes publish the same set as `keys list` names. */
  async function rotate(run: typeof cloud): Promise<unknown> {
    const { did } = await cloudJson(['keys', 'rotate', '--force'], cluster.env, '', run);
    const { signing } = await cloudJson(['keys', 'list'], cluster.env);
    const wanted = Array.isArray(signing) ? signing.map(({ kid }) => String(kid)).toSorted() : [];
    for (const node of [cluster.one, cluster.other]) await node.kill('SIGHUP');
    await cluster.here.app.reload(); // it is one more node, and others use it after this
    for (const node of [cluster.one, cluster.other]) {
      await until(async () => (await kidsOf(node)).join() === wanted.join(), `${did} on ${node.port}`);
    }
    return did;
  }

  /** As partners do: the key set is kept, and asked for again when a token names a key that is not in it. */
  function createVerifier(node: ServerProcess) {
    let keys: JWTVerifyGetKey | undefined;
    let fetched = 0;
    const fetchKeys = async () => {
      fetched += 1;
      keys = createLocalJWKSet(await publishedBy(node));
      return keys;
    };
    return {
      fetched: () => fetched,
      async verify(token: unknown) {
        const options = { issuer: cluster.origin, audience: partner.clientId };
        try {
          return await jwtVerify(String(token), keys ?? (await fetchKeys()), options);
        } catch (error) {
          if (!(error instanceof Error && error.name === 'JWKSNoMatchingKey')) throw error;
          return jwtVerify(String(token), await fetchKeys(), options);
        }
      },
    };
  }

  it('fails no verification and loses no session and no login under way', async () => {
    const begun = createBrowser(cluster.origin, { send: alternating(cluster.one, cluster.other) });
    const flowBegun = authorization(partner.clientId);
    const loginPage = await begun.walk(flowBegun.url);
    const before = await kidsOf(cluster.one);

    let rotating = true;
    const signedBy = new Set<unknown>();
    const made = [0, 0];
    async function useOf(place: number, first: ServerProcess, second: ServerProcess): Promise<void> {
      const send = alternating(first, second);
      const browser = createBrowser(cluster.origin, { send });
      const { verify, fetched } = createVerifier(second);
      await signIn(browser, authorization(partner.clientId), 'rotator');
      for (; rotating; made[place] = (made[place] ?? 0) + 1) {
        const flow = authorization(partner.clientId, { prompt: 'none' });
        const { url } = await browser.walk(flow.url);
        expect(url.searchParams.get('error'), 'the session').to.equal(null);
        const { status, body } = await redeem(cluster.origin, partner, url, flow, {}, send);
        expect(status).to.equal(200);
        await sleep(20);
        signedBy.add((await verify(body.id_token)).protectedHeader.kid);
      }
      expect(fetched()).to.be.at.most(3);
    }
    const uses = [useOf(0, cluster.one, cluster.other), useOf(1, cluster.other, cluster.one)];
    const over = Promise.all(uses);
    /** Four times each with the keys of this phase, however long that takes on a busy machine. */
    const used = async () => {
      const wanted = made.map((rounds) => rounds + 4);
      const reached = until(() => made.every((rounds, place) => rounds >= (wanted[place] ?? 0)), 'four more');
      await Promise.race([reached, over]);
    };
    const phases: unknown[] = [];
    try {
      await used();
      for (let phase = 0; phase < 3; phase += 1) {
        phases.push(await rotate(phase === 0 ? cloudProcess : cloud));
        await used();
      }
    } finally {
      rotating = false;
    }
    await over;
    expect(phases).to.eql(['publish', 'promote', 'retire']);
    expect(signedBy).to.have.lengthOf(2);
    expect(await kidsOf(cluster.one))
      .to.have.lengthOf(before.length)
      .and.not.include.members(before.slice(0, 1));

    const { url } = await begun.submit(loginPage, { username: 'rotator', password, agree: '1' });
    expect((await redeem(cluster.origin, partner, url, flowBegun)).status).to.equal(200);
  });
});
