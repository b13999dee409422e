import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openApp } from '../src/app.ts';
import { systemClock } from '../src/clock.ts';
import { readConfig } from '../src/config.ts';
import { rooms } from '../src/services.ts';
import { createClient, startApp } from './support/app.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { folderWithKeys } from './support/keys.ts';
import { cheap } from './support/passwords.ts';
import { fileLog } from './support/record.ts';
import { words } from './support/words.ts';

type Furnish = typeof rooms.furnish;

describe('an app whose other rooms are still to come', () => {
  let database: TestDatabase;
  let keysDir: string;
  let authorization: string;
  const servers: Server[] = [];
  before(async () => {
    [database, keysDir] = [await testDatabase(), await folderWithKeys(systemClock)];
    const whole = await startApp(import.meta.filename, { database, keysDir });
    const { clientId, secret } = await createClient(whole);
    authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
    await whole.close();
  });
  after(async () => {
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await database.drop();
  });

  /** On a port, with rooms that come as `furnish` lets them. */
  async function open(furnish: Furnish) {
    const server = createServer((req, res) => opened.handle(req, res));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const env = { PUBLIC_URL: origin, DATABASE_URL: database.url, KEYS_DIR: keysDir, DEMO: 'off' };
    const opened = await openApp({
      ...{ config: readConfig(env), clock: systemClock, words, passwordCost: cheap, log: fileLog('app') },
      rooms: { furnish },
    });
    return { origin, opened };
  }

  it('answers tokens and health checks, and whoever opens a page or calls the API waits for the right answer', async () => {
    const gate = Promise.withResolvers<void>();
    const { origin, opened } = await open(async (ground) => {
      await gate.promise;
      return rooms.furnish(ground);
    });
    const furnished = opened.furnish();

    const issued: { access_token: string } = JSON.parse(
      await (
        await fetch(`${origin}/oidc/token`, {
          method: 'POST',
          headers: { authorization },
          body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'resource:read' }),
        })
      ).text(),
    );
    const { access_token: token } = issued;
    expect(token).to.be.a('string');
    for (const path of ['/readyz', '/healthz', '/.well-known/openid-configuration', '/oidc/jwks'])
      expect((await fetch(origin + path)).status, path).to.equal(200);

    const asked = [
      fetch(`${origin}/docs`),
      fetch(`${origin}/no-such-page`),
      fetch(`${origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } }),
    ];
    expect(await Promise.race([...asked, sleep(200, 'all wait')])).to.equal('all wait');
    gate.resolve();
    const house = await furnished;
    expect((await Promise.all(asked)).map(({ status }) => status)).to.deep.equal([200, 404, 200]);
    expect((await fetch(`${origin}/docs`)).status).to.equal(200);
    await house.close();
  });

  it('says what is wrong with a room that cannot come, and cuts off whoever waits for a page', async () => {
    const gate = Promise.withResolvers<void>();
    const { origin, opened } = await open(async () => {
      await gate.promise;
      throw new Error('the room is locked');
    });
    const furnished = opened.furnish().catch((error: Error) => error.message);
    const waiting = fetch(`${origin}/docs`).catch(() => 'cut off');
    await sleep(100);
    gate.resolve();
    expect(await furnished).to.equal('the room is locked');
    expect(await waiting).to.equal('cut off');
    await opened.close();
  });

  it('ends as a process, with the error and not with half a house', async () => {
    const broken = `
      import { registerHooks } from 'node:module';
      registerHooks({
        load: (url, context, next) =>
          url.endsWith('/src/docs/index.ts') ? { format: 'module', source: 'throw new Error("the room is locked")', shortCircuit: true } : next(url, context),
      });`;
    const child = fork('src/server.ts', {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      execArgv: [
        ...['--import', './require-node.mjs'],
        ...['--import', `data:text/javascript,${encodeURIComponent(broken)}`],
      ],
      env: {
        ...process.env,
        ...{ PORT: '0', PUBLIC_URL: 'http://localhost:9', DEMO: 'off' },
        ...{ DATABASE_URL: database.url, KEYS_DIR: keysDir },
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = '';
    child.stderr?.on('data', (part) => {
      said += part;
    });
    expect((await once(child, 'exit'))[0]).to.equal(1);
    expect(said).to.include('the room is locked');
  });
});
