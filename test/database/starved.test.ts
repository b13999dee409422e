import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';

const program = fileURLToPath(new URL('starved-program.ts', import.meta.url));

describe('a process that has no time, beside a PostgreSQL that answers', function () {
  this.timeout(120_000);
  type Found = { refused: number; answered: number; lines: string[]; lost: number };
  let database: TestDatabase;
  let [stopped, busy, slow]: Found[] = [];
  before(async () => {
    database = await emptyDatabase();
    // Each takes its time, and none knows of the others.
    [stopped, busy, slow] = await Promise.all([
      run('idle', async (send) => {
        send('SIGSTOP');
        await sleep(9_000);
        send('SIGCONT');
      }),
      run('busy', async () => undefined),
      run('idle', async (send) => {
        for (let n = 0; n < 20; n += 1) {
          send('SIGSTOP');
          await sleep(900);
          send('SIGCONT');
          await sleep(100);
        }
      }),
    ]);
  });
  after(() => database.drop());

  /** `starve` begins once statements are under way and connections are being opened. */
  async function run(kind: string, starve: (send: (signal: NodeJS.Signals) => void) => Promise<void>): Promise<Found> {
    const child = spawn(process.execPath, [program, database.url, kind], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const said = text(child.stdout);
    await once(child.stdout, 'data');
    await starve((signal) => void child.kill(signal));
    child.stdin.end();
    await ended;
    const [, found = '{}'] = (await said).split('\n');
    return JSON.parse(found);
  }
  const kept = { refused: 0, lines: [], lost: 0 };

  it('keeps its connections and refuses no request after it was stopped for nine seconds', () => {
    expect(stopped).to.deep.include(kept);
    expect(stopped?.answered).to.be.above(50);
  });

  it('keeps them after it was busy by itself for eight seconds', () => {
    expect(busy).to.deep.include(kept);
  });

  it('keeps them while it is scheduled for a tenth of the time', () => {
    expect(slow).to.deep.include(kept);
  });
});
