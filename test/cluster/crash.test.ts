import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { serverOf } from '../database/holders.ts';
import { password } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Flow, post, redeem, signIn } from '../support/citizen.ts';
import { freePort } from '../support/ports.ts';
import { remember } from '../support/record.ts';
import { cloudJson, type ServerProcess, startServer } from '../support/server.ts';
import { isWhole } from '../support/some.ts';

const callback = 'http://localhost:9/callback';

// Each round kills both under whatever is under way then. WHOLE=1, as npm run abuse:whole sets it: three rounds.
const kills = isWhole ? 3 : 2;

describe('kill -9 of the server and of PostgreSQL under load', function () {
  this.timeout(90_000);
  const folder = mkdtempSync(join(tmpdir(), 'ccc-crash-'));
  const place = { dataDir: join(folder, 'data'), keysDir: join(folder, 'keys') };
  // Answered successes, which must hold for ever.
  const issued = new Set<string>();
  const revoked = new Set<string>();
  const exchanged: { url: URL; flow: Flow; access: string }[] = [];
  const consents = new Map<string, { isGiven: boolean | 'unknown'; changes: number; ask: () => Promise<URL> }>();
  const strange: string[] = [];
  let server: ServerProcess;
  let logins: Client;
  let allowing: Client;
  let isOver = false;
  let load: Promise<void>[] = [];

  const start = (port: number) =>
    startServer({ file: import.meta.filename, ...place, port, env: { THROTTLE: 'off', LOG_LEVEL: 'info' } });
  const ask = async (path: string, fields: Record<string, string>, client = logins) => {
    const answer = await post(server.origin, path, client, fields, {}, server.fetch);
    if (answer.status >= 500 && answer.status !== 503) strange.push(`${path} ${answer.status}`);
    return answer;
  };

  before(async () => {
    server = await start(await freePort());
    const env = { DATA_DIR: place.dataDir, KEYS_DIR: place.keysDir, PUBLIC_URL: server.origin };
    const { id } = await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env);
    const application = async (name: string): Promise<Client> => {
      const settings = ['--institution', String(id), '--name', name, '--redirect-uri', callback, '--allow-loopback'];
      const scope = ['--scope', 'openid profile resource:read'];
      const made = await cloudJson(['application', 'create', ...settings, ...scope], env);
      return { clientId: String(made.client_id), secret: remember(String(made.client_secret)) };
    };
    logins = await application('青溪文化云');
    allowing = await application('青溪书房');
    await cloudJson(
      ['account', 'create', '--username', 'citizen', '--password-file', '-', '--count', '4'],
      env,
      password,
    );
    load = [
      ...Array.from({ length: 3 }, () => again(issueAndRevoke())),
      ...['citizen0', 'citizen1'].map((name) => again(exchange(name))),
      ...['citizen2', 'citizen3'].map((name) => again(allowAndWithdraw(name))),
    ];
  });
  after(async () => {
    isOver = true;
    await Promise.all(load);
    await server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Until the end; failures were not answered, and are not noted. */
  async function again(once: () => Promise<void>): Promise<void> {
    while (!isOver) await once().catch(() => sleep(20));
  }

  function issueAndRevoke() {
    let turn = 0;
    return async () => {
      await sleep(15); // at the end every issued token is checked
      const { status, body } = await ask('/oidc/token', { grant_type: 'client_credentials' });
      if (status !== 200) throw new Error('busy');
      const token = String(body.access_token);
      turn += 1;
      if (turn % 3 !== 0) {
        issued.add(token);
        return;
      }
      if ((await ask('/oidc/revocation', { token })).status === 200) revoked.add(token);
    };
  }

  function exchange(username: string) {
    const browser = createBrowser(server.origin);
    return async () => {
      const flow = authorization(logins.clientId);
      const url = await signIn(browser, flow, username);
      const { status, body } = await redeem(server.origin, logins, url, flow);
      if (status === 200) exchanged.push({ url, flow, access: String(body.access_token) });
    };
  }

  function allowAndWithdraw(username: string) {
    const browser = createBrowser(server.origin);
    const asking = (prompt: string) => authorization(allowing.clientId, { prompt });
    const ask = async () => (await browser.walk(asking('none').url)).url;
    const state = { isGiven: 'unknown' as boolean | 'unknown', changes: 0, ask };
    consents.set(username, state);
    const noted = (isGiven: boolean) => {
      state.isGiven = isGiven;
      state.changes += 1;
    };
    return async () => {
      state.isGiven = 'unknown';
      const url = await signIn(browser, asking('consent'), username);
      if (!url.searchParams.has('code')) throw new Error('busy');
      noted(true);
      await sleep(30);
      const form = await browser.walk(`/account/grants/${allowing.clientId}/withdraw`);
      state.isGiven = 'unknown';
      const done = await browser.submit(form);
      if (done.status >= 400) throw new Error('busy');
      noted(false);
      await sleep(30);
    };
  }

  const progress = () => [
    issued.size / 50,
    revoked.size / 20,
    exchanged.length / 5,
    ...[...consents.values()].map(({ changes }) => changes / 2),
  ];

  /** All succeed again: some more of everything, within ten seconds. */
  async function goesOn(): Promise<void> {
    const began = performance.now();
    const wanted = progress().map((reached) => reached + 1);
    while (progress().some((reached, place) => reached < (wanted[place] ?? 0))) {
      if (performance.now() - began > 10_000) throw new Error(`nobody gets through: ${progress()}`);
      await sleep(10);
    }
  }

  it(`is over in a moment, ${kills} times each`, async () => {
    await goesOn();
    for (let round = 0; round < kills; round += 1) {
      process.kill(serverOf(place.dataDir), 'SIGKILL');
      await goesOn();
      await server.kill('SIGKILL');
      server = await start(server.port);
      await goesOn();
    }
    isOver = true;
    await Promise.all(load);
    expect(strange).to.eql([]);
  });

  /** One after the other on eight ways, so that thousands of questions take a moment. */
  async function failing<T>(all: Iterable<T>, holds: (one: T) => Promise<boolean>): Promise<T[]> {
    const left = [...all];
    const failed: T[] = [];
    const way = async () => {
      for (let one = left.pop(); one !== undefined; one = left.pop()) if (!(await holds(one))) failed.push(one);
    };
    await Promise.all(Array.from({ length: 8 }, way));
    return failed;
  }
  const isActive = async (token: string) => (await ask('/oidc/introspection', { token })).body.active === true;

  it('loses no token that was answered', async () => {
    expect(issued.size).to.be.above(kills * 100);
    expect(await failing(issued, isActive)).to.have.lengthOf(0);
    expect(await failing(exchanged, ({ access }) => isActive(access))).to.have.lengthOf(0);
  });

  it('brings back no token that was revoked', async () => {
    expect(revoked.size).to.be.above(kills * 33);
    expect(await failing(revoked, async (token) => !(await isActive(token)))).to.have.lengthOf(0);
  });

  it('keeps every consent and every withdrawal', async () => {
    for (const { isGiven, ask } of consents.values()) {
      const answer = (await ask()).searchParams;
      if (isGiven === true) expect(answer.has('code')).to.equal(true);
      else if (isGiven === false) expect(answer.get('error')).to.equal('consent_required');
    }
  });

  it('lets no code be redeemed that was redeemed', async () => {
    expect(exchanged.length).to.be.above(kills * 10);
    const isRefused = async ({ url, flow }: (typeof exchanged)[number]) => {
      const { status, body } = await redeem(server.origin, logins, url, flow);
      return status === 400 && body.error === 'invalid_grant';
    };
    expect(await failing(exchanged, isRefused)).to.have.lengthOf(0);
  });
});
