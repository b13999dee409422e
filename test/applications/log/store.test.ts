import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createIntegrationLog, type IntegrationLog } from '../../../src/applications/log/service.ts';
import { Problem } from '../../../src/errors.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { silent } from '../../support/database.ts';

const call = (clientId: string | undefined, error?: string) => ({
  endpoint: 'token' as const,
  clientId,
  requestId: 'ABCD-1234',
  ...(error !== undefined && { refusal: { error } }),
});

describe('the tables of the integration log', () => {
  let at: TestApp;
  let clock: TestClock;
  let clientId: string;
  const openLog = (): IntegrationLog =>
    createIntegrationLog({ db: at.database.db, clock, log: silent, cursors: at.app.cursors });
  let log: IntegrationLog;

  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());
  beforeEach(async () => {
    clock = testClock();
    ({ clientId } = await createClient(at));
    log = openLog();
  });

  const listed = async (id = clientId) =>
    (await at.database.db.rows(`select id from integration_failures where client_id = $1`, [id])).length;
  const repeat = (times: number, work: (number: number) => void) => {
    for (let number = 0; number < times; number += 1) work(number);
  };

  it('list 1,000 failures of an application in an hour and count the rest, from however many nodes', async () => {
    const logs = [log, openLog(), openLog()];
    repeat(3, (round) => repeat(400, () => logs[round]?.record(call(clientId, 'invalid_client'))));
    await Promise.all(logs.map((each) => each.flush()));
    expect(await listed()).to.equal(1_000);
    const { entries } = await log.read(operator, clientId, { failuresOnly: true, limit: 2_000 });
    expect(entries).to.have.length(1_001);
    expect(entries.filter(({ details }) => details === undefined)).to.have.length(1);
    expect(entries.find(({ details }) => details === undefined)).to.include({ calls: 200, error: 'invalid_client' });
    expect((await log.usage(operator, clientId))[0]).to.deep.include({
      failed: 1_200,
      errors: { invalid_client: 1_200 },
    });

    clock.advance(3_600);
    log.record(call(clientId, 'invalid_client'));
    await log.flush();
    expect(await listed()).to.equal(1_001); // a new hour
  });

  it('take the same keys from several nodes at once without one waiting for the other in a circle', async () => {
    const ids = [clientId, ...(await Promise.all([1, 2, 3].map(async () => (await createClient(at)).clientId)))];
    const logs = Array.from({ length: 4 }, openLog);
    for (let round = 0; round < 10; round += 1) {
      for (const [number, each] of logs.entries()) {
        for (const id of number % 2 === 0 ? ids : ids.toReversed()) {
          each.record(call(id));
          each.record(call(id, 'invalid_grant'));
          each.record(call(undefined, 'invalid_client'));
        }
      }
      await Promise.all(logs.map((each) => each.flush()));
    }
    for (const id of ids) {
      const [usage] = await log.usage(operator, id);
      expect(usage).to.deep.equal({
        day: '2026-03-02',
        endpoint: 'token',
        ok: 40,
        failed: 40,
        errors: { invalid_grant: 40 },
      });
    }
    const [unknown] = await log.usage(operator, undefined);
    expect(unknown?.errors.invalid_client).to.equal(160);
  });

  it('give each call once, page by page, newest first', async () => {
    const expected: string[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      log.record(call(clientId));
      log.record({ ...call(clientId), endpoint: 'userinfo' });
      repeat(3, () => log.record(call(clientId, 'invalid_grant')));
      log.record(call(clientId, 'login_required'));
      expected.push(...['ok', 'ok', 'login_required', ...Array(3).fill('invalid_grant')]);
      await log.flush();
      clock.advance(60);
    }
    for (const limit of [1, 2, 5, 7, 100]) {
      const seen: string[] = [];
      const times: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await log.read(operator, clientId, { limit, ...(cursor !== undefined && { cursor }) });
        seen.push(
          ...page.entries.map(({ error, endpoint, at: when, details }) => {
            times.push(when.getTime());
            return `${when.toISOString()} ${endpoint} ${error ?? 'ok'} ${details === undefined ? 'counted' : ''}`;
          }),
        );
        expect(page.entries.length).to.be.at.most(limit);
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen.length, String(limit)).to.equal(expected.length);
      expect(times, String(limit)).to.deep.equal(times.toSorted((one, other) => other - one));
      const counted = seen.filter((line) => line.includes('counted'));
      expect(new Set(counted).size, String(limit)).to.equal(counted.length);
    }
    const failures = await log.read(operator, clientId, { failuresOnly: true, limit: 100 });
    expect(failures.entries).to.have.length(16);
  });

  it('refuse a cursor that is none, an application that is not there and a reader who may not', async () => {
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => 'read',
        (error: unknown) => (error instanceof Problem ? error.code : String(error)),
      );
    for (const cursor of [
      '',
      'x',
      "1-f1' or 1=1",
      '99999999999999999-f1',
      '1-f',
      '1-token',
      `1-token-${'x'.repeat(65)}`,
    ])
      expect(await refused(log.read(operator, clientId, { cursor })), cursor).to.equal('bad_request');
    expect(await refused(log.read(operator, 'ncc_nobody'))).to.equal('not_found');
    expect(await refused(log.usage(operator, 'ncc_nobody'))).to.equal('not_found');
    expect(await refused(log.read({ kind: 'anonymous' }, clientId))).to.equal('forbidden');
    expect(await refused(log.usage({ kind: 'citizen', accountId: 'x' }, clientId))).to.equal('forbidden');
  });

  it('tell days apart by the midnight of 北京时间', async () => {
    clock.set('2026-03-02T15:59:59Z');
    log.record(call(clientId));
    clock.set('2026-03-02T16:00:00Z');
    repeat(2, () => log.record(call(clientId)));
    log.record(call(clientId, 'invalid_grant'));
    await log.flush();
    expect(await log.usage(operator, clientId)).to.deep.equal([
      { day: '2026-03-03', endpoint: 'token', ok: 2, failed: 1, errors: { invalid_grant: 1 } },
      { day: '2026-03-02', endpoint: 'token', ok: 1, failed: 0, errors: {} },
    ]);
    expect(await log.usage(operator, clientId, 1)).to.have.length(1);
  });

  it('keep counts of hours for 30 days and days for 400', async () => {
    log.record(call(clientId));
    log.record(call(clientId, 'invalid_grant'));
    await log.flush();
    const hours = () => at.database.db.rows(`select 1 from integration_hours where client_id = $1`, [clientId]);
    clock.advance(30 * 86_400 - 61);
    await log.purge();
    expect(await hours()).to.have.length(1);
    clock.advance(2 * 3_600);
    await log.purge();
    expect(await hours()).to.deep.equal([]);
    expect(
      (await log.read(operator, clientId)).entries,
      'which go by whole months (src/operations/months)',
    ).to.have.length(2);
    clock.advance(369 * 86_400);
    await log.purge();
    expect(await log.usage(operator, clientId, 400)).to.have.length(1);
    clock.advance(2 * 86_400);
    await log.purge();
    expect(await at.database.db.rows(`select 1 from integration_days where client_id = $1`, [clientId])).to.deep.equal(
      [],
    );
  });
});
