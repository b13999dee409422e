import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient } from '../support/app.ts';
import { authorization, type Client, createBrowser, post, redeem, signIn } from '../support/citizen.ts';
import { cloudProcess, type ServerProcess } from '../support/server.ts';
import { type Cluster, startCluster } from './nodes.ts';
import { wrongBy } from './wrong-clock.ts';

describe('two nodes whose machines are ten seconds fast and ten seconds slow', function () {
  this.timeout(90_000);
  let cluster: Cluster;
  let fast: ServerProcess;
  let slow: ServerProcess;
  let partner: Client;

  before(async () => {
    cluster = await startCluster(import.meta.filename, { nodes: [wrongBy(10), wrongBy(-10)] });
    [fast, slow] = [cluster.one, cluster.other];
    partner = await createClient(cluster.here);
    await createCitizen(cluster.here);
  });
  after(() => cluster.close());

  const both = (): [ServerProcess, ServerProcess][] => [
    [fast, slow],
    [slow, fast],
  ];

  it('accept each other’s rows like their own: sessions, codes, tokens', async () => {
    for (const [writer, reader] of both()) {
      const flow = authorization(partner.clientId, { prompt: 'login' });
      const browser = createBrowser(cluster.origin, { send: writer.fetch });
      const callback = await signIn(browser, flow);
      const { status, body } = await redeem(cluster.origin, partner, callback, flow, {}, reader.fetch);
      expect(status).to.equal(200);
      const userinfo = await writer.fetch(`${cluster.origin}/oidc/userinfo`, {
        headers: { authorization: `Bearer ${body.access_token}` },
      });
      expect(userinfo.status).to.equal(200);
      const { iat = 0, auth_time: at } = decodeJwt(String(body.id_token));
      for (const time of [iat, Number(at)]) expect(Math.abs(time - Date.now() / 1000)).to.be.below(3);
    }
  });

  it('find an AK enabled that was enabled on the other a moment ago', async () => {
    for (const [index, [, reader]] of both().entries()) {
      const env = { ...cluster.env, ...wrongBy(index === 0 ? 10 : -10) };
      for (const [verb, status] of [
        ['disable', 401],
        ['enable', 200],
      ] as const) {
        const reason = verb === 'disable' ? ['--reason', 'test'] : [];
        expect((await cloudProcess(['application', verb, partner.clientId, ...reason], env)).stderr).to.equal('');
        const ask = () =>
          post(cluster.origin, '/oidc/token', partner, { grant_type: 'client_credentials' }, {}, reader.fetch);
        expect((await ask()).status, `${verb} ${index}`).to.equal(status);
      }
    }
  });

  it('say at /readyz and once in the log by how much their clock is off', async () => {
    for (const [node, seconds] of [
      [fast, /^ready\nclock -(9\.9|10(\.0)?)\d* s behind the database, which is followed\n$/],
      [slow, /^ready\nclock (9\.9|10(\.0)?)\d* s behind the database, which is followed\n$/],
    ] as const) {
      expect(await (await node.fetch(`${cluster.origin}/readyz`)).text()).to.match(seconds);
      expect(node.output().match(/is not that of the database/g)).to.have.length(1);
    }
  });
});
