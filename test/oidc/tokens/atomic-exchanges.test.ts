import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, type TestApp } from '../../support/app.ts';
import { basic, type Client, createBrowser, type TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';
import { until } from '../../support/until.ts';
import { type Answer, type Both, form, type Sent, startBoth } from '../fast/both.ts';

/** Obstacles to every new token: a full disk as PostgreSQL reports it, and a mistake in the schema. */
const faults = { 'a full disk': '53100', 'a trigger that refuses': 'P0001' };

describe('an exchange that the database refuses', () => {
  let at: TestApp;
  let both: Both;
  let browser: TestBrowser;
  let partner: Client;
  let page: Client;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    both = await startBoth(at);
    browser = createBrowser(at.origin);
    await createCitizen(at);
    partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
    page = await walk.createPartner(at, { authMethod: 'none', scope: walk.everyScope });
  });
  afterEach(() => at.database.db.run('drop trigger if exists refuse_tokens on oidc_tokens'));
  after(async () => {
    await both.close();
    await at.close();
  });

  /** A new token is a row, or takes the place of the one before it in a row. */
  async function refuseTokens(sqlState: string): Promise<void> {
    await at.database.db.run(`create or replace function refuse_tokens() returns trigger language plpgsql as
      $$ begin raise exception 'no room' using errcode = '${sqlState}'; end $$`);
    await at.database.db.run(
      `create trigger refuse_tokens before insert or update on oidc_tokens for each row when (new.kind = 6) execute function refuse_tokens()`,
    );
  }

  const offline = { scope: 'openid profile offline_access', prompt: 'consent' };
  async function code(client: Client): Promise<Record<string, string>> {
    const { callback, flow } = await walk.authorize(at, client, offline, { browser });
    const redirect = { redirect_uri: walk.callbackUri, code_verifier: flow.verifier };
    return { grant_type: 'authorization_code', code: walk.codeOf(callback), ...redirect };
  }
  async function refresh(client: Client): Promise<Record<string, string>> {
    const given = await both.byFastEndpoint(sent(client, await code(client)));
    return { grant_type: 'refresh_token', refresh_token: remember(String(JSON.parse(given.body).refresh_token)) };
  }
  const sent = (client: Client, fields: Record<string, string>, headers: Record<string, string> = {}): Sent => ({
    path: '/oidc/token',
    headers: { ...form, ...(client === partner && { authorization: basic(client) }), ...headers },
    body: new URLSearchParams({ ...fields, ...(client === page && { client_id: client.clientId }) }).toString(),
  });
  const header = ({ headers }: Answer, name: string) =>
    headers.find((_, place) => place % 2 === 1 && headers[place - 1]?.toLowerCase() === name);
  const used = async () =>
    (
      await at.database.db.rows<{ kind: number }>(
        'select kind from oidc_tokens where kind in (4, 6) and coalesce(consumed_at, rotated_at) is not null',
      )
    ).length;

  // The plain request, which the fast endpoint answers, and those that only the library answers.
  type Route = { of: () => Client; ask: (fields: Record<string, string>) => Promise<Answer> };
  const routes: Record<string, Route> = {
    'by the fast endpoint': { of: () => partner, ask: (fields) => both.whole(sent(partner, fields)) },
    'by the library': { of: () => partner, ask: (fields) => both.byLibrary(sent(partner, fields)) },
    'from a page of the partner, by the library': {
      of: () => page,
      ask: (fields) => both.whole(sent(page, fields, { origin: new URL(walk.callbackUri).origin })),
    },
  };
  const sources = { 'a code': code, 'a refresh token': refresh };

  for (const [fault, sqlState] of Object.entries(faults))
    for (const [source, make] of Object.entries(sources))
      for (const [way, { of, ask }] of Object.entries(routes))
        it(`leaves ${source} unused and works afterwards (${fault}, ${way})`, async () => {
          const fields = await make(of());
          const before = await used();
          await refuseTokens(sqlState);
          const refused = await ask(fields);
          expect(refused.status).to.equal(sqlState === '53100' ? 503 : 500);
          expect(await used()).to.equal(before);
          // Long after the ten seconds in which a repeat is forgiven: nothing hangs on those.
          await at.database.db.run('drop trigger refuse_tokens on oidc_tokens');
          await at.database.db.run(
            `update oidc_tokens set consumed_at = consumed_at - interval '1 minute', rotated_at = rotated_at - interval '1 minute'
              where coalesce(consumed_at, rotated_at) is not null`,
          );
          const answer = await ask(fields);
          expect(answer.status, answer.body).to.equal(200);
          const tokens = JSON.parse(answer.body);
          remember(tokens.refresh_token);
          expect(await walk.isAlive(at, remember(tokens.access_token))).to.equal(true);
          const next = { grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) };
          expect((await ask(next)).status).to.equal(200);
        });

  it('says 503, when to come back and why, alike by both ways', async () => {
    const fields = { [partner.clientId]: await refresh(partner), [page.clientId]: await refresh(page) };
    await refuseTokens('53100');
    for (const { of, ask } of Object.values(routes)) {
      const answer = await ask(fields[of().clientId] ?? {});
      expect(answer.status).to.equal(503);
      expect(header(answer, 'retry-after')).to.equal('5');
      expect(header(answer, 'cache-control')).to.equal('no-store');
      expect(header(answer, 'content-type')).to.match(/^application\/json/);
      expect(JSON.parse(answer.body)).to.deep.include({ error: 'temporarily_unavailable' });
    }
    const refused = await both.byFastEndpoint(sent(partner, fields[partner.clientId] ?? {}));
    expect(refused.status, 'the library is not asked again').to.equal(503);
  });

  it('is one statement by the library too, and the second of two is refused as before', async () => {
    const fields = await refresh(partner);
    const answers = await Promise.all(Array.from({ length: 10 }, () => both.byLibrary(sent(partner, fields))));
    const successors = new Set(answers.map(({ status, body }) => `${status} ${JSON.parse(body).refresh_token}`));
    expect(successors.size).to.equal(1);
    const [one] = answers;
    const young = { grant_type: 'refresh_token', refresh_token: remember(JSON.parse(one?.body ?? '').refresh_token) };
    expect((await both.byLibrary(sent(partner, young))).status).to.equal(200);
    expect(JSON.parse((await both.byLibrary(sent(partner, fields))).body)).to.deep.include({ error: 'invalid_grant' });
  });
});

