import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hashToken } from '../../src/crypto/secrets.ts';
import { openDatabase } from '../../src/database/open.ts';
import { readRefreshId } from '../../src/oidc/tokens/families.ts';
import { createSuccessors } from '../../src/oidc/tokens/successors.ts';
import { serverOf } from '../database/holders.ts';
import { password } from '../support/app.ts';
import { authorization, basic, type Client, createBrowser, signIn, type TestBrowser } from '../support/citizen.ts';
import { silent } from '../support/database.ts';
import { contentOf } from '../support/keys.ts';
import { freePort } from '../support/ports.ts';
import { remember } from '../support/record.ts';
import { cloudJson, type ServerProcess, startServer } from '../support/server.ts';
import { isWhole } from '../support/some.ts';

// Each round kills both in whatever exchanges are under way then. WHOLE=1, as npm run abuse:whole sets it: three rounds.
const kills = isWhole ? 3 : 2;

/** Milliseconds in which a token whose answer was lost may be sent again (docs/adr/0004). */
const grace = 10_000;

describe('kill -9 in the middle of exchanges', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'ccc-exchange-'));
  const place = { dataDir: join(folder, 'data'), keysDir: join(folder, 'keys') };
  /** Tokens answered as issued, and those answered as used for them. */
  const issued = new Set<string>();
  const used = new Set<string>();
  const ways = new Set<string>();
  const strange: string[] = [];
  /** Repeated after the grace for lost answers (docs/adr/0004), which a busy machine needs for a start: their families are over. */
  const late = new Set<string>();
  let server: ServerProcess;
  let partner: Client;
  let isOver = false;
  let streams: Promise<void>[] = [];

  const start = async (port: number) =>
    startServer({ file: import.meta.filename, ...place, port, env: { THROTTLE: 'off', LOG_LEVEL: 'info' } });

  before(async () => {
    server = await start(await freePort());
    const env = { DATA_DIR: place.dataDir, KEYS_DIR: place.keysDir, PUBLIC_URL: server.origin };
    const { id } = await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env);
    const made = await cloudJson(
      [
        ...['application', 'create', '--institution', String(id), '--name', '青溪文化云', '--allow-loopback'],
        ...['--redirect-uri', 'http://localhost:9/callback', '--scope', 'openid profile offline_access'],
        ...['--id-token-alg', 'ES256'],
      ],
      env,
    );
    partner = { clientId: String(made.client_id), secret: remember(String(made.client_secret)) };
    await cloudJson(
      ['account', 'create', '--username', 'citizen', '--password-file', '-', '--count', '8'],
      env,
      password,
    );
    const goingOn = await Promise.all(Array.from({ length: 8 }, (_, person) => login(person)));
    streams = goingOn.map((goOn) => goOn());
  });
  after(async () => {
    isOver = true;
    await Promise.all(streams);
    await server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** One citizen, who signs in and then gets codes and refreshes for ever; half of the citizens by the library (docs/adr/0014). */
  async function login(person: number): Promise<() => Promise<void>> {
    const way = person % 2 === 0 ? '/oidc/token' : '/oidc/token?way=library';
    const begin = async () => {
      const browser = createBrowser(server.origin);
      const offline = authorization(partner.clientId, { scope: 'openid offline_access', prompt: 'consent' });
      const callback = await signIn(browser, offline, `citizen${person}`, ['offline_access']);
      return { browser, token: await redeem(way, callback, offline.verifier), since: performance.now() };
    };
    let held = await begin();
    return async () => {
      while (!isOver) {
        const token = await refresh(way, held.token, held.since).catch(pause);
        if (token !== undefined) held = { ...held, token, since: performance.now() };
        else if (late.has(held.token)) {
          forget(held.token);
          held = (await begin().catch(pause)) ?? held;
        }
        await code(way, held.browser).catch(pause);
      }
    };
  }
  /** All of its family. */
  function forget(token: string): void {
    const family = readRefreshId(token)?.key.toString('hex');
    for (const all of [issued, used])
      for (const each of all) if (readRefreshId(each)?.key.toString('hex') === family) all.delete(each);
  }
  const pause = () => sleep(20).then(() => undefined); // no connection

  /** Undefined fields were not answered. A 503 may come at any time; after one the outcome of the exchange is unknown. */
  async function exchange(
    way: string,
    fields: Record<string, string>,
    source: string,
    since = performance.now(),
  ): Promise<string | undefined> {
    const response = await fetch(`${server.origin}${way}`, {
      method: 'POST',
      headers: { authorization: basic(partner) },
      body: new URLSearchParams(fields),
    });
    const text = await response.text();
    if (response.status === 503 && response.headers.get('retry-after') !== null) return undefined;
    const body: Record<string, unknown> = JSON.parse(text);
    if (response.status !== 200) {
      // An exchange whose answer was lost took place all the same: its code is used up.
      const isLate = body.error === 'invalid_grant' && performance.now() - since > grace;
      if (isLate) late.add(source);
      else if (!(fields.grant_type === 'authorization_code' && body.error === 'invalid_grant')) strange.push(text);
      return undefined;
    }
    ways.add(way);
    used.add(source);
    for (const name of ['access_token', 'refresh_token']) if (typeof body[name] === 'string') remember(body[name]);
    if (typeof body.refresh_token === 'string') issued.add(body.refresh_token); // an access token has no row to lose
    return typeof body.refresh_token === 'string' ? body.refresh_token : '';
  }
  const refresh = (way: string, token: string, since: number) =>
    exchange(way, { grant_type: 'refresh_token', refresh_token: token }, token, since);
  async function redeem(way: string, callback: URL, verifier: string): Promise<string> {
    const code = remember(callback.searchParams.get('code') ?? '');
    const redirect = { redirect_uri: 'http://localhost:9/callback', code_verifier: verifier };
    const token = await exchange(way, { grant_type: 'authorization_code', code, ...redirect }, code);
    if (token === undefined) throw new Error('no tokens');
    return token;
  }
  async function code(way: string, browser: TestBrowser): Promise<void> {
    const flow = authorization(partner.clientId, { scope: 'openid' });
    const { url } = await browser.walk(flow.url);
    if (url.searchParams.has('code')) await redeem(way, url, flow.verifier);
  }

  /** Exchanges succeed again: twenty more, however long a start takes where others use the machine. */
  async function goesOn(): Promise<void> {
    const [wanted, began] = [used.size + 20, performance.now()];
    while (used.size < wanted) {
      if (performance.now() - began > 30_000) throw new Error('nobody gets a token for 30 s');
      await sleep(10);
    }
  }

  it('of PostgreSQL and of the server, in turn: exchanges go on', async () => {
    await goesOn();
    for (let round = 0; round < kills; round += 1) {
      process.kill(serverOf(place.dataDir), 'SIGKILL');
      await goesOn();
      process.kill(serverOf(place.dataDir), 'SIGKILL');
      await server.kill('SIGKILL');
      server = await start(server.port);
      await goesOn();
    }
    expect([...ways]).to.have.members(['/oidc/token', '/oidc/token?way=library']);
  });

  it('was met with nothing but 503 and Retry-After, no connection, or a code that is used up', () => {
    expect(strange).to.eql([]);
  });

  it('lost no token that was answered, and left nothing unused that was used for one', async () => {
    isOver = true;
    await Promise.all(streams);
    const db = await openDatabase({ url: undefined, dataDir: place.dataDir, log: silent });
    const rows = await db.rows<{ key: Buffer; is_used: boolean; current: Buffer | null }>(
      'select key, consumed_at is not null as is_used, current_hash as current from oidc_tokens where kind in (4, 6)',
    );
    await db.close();
    const byKey = new Map(rows.map((row) => [row.key.toString('hex'), row]));
    const rowOf = (value: string) => byKey.get((readRefreshId(value)?.key ?? hashToken(value)).toString('hex'));
    const isUsed = (value: string) => {
      const row = rowOf(value);
      return row?.current ? !row.current.equals(hashToken(value)) : row?.is_used;
    };
    expect([...issued].filter((value) => rowOf(value) === undefined)).to.have.length(0);
    expect([...used].filter((value) => isUsed(value) !== true)).to.have.length(0);
    expect(used.size).to.be.at.least(100);

    // The row of a family has the token of the last answer, or its successor if that answer was lost.
    const { rotation } = await contentOf(place.keysDir, 'secrets.json');
    const none = { findRefresh: async () => undefined, isUnconfirmed: () => false };
    const { stepOf } = createSuccessors({ rows: none, rotationKey: Buffer.from(String(rotation), 'base64url') });
    const families = new Map([...issued].flatMap((value) => (rowOf(value)?.current ? [[rowOf(value), value]] : [])));
    expect(families.size).to.equal(8);
    const lost = [...families].filter(([row, last]) => {
      const step = stepOf(last);
      return !row?.current || !(step?.current.equals(row.current) || step?.next.equals(row.current));
    });
    expect(lost).to.have.length(0);
  });
});
