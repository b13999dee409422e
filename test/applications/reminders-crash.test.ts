import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayStart } from '../../src/applications/lifetime.ts';
import { days, epoch, hours, after as later, systemClock } from '../../src/clock.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { contact } from './office.ts';

const applications = 400;

describe('reminders of a node that is killed in the middle', () => {
  let at: TestApp;
  let keysDir: string;
  before(async () => {
    keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
    at = await startApp(import.meta.filename, { keysDir });
  });
  after(async () => {
    await at.close();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const count = async (table: 'notices' | 'mails' | 'sms_messages') => {
    const rows = await at.database.db.rows<{ found: number }>(
      table === 'notices'
        ? `select count(*) as found from notices where event = 'application.expires_tomorrow'`
        : table === 'mails'
          ? `select count(*) as found from mails`
          : `select count(*) as found from sms_messages`,
    );
    return rows[0]?.found ?? 0;
  };
  const reaches = async (wanted: number) => {
    for (const began = performance.now(); performance.now() - began < 20_000; await sleep(2)) {
      const found = await count('notices');
      if (found >= wanted) return found;
    }
    return expect.fail(`never ${wanted} notices, only ${await count('notices')}`);
  };

  it('R32 are finished by those that come after it, each written once', async () => {
    const tomorrow = dayStart(systemClock.now(), 1);
    const expiresAt = later(tomorrow, days(2) - 1); // the day after tomorrow, 23:59:59
    const { institutionId } = await createClient(at, {});
    for (let number = 0; number < applications; number += 1)
      await createClient(at, contact, { institutionId, clientId: `ak-${number}`, expiresAt });
    expect([await count('mails'), await count('sms_messages')]).to.deep.equal([applications, applications]); // AK 已签发

    // The servers live tomorrow, a little after nine.
    const offset = epoch(tomorrow) + hours(9) + 5 - epoch(systemClock.now());
    const start = (inSeconds: number) =>
      startServer({
        file: import.meta.filename,
        url: at.database.url,
        keysDir,
        env: { CLOCK_OFFSET: String(offset + inSeconds), LOG_LEVEL: 'info' },
      });
    const first = await start(0);
    await reaches(20);
    await first.kill('SIGKILL');
    const done = await count('notices');
    expect(done).to.be.within(20, applications - 1);

    // A minute later, when the lease of the dead one is over, two others start at the same time.
    const others = await Promise.all([start(60), start(60)]);
    await reaches(applications);
    await sleep(500); // whatever else would be written
    expect(await count('notices')).to.equal(applications);
    expect([await count('mails'), await count('sms_messages')]).to.deep.equal([2 * applications, 2 * applications]);
    await Promise.all(others.map((server) => server.kill()));
  }).timeout(90_000);
});

describe('reminders at the start of a server', () => {
  it('R32 are made up for when none ran at nine', async () => {
    const clock = testClock('2026-03-02T06:00:00Z'); // 14:00 in Shanghai
    const at = await startApp(import.meta.filename, { clock, jobs: true });
    try {
      await createClient(at, contact, { expiresAt: new Date('2026-03-03T15:59:59Z') });
      expect(await at.app.mail.recent()).to.have.length(1); // AK 已签发: it came too late for the first start
      const next = await startApp(import.meta.filename, {
        clock,
        jobs: true,
        database: at.database,
        keysDir: at.keysDir,
      });
      await until(async () => (await at.app.mail.recent()).length === 2, 'the reminder').finally(() => next.close());
      expect((await at.app.mail.recent()).map(({ subject }) => subject).join()).to.include('明天到期');
    } finally {
      await at.close();
    }
  }).timeout(30_000);
});
