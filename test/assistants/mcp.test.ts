import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { authorization, post, type TestBrowser } from '../support/citizen.ts';
import { createMember, createNewcomer, signInToConsole } from '../support/console.ts';
import { remember } from '../support/record.ts';

type Found = Record<string, unknown>;

describe('an assistant of a developer', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  /** As an assistant does that somebody set up with the address and a token. */
  async function connect(token: string) {
    const client = new Client({ name: 'test', version: '1' });
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL('/api/v1/mcp', at.origin), { requestInit }));
    return {
      client,
      async call(name: string, given: Found = {}): Promise<{ isError: boolean; found: Found }> {
        const { isError = false, content } = await client.callTool({ name, arguments: given });
        const [first] = Array.isArray(content) ? content : [];
        return { isError: isError === true, found: JSON.parse(first?.type === 'text' ? first.text : '{}') };
      },
    };
  }

  /** On 编程助手; `place` where there is a choice. */
  async function mint(browser: TestBrowser, more: Record<string, string> = {}): Promise<string> {
    const made = await browser.submit(await browser.walk('/console/assistants'), { name: '编辑器', ...more });
    const token = remember(/ncc_assistant_[\w-]{43}/.exec(made.text)?.[0]);
    if (token === undefined) throw new Error(made.text);
    return token;
  }

  it('R26 R27 finds from the address alone how to begin, makes a sandbox AK, and reads why a login failed', async () => {
    const person = await createNewcomer(at);
    const token = await mint(await signInToConsole(at, person, { secondFactor: false }));

    const llms = await (await fetch(new URL('/llms.txt', at.origin))).text();
    expect(llms).to.include('/api/v1/mcp');

    const { client: assistant, call } = await connect(token);
    expect((await assistant.listTools()).tools.map(({ name }) => name)).to.include.members([
      'list_sandboxes',
      'create_sandbox',
      'change_sandbox',
      'read_calls',
    ]);
    expect((await call('list_sandboxes')).found.sandboxes).to.deep.equal([]);

    const made = await call('create_sandbox', { name: '读书会', redirect_uris: ['http://localhost:3000/callback'] });
    const { client_id: clientId, client_secret: secret } = made.found;
    expect(clientId).to.match(/^ncc_/);
    expect(made.found.test_citizens).to.have.lengthOf(1);

    // The program sends another address than the registered one, and then a wrong SK.
    const wrong = authorization(String(clientId), { redirect_uri: 'http://localhost:3000/login/callback' });
    expect((await fetch(new URL(wrong.url, at.origin))).status).to.equal(400);
    const client = { clientId: String(clientId), secret: `${secret}x` };
    const answer = await post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials' });
    expect(answer.status).to.equal(401);

    const { calls } = (await call('read_calls', { client_id: clientId })).found;
    const read = JSON.stringify(calls);
    expect(read).to.include('http://localhost:3000/login/callback').and.include('http://localhost:3000/callback');
    expect(calls).to.have.lengthOf(2);
    for (const each of Array.isArray(calls) ? calls : []) expect(each.cure, each.error).to.be.a('string').and.not.empty;

    // What the cure says: the address of the program is registered.
    const changed = await call('change_sandbox', {
      client_id: clientId,
      redirect_uris: ['http://localhost:3000/login/callback'],
    });
    expect(changed.found.redirect_uris).to.deep.equal(['http://localhost:3000/login/callback']);
    const right = authorization(String(clientId), { redirect_uri: 'http://localhost:3000/login/callback' });
    expect((await fetch(new URL(right.url, at.origin), { redirect: 'manual' })).status).to.equal(303);
    await assistant.close();
  });

  it('is told what to correct, field by field, and keeps to sandboxes', async () => {
    const member = await createMember(at, { role: 'developer' });
    const operator = { kind: 'operator', name: 'test' } as const;
    const { application } = await at.app.applications.create(
      operator,
      { name: '正式', redirectUris: ['https://hall.example/cb'], scope: 'openid' },
      { institutionId: member.institutionId },
    );
    const token = await mint(await signInToConsole(at, member));
    const { client, call } = await connect(token);

    const foreign = await call('create_sandbox', { name: '读书会', redirect_uris: ['https://hall.example/cb'] });
    expect(foreign.isError).to.equal(true);
    expect(JSON.stringify(foreign.found)).to.include('redirectUris');

    for (const named of [application.clientId, 'console', 'ncc_nobody']) {
      for (const name of ['read_calls', 'change_sandbox']) {
        const { isError, found } = await call(name, { client_id: named, name: '另一个' });
        expect([isError, found.code], `${name} ${named}`).to.deep.equal([true, 'not_found']);
      }
    }
    const opened = await call('create_sandbox', { name: '读书会', redirect_uris: ['http://localhost:3000/cb'] });
    const theirs = await connect(await mint(await signInToConsole(at, await createMember(at))));
    const seen = await theirs.call('read_calls', { client_id: opened.found.client_id });
    expect([seen.isError, seen.found.code]).to.deep.equal([true, 'not_found']);
    const audited = await at.database.db.rows<{ via: string | null }>(
      `select details->>'via' as via from audit_events where verb = 'application.create' and actor_id = $1`,
      [member.accountId],
    );
    expect(audited.map(({ via }) => typeof via)).to.deep.equal(['string']);
    await client.close();
    await theirs.client.close();
  });

  it('is cut off with its token, with a new password, and with the membership', async () => {
    const knock = async (token: string) =>
      (
        await fetch(new URL('/api/v1/mcp', at.origin), {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
        })
      ).status;
    const member = await createMember(at);
    const browser = await signInToConsole(at, member);
    const token = await mint(browser);
    expect(await knock(token)).to.equal(200);
    expect(await knock(`${token.slice(0, -1)}x`)).to.equal(401);
    const overview = await browser.walk('/console/assistants');
    expect(overview.text).to.include('生效中').and.not.include(token);
    const [action] = /\/console\/assistants\/[\w-]+\/revoke/.exec(overview.text) ?? [];
    await browser.submit(overview, {}, action);
    expect(await knock(token)).to.equal(401);

    const left = await mint(browser);
    await at.database.db.run(`delete from members where account_id = $1`, [member.accountId]);
    expect(await knock(left)).to.equal(401);

    const own = await createNewcomer(at);
    const mine = await mint(await signInToConsole(at, own, { secondFactor: false }));
    expect(await knock(mine)).to.equal(200);
    await at.database.db.run(`update accounts set sessions_valid_from = $2 where id = $1`, [
      own.accountId,
      at.app.clock.now(),
    ]);
    expect(await knock(mine)).to.equal(401);
    const stored = await at.database.db.rows(`select t::text as row from assistant_tokens t`);
    for (const value of [token, left, mine]) expect(JSON.stringify(stored)).not.to.include(value);
  });

  it('answers every client: of before 2026 too, in JSON, without a stream, and says what is no message', async () => {
    const own = await createNewcomer(at);
    const token = await mint(await signInToConsole(at, own, { secondFactor: false }));
    const send = async (body: object) => {
      const answer = await fetch(new URL('/api/v1/mcp', at.origin), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: answer.status, type: answer.headers.get('content-type'), body: JSON.parse(await answer.text()) };
    };
    const params = {
      ...{ protocolVersion: '2025-06-18', capabilities: {} },
      clientInfo: { name: 'old', version: '1' },
    };
    const begun = await send({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    expect([begun.status, begun.type]).to.deep.equal([200, 'application/json; charset=utf-8']);
    expect(begun.body.result.serverInfo.name).to.equal('culture-cloud-connect');
    expect((await send({ jsonrpc: '2.0', method: 'notifications/initialized' })).status).to.equal(202);
    expect((await send({ jsonrpc: '2.0', id: 2, method: 'subscriptions/listen' })).status).to.equal(400);
    expect((await send({ hello: 'world' })).status).to.equal(422);
    const unknown = await send({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'drop_tables' } });
    expect(unknown.status).to.be.oneOf([200, 400]);
    expect(JSON.stringify(unknown.body)).to.include('drop_tables');
  });
});
