import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { createSeal } from '../../src/crypto/seal.ts';
import { createJobs, type Jobs } from '../../src/jobs/service.ts';
import type { Log } from '../../src/log.ts';
import { type TestClock, testClock } from './clock.ts';
import type { TestDatabase } from './database.ts';

/** The needs of a room of messages, with a readable log. */
export interface Desk {
  base: TestDatabase;
  clock: TestClock;
  jobs: Jobs;
  seal: ReturnType<typeof createSeal>;
  log: Log;
  lines: string[];
  close(): Promise<void>;
}

export async function openDesk(base: TestDatabase): Promise<Desk> {
  await base.db.run('truncate jobs, job_runs, mails, sms_messages');
  const clock = testClock();
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const jobs = createJobs({ db: base.db, clock, log, everyMs: 50 });
  const keys = { sealing: [randomBytes(32)], index: randomBytes(32) };
  return {
    base,
    clock,
    jobs,
    seal: createSeal(() => keys),
    log,
    lines,
    close: () => jobs.stop(),
  };
}
