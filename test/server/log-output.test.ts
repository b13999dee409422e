import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Exposition, parseExposition } from '../support/prometheus.ts';
import { remember } from '../support/record.ts';
import { openScenes } from '../support/scenes.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const metricsToken = remember('metrics-of-a-log-that-is-lost-0123');
const lost = 'cloud_log_lines_dropped_total';

describe('a log that cannot be written', function () {
  this.timeout(60_000);
  const { play } = openScenes();
  const folder = mkdtempSync(join(tmpdir(), 'ccc-log-'));
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(async () => {
    await database.drop();
    for (const each of [folder, keysDir]) rmSync(each, { recursive: true, force: true });
  });

  async function start(stdout: number, env: Record<string, string> = {}): Promise<ServerProcess> {
    const settings = { METRICS_TOKEN: metricsToken, THROTTLE: 'off', ...env };
    const server = await startServer({ file: import.meta.filename, url: database.url, keysDir, stdout, env: settings });
    closeSync(stdout);
    return server;
  }
  async function scrape(server: ServerProcess): Promise<Exposition> {
    const headers = { authorization: `Bearer ${metricsToken}`, connection: 'close' };
    const answer = await server.fetch(`${server.origin}/metrics`, { headers });
    const told = await answer.text();
    return parseExposition(answer.status === 200 ? told : '\n');
  }
  const droppedBy = ({ series }: Exposition) => series.find(({ name }) => name === lost)?.value ?? 0;
  /** Each is a line and more at this level. */
  async function ask(server: ServerProcess, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      const answer = await server.fetch(`${server.origin}/no-such-page`, { signal: AbortSignal.timeout(5_000) });
      await answer.arrayBuffer();
      expect(answer.status).to.equal(404);
    }
  }
  const readyOf = async (server: ServerProcess) =>
    (await server.fetch(`${server.origin}/readyz`, { signal: AbortSignal.timeout(5_000) })).status;

  let fifos = 0;
  /** The two ends of a pipe. */
  function pipe(): { reads: number; writes: number } {
    fifos += 1;
    const path = join(folder, `pipe-${fifos}`);
    execFileSync('mkfifo', [path]);
    const reads = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { reads, writes: openSync(path, constants.O_WRONLY) };
  }

  it('stops no start, no request and no end where the disk is full; lost lines are counted, and CloudLogLost fires', async () => {
    const server = await start(openSync('/dev/full', 'w'));
    const before = await scrape(server);
    await ask(server, 20);
    await until(async () => droppedBy(await scrape(server)) >= droppedBy(before) + 20, 'they are counted');
    const young = { slow: ['CloudBackupNever', 'CloudTransparencyStopped'] };
    play('the disk of the log is full', before, await scrape(server), ['CloudLogLost'], young);
    expect(await readyOf(server)).to.equal(200);
    expect(await server.kill('SIGTERM')).to.equal(0);
  });

  it('stops none of several processes either, and the one above ends them all', async () => {
    const server = await start(openSync('/dev/full', 'w'), { WEB_CONCURRENCY: '2' });
    await ask(server, 20);
    await until(async () => droppedBy(await scrape(server)) >= 20, 'they are counted');
    expect(await server.kill('SIGTERM')).to.equal(0);
  });

  it('stops nothing where the reader of the pipe is gone', async () => {
    const { reads, writes } = pipe();
    const server = await start(writes);
    closeSync(reads);
    await ask(server, 20);
    await until(async () => droppedBy(await scrape(server)) >= 20, 'they are counted');
    expect(await readyOf(server)).to.equal(200);
    expect(await server.kill('SIGTERM')).to.equal(0);
  });

  it('stops nothing where the pipe is not read', async () => {
    const { reads, writes } = pipe();
    const fills = openSync(`/proc/self/fd/${writes}`, constants.O_WRONLY | constants.O_NONBLOCK);
    expect(() => {
      for (;;) writeSync(fills, Buffer.alloc(4_096, '\n'));
    }).to.throw('EAGAIN');
    closeSync(fills);
    const server = await start(writes);
    await ask(server, 20);
    expect(await readyOf(server)).to.equal(200);
    expect(await server.kill('SIGTERM')).to.equal(0);
    closeSync(reads);
  });

  it('keeps a megabyte for a slow reader, and reports the number of missing lines once it reads', async () => {
    const script = `import { createLog, lostLines } from './src/log.ts';
      const log = createLog('info');
      let kept = 0;
      const timer = setInterval(() => {
        for (let line = 0; line < 100; line += 1) log.info({ text: 'x'.repeat(1_000) }, 'much');
        if (kept === 0 && lostLines() > 0) process.send({ lost: (kept = lostLines()) });
      }, 1);
      process.once('message', () => {
        clearInterval(timer);
        setTimeout(() => {
          log.info('after it');
          setTimeout(() => process.disconnect(), 100);
        }, 300);
      });`;
    const args = ['--input-type=module', '--eval', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    if (child.stdout === null) throw new Error('no pipe');
    const [{ lost: first }] = await once(child, 'message');
    expect(first).to.be.above(0);
    child.send('somebody reads');
    const lines = (await text(child.stdout)).trimEnd().split('\n');
    const said = lines.map((line): { msg: string; lines?: number } => JSON.parse(line));
    const missing = said.findIndex(({ msg }) => msg === 'lines of the log were lost');
    expect(said[missing]?.lines, 'no fewer than were told').to.be.at.least(first);
    expect(said.at(-1)?.msg).to.equal('after it');
    expect(said.filter(({ msg }) => msg === 'much').length).to.be.within(900, 1_300);
  });

  it('holds the last lines before the end, in a file and in a pipe', async () => {
    const script = `import { createLog } from './src/log.ts';
      const log = createLog('info');
      for (let line = 0; line < 500; line += 1) log.info({ line }, 'almost over');
      process.exit(0);`;
    const args = ['--input-type=module', '--eval', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(said.match(/almost over/g)).to.have.length(500);
    const path = join(folder, 'log');
    const file = openSync(path, 'w');
    await once(spawn(process.execPath, args, { stdio: ['ignore', file, 'inherit'] }), 'exit');
    closeSync(file);
    expect(execFileSync('grep', ['-c', 'almost over', path], { encoding: 'utf8' })).to.equal('500\n');
  });
});
