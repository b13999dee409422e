import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { askSteadily } from '../drills/steady.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { remember } from '../support/record.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const metricsToken = remember('metrics-of-two-versions-0123456789');
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('an upgrade on one machine, by a symbolic link and SIGUSR2', function () {
  this.timeout(120_000);
  // The same folder in each run: Node keeps compiled code by path, and at a new one ten processes would compile everything.
  const opt = join(root, 'test-output', 'upgrade');
  const current = join(opt, 'current');
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let database: TestDatabase;
  let server: ServerProcess;

  /** A version of the product in a folder of its own, as the document puts it there. */
  function lay(version: string): void {
    for (const each of ['src', 'views', 'migrations', 'docs', 'deploy', 'require-node.mjs'])
      cpSync(join(root, each), join(opt, version, each), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(opt, version, 'node_modules'));
    const text = readFileSync(join(root, 'package.json'), 'utf8');
    writeFileSync(join(opt, version, 'package.json'), text.replace(/"version": "[^"]+"/, `"version": "${version}"`));
  }
  /** As `ln --symbolic --force --no-dereference` does. */
  function leadTo(version: string): void {
    symlinkSync(join(opt, version), `${current}-next`);
    renameSync(`${current}-next`, current);
  }

  before(async () => {
    database = await testDatabase();
    rmSync(opt, { recursive: true, force: true });
    mkdirSync(opt, { recursive: true });
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) lay(version);
    writeFileSync(join(opt, '3.0.0', 'src', 'server', 'serve.ts'), `throw new Error('this version cannot start');`);
    leadTo('1.0.0');
    const env = { WEB_CONCURRENCY: '2', METRICS_TOKEN: metricsToken, THROTTLE: 'off', DRAIN_SECONDS: '1' };
    server = await startServer({
      file: import.meta.filename,
      url: database.url,
      keysDir,
      folder: current,
      env,
      patienceMs: 80_000,
    });
  });
  after(async () => {
    await server?.kill('SIGKILL');
    await database.drop();
    for (const each of [opt, keysDir]) rmSync(each, { recursive: true, force: true });
  });

  const processes = (): number[] =>
    readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  /** How many processes run each version, and from which folder; undefined while not all of them tell. */
  async function running(): Promise<string[] | undefined> {
    const headers = { connection: 'close', authorization: `Bearer ${metricsToken}` };
    const answer = await server.fetch(`${server.origin}/metrics`, { headers });
    const text = await answer.text();
    return answer.status === 200 ? text.match(/^cloud_build_info.*$/gm)?.map(String) : undefined;
  }
  const isRunning = async (version: string) =>
    (await running())?.join() === `cloud_build_info{version="${version}",release="${version}"} 2`;

  it('begins with one version, which it names', async () => {
    await until(() => isRunning('1.0.0'), 'both say so');
    expect(server.output()).to.match(/"version":"1\.0\.0","folder":"1\.0\.0","msg":"listening"/);
  });

  it('ends with the other, which it names, and refused no request meanwhile', async () => {
    const before = processes();
    const load = askSteadily(server.port, new URL(server.origin).host, [{ path: '/terms' }], { rest: 100 });
    leadTo('2.0.0');
    await server.kill('SIGUSR2');
    for (const began = performance.now(); processes().some((pid) => before.includes(pid)); await sleep(50))
      expect(performance.now() - began, 'milliseconds').to.be.below(100_000); // a version compiles with its first start
    await load.stop();
    expect(load.failed).to.eql([]);
    await until(() => isRunning('2.0.0'), 'both say so');
    expect(server.output()).to.include('the processes were replaced');
    for (const pid of processes()) expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).to.include('/2.0.0/src/server');
  });

  it('leaves as many as there were, of the version that ran, where the other cannot start, and says so', async () => {
    const before = processes();
    leadTo('3.0.0');
    await server.kill('SIGUSR2');
    await until(() => server.output().includes('the processes were not all replaced'), 'it says so', 60_000);
    expect(server.output()).to.include('this version cannot start');
    await sleep(1_500); // time for a restart, if any
    expect(processes()).to.eql(before);
    expect(await isRunning('2.0.0')).to.equal(true);
  });

  it('goes back the same way', async () => {
    const before = processes();
    leadTo('1.0.0');
    await server.kill('SIGUSR2');
    for (const began = performance.now(); processes().some((pid) => before.includes(pid)); await sleep(50))
      expect(performance.now() - began, 'milliseconds').to.be.below(100_000); // a version compiles with its first start
    await until(() => isRunning('1.0.0'), 'both say so');
    expect(processes()).to.have.length(2);
  });

  it('leaves as many as there are to be where one dies while its successor begins', async () => {
    const [first = 0, second = 0] = processes();
    await server.kill('SIGUSR2');
    await until(() => processes().length > 2, 'a successor begins');
    process.kill(first, 'SIGKILL');
    await until(() => !processes().includes(first) && !processes().includes(second), 'both are gone', 60_000);
    await until(() => processes().length === 2, 'and two are there', 60_000);
    await sleep(1_500);
    expect(processes()).to.have.length(2);
    expect(await server.kill('SIGTERM')).to.equal(0);
  });
});
