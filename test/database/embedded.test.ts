import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, describe, it } from 'mocha';
import { clusterPathsOf } from '../../src/database/embedded/cluster-paths.ts';
import { isAlive } from '../../src/database/embedded/postmaster.ts';
import { openDatabase } from '../../src/database/open.ts';
import { silent } from '../support/database.ts';
import {
  folderWithCluster,
  freshFolder,
  type Holder,
  hasSuccessor,
  keeperOf,
  killHolders,
  processesAround,
  removeFolders,
  serverOf,
  startHolder,
  until,
  usedFolders,
} from './holders.ts';

const nothingLeft = (dataDir: string) => until(() => processesAround(dataDir).length === 0);
const kill = (pid: number) => process.kill(pid, 'SIGKILL');
const gone = (pid: number, dataDir: string) => until(() => !processesAround(dataDir).includes(pid));

describe('the embedded server', function () {
  this.timeout(90_000);
  this.slow(8_000);
  afterEach(killHolders);
  after(removeFolders);

  it('is one for 8 processes that start at once on a fresh folder', async () => {
    const dataDir = freshFolder();
    const holders = await Promise.all(Array.from({ length: 8 }, () => startHolder(dataDir)));
    const answers = await Promise.all(
      holders.map((holder) => holder.rows('select system_identifier::text from pg_control_system()')),
    );
    expect(new Set(answers.map((rows) => JSON.stringify(rows)))).to.have.lengthOf(1);
    await until(() => processesAround(dataDir).filter((pid) => cmdline(pid).includes('/keeper.ts')).length === 1);
    await Promise.all(holders.map((holder) => holder.end()));
    await nothingLeft(dataDir);
    expect(existsSync(clusterPathsOf(dataDir).sockets), 'the folder of the socket').to.equal(false);
  });

  it('lives under a folder that is 0700 and deeper than a socket path may be', async () => {
    const dataDir = freshFolder('private', 'd'.repeat(60), '文化云'.repeat(8));
    const holder = await startHolder(dataDir);
    expect(await holder.rows('select 1 as one')).to.eql([{ one: 1 }]);
    expect(statSync(clusterPathsOf(dataDir).data).mode & 0o777).to.equal(0o700);
    expect(statSync(clusterPathsOf(dataDir).data).uid).to.equal(process.getuid?.());
    expect(statSync(clusterPathsOf(dataDir).sockets).mode & 0o777).to.equal(0o700);
    await holder.end();
  });

  it('listens on no network address, keeps data safe and knows Chinese and its own errors', async () => {
    const dataDir = freshFolder();
    const db = await openDatabase({ url: undefined, dataDir, log: silent });
    const setting = async (name: string) =>
      (await db.row<{ value: string }>('select current_setting($1) as value', [name]))?.value;
    expect(await setting('listen_addresses')).to.equal('');
    expect(await setting('fsync')).to.equal('on');
    expect(await setting('full_page_writes')).to.equal('on');
    expect(await db.row(`select lower('Ä文化云') as lower, length('文化云')::int as length`)).to.eql({
      lower: 'ä文化云',
      length: 3,
    });
    expect((await db.row<{ at: Date }>('select $1::timestamptz as at', [new Date(0)]))?.at).to.eql(new Date(0));
    await db.close();
    await nothingLeft(dataDir);
    expect(readFileSync(clusterPathsOf(dataDir).log, 'utf8')).to.contain('nobody needs PostgreSQL any more');
  });

  it('outlives the kill -9 of the process that started it while another is attached', async () => {
    const dataDir = await folderWithCluster();
    const starter = await startHolder(dataDir);
    const other = await startHolder(dataDir);
    const server = serverOf(dataDir);
    await starter.kill();
    await sleep(2_500); // longer than the server outlives its last holder
    expect(await other.rows('select 1 as one')).to.eql([{ one: 1 }]);
    expect(serverOf(dataDir)).to.equal(server);
    await other.end();
  });

  it('leaves nothing behind when its last holder is killed', async () => {
    const dataDir = await folderWithCluster();
    const holder = await startHolder(dataDir);
    await holder.kill();
    await nothingLeft(dataDir);
  });

  it('serves a process that attaches at the moment of shutdown, and keeps its writes', async () => {
    const dataDir = await folderWithCluster();
    const first = await startHolder(dataDir);
    await first.rows('create table kept (at integer)');
    await first.end();
    for (const delay of [1_950, 2_000, 2_050]) {
      await sleep(delay); // the server stops 2 s after its last holder
      const next = await startHolder(dataDir);
      await next.rows(`insert into kept values (${delay})`);
      await next.end();
    }
    const last = await startHolder(dataDir);
    expect(await last.rows('select count(*) from kept')).to.eql([{ count: 3 }]);
    await last.end();
  });

  it('is adopted by a new keeper when its keeper is killed, without losing a session', async () => {
    const dataDir = await folderWithCluster();
    const holder = await startHolder(dataDir);
    const [session] = await holder.rows('select pg_backend_pid() as pid');
    const [keeper, server] = [keeperOf(dataDir), serverOf(dataDir)];
    kill(keeper);
    await gone(keeper, dataDir);
    await until(() => processesAround(dataDir).some((pid) => cmdline(pid).includes('/keeper.ts')));
    expect(await holder.rows('select pg_backend_pid() as pid')).to.eql([session]);
    expect(serverOf(dataDir)).to.equal(server);
    await holder.end();
  });

  it('is adopted by the next process that starts when keeper and holders were killed together', async () => {
    const dataDir = await folderWithCluster();
    const holder = await startHolder(dataDir);
    await holder.rows('create table kept (at integer)');
    const server = serverOf(dataDir);
    const keeper = keeperOf(dataDir);
    process.kill(holder.pid, 'SIGSTOP'); // so that it cannot call a new keeper
    kill(keeper);
    await holder.kill();
    await gone(keeper, dataDir);
    expect(isAlive(server)).to.equal(true);
    const next = await startHolder(dataDir);
    expect(await next.rows('select count(*) from kept')).to.eql([{ count: 0 }]);
    expect(serverOf(dataDir)).to.equal(server);
    await next.end();
  });

  it('heals when it is killed: committed rows are there, and the next query works', async () => {
    const dataDir = await folderWithCluster();
    const holder = await startHolder(dataDir);
    await holder.rows('create table kept (at integer)');
    for (let round = 1; round <= 3; round++) {
      await holder.rows(`insert into kept values (${round})`);
      const server = serverOf(dataDir);
      kill(server);
      await gone(server, dataDir);
      const began = performance.now();
      await until(() => hasSuccessor(dataDir, server), 5_000);
      expect(await holder.eventually('select count(*) from kept')).to.eql([{ count: round }]);
      expect(performance.now() - began).to.be.below(5_000);
    }
    await holder.end();
  });

  it('heals when an adopted server is killed, and when keeper and server are killed together', async () => {
    const dataDir = await folderWithCluster();
    const holder = await startHolder(dataDir);
    await holder.rows('create table kept (at integer)');
    const adopted = serverOf(dataDir);
    const first = keeperOf(dataDir);
    kill(first);
    await gone(first, dataDir);
    await until(() => processesAround(dataDir).some((pid) => cmdline(pid).includes('/keeper.ts')));
    kill(adopted);
    await gone(adopted, dataDir);
    expect(await holder.eventually('select count(*) from kept')).to.eql([{ count: 0 }]);

    const [keeper, server] = [keeperOf(dataDir), serverOf(dataDir)];
    kill(keeper);
    kill(server);
    await gone(keeper, dataDir);
    await gone(server, dataDir);
    expect(await holder.eventually('select count(*) from kept')).to.eql([{ count: 0 }]);
    await holder.end();
  });

  it('survives the kill of one of its sessions as an outage of a moment', async () => {
    const dataDir = await folderWithCluster();
    const holder = await startHolder(dataDir);
    const [session] = await holder.rows('select pg_backend_pid() as pid');
    kill(Number(Object(session).pid));
    expect(await holder.eventually('select 1 as one')).to.eql([{ one: 1 }]);
    await holder.end();
  });

  it('starts after a crash whose pid now belongs to another program', async () => {
    const dataDir = await folderWithCluster();
    let holder: Holder = await startHolder(dataDir);
    await holder.rows('create table kept (at integer)');
    const file = join(clusterPathsOf(dataDir).data, 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    await holder.end();
    await nothingLeft(dataDir);
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join('\n'));
    holder = await startHolder(dataDir);
    expect(await holder.rows('select count(*) from kept')).to.eql([{ count: 0 }]);
    await holder.end();
  });

  it('says why when its data cannot be read', async () => {
    const dataDir = freshFolder();
    mkdirSync(join(dataDir, 'postgres'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '11\n');
    const error = await openDatabase({ url: undefined, dataDir, log: silent }).catch((reason) => reason);
    expect(error.message).to.match(/PostgreSQL 11, which made the data.*was not found.*DATABASE_URL/);
  });

  it('refuses a socket folder that is open to others', async () => {
    const dataDir = freshFolder();
    const { sockets } = clusterPathsOf(dataDir);
    mkdirSync(sockets, { mode: 0o755 });
    const error = await openDatabase({ url: undefined, dataDir, log: silent }).catch((reason) => reason);
    rmdirSync(sockets);
    expect(error.message).to.contain('must be a folder of the user who starts the server, with mode 0700');
  });

  it('is not taken for ready when another program answers with nothing', async () => {
    const dataDir = freshFolder();
    const { lease } = clusterPathsOf(dataDir);
    const mute = createServer((socket) => setTimeout(() => socket.destroy(), 300)).listen(lease);
    const opened = startHolder(dataDir);
    await sleep(700);
    await new Promise((resolve) => mute.close(resolve));
    const holder = await opened;
    expect(await holder.rows('select 1 as one')).to.eql([{ one: 1 }]);
    await holder.end();
  });

  it('has left no process behind, of all that were started here', async () => {
    for (const dataDir of usedFolders()) await nothingLeft(dataDir);
  });
});

const cmdline = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
