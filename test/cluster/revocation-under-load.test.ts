import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, operator } from '../support/app.ts';
import { type Client, post } from '../support/citizen.ts';
import type { ServerProcess } from '../support/server.ts';
import { type Cluster, sharedCluster } from './nodes.ts';

// REVOCATION_ROUNDS=10 npm test -- test/cluster/revocation-under-load.test.ts: 50 of 50 in each way.
const rounds = Number(process.env.REVOCATION_ROUNDS ?? 2);
const all = rounds * 5;

describe('disabling an AK while both nodes are as busy as they can be', function () {
  this.timeout(90_000);
  const shared = sharedCluster();
  let cluster: Cluster;
  let partners: Client[];
  let isOver = false;
  let connectionsCut = 0;
  let load: Promise<number[]>[] = [];

  before(async () => {
    cluster = await shared.open();
    const first = await createClient(cluster.here);
    const { institutionId } = first;
    const more = Array.from({ length: 5 }, () => createClient(cluster.here, {}, { institutionId }));
    partners = [first, ...(await Promise.all(more))];
    load = [cluster.one, cluster.other].flatMap((node) => Array.from({ length: 6 }, () => keepBusy(node, first)));
  });
  after(async () => {
    isOver = true;
    await Promise.all(load);
    await shared.close();
  });

  const ask = (node: ServerProcess, partner: Client, path: string, fields: Record<string, string>) =>
    post(cluster.origin, path, partner, fields, {}, node.fetch);
  const grant = { grant_type: 'client_credentials' };

  /** Tokens and questions about them, one after the other; the answers that were not 200. */
  async function keepBusy(node: ServerProcess, partner: Client): Promise<number[]> {
    const strange: number[] = [];
    while (!isOver) {
      const issued = await ask(node, partner, '/oidc/token', grant);
      const asked = { token: String(issued.body.access_token) };
      const answers = [issued];
      for (let turn = 0; turn < 20 && !isOver; turn += 1)
        answers.push(await ask(node, partner, '/oidc/introspection', asked));
      strange.push(...answers.map(({ status }) => status).filter((status) => status !== 200));
    }
    return strange;
  }

  const status = async (node: ServerProcess, partner: Client) =>
    (await ask(node, partner, '/oidc/token', grant)).status;

  /** After how many milliseconds the last request began that was answered otherwise: how long an answer takes is another matter. */
  async function untilAll(partner: Client, wanted: number): Promise<number> {
    const began = performance.now();
    let last = 0;
    const reached = async (node: ServerProcess) => {
      for (let asked = 0; asked < 5_000; await sleep(5)) {
        asked = performance.now() - began;
        if ((await status(node, partner)) === wanted) return;
        last = Math.max(last, asked);
      }
    };
    await Promise.all([reached(cluster.one), reached(cluster.other)]);
    return last;
  }

  /** Ends every connection of the nodes that only listens (and now and then asks whether it is one still), as a restart of a firewall would. */
  async function cutListening(): Promise<void> {
    const cut = await cluster.database.db.run(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and query ~ '^(listen |select 1$)'`,
    );
    connectionsCut += cut; // five of these are under way at once
  }

  /** How long each of so many disablings of each of five AKs took to hold on both nodes, in milliseconds. */
  async function disableAgainAndAgain(cut: boolean): Promise<number[]> {
    const { applications } = cluster.here.app;
    const took = partners.slice(1).map(async (partner) => {
      const found: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await untilAll(partner, 200);
        if (cut) await cutListening();
        await applications.disable(operator, partner.clientId, '投诉核实中');
        found.push(await untilAll(partner, 401));
        await applications.enable(operator, partner.clientId);
      }
      return found;
    });
    return (await Promise.all(took)).flat();
  }

  const late = (found: number[]) => found.filter((ms) => ms >= 1_000);

  it(`is refused everywhere within a second, ${all} of ${all}`, async () => {
    const found = await disableAgainAndAgain(false);
    expect(found).to.have.lengthOf(all);
    expect(late(found)).to.eql([]);
  });

  it(`also with the listening connections cut at that moment, ${all} of ${all}`, async () => {
    const found = await disableAgainAndAgain(true);
    expect(found).to.have.lengthOf(all);
    expect(connectionsCut).to.be.above(all / 5); // of five at once one cuts for all
    expect(late(found)).to.eql([]);
  });

  it('affects no other AK', async () => {
    isOver = true;
    expect((await Promise.all(load)).flat()).to.eql([]);
  });
});
