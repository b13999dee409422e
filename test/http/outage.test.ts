import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { openGateway } from '../database/gateway.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { remember } from '../support/record.ts';
import { jsonEntry } from '../support/resources.ts';
import { until } from '../support/until.ts';

/** One database behind a gateway that can be closed, and tables that can refuse writes as a full disk does. */
describe('an outage, met in the rooms', function () {
  this.timeout(90_000);
  let database: TestDatabase;
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let at: TestApp;
  let clientId = '';
  let institutionId = '';
  let token = '';

  before(async () => {
    database = await testDatabase();
    gateway = await openGateway(database.url);
    at = await startApp(import.meta.filename, { database: { ...database, url: gateway.url } });
    const client = await createClient(at, { scope: 'openid stats:read stats:write resource:read resource:write' });
    ({ clientId, institutionId } = client);
    await database.db.run(`update applications set created_at = created_at - interval '100 days'`);
    const fields = { grant_type: 'client_credentials', scope: 'stats:read stats:write resource:read resource:write' };
    token = remember(String((await post(at.origin, '/oidc/token', client, fields)).body.access_token));
    await database.db.run(`create function no_room() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`);
  });
  afterEach(async () => {
    for (const table of ['daily_reports', 'idempotency_keys', 'entries'])
      await database.db.run(`drop trigger if exists full_disk on ${table}`);
  });
  after(async () => {
    await at.close();
    await gateway.remove();
    await database.drop();
  });

  const refuse = (table: string, what = 'insert') =>
    database.db.run(`create trigger full_disk before ${what} on ${table} for each row execute function no_room()`);
  const call = async (method: string, path: string, body: object, key?: string) => {
    const answer = await fetch(`${at.origin}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text };
  };
  const yesterday = new Date(Date.now() - 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
  const figures = { pv: 1_000, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };
  const thrown = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail('it works'),
      (error: unknown) => error,
    );

  it('is never taken for something that does not exist', async () => {
    const range = { from: yesterday, to: yesterday };
    expect(await at.app.statistics.list(operator, clientId, range)).to.eql([]);
    await gateway.close();
    try {
      expect(await thrown(at.app.statistics.list(operator, clientId, range))).to.include({ code: 'maintenance' });
      expect(await thrown(at.app.webhooks.redeliver(operator, randomUUID()))).to.include({ code: 'maintenance' });
    } finally {
      await gateway.open();
    }
    expect(await at.app.statistics.list(operator, clientId, range)).to.eql([]);
  });

  it('is shown at /readyz where it is a full disk, which blocks logins, and no longer than that', async () => {
    const ready = async () => {
      const answer = await fetch(`${at.origin}/readyz`);
      return [answer.status, await answer.text()];
    };
    expect(await ready()).to.eql([200, 'ready\n']);
    await refuse('daily_reports');
    expect((await call('PUT', `stats/daily/${yesterday}`, { figures })).status).to.equal(503);
    expect(await ready()).to.eql([503, 'not ready\nthe disk of the database is full\n']);
    await until(async () => (await ready())[0] === 200, 'it is ready again');
  });

  it('leaves the quota of an AK’s reports untouched', async () => {
    await refuse('daily_reports');
    for (let time = 0; time < 3; time += 1) {
      const refused = await call('PUT', `stats/daily/${yesterday}`, { figures });
      expect([refused.status, refused.headers.get('retry-after')]).to.eql([503, '5']);
    }
    await database.db.run('drop trigger full_disk on daily_reports');
    const taken = await call('PUT', `stats/daily/${yesterday}`, { figures });
    expect(taken.status, taken.text).to.equal(201);
    expect(taken.headers.get('ratelimit')).to.match(/"stats";r=59/);
  });

  it('in the middle of a batch ends the call: the remaining days are not reported as wrong', async () => {
    const day = new Date(Date.now() - 2 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
    await refuse('daily_reports');
    const refused = await call('POST', 'stats/daily:batch', { items: [{ date: day, figures }] });
    expect([refused.status, refused.headers.get('retry-after')], refused.text).to.eql([503, '5']);
    await database.db.run('drop trigger full_disk on daily_reports');
    expect((await call('POST', 'stats/daily:batch', { items: [{ date: day, figures }] })).status).to.equal(200);
  });

  it('does not use up an Idempotency-Key, nor hold it for longer than itself', async () => {
    const key = randomUUID();
    const data = await jsonEntry(at, institutionId, 'news');
    const body = { items: [{ channel: 'news', external_id: 'n-1', data }] };
    await refuse('entries');
    await refuse('idempotency_keys', 'delete');
    const refused = await call('POST', 'resources:batch', body, key);
    expect(refused.status, refused.text).to.equal(503);
    for (const table of ['entries', 'idempotency_keys']) await database.db.run(`drop trigger full_disk on ${table}`);
    await until(
      async () => (await database.db.row('select 1 from idempotency_keys where key = $1', [key])) === undefined,
      'the key let go',
    );
    const answer = await call('POST', 'resources:batch', body, key);
    expect(answer.status, answer.text).to.equal(200);
    expect(answer.headers.get('idempotency-replayed')).to.equal(null);
  });
});
