import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import Koa from 'koa';
import { after, before, describe, it } from 'mocha';
import { Problem } from '../../../src/errors.ts';
import { createBearer } from '../../../src/http/bearer.ts';
import type { State } from '../../../src/http/context.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { type Client, post } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { fact } from '../../support/words.ts';
import { causeOf, cureOf, entryOf, everythingIn, failuresOf } from './reading.ts';

const now = () => new Date(Math.floor(performance.timeOrigin + performance.now())).toISOString();

describe('the integration log of the partner API', () => {
  const clock = testClock(now());
  let at: TestApp;
  let partner: Client;
  let token: string;
  let guarded: Awaited<ReturnType<typeof guardedServer>>;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    partner = await createClient(at);
    const { body } = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    token = String(body.access_token);
    guarded = await guardedServer(at);
  });
  after(async () => {
    await guarded.close();
    await at.close();
  });

  const me = (value = token) => fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${value}` } });

  it('names the scope that a call needs beside those of the token', async () => {
    expect(await guarded.ask('stats:write', token)).to.equal(403);
    const [entry] = await failuresOf(at, partner.clientId);
    expect(entry).to.deep.include({
      endpoint: 'api',
      error: 'insufficient_scope',
    });
    expect(causeOf(entry)).to.equal('scope_needed');
    expect(entry?.cause?.params).to.deep.include({ needed: 'stats:write', received: 'resource:read' });
    expect(entry?.details).to.deep.include({ registered: ['stats:write'], requestId: 'TEST-0001' });
    expect(cureOf(entry)).to.equal('in_general');
  });

  it('lists refusals of a route behind the guard, by their codes', async () => {
    expect(await guarded.ask('resource:read', token, '/refused')).to.equal(409);
    const [newest] = await failuresOf(at, partner.clientId);
    expect([newest?.error, causeOf(newest)]).to.deep.equal(['conflict', 'other']);
  });

  it('knows whose token it was that is over', async () => {
    clock.advance(601);
    const response = await me();
    expect(response.status).to.equal(401);
    expect(response.headers.get('www-authenticate')).to.include('error="invalid_token"');
    expect(causeOf(await entryOf(at, partner.clientId, response.headers))).to.equal('access_token_expired');
    clock.set(now());
  });

  it('R29 says that the AK is over, or that it was disabled and its tokens with it', async () => {
    const short = await createClient(at, {}, { expiresAt: new Date(clock.now().getTime() + 60_000) });
    const { body } = await post(at.origin, '/oidc/token', short, { grant_type: 'client_credentials' });
    clock.advance(62);
    const over = await me(String(body.access_token));
    expect(causeOf(await entryOf(at, short.clientId, over.headers))).to.equal('ak_expired');
    clock.set(now());

    // A token of this minute: the first one may be over, however long the file takes.
    const given = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    token = String(given.body.access_token);
    await at.app.applications.disable(operator, partner.clientId, '试验');
    const disabled = await me();
    expect(causeOf(await entryOf(at, partner.clientId, disabled.headers))).to.equal('ak_disabled');
    clock.advance(1);
    await at.app.applications.enable(operator, partner.clientId);
    const ended = await me();
    expect(causeOf(await entryOf(at, partner.clientId, ended.headers))).to.equal('sign_in_over');
  });

  it('only counts an unknown token, and a call without one', async () => {
    await me('nobody-knows-me');
    await fetch(`${at.origin}/api/v1/me`);
    await at.app.integrationLog.flush();
    const usage = await at.app.integrationLog.usage(operator, undefined);
    expect(usage.map(({ endpoint, errors }) => ({ endpoint, errors }))).to.deep.equal([
      { endpoint: 'api', errors: { invalid_token: 1, unauthenticated: 1 } },
    ]);
    expect(await everythingIn(at))
      .not.to.include('nobody-knows')
      .and.not.to.include(token);
  });
});

/** Routes with a scope, as the rooms to come will have them, behind the guard and the log of the product. */
async function guardedServer({ app }: TestApp) {
  const guard = createBearer(app.oidc.tokens.bearer, (call) => app.integrationLog.record({ endpoint: 'api', ...call }));
  const koa = new Koa<State>();
  koa.use(async (ctx, next) => {
    ctx.state.requestId = 'TEST-0001';
    try {
      await next();
    } catch (error) {
      ctx.status = error instanceof Problem ? error.status : 500;
    }
  });
  koa.use((ctx, next) => guard(ctx.get('x-scope'))(ctx, next));
  koa.use((ctx) => {
    if (ctx.path === '/refused') throw new Problem('conflict', fact('applications.taken'));
    ctx.body = 'ok';
  });
  const server = createServer(koa.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async ask(scope: string, token: string, path = '/'): Promise<number> {
      const headers = { authorization: `Bearer ${token}`, 'x-scope': scope };
      return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
