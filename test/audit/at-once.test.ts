import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openDatabase } from '../../src/database/open.ts';
import { silent, type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { happen, key, pending, verify } from './setting.ts';

const program = fileURLToPath(new URL('sealer-program.ts', import.meta.url));
const writers = 8;
/** Of each writer at least: it goes on until both sealers have sealed and one of them is killed. */
const eventsOfWriter = 250;
/** Rounds that two thousand events need at most after the last of them: one under way, and the full ones. */
const mostRounds = 4;

/** A sealing process, and how many events it says that it has sealed. */
async function startSealer(url: string) {
  const child = spawn(process.execPath, [program, url, key.toString('hex')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const node = { child, sealed: 0, rounds: 0, ready: false };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { msg, events = 0 }: { msg: string; events?: number } = JSON.parse(line);
    node.ready ||= msg === 'ready';
    if (msg !== 'audit sealed') return;
    node.sealed += events;
    node.rounds += 1;
  });
  await until(() => node.ready, 'the sealer has begun');
  return node;
}

describe('the audit chain under many writers and two sealers, one of them killed', () => {
  let base: TestDatabase;
  const children: ChildProcess[] = [];
  before(async () => {
    base = await testDatabase();
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await base.drop();
  });

  it('holds every committed event exactly once', async function () {
    this.timeout(90_000);
    const committed: number[] = [];
    let undone = 0;
    let isKilled = false;

    async function write(writer: number): Promise<void> {
      const db = await openDatabase({ url: base.url, dataDir: '', log: silent });
      for (let done = 0; done < eventsOfWriter || !isKilled; ) {
        const size = 1 + Math.floor(Math.random() * 3);
        const isUndone = Math.random() < 0.2;
        const ids: number[] = [];
        const ended = db.transaction(async (trx) => {
          for (let number = 0; number < size; number++) ids.push(await happen(trx, `${writer} ${done + number}`));
          if (Math.random() < 0.3) await sleep(Math.random() * 40);
          if (isUndone) throw new Error('undone');
        });
        if (
          await ended.then(
            () => true,
            () => false,
          )
        ) {
          committed.push(...ids);
          done += size;
        } else undone += 1;
      }
      await db.close();
    }

    const [one, other] = [await startSealer(base.url), await startSealer(base.url)];
    children.push(one.child, other.child);
    const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    await until(() => one.rounds > 2 && other.rounds > 2, 'both have sealed something', 60_000);
    one.child.kill('SIGKILL');
    await once(one.child, 'exit');
    isKilled = true;
    await writing;
    const [before, waiting] = [other.rounds, await pending(base.db)];
    await until(async () => (await pending(base.db)) === 0, 'all is sealed', 30_000);
    expect(other.rounds - before, `rounds for ${waiting} events`).to.be.at.most(mostRounds);

    expect(committed.length).to.be.at.least(writers * eventsOfWriter);
    expect(undone).to.be.above(50);
    const sealed = await base.db.rows<{ event_id: number }>(`select event_id from audit_seals order by event_id`);
    expect(sealed.map(({ event_id }) => event_id)).to.deep.equal(committed.toSorted((a, b) => a - b));
    const late = await base.db.row<{ count: number }>(
      `select count(*) as count from audit_seals a join audit_seals b on b.position = a.position + 1 where b.event_id < a.event_id`,
    );
    expect(late?.count, 'events that were committed after later ones').to.be.above(0);
    const report = await verify(base.db);
    expect([report.broken, report.head.position]).to.deep.equal([undefined, committed.length]);
    expect(one.sealed + other.sealed).to.be.within(1, committed.length);
    other.child.kill('SIGTERM');
  });
});