describe('an exchange that takes place after it was answered 503', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  let at: TestApp;
  let partner: Client;
  before(async () => {
    at = await walk.startProvider(import.meta.filename, { clock });
    await createCitizen(at);
    partner = await walk.createPartner(at);
  });
  after(() => at.close());

  // Its row is locked for longer than a statement may take; PostgreSQL then executes it, though no client waits any more.
  it('is forgiven however late it is found, and the login goes on', async () => {
    const { refreshToken } = await walk.obtain(at, partner, { scope: 'openid offline_access', prompt: 'consent' });
    const isUsed = async () =>
      (await at.database.db.row(
        'select 1 from oidc_tokens where kind = 6 and coalesce(consumed_at, rotated_at) is not null',
      )) !== undefined;
    await at.database.db.transaction(async (trx) => {
      await trx.run('select 1 from oidc_tokens where kind = 6 for update');
      expect((await walk.refresh(at, partner, refreshToken)).status).to.equal(503);
      clock.advance(30); // long after the ten seconds of a repeat
    });
    await until(isUsed, 'an exchange that nobody waited for');
    const isForgiven = async () =>
      (await at.database.db.row('select 1 from oidc_tokens where kind = 6 and coalesce(consumed_at, rotated_at) = $1', [
        clock.now(),
      ])) !== undefined;
    const again = await walk.refresh(at, partner, refreshToken);
    expect(again.status, JSON.stringify(again.body)).to.equal(200);
    await until(isForgiven, 'the beginning of the ten seconds, for all nodes');
    expect((await walk.refresh(at, partner, walk.text(again.body.refresh_token))).status).to.equal(200);
  });
});
