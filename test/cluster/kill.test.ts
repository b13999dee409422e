import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openDatabase } from '../../src/database/open.ts';
import { keeperOf, processesAround, serverOf } from '../database/holders.ts';
import { password } from '../support/app.ts';
import { authorization, createBrowser } from '../support/citizen.ts';
import { silent } from '../support/database.ts';
import { freePort } from '../support/ports.ts';
import { cloudJson, type ServerProcess, startServer } from '../support/server.ts';

describe('kill -9 while people register and log in', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'ccc-kill-'));
  const place = { dataDir: join(folder, 'data'), keysDir: join(folder, 'keys') };
  const registered = new Set<string>();
  const consented = new Set<string>();
  const strange: string[] = [];
  let server: ServerProcess;
  let clientId: string;
  let begun = 0;
  let isOver = false;
  let citizens: Promise<void>[] = [];

  const start = async (port: number) =>
    startServer({ file: import.meta.filename, ...place, port, env: { THROTTLE: 'off' } });

  before(async () => {
    server = await start(await freePort());
    const env = { DATA_DIR: place.dataDir, KEYS_DIR: place.keysDir, PUBLIC_URL: server.origin };
    const { id } = await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env);
    const uri = 'http://localhost:9/callback';
    const made = await cloudJson(
      [
        'application',
        'create',
        '--institution',
        String(id),
        '--name',
        '青溪文化云',
        '--redirect-uri',
        uri,
        '--allow-loopback',
        '--public',
      ],
      env,
    );
    clientId = String(made.client_id);
    citizens = Array.from({ length: 3 }, registerAgainAndAgain);
  });
  after(async () => {
    isOver = true;
    await Promise.all(citizens);
    await server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /**
   * New people, one after the other, with a moment between: the killed process has to come back beside them. Answered successes are noted; errors
   * other than 503 are unexpected.
   */
  async function registerAgainAndAgain(): Promise<void> {
    while (!isOver) {
      begun += 1;
      await registerOne(`citizen${begun}`).catch(() => undefined); // no connection
      await sleep(100);
    }
  }

  async function registerOne(username: string): Promise<void> {
    const browser = createBrowser(server.origin);
    const isBusy = (page: { status: number; headers: Headers; text: string }) => {
      const isRetry = page.status === 503 && page.headers.get('retry-after') !== null;
      if (page.status >= 500 && !isRetry) strange.push(`${page.status} ${page.text.slice(0, 200)}`);
      return page.status >= 400;
    };
    const login = await browser.walk(authorization(clientId).url);
    if (isBusy(login)) return;
    const form = await browser.walk(`${login.url.pathname}/register?way=username`);
    if (isBusy(form)) return;
    const consent = await browser.submit(form, { username, password, over14: 'yes', agree: '1' });
    if (isBusy(consent)) return;
    registered.add(username);
    const done = await browser.submit(consent, { scope_profile: '1' });
    if (isBusy(done)) return;
    if (done.url.searchParams.has('code')) consented.add(username);
    else strange.push(`not back at the partner: ${done.url}`);
  }

  /** People get through again: five more registrations and consents, within `limit` milliseconds. */
  async function goesOn(limit: number): Promise<void> {
    const wanted = { registered: registered.size + 5, consented: consented.size + 5 };
    const began = performance.now();
    while (registered.size < wanted.registered || consented.size < wanted.consented) {
      if (performance.now() - began > limit) throw new Error(`nobody gets through for ${limit} ms`);
      await sleep(20);
    }
  }

  it('of the keeper, of PostgreSQL and of the server, in turn: the server answers again', async () => {
    await goesOn(10_000);
    for (let round = 0; round < 2; round += 1) {
      process.kill(keeperOf(place.dataDir), 'SIGKILL');
      await goesOn(10_000);
      process.kill(serverOf(place.dataDir), 'SIGKILL');
      await goesOn(10_000);
      await server.kill('SIGKILL');
      server = await start(server.port);
      await goesOn(10_000);
    }
  });

  it('was met with nothing but 503 and Retry-After, or no connection', () => {
    expect(strange).to.eql([]);
  });

  it('lost no registration and no consent that had been answered', async () => {
    isOver = true;
    await Promise.all(citizens);
    const db = await openDatabase({ url: undefined, dataDir: place.dataDir, log: silent });
    const accounts = await db.rows<{ username: string }>('select username from accounts');
    const consents = await db.rows<{ username: string }>(
      'select a.username from consents c join accounts a on a.id = c.account_id',
    );
    await db.close();
    const namesIn = (rows: { username: string }[]) => new Set(rows.map(({ username }) => username));
    const lost = (noted: Set<string>, kept: Set<string>) => [...noted].filter((name) => !kept.has(name));
    expect(lost(registered, namesIn(accounts))).to.eql([]);
    expect(lost(consented, namesIn(consents))).to.eql([]);
    expect(consented.size).to.be.at.least(30);
  });

  it('of the last server leaves no process behind', async () => {
    expect(processesAround(place.dataDir)).to.have.lengthOf.above(1);
    await server.kill('SIGKILL');
    const began = performance.now();
    while (processesAround(place.dataDir).length > 0 && performance.now() - began < 10_000) await sleep(50);
    expect(processesAround(place.dataDir)).to.eql([]);
  });
});
