import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { basic, type Client } from '../support/citizen.ts';
import { freePort } from '../support/ports.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { roundRobin } from './round-robin.ts';
import { askSteadily } from './steady.ts';

describe('a rolling restart', function () {
  this.timeout(90_000);
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let here: TestApp;
  let host: string;
  let partner: Client;
  before(async () => {
    host = `localhost:${await freePort()}`;
    here = await startApp(import.meta.filename, { keysDir, publicUrl: `http://${host}` });
    partner = await createClient(here);
  });
  after(async () => {
    await here.close();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const start = (port: number, env: Record<string, string>): Promise<ServerProcess> =>
    startServer({
      ...{ file: import.meta.filename, url: here.database.url, keysDir, port, publicUrl: here.origin },
      env: { LOG_LEVEL: 'warn', ...env },
    });
  const asked = () => [
    {
      path: '/oidc/token',
      method: 'POST',
      headers: { authorization: basic(partner), 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    },
    { path: '/terms' },
  ];

  it('of two nodes behind a balancer loses no answer, and each node leaves with 0', async () => {
    const env = { DRAIN_SECONDS: '2' };
    const nodes = [await start(await freePort(), env), await start(await freePort(), env)];
    const balancer = await roundRobin(
      host,
      nodes.map(({ port }) => port),
    );
    const load = askSteadily(balancer.port, host, asked(), { rest: 100 });
    for (const [place, node] of nodes.entries()) {
      const before = load.answered;
      await until(() => load.answered > before + 50, 'answers');
      const left = node.kill('SIGTERM');
      await until(
        async () => (await node.fetch(`${here.origin}/readyz`)).status === 503,
        '"not ready" from a node that listens',
      );
      expect((await node.fetch(`${here.origin}/terms`)).headers.get('connection')).to.equal('keep-alive');
      expect(await left, node.output().slice(-500)).to.equal(0);
      if (place === 0) nodes[place] = await start(node.port, env);
    }
    await load.stop();
    await balancer.close();
    expect(load.failed).to.eql([]);
    for (const node of nodes) await node.kill('SIGKILL');
  });
});
