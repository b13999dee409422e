import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openTravel } from '../../long/travel.ts';
import { createClient, startApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { until } from '../../support/until.ts';
import { contact } from '../office.ts';

/** The short form of `npm run forty-days`: the last day of some AKs, which is the day before of others. */
describe('reminders of three nodes, of which the one that writes them is killed half-way', () => {
  const perDay = 30;
  let travel: Awaited<ReturnType<typeof openTravel>>;
  before(async function () {
    this.timeout(90_000);
    travel = await openTravel(import.meta.filename, { perDay, lastDays: [1, 2] });
    await travel.spend(1);
  });
  after(() => travel.close());

  it('R32 are finished by those that come after it, each once in the back office, by mail and by SMS', async () => {
    const all = { once: perDay, more: 0 };
    const none = { once: 0, more: 0 };
    const told = (await travel.told()).map(({ stage, ...ways }) => [stage, ways]);
    expect(told).to.deep.equal([
      [7, { expected: 0, site: none, mail: none, sms: none }],
      [3, { expected: 0, site: none, mail: none, sms: none }],
      [1, { expected: perDay, site: all, mail: all, sms: all }],
      [0, { expected: perDay, site: all, mail: all, sms: all }],
      [-1, { expected: 0, site: none, mail: none, sms: none }],
    ]);
  });

  it('R32 are complete: no other letters are written', async () => {
    expect(travel.killed()).to.equal(1);
    expect(travel.sent(), 'mails and short messages').to.equal(4 * perDay);
    expect(await travel.notices(), 'the contact and the owner').to.equal(4 * perDay);
  });
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
  }).timeout(90_000);
});
