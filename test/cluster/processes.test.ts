import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { askSteadily } from '../drills/steady.ts';
import { basic } from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { remember } from '../support/record.ts';
import { cloudJson, type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const metricsToken = remember('metrics-of-all-processes-0123456789');

describe('several processes behind one port', function () {
  this.timeout(90_000);
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let database: TestDatabase;
  let server: ServerProcess;

  before(async () => {
    database = await testDatabase();
    const env = { WEB_CONCURRENCY: '2', METRICS_TOKEN: metricsToken, DRAIN_SECONDS: '1' };
    server = await startServer({ file: import.meta.filename, url: database.url, keysDir, env });
  });
  after(async () => {
    await server.kill('SIGKILL').catch(() => undefined);
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const processes = (): number[] =>
    readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  const discovery = async () => {
    const answer = await server.fetch(`${server.origin}/.well-known/openid-configuration`, {
      headers: { connection: 'close' },
    });
    await answer.arrayBuffer();
    return answer.status;
  };

  it('are as many as asked for', () => {
    expect(processes()).to.have.length(2);
  });

  it('answer for all of them at /metrics, whichever is asked', async () => {
    const served = async () => {
      const headers = { connection: 'close', authorization: `Bearer ${metricsToken}` };
      const answer = await server.fetch(`${server.origin}/metrics`, { headers });
      const text = await answer.text();
      if (answer.status === 503) return undefined; // one of them has not reported yet
      return Number(/^http_requests_total\{[^}]*route="\/oidc\/token",status="400"\} (\d+)/m.exec(text)?.[1] ?? 0);
    };
    await until(async () => (await served()) !== undefined, 'both have begun');
    for (let time = 0; time < 12; time += 1) {
      const body = new URLSearchParams({ grant_type: 'none' });
      const headers = { connection: 'close' };
      expect((await server.fetch(`${server.origin}/oidc/token`, { method: 'POST', headers, body })).status).to.equal(
        400,
      );
    }
    const told = await Promise.all(Array.from({ length: 6 }, served));
    expect(told).to.deep.equal([12, 12, 12, 12, 12, 12]);
  });

  it('tell how full the pools of all of them are together', async () => {
    const headers = { authorization: `Bearer ${metricsToken}` };
    const text = await (await server.fetch(`${server.origin}/metrics`, { headers })).text();
    expect(text).to.match(/^cloud_pool_places\{pool="database"\} 20$/m);
    expect(text).to.match(/^cloud_pool_places\{pool="requests_tokens"\} 128$/m);
    expect(text).to.match(/^cloud_pool_waiting\{pool="hashing"\} 0$/m);
  });

  it('are replaced one after the other at SIGUSR2, without a failed request, on new connections and on kept ones', async () => {
    const env = { DATABASE_URL: database.url, KEYS_DIR: keysDir, PUBLIC_URL: server.origin };
    const { id } = await cloudJson(['institution', 'create', '--name', '青溪县文化馆'], env);
    const made = await cloudJson(
      [
        ...['application', 'create', '--institution', String(id), '--name', '青溪文化云'],
        ...['--redirect-uri', 'https://m.qx.example.cn/callback', '--scope', 'openid resource:read'],
      ],
      env,
    );
    const client = { clientId: String(made.client_id), secret: remember(String(made.client_secret)) };
    const load = askSteadily(
      server.port,
      new URL(server.origin).host,
      [
        {
          path: '/oidc/token',
          method: 'POST',
          headers: { authorization: basic(client), 'content-type': 'application/x-www-form-urlencoded' },
          body: 'grant_type=client_credentials',
        },
        { path: '/terms' },
        { path: '/metrics', headers: { authorization: `Bearer ${metricsToken}` } },
      ],
      { rest: 100 },
    );
    const before = processes();
    process.kill(server.pid, 'SIGUSR2');
    const answers: number[] = [];
    const isReplaced = () => processes().length === 2 && !processes().some((pid) => before.includes(pid));
    for (const began = performance.now(); !isReplaced() && performance.now() - began < 60_000; await sleep(50))
      answers.push(await discovery());
    await load.stop();
    expect(isReplaced()).to.equal(true);
    expect(load.answered).to.be.above(50);
    expect(load.failed).to.deep.equal([]);
    expect(answers.filter((status) => status !== 200)).to.deep.equal([]);
  });

  it('are replaced when one is killed', async () => {
    const [first = 0] = processes();
    process.kill(first, 'SIGKILL');
    await until(() => processes().length === 2 && !processes().includes(first), 'a new process');
    expect(await discovery()).to.equal(200);
  });

  it('all leave at SIGTERM', async () => {
    const before = processes();
    expect(await server.kill('SIGTERM')).to.equal(0);
    for (const pid of before) expect(() => process.kill(pid, 0), String(pid)).to.throw('ESRCH');
  });

  it('end with the words of the one that cannot start', async () => {
    const notAFolder = join(keysDir, 'file');
    writeFileSync(notAFolder, '');
    const env = { WEB_CONCURRENCY: '2' };
    const refused = startServer({ file: import.meta.filename, url: database.url, keysDir: notAFolder, env });
    const message = await refused.then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(message).to.match(/the server has ended/);
  });
});
