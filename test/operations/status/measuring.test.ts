import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { openDatabase } from '../../../src/database/open.ts';
import { createMetrics } from '../../../src/http/gate/metrics.ts';
import { judge } from '../../../src/operations/status/component.ts';
import { createMeasuring } from '../../../src/operations/status/measuring.ts';
import { openGateway } from '../../database/gateway.ts';
import { testClock } from '../../support/clock.ts';
import { silent, type TestDatabase, testDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

describe('the service’s own measurements', function () {
  this.timeout(60_000);
  const clock = testClock('2026-11-24T10:00:10Z');
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    await database.db.run('delete from service_minutes');
    await database.db.run('delete from service_days');
  });

  const open = (sends: readonly ('sms' | 'mail')[] = []) => {
    const measuring = createMeasuring({ db: database.db, clock, log: silent, sends });
    return { ...measuring, counted: measuring.counting(createMetrics()) };
  };

  it('are added up over all processes, and a repeated report counts once', async () => {
    const [one, other] = [open(), open()];
    one.counted.request('GET', '/oidc/auth', 303, 12);
    one.counted.request('POST', '/oidc/token', 500, 12);
    other.counted.request('POST', '/oidc/token', 200, 4_000);
    other.counted.event('refused.tokens');
    other.counted.event('login');
    other.counted.request('GET', 'none', 404, 1);
    await one.tell();
    await Promise.all([one.tell(), other.tell()]);
    const login = (await one.recent(300)).get('login');
    expect(login).to.include({ requests: 4, failures: 2, slow: 1, silent: 0 });
    expect(login?.probes).to.be.at.least(2);
    one.counted.request('GET', '/oidc/auth', 303, 12);
    await one.tell();
    expect((await other.recent(300)).get('login')?.requests).to.equal(5);
  });

  it('waits in memory while the database is away, and says that it was', async () => {
    const gateway = await openGateway(database.url);
    const db = await openDatabase({ url: gateway.url, dataDir: '', log: silent });
    const measuring = createMeasuring({ db, clock, log: silent, sends: [] });
    try {
      await gateway.close();
      for (let times = 0; times < 3; times += 1) await measuring.tell().catch(() => undefined);
      expect(
        judge(measuring.own(300).get('api') ?? { requests: 0, failures: 0, slow: 0, probes: 0, silent: 0 }),
      ).to.equal('down');
      await gateway.open();
      for (let times = 0; times < 50; times += 1)
        if (
          await measuring.tell().then(
            () => true,
            () => false,
          )
        )
          break;
      expect((await open().recent(300)).get('api')?.silent).to.be.at.least(3);
    } finally {
      await db.close();
      await gateway.remove();
    }
  });

  it('are reported by themselves while a process runs, and for the last time when it ends', async () => {
    const measuring = createMeasuring({ db: database.db, clock, log: silent, sends: [], everyMs: 20 });
    const probes = async () => (await open().recent(300)).get('site')?.probes ?? 0;
    measuring.start();
    await until(async () => (await probes()) >= 2, 'it tells again and again');
    measuring.counting(createMetrics()).request('GET', '/channels', 200, 1);
    await measuring.stop();
    const [requests, before] = [(await open().recent(300)).get('site')?.requests, await probes()];
    expect(requests).to.equal(1);
    await sleep(60);
    expect(await probes()).to.equal(before);
  });

  it('make days of minutes, the same however often they are added up, without unmeasured minutes', async () => {
    const measuring = open();
    await measuring.tell();
    clock.advance(180);
    for (let times = 0; times < 3; times += 1) measuring.counted.request('GET', '/api/v1/health', 503, 1);
    await measuring.tell();
    await measuring.addUp();
    await measuring.addUp();
    const [day, ...others] = (await measuring.since('2026-11-24')).filter(({ component }) => component === 'api');
    expect(day).to.eql({ day: '2026-11-24', component: 'api', measured: 2, slow: 0, down: 1 });
    expect(others).to.eql([]);
  });

  it('know the outcome of messages, and forget minutes after some days, never days', async () => {
    const measuring = open(['sms']);
    const at = (secondsAgo: number) => new Date(clock.now().getTime() - secondsAgo * 1000);
    const insert = (created: Date, sent: Date | null, failed: Date | null) =>
      database.db.run(
        `insert into sms_messages (id, created_at, sealed, sent_at, failed_at) values (gen_random_uuid(), $1, '', $2, $3)`,
        [created, sent, failed],
      );
    await insert(at(400), at(395), null); // at once
    await insert(at(400), at(300), null); // late
    await insert(at(400), null, at(380)); // given up
    await insert(at(400), null, null); // lost
    await insert(at(40), null, null); // on its way
    await measuring.measureMessages(clock.now());
    expect((await measuring.recent(300)).get('sms')).to.include({ requests: 5, failures: 2, slow: 1 });
    await measuring.addUp();
    clock.advance(4 * 86_400);
    await measuring.addUp();
    expect(await database.db.rows('select from service_minutes')).to.have.length(0);
    expect((await measuring.since('2026-11-01')).length).to.be.at.least(1);
  });
});
