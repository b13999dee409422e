import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { createCitizen, createClient, password, startApp } from '../support/app.ts';
import { authorization, basic, type Client, createBrowser, redeem, signIn } from '../support/citizen.ts';
import type { TestDatabase } from '../support/database.ts';
import { portOf } from '../support/ports.ts';
import { logPath } from '../support/record.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { databaseWithRows } from '../support/token-forms.ts';

const attributes = z
  .array(
    z.strictObject({
      key: z.string(),
      value: z.union([z.strictObject({ stringValue: z.string() }), z.strictObject({ intValue: z.string() })]),
    }),
  )
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, Object.values(value)[0]])));
const span = z.strictObject({
  traceId: z.string().regex(/^[\da-f]{32}$/),
  spanId: z.string().regex(/^[\da-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[\da-f]{16}$/)
    .optional(),
  name: z.string(),
  kind: z.union([z.literal(2), z.literal(3)]),
  startTimeUnixNano: z.string().regex(/^\d{19}$/),
  endTimeUnixNano: z.string().regex(/^\d{19}$/),
  attributes,
  status: z.strictObject({ code: z.literal(2).optional() }),
});
/** ExportTraceServiceRequest, as OTLP/HTTP writes it in JSON. */
const exported = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(z.strictObject({ scope: z.strictObject({ name: z.string() }), spans: z.array(span) })),
    }),
  ),
});
type Span = z.infer<typeof span>;

