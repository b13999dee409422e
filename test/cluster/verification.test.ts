import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../src/actor.ts';
import { createClient } from '../support/app.ts';
import { authorization, createBrowser } from '../support/citizen.ts';
import { createMember } from '../support/console.ts';
import { remember } from '../support/record.ts';
import type { ServerProcess } from '../support/server.ts';
import { atOnce, type Cluster, sharedCluster } from './nodes.ts';

const redirectUri = 'http://localhost:9/callback';

describe('R57 在线验证 on two nodes', function () {
  this.timeout(90_000);
  const shared = sharedCluster();
  let cluster: Cluster;
  let member: Member;
  let token: string;

  before(async () => {
    cluster = await shared.open();
    const owner = await createMember(cluster.here);
    member = { kind: 'member', role: 'owner', accountId: owner.accountId, institutionId: owner.institutionId };
    const made = await cluster.here.app.assistantTokens.mint(owner.accountId, member, { name: '编辑器' });
    token = remember(made.value);
  });
  after(() => shared.close());

  const sandbox = () => createClient(cluster.here, {}, { institutionId: member.institutionId, sandbox: true });
  const nodeAt = (place: number): ServerProcess => (place % 2 === 0 ? cluster.one : cluster.other);

  /** A tool, at a node; a refusal is reported by its code. */
  async function tool(node: ServerProcess, name: string, given: Record<string, unknown>) {
    const answer = await node.fetch(`${cluster.origin}/api/v1/mcp`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: given } }),
    });
    const { result }: { result: { isError?: boolean; content: { text: string }[] } } = JSON.parse(await answer.text());
    const found: Record<string, unknown> = JSON.parse(result.content[0]?.text ?? '{}');
    return result.isError === true ? String(found.code) : String(found.state);
  }
  const start = (node: ServerProcess, clientId: string) =>
    tool(node, 'start_verification', { client_id: clientId, framework: 'node', login_url: 'http://localhost:9/login' });
  const finish = (node: ServerProcess, clientId: string) => tool(node, 'finish_verification', { client_id: clientId });

  const runsOf = (clientId: string) =>
    cluster.database.db.rows<{ id: string; state: string; number: string | null; citizen: boolean; password: boolean }>(
      `select r.id, r.state, r.number, r.password is not null as password,
         exists (select from accounts a where a.id = r.account_id and a.verifies is not null and a.deleted_at is null) as citizen
       from verification_runs r where r.client_id = $1`,
      [clientId],
    );
  const count = (all: readonly string[], which: string) => all.filter((each) => each === which).length;

  it('begins once, however many begin at once, and leaves no test citizen behind for the others', async () => {
    const { clientId } = await sandbox();
    const said = await Promise.all(Array.from({ length: 10 }, (_, place) => start(nodeAt(place), clientId)));
    expect([count(said, 'open'), count(said, 'conflict')]).to.deep.equal([1, 9]);
    expect(await runsOf(clientId)).to.have.lengthOf(1);
    const citizens = await cluster.database.db.rows(`select id from accounts where verifies = $1`, [clientId]);
    expect(citizens).to.have.lengthOf(1);
  });

  it('takes each step down once, whichever node sees it, and ends once', async () => {
    const client = await sandbox();
    const { clientId } = client;
    const { verification } = cluster.here.app;
    expect(await start(cluster.other, clientId)).to.equal('open');
    const [run] = await runsOf(clientId);
    const id = run?.id ?? '';
    await verification.skipRound(member, id); // 不同意
    const { run: of, password = '' } = await verification.read(member, id);

    const login = async (node: ServerProcess) => {
      const browser = createBrowser(cluster.origin, { send: node.fetch });
      const flow = authorization(clientId);
      let page = await browser.walk(flow.url);
      page = await browser.submit(page, { username: of.username, password, agree: '1' });
      if (page.text.includes('/consent"')) page = await browser.submit(page, { scope_profile: '1' });
      return { flow, code: remember(page.url.searchParams.get('code') ?? '') };
    };
    const logins = [await login(cluster.one), await login(cluster.other)];
    const redeemed = await Promise.all(
      logins.map(({ flow, code }) => {
        const fields = {
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
          code_verifier: flow.verifier,
        };
        return atOnce(cluster, 8, '/oidc/token', client, fields);
      }),
    );
    for (const answers of redeemed) expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
    const { steps, due } = await verification.read(member, id);
    const kinds = steps.map(({ kind }) => kind);
    expect([count(kinds, 'authorized'), count(kinds, 'redeemed')]).to.deep.equal([2, 2]);
    expect(count(kinds, 'reused') + count(kinds, 'refused')).to.equal(14);
    expect(due?.code).to.equal('again');

    const ends = await Promise.all(Array.from({ length: 10 }, (_, place) => finish(nodeAt(place), clientId)));
    expect(count(ends, 'conflict')).to.equal(9);
    const [over] = await runsOf(clientId);
    expect(over?.number).to.match(/^V-/);
    expect([over?.password, over?.citizen]).to.deep.equal([false, false]);
  });

  it('is whole after kill -9: begun or not, over or not, and goes on at the other node', async () => {
    const clients = await Promise.all(Array.from({ length: 6 }, sandbox));
    for (const { clientId } of clients.slice(3)) expect(await start(cluster.one, clientId)).to.equal('open');
    const dying = await cluster.more();
    const under = clients.map(({ clientId }, place) =>
      (place < 3 ? start : finish)(dying, clientId).catch(() => 'cut off'),
    );
    await Promise.race(under);
    await dying.kill('SIGKILL');
    await Promise.all(under);

    for (const { clientId } of clients) {
      for (const run of await runsOf(clientId)) {
        const isOpen = run.state === 'open';
        expect([run.password, run.citizen, run.number === null], run.state).to.deep.equal([isOpen, isOpen, isOpen]);
      }
      const begun = await start(cluster.one, clientId);
      expect(begun).to.be.oneOf(['open', 'conflict']);
      expect(await finish(cluster.one, clientId)).to.be.oneOf(['incomplete', 'failed']);
      const left = await cluster.database.db.rows(
        `select id from accounts where verifies = $1 and deleted_at is null`,
        [clientId],
      );
      expect(left, 'citizens of runs that are over').to.deep.equal([]);
    }
  });
});
