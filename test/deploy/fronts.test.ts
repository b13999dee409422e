import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, constants } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { plainPage } from '../../src/http/gate/plain-page.ts';
import { openGateway } from '../database/gateway.ts';
import { proxyNames, startProxy } from '../drills/proxies.ts';
import type { Balancer } from '../drills/round-robin.ts';
import { html } from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { freePort } from '../support/ports.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const front = (name: string) => readFileSync(new URL(`../../deploy/front/${name}`, import.meta.url), 'utf8');
const without = ['/.well-known/openid-configuration', '/oidc/jwks', '/status'];

describe('the page of a front where no node answers', () => {
  it('looks as those of the gate do, and loads nothing', () => {
    const page = front('away.html');
    const [, heading = '', body = ''] = /<h1>(.*?)<\/h1>(.*)<\/main>/.exec(page) ?? [];
    const request = { headers: {} };
    const words = { language: 'zh', title: heading, heading, body, askAgain: undefined } as const;
    expect(`${plainPage(request, words)}\n`).to.equal(page);
    expect(page).not.to.match(/(src|href)=/);
  });

  it('has a readable answer for programs', () => {
    expect(JSON.parse(front('away.json'))).to.include({ error: 'temporarily_unavailable', code: 'maintenance' });
  });
});