describe('traces', function () {
  this.timeout(90_000);
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  const received: { path: string; type: string; text: string }[] = [];
  let isAway = false;
  const collector = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (!isAway) received.push({ path: req.url ?? '', type: req.headers['content-type'] ?? '', text });
    res.writeHead(isAway ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
  });
  let database: TestDatabase;
  let partner: Client;
  let server: ServerProcess;
  let spans: Span[] = [];

  const given = { trace: 'a1b2c3d4e5f60718293a4b5c6d7e8f90', span: '00f067aa0ba902b7' };
  const late = { trace: '11112222333344445555666677778888', span: '1234567890abcdef' };
  const secrets: string[] = [password, 'xiaoming7', '溪边人家', '127.0.0.1', 'secret-path'];

  before(async () => {
    rmSync(logPath('tracing-1'), { force: true });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    database = await databaseWithRows(); // so that a token of an AK asks it something
    const before = await startApp(import.meta.filename, { database, keysDir });
    partner = await createClient(before);
    await createCitizen(before, 'xiaoming7');
    await before.close();
    const env = { OTLP_URL: `http://127.0.0.1:${portOf(collector.address())}`, TRACE_SHARE: '1' };
    server = await startServer({ file: import.meta.filename, url: database.url, keysDir, env });
  });
  after(async () => {
    await server.kill('SIGKILL').catch(() => undefined);
    collector.close();
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  /** A token whose request arrives in two pieces. */
  async function tokenInPieces(headers: Record<string, string>): Promise<number> {
    const body = new URLSearchParams({ grant_type: 'client_credentials' }).toString();
    const asked = request(`${server.origin}/oidc/token`, {
      method: 'POST',
      headers: {
        ...headers,
        authorization: basic(partner),
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': body.length,
      },
    });
    const answered = once(asked, 'response');
    asked.write(body.slice(0, 7));
    await sleep(100);
    asked.end(body.slice(7));
    const [response] = await answered;
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  }

  it('go to a collector, one span for a request and one for each of its statements', async () => {
    isAway = true;
    await server.fetch(`${server.origin}/help`).then((answer) => answer.arrayBuffer());
    await sleep(2_500); // sent every two seconds; the refusal of the collector does not matter
    isAway = false;
    const browser = createBrowser(server.origin);
    const flow = authorization(partner.clientId);
    const callback = await signIn(browser, flow, 'xiaoming7');
    const through: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('traceparent', `00-${given.trace}-${given.span}-01`);
      return fetch(input, { ...init, headers });
    };
    const { status, body } = await redeem(server.origin, partner, callback, flow, {}, through);
    expect(status).to.equal(200);
    expect(await tokenInPieces({ traceparent: `00-${late.trace}-${late.span}-01` })).to.equal(200);
    for (const traceparent of [
      `00-${'9'.repeat(32)}-${given.span}-00`,
      'nonsense',
      `00-${'0'.repeat(32)}-${given.span}-01`,
    ])
      await server.fetch(`${server.origin}/nothing/secret-path`, { headers: { traceparent } });
    secrets.push(
      partner.secret,
      String(body.access_token),
      String(body.id_token),
      flow.state,
      flow.nonce,
      flow.verifier,
    );
    secrets.push(callback.searchParams.get('code') ?? '');
    await server.kill('SIGTERM'); // waiting spans are sent before the end

    for (const { path, type } of received) expect([path, type]).to.eql(['/v1/traces', 'application/json']);
    const all = received.flatMap(({ text }) => exported.parse(JSON.parse(text)).resourceSpans);
    expect(new Set(all.map(({ resource }) => resource.attributes['service.name']))).to.eql(
      new Set(['culture-cloud-connect']),
    );
    spans = all.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    expect(new Set(spans.map(({ spanId }) => spanId)).size).to.equal(spans.length);
  });

  const childrenOf = ({ traceId, spanId }: Span) =>
    spans.filter((each) => each.traceId === traceId && each.parentSpanId === spanId);

  it('have the route, the AK and the number of the request, and the statements below it', () => {
    for (const name of ['GET /oidc/auth', 'POST /interaction/:uid/login', 'POST /interaction/:uid/consent']) {
      const found = spans.find((each) => each.name === name && each.attributes['cloud.ak'] !== undefined);
      expect(found?.attributes, name).to.deep.include({
        'cloud.ak': partner.clientId,
        'http.route': name.split(' ')[1],
      });
      expect(found?.attributes['cloud.request_id'], name).to.match(/^[\dA-Z]{4}-[\dA-Z]{4}$/);
      expect(found && childrenOf(found).length, name).to.be.above(0);
    }
    const statements = spans.filter(({ kind }) => kind === 3);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    for (const each of statements) {
      expect(ids, 'the request of every statement is there').to.include(each.parentSpanId);
      expect(each.attributes).to.include({ 'db.system.name': 'postgresql', 'db.operation.name': each.name });
      expect(each.attributes['db.query.text']).to.be.a('string').and.not.match(/\s\s/);
    }
    const now = Date.now();
    for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).to.equal(true);
      expect(Number(BigInt(startTimeUnixNano) / 1_000_000n)).to.be.within(now - 120_000, now);
    }
  });

  it('continue the trace of the caller, also where the body comes late, unless it is not to be traced', () => {
    for (const { trace, span: parent } of [given, late]) {
      const [found] = spans.filter(({ traceId, kind }) => traceId === trace && kind === 2);
      expect(found, trace).to.include({ name: 'POST /oidc/token', parentSpanId: parent });
      const asked = (found === undefined ? [] : childrenOf(found)).map((each) =>
        String(each.attributes['db.query.text']),
      );
      expect(
        asked.some((text) => text.includes('oidc_tokens')),
        `${trace}: ${asked.join(' | ')}`,
      ).to.equal(true);
    }
    expect(spans.filter(({ traceId }) => traceId === '9'.repeat(32))).to.eql([]);
    expect(spans.filter(({ traceId }) => traceId === '0'.repeat(32))).to.eql([]);
    expect(spans.filter(({ name }) => name === 'GET none').length, 'a trace of its own each').to.equal(2);
  });

  it('hold no value, no path, no address and nothing of a person', () => {
    const text = received.map((each) => each.text).join('\n');
    for (const secret of secrets) expect(text, secret).not.to.include(secret);
    expect(secrets).not.to.include('');
    expect(text).not.to.match(/\/interaction\/(?!:uid)/);
  });

  it('are reported in the log once where the collector refuses them', () => {
    const lines = server
      .output()
      .split('\n')
      .filter((line) => line.includes('traces do not get to the collector'));
    expect(lines.length).to.equal(1);
  });
});
