import { request as send } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { minutes } from '../../src/clock.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createAssistant, startDocuments, use } from '../support/assistant-client.ts';
import { createBrowser, type TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { createMember, createNewcomer, signInToConsole } from '../support/console.ts';
import { said } from '../support/words.ts';

const all = { sandbox_read: '1', sandbox_write: '1' };

describe('an assistant that signs in by OAuth', () => {
  let at: TestApp;
  let clock: TestClock;
  let documents: Awaited<ReturnType<typeof startDocuments>>;
  before(async () => {
    clock = testClock(new Date().toISOString());
    documents = await startDocuments();
    at = await startApp(import.meta.filename, { clock, env: { OUTGOING_HOSTS: documents.host } });
  });
  after(async () => {
    await at.close();
    documents.close();
  });

  const mcp = () => new URL('/api/v1/mcp', at.origin);
  const agreeing =
    (browser: TestBrowser, fields: Record<string, string> = all) =>
    async (url: URL): Promise<URL> => {
      const page = await browser.walk(`${url.pathname}${url.search}`);
      return (await browser.submit(page, fields)).url;
    };
  const assistant = (browser: TestBrowser, fields?: Record<string, string>, path = '/client.json') =>
    createAssistant(mcp(), documents.publish(path), agreeing(browser, fields));
  const knock = async (token: string | undefined, body: object = { jsonrpc: '2.0', id: 1, method: 'tools/list' }) =>
    fetch(mcp(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
  const request = (clientId: string, more: Record<string, string | undefined> = {}) => {
    const values: Record<string, string | undefined> = {
      ...{ client_id: clientId, response_type: 'code', redirect_uri: 'http://127.0.0.1:9/callback', state: 's' },
      ...{ scope: 'sandbox:read', resource: mcp().href, code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
      ...more,
    };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, value);
    return `/assistants/auth?${query}`;
  };

  it('is led from the bare address to the sign-in, and works as its person after they agreed', async () => {
    const member = await createMember(at, { role: 'developer' });
    const signedIn = assistant(await signInToConsole(at, member));
    const client = await signedIn.signIn();
    const made = await use(client, 'create_sandbox', { name: '读书会', redirect_uris: ['http://localhost:3000/cb'] });
    expect(made.isError).to.equal(false);
    const list = await use(client, 'list_sandboxes');
    expect(JSON.stringify(list.found.sandboxes)).to.include(String(made.found.client_id));
    const audited = await at.database.db.rows<{ verb: string; via: string | null }>(
      `select verb, details->>'via' as via from audit_events where actor_id = $1 order by id`,
      [member.accountId],
    );
    expect(audited.map(({ verb }) => verb)).to.include('assistant_access.give');
    expect(audited.find(({ verb }) => verb === 'application.create')?.via).to.be.a('string');
    await client.close();
  });

  it('finds by RFC 9728 and RFC 8414 where its person signs in', async () => {
    const refused = await knock(undefined);
    expect(refused.status).to.equal(401);
    const challenge = refused.headers.get('www-authenticate') ?? '';
    const [, metadata = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? [];
    expect(metadata).to.equal(`${at.origin}/.well-known/oauth-protected-resource/api/v1/mcp`);
    expect(challenge).to.include('scope="sandbox:read sandbox:write"').and.not.include('error=');
    const resource = await (await fetch(metadata)).json();
    expect(resource).to.deep.include({
      resource: mcp().href,
      authorization_servers: [`${at.origin}/assistants`],
      scopes_supported: ['sandbox:read', 'sandbox:write'],
    });
    const found = await fetch(`${at.origin}/.well-known/oauth-authorization-server/assistants`);
    expect(await found.json()).to.deep.include({
      issuer: `${at.origin}/assistants`,
      authorization_endpoint: `${at.origin}/assistants/auth`,
      token_endpoint: `${at.origin}/assistants/token`,
      code_challenge_methods_supported: ['S256'],
      client_id_metadata_document_supported: true,
      authorization_response_iss_parameter_supported: true,
      token_endpoint_auth_methods_supported: ['none'],
    });
    expect((await knock('x'.repeat(43))).headers.get('www-authenticate')).to.include('error="invalid_token"');
  });

  it('needs no document where the Cloud runs on its own machine: it registers, of which nothing is stored, and signs in', async () => {
    const told = await fetch(`${at.origin}/.well-known/oauth-authorization-server/assistants`);
    const found = JSON.parse(await told.text());
    expect(found.registration_endpoint).to.equal(`${at.origin}/assistants/register`);
    const register = async (asked: object | string) => {
      const answer = await fetch(found.registration_endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof asked === 'string' ? asked : JSON.stringify(asked),
      });
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    };
    const back = 'http://127.0.0.1:9/callback';
    const made = await register({ redirect_uris: [back], client_name: '试一试', scope: 'sandbox:read', logo_uri: 'x' });
    expect([made.status, made.body.redirect_uris, made.body.token_endpoint_auth_method]).to.deep.equal([
      ...[201, [back], 'none'],
    ]);
    const member = await createMember(at, { role: 'developer' });
    const browser = await signInToConsole(at, member);
    const page = await browser.walk(request(made.body.client_id));
    expect(page.text).to.include('试一试').and.include('没有可以核对的说明文件');
    const signedIn = createAssistant(mcp(), made.body.client_id, agreeing(browser), undefined, made.body.client_id);
    const client = await signedIn.signIn();
    expect((await use(client, 'list_sandboxes')).isError).to.equal(false);
    await client.close();
    for (const [asked, error] of [
      ['{', 'invalid_client_metadata'],
      [{}, 'invalid_redirect_uri'],
      [{ redirect_uris: ['https://evil.example/cb'] }, 'invalid_redirect_uri'],
      [{ redirect_uris: [back, 'app.evil:/cb'] }, 'invalid_redirect_uri'],
      [{ redirect_uris: Array.from({ length: 6 }, () => back) }, 'invalid_redirect_uri'],
      [{ redirect_uris: [back], client_name: 'x'.repeat(200) }, 'invalid_client_metadata'],
      [{ redirect_uris: [back], token_endpoint_auth_method: 'client_secret_basic' }, 'invalid_client_metadata'],
    ] as const) {
      const { status, body } = await register(asked);
      expect([status, body.error], JSON.stringify(asked)).to.deep.equal([400, error]);
    }
    const foreign = made.body.client_id.replace('127.0.0.1%3A9', 'evil.example');
    expect((await browser.walk(request(foreign, { redirect_uri: 'http://evil.example/callback' }))).status).to.equal(
      400,
    );
  });

  it('shows the person who asks, from which host, and what it may do, and keeps to what they allow', async () => {
    const member = await createMember(at, { role: 'developer' });
    const browser = await signInToConsole(at, member);
    const clientId = documents.publish('/named.json', { client_name: '官方\u202e助手\u0007 '.repeat(30) });
    const page = await browser.walk(request(clientId, { scope: 'sandbox:read sandbox:write' }));
    expect(page.text).to.include(documents.host).and.include('127.0.0.1:9').and.include('看您的沙箱');
    expect(page.text).to.include('官方 助手 官方').and.not.include('\u202e');
    expect(page.headers.get('content-security-policy')).to.include("form-action 'self' http://127.0.0.1:9");
    const none = await browser.submit(page, { sandbox_read: '', sandbox_write: '' });
    expect([none.status, none.text.includes(said('assistants.nothing_allowed'))]).to.deep.equal([422, true]);

    const reader = assistant(browser, { sandbox_read: '1', sandbox_write: '' });
    const client = await reader.signIn();
    expect((await use(client, 'list_sandboxes')).isError).to.equal(false);
    const params = { name: 'create_sandbox', arguments: { name: 'x', redirect_uris: ['http://localhost/cb'] } };
    const answer = await knock(reader.tokens()?.access_token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    expect(answer.status).to.equal(403);
    expect(answer.headers.get('www-authenticate'))
      .to.include('error="insufficient_scope"')
      .and.include('sandbox:write');
    await client.close();

    const refusing = await browser.walk(request(clientId));
    const back = await browser.submit(refusing, {}, `${refusing.url.pathname}/refuse`);
    expect(Object.fromEntries(back.url.searchParams)).to.include({ error: 'access_denied', state: 's' });
  });

  it('has tokens that open nothing but this endpoint, and is opened by none of others', async () => {
    const member = await createMember(at, { role: 'developer' });
    const signedIn = assistant(await signInToConsole(at, member));
    const client = await signedIn.signIn();
    const made = await use(client, 'create_sandbox', { name: '互不相通', redirect_uris: ['http://localhost:3000/cb'] });
    const token = signedIn.tokens()?.access_token;
    for (const path of ['/oidc/userinfo', '/api/v1/me', '/api/v1/admin/submissions']) {
      const answer = await fetch(new URL(path, at.origin), { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status, path).to.equal(401);
    }
    const form = { grant_type: 'client_credentials', scope: 'resource:read' };
    const basic = Buffer.from(`${made.found.client_id}:${made.found.client_secret}`).toString('base64');
    const own = await fetch(new URL('/oidc/token', at.origin), {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams(form),
    });
    const { access_token: partner } = JSON.parse(await own.text());
    expect(partner).to.be.a('string');
    for (const value of [partner, signedIn.tokens()?.refresh_token, 'ncc_assistant_x'])
      expect((await knock(value)).status, value).to.equal(401);
    await client.close();
  });

  it('renews its short token, and ends as a whole where a refresh token or a code comes twice', async () => {
    const browser = await signInToConsole(at, await createMember(at, { role: 'developer' }));
    const signedIn = assistant(browser);
    const client = await signedIn.signIn();
    await client.close();
    const clientId = documents.publish('/client.json');
    const renew = async (refresh: string | undefined, more: Record<string, string> = {}) => {
      const answer = await fetch(new URL('/assistants/token', at.origin), {
        method: 'POST',
        body: new URLSearchParams({
          ...{ grant_type: 'refresh_token', client_id: clientId, refresh_token: refresh ?? '', resource: mcp().href },
          ...more,
        }),
      });
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    };
    const first = signedIn.tokens()?.refresh_token;
    const second = await renew(first);
    expect([second.status, second.body.expires_in, second.body.scope]).to.deep.equal([
      200,
      900,
      'sandbox:read sandbox:write',
    ]);
    expect((await knock(second.body.access_token)).status).to.equal(200);
    const elsewhere = assistant(browser);
    await (await elsewhere.signIn()).close();
    const other = await renew(elsewhere.tokens()?.refresh_token, { resource: `${at.origin}/api/v1` });
    expect([other.status, other.body.error]).to.deep.equal([400, 'invalid_target']);
    const raced = await Promise.all([1, 2, 3, 4].map(() => renew(second.body.refresh_token)));
    expect(raced.filter(({ status }) => status === 200).length).to.be.at.most(1);
    expect((await renew(first)).body.error).to.equal('invalid_grant');
    for (const each of [second, ...raced])
      if (each.status === 200) expect((await knock(each.body.access_token)).status).to.equal(401);
  });

  it('is seen and ended by its person, and ends with the password, the membership and its time', async () => {
    const member = await createMember(at, { role: 'developer' });
    const browser = await signInToConsole(at, member);
    const signedIn = assistant(browser);
    await (await signedIn.signIn()).close();
    const token = () => signedIn.tokens()?.access_token;
    expect((await knock(token())).status).to.equal(200);
    const overview = await browser.walk('/console/assistants');
    expect(overview.text).to.include('测试助手').and.include(documents.host).and.not.include(String(token()));
    const security = await browser.walk('/console/security');
    const [action] = /\/console\/assistants\/accesses\/[\w-]+\/end/.exec(security.text) ?? [];
    const after = await browser.submit(security, { to: 'security' }, action);
    expect(after.url.pathname).to.equal('/console/security');
    expect((await knock(token())).status).to.equal(401);
    expect((await browser.walk('/console/assistants')).text).to.include('已结束');

    const other = await signInToConsole(at, await createMember(at, { role: 'developer' }));
    await (await signedIn.signIn()).close();
    const [open] = await at.app.assistantAccesses.listOpen(member.accountId);
    const foreign = await other.submit(
      await other.walk('/console/assistants'),
      {},
      `/console/assistants/accesses/${open?.id}/end`,
    );
    expect(foreign.status).to.equal(404);
    expect((await knock(token())).status).to.equal(200);
    clock.advance(minutes(16));
    expect((await knock(token())).status).to.equal(401);
    await (await signedIn.connect()).close(); // by its refresh token
    expect((await knock(token())).status).to.equal(200);
    await at.database.db.run(`update accounts set sessions_valid_from = $2 where id = $1`, [
      member.accountId,
      clock.now(),
    ]);
    expect((await knock(token())).status).to.equal(401);

    const leaving = await createMember(at, { role: 'developer' });
    const gone = assistant(await signInToConsole(at, leaving));
    await (await gone.signIn()).close();
    await at.database.db.run(`delete from members where account_id = $1`, [leaving.accountId]);
    expect((await knock(gone.tokens()?.access_token)).status).to.equal(401);
    const rows = JSON.stringify(await at.database.db.rows(`select f::text as row from assistant_artefacts f`));
    for (const value of [token(), signedIn.tokens()?.refresh_token, gone.tokens()?.access_token])
      expect(rows).not.to.include(String(value));
  });

  it('never sees what another of the same moment is told', async () => {
    const people = await Promise.all([createMember(at, { role: 'developer' }), createNewcomer(at)]);
    const browsers = [
      await signInToConsole(at, people[0]),
      await signInToConsole(at, people[1], { secondFactor: false }),
    ];
    const clients: Awaited<ReturnType<ReturnType<typeof assistant>['signIn']>>[] = [];
    for (const browser of browsers) clients.push(await assistant(browser).signIn());
    const names = ['甲的沙箱', '乙的沙箱'];
    const made = await Promise.all(
      clients.map((client, index) =>
        use(client, 'create_sandbox', { name: names[index], redirect_uris: ['http://localhost:3000/cb'] }),
      ),
    );
    const aks = made.map(({ found }) => String(found.client_id));
    const begin = { login_url: 'http://localhost:3000/login', stack: 'node' };
    await Promise.all(
      clients.map((client, index) => use(client, 'start_verification', { client_id: aks[index], ...begin })),
    );
    for (let round = 0; round < 5; round += 1) {
      const lists = await Promise.all(
        clients.flatMap((client) => [use(client, 'list_sandboxes'), use(client, 'list_sandboxes')]),
      );
      for (const [index, { found }] of lists.entries()) {
        const [own, foreign] = index < 2 ? [0, 1] : [1, 0];
        expect(JSON.stringify(found.sandboxes)).to.include(names[own]).and.not.include(names[foreign]);
      }
      for (const tool of ['read_verification', 'read_calls']) {
        const pairs = [0, 1, 0, 1].map((who, place) => ({ who, ak: aks[place < 2 ? who : 1 - who] ?? '' }));
        const told = await Promise.all(
          pairs.flatMap(({ who, ak }) => clients.slice(who, who + 1).map((one) => use(one, tool, { client_id: ak }))),
        );
        for (const [place, { found }] of told.entries())
          if (place < 2) {
            expect(found.code, tool).to.equal(undefined);
            expect(JSON.stringify(found), tool).to.not.include(aks[1 - place]);
          } else expect(found.code, `${tool} of another`).to.equal('not_found');
      }
    }
    for (const client of clients) await client.close();
  });

  it('is refused with a sentence where its document, its address or its request is not as it should be', async () => {
    const browser = createBrowser(at.origin);
    const good = documents.publish('/client.json');
    const pages: [string, string][] = [
      [request('https://10.0.0.1/client.json'), said('assistants.document_not_fetched')],
      [request('https://localhost/client.json'), said('assistants.document_not_fetched')],
      [request('https://169.254.169.254/latest'), said('assistants.document_not_fetched')],
      [request(`http://${documents.host}/client.json`), 'client_id 应是说明文件'],
      [request('ncc_unknown'), 'client_id 应是说明文件'],
      [request(documents.publish('/gone.json', {}, { status: 404 })), '得到 404'],
      [request(documents.publish('/moved.json', {}, { status: 302, headers: { location: good } })), '得到 302'],
      [request(documents.publish('/long.json', { padding: 'x'.repeat(9_000) })), '最多 5 KB'],
      [request(documents.publish('/other.json', { client_id: good })), '与它自己的地址不同'],
      [request(documents.publish('/secret.json', { token_endpoint_auth_method: 'client_secret_basic' })), '应为 none'],
      [request(documents.publish('/key.json', { token_endpoint_auth_method: 'private_key_jwt' })), '无法确认'],
      [request(documents.publish('/nowhere.json', { redirect_uris: [] })), 'redirect_uris 不对'],
      [request(documents.publish('/strange.json', { redirect_uris: ['x'] })), 'redirect_uris 不对'],
      [request(good, { redirect_uri: 'http://evil.example/callback' }), '不在它自己的说明文件里'],
    ];
    for (const [path, sentence] of pages) {
      const page = await browser.walk(path);
      expect(
        [page.status >= 400 && page.status < 500, page.text.includes(sentence)],
        `${path} ${page.status} ${/给开发者：[^<]*/.exec(page.text)?.[0]}`,
      ).to.deep.equal([true, true]);
      clock.advance(minutes(1)); // so many documents are fetched for one address in a minute
    }
    const back = async (more: Record<string, string | undefined>) =>
      Object.fromEntries((await browser.walk(request(good, more))).url.searchParams);
    expect((await back({ resource: undefined })).error).to.equal('invalid_target');
    expect((await back({ resource: 'https://other.example/mcp' })).error).to.equal('invalid_target');
    expect((await back({ code_challenge: undefined, code_challenge_method: undefined })).error).to.equal(
      'invalid_request',
    );
    expect((await back({ prompt: 'none' })).error).to.equal('login_required');
    const outdated = await (await signInToConsole(at, await createMember(at))).walk(
      '/console/assistants/sign-in/unknown',
    );
    expect([outdated.status, outdated.text.includes(said('assistants.sign_in_over'))]).to.deep.equal([404, true]);
  });

  it('fetches a document once for many sign-ins, and no more of them than an address may cause', async () => {
    clock.advance(minutes(2));
    const browser = createBrowser(at.origin);
    const clientId = documents.publish('/cached.json');
    const before = documents.asked();
    for (let round = 0; round < 5; round += 1) await browser.walk(request(clientId));
    expect(documents.asked() - before).to.equal(1);
    let last = 0;
    for (let round = 0; round < 12; round += 1)
      last = (await browser.walk(request(documents.publish(`/many-${round}.json`)))).status;
    expect(last).to.equal(429);
  });

  it('needs its document where the Cloud is for others: no one registers, and an id that says everything is refused', async () => {
    const host = 'sso.example.cn';
    const { database, keysDir } = at;
    const real = await startApp(import.meta.filename, { publicUrl: `https://${host}`, database, keysDir });
    const ask = (path: string, body?: string) =>
      new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
        const headers = {
          host,
          accept: 'text/html',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        };
        const method = body === undefined ? 'GET' : 'POST';
        const sent = send({ port: real.app.config.PORT, path, method, headers, agent: false }, (res) => {
          let text = '';
          res.on('data', (part) => {
            text += part;
          });
          res.on('end', () => resolve({ status: res.statusCode, text }));
        });
        sent.on('error', reject).end(body);
      });
    try {
      const found = await ask('/.well-known/oauth-authorization-server/assistants');
      expect(JSON.parse(found.text)).not.to.have.property('registration_endpoint');
      const back = 'http://127.0.0.1:9/callback';
      expect((await ask('/assistants/register', JSON.stringify({ redirect_uris: [back] }))).status).to.equal(404);
      const id = `http://localhost/?${new URLSearchParams({ client_name: '', redirect_uri: back })}`;
      const refused = await ask(request(id, { resource: `https://${host}/api/v1/mcp` }));
      expect(refused.status).to.equal(400);
      expect(refused.text).to.include(said('assistants.document_address')).and.not.include('/assistants/register');
    } finally {
      await real.close();
    }
  });

  it('is asked at the address of the Cloud alone: a foreign Host and a foreign Origin are refused', async () => {
    const { port } = new URL(at.origin);
    for (const path of ['/api/v1/mcp', '/assistants/token', '/.well-known/oauth-protected-resource/api/v1/mcp']) {
      const status = await new Promise<number | undefined>((done, fail) => {
        const asked = send(
          { port, path, method: 'GET', host: '127.0.0.1', headers: { host: 'evil.example' } },
          (answer) => {
            answer.resume();
            done(answer.statusCode);
          },
        );
        asked.on('error', fail).end();
      });
      expect(status, path).to.equal(421);
    }
    const answer = await fetch(mcp(), { method: 'POST', headers: { origin: 'https://evil.example' }, body: '{}' });
    expect(answer.status).to.equal(403);
  });
});