for (const name of proxyNames)
  for (const count of [1, 2])
    describe(`${name} as the document sets it up in front of ${count === 1 ? 'one node' : 'two nodes'}`, function () {
      this.timeout(90_000);
      const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
      let database: TestDatabase;
      let gateway: Awaited<ReturnType<typeof openGateway>>;
      let nodes: ServerProcess[] = [];
      let balancer: Balancer | undefined;
      let origin: string;

      before(async function () {
        const port = await freePort();
        origin = `http://localhost:${port}`;
        const ports = await Promise.all(Array.from({ length: count }, freePort));
        balancer = await startProxy(name, ports, port);
        if (balancer === undefined) return this.skip(); // apt-get install haproxy nginx-light
        database = await testDatabase();
        gateway = await openGateway(database.url);
        const shared = { file: import.meta.filename, url: gateway.url, keysDir, publicUrl: origin };
        const more = { env: { DRAIN_SECONDS: '2' }, patienceMs: 80_000 };
        nodes = await Promise.all(ports.map((each) => startServer({ ...shared, port: each, ...more })));
      });
      after(async () => {
        await Promise.all(nodes.map((node) => node.kill('SIGKILL')));
        await balancer?.close();
        await gateway?.remove();
        await database?.drop();
        rmSync(keysDir, { recursive: true, force: true });
      });

      const ask = async (path: string, init: RequestInit = {}) => {
        const answer = await fetch(`${origin}${path}`, { ...init, headers: { ...html, ...init.headers } });
        return { status: answer.status, headers: answer.headers, text: await answer.text() };
      };
      const statusOf = async (path: string) => (await ask(path)).status;

      it('leads to them', async () => {
        await until(async () => (await statusOf('/')) === 200, 'the front page');
        for (const path of without) await until(async () => (await statusOf(path)) === 200, path);
      });

      it('goes on serving discovery, key set and status page without a database, and shows our own words for the rest', async () => {
        await gateway.close();
        for (const node of nodes)
          await until(async () => (await node.fetch(`${origin}/readyz`)).status === 503, 'it is not ready');
        for (const began = performance.now(); performance.now() - began < 4_000; await sleep(100)) {
          for (const path of without) expect(await statusOf(path), path).to.equal(200);
          const page = await ask('/account');
          if (page.status !== 200) expect([page.status, page.text]).to.satisfy(isOurs);
          const token = await ask('/oidc/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'x' }) });
          expect(() => JSON.parse(token.text), token.text).not.to.throw();
        }
        await gateway.open();
        await until(async () => (await statusOf('/readyz')) === 200, 'it is ready again');
      });

      it('waits for nodes that are too busy to say for three seconds that they are ready', async () => {
        for (const { pid } of nodes) process.kill(pid, 'SIGSTOP');
        const asked = [0, 1_000, 2_000, 2_500, 3_000].map(async (after) => {
          await sleep(after);
          return statusOf('/.well-known/openid-configuration');
        });
        await sleep(3_500);
        for (const { pid } of nodes) process.kill(pid, 'SIGCONT');
        expect(await Promise.all(asked)).to.eql([200, 200, 200, 200, 200]);
      });

      it('shows our page where no node answers, and programs a readable answer', async () => {
        await Promise.all(nodes.map((node) => node.kill('SIGKILL')));
        await until(async () => {
          const page = await ask('/').catch(() => undefined); // at the very moment it is killed, a connection may be cut off
          return page?.status === 503 && page.text === front('away.html');
        }, 'our page');
        const page = await ask('/interaction/x/login', { method: 'POST', body: new URLSearchParams({ a: 'b' }) });
        expect([page.status, page.headers.get('content-type'), page.headers.get('retry-after')]).to.eql([
          503,
          'text/html; charset=utf-8',
          '10',
        ]);
        expect(page.headers.get('cache-control')).to.equal('no-store');
        await until(async () => {
          const token = await ask('/oidc/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'x' }) });
          return token.status === 503 && token.text === front('away.json');
        }, 'an error that programs read');
        expect((await ask('/api/v1/me')).headers.get('content-type')).to.match(/^application\/json/);
        for (const path of ['/oidc/auth?x=y', '/oidc/logout', '/console'])
          expect((await ask(path)).text, path).to.equal(front('away.html'));
      });

      if (name === 'haproxy')
        it('ends each of these answers correctly over HTTP/2 without reading the posted body', async () => {
          const session = connect(origin);
          for (const [path, page] of [
            ['/oidc/token', 'away.json'],
            ['/interaction/x/login', 'away.html'],
          ] as const) {
            const stream = session.request({ ':method': 'POST', ':path': path });
            const closed = once(stream, 'close');
            stream.write('grant_type=');
            setTimeout(() => stream.end('x'), 50);
            expect(await text(stream), path).to.equal(front(page));
            await closed;
            expect(stream.rstCode, path).to.equal(constants.NGHTTP2_NO_ERROR);
          }
          session.close();
        });
    });

for (const name of proxyNames)
  describe(`${name} as the document sets it up, while two nodes are restarted one after the other`, function () {
    this.timeout(30_000);

    it('asks the first one again before the second one goes', async function () {
      const ports = [await freePort(), await freePort()] as const;
      const start = async (port: number) => {
        const server = createServer((_req, res) => res.end('ok')).listen(port, '127.0.0.1');
        await once(server, 'listening');
        return server;
      };
      const stop = (server: Server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      };
      const balancer = await startProxy(name, ports);
      if (balancer === undefined) return this.skip();
      let first = await start(ports[0]);
      const second = await start(ports[1]);
      const statuses = async (count: number) =>
        Promise.all(
          Array.from({ length: count }, async () => (await fetch(`http://127.0.0.1:${balancer.port}/`)).status),
        );
      const well = Array(20).fill(200);
      await until(async () => (await statuses(1))[0] === 200, 'it leads there');
      await stop(first);
      await until(async () => (await statuses(1))[0] === 200, 'one is left');
      expect(await statuses(20)).to.eql(well);
      first = await start(ports[0]);
      // At least as long as a leaving node goes on; nginx notices by a request that a node is back.
      for (let asked = 0; asked < 20; asked += 1, await sleep(200)) expect(await statuses(1)).to.eql([200]);
      await stop(second);
      expect(await statuses(20)).to.eql(well);
      await balancer.close();
      await stop(first);
    });
  });

const isOurs = ([status, text]: [number, string]) => status === 503 && text.includes('国家公共文化云');
