import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createSms } from '../../src/sms/service.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Desk, openDesk } from '../support/messages.ts';
import { until } from '../support/until.ts';
import { plainWords } from '../support/words.ts';

const [phone, plain] = ['13800138000', '验证码 012345，5 分钟内有效'];
/** With the name of the sender, which the texts do not contain. */
const text = `【国家公共文化云】${plain}`;

/** A gateway that answers on demand; 0 hangs up. */
async function gateway() {
  const heard: unknown[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    heard.push({
      method: request.method,
      path: request.url,
      type: request.headers['content-type'],
      key: request.headers['idempotency-key'],
      body: await json(request),
    });
    if (status === 0) return request.socket.destroy();
    response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('验证码 012345');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    heard,
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/send?key=gateway-key`,
    answer: (code: number) => {
      status = code;
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };
}

describe('a short message', () => {
  let base: TestDatabase;
  let desk: Desk;
  let server: Awaited<ReturnType<typeof gateway>>;
  const smsOf = (url: string | undefined) => {
    const sms = createSms({ ...desk, words: plainWords, db: desk.base.db, url });
    desk.jobs.add(...sms.jobs);
    return sms;
  };
  const count = async (condition: string) =>
    (await desk.base.db.rows(`select id from jobs where queue = 'sms_messages' and ${condition}`)).length;
  const stateOf = () =>
    desk.base.db.row<{ sent_at: Date | null; failed_at: Date | null }>(`select sent_at, failed_at from sms_messages`);

  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());

  beforeEach(async () => {
    desk = await openDesk(base);
    server = await gateway();
  });
  afterEach(async () => {
    await desk.close();
    await server.close();
  });

  it('is posted to the gateway as JSON', async () => {
    const sms = smsOf(server.url);
    desk.jobs.start();
    await desk.base.db.transaction((trx) => sms.send(trx, phone, plain));
    await until(async () => (await stateOf())?.sent_at !== null, 'sent');
    const row = await desk.base.db.row<{ id: string }>(`select id from sms_messages`);
    expect(server.heard).to.deep.equal([
      { method: 'POST', path: '/send?key=gateway-key', type: 'application/json', key: row?.id, body: { phone, text } },
    ]);
  });

  it('waits in the table without a gateway', async () => {
    const sms = smsOf(undefined);
    await sms.send(desk.base.db, phone, plain);
    expect(await sms.recent()).to.have.length(1);
    expect((await sms.recent())[0]).to.deep.include({ to: phone, text, at: desk.clock.now() });
  });

  it('is tried four times more while its code lives, and then given up', async () => {
    const sms = smsOf(server.url);
    desk.jobs.start();
    const answers = [500, 0, 401, 302, 503];
    const waits = [5, 15, 60, 120];
    for (const [place, status] of answers.entries()) {
      server.answer(status);
      if (place === 0) await sms.send(desk.base.db, phone, plain);
      else desk.clock.advance(waits[place - 1] ?? 0);
      await until(
        async () => (await count(`attempts = ${place + 1} and leased_until is null`)) === 1,
        `attempt ${place + 1}`,
      );
    }
    expect(await count('given_up_at is not null')).to.equal(1);
    expect((await stateOf())?.failed_at).to.be.instanceOf(Date);
    desk.clock.advance(3600);
    expect(server.heard).to.have.length(5);
  }).timeout(90_000);

  it('is not tried again when the gateway refuses this message', async () => {
    const sms = smsOf(server.url);
    server.answer(422);
    desk.jobs.start();
    await sms.send(desk.base.db, phone, plain);
    await until(async () => (await count('done_at is not null')) === 1, 'done');
    expect((await stateOf())?.failed_at).to.be.instanceOf(Date);
  });

  it('leaves neither number nor text nor the key of the gateway in logs, jobs or the table', async () => {
    const sms = smsOf(server.url);
    desk.jobs.start();
    for (const status of [200, 500, 422, 302, 0]) {
      server.answer(status);
      await sms.send(desk.base.db, phone, plain);
      await until(async () => (await count('attempts = 0 or leased_until is not null')) === 0, 'tried');
    }
    await desk.jobs.stop();
    const kept = await desk.base.db.rows(
      `select to_jsonb(jobs) from jobs union all select to_jsonb(sms_messages) from sms_messages`,
    );
    const said = `${desk.lines.join()}${JSON.stringify(kept)}`;
    expect(said).to.include('The SMS gateway did not take a message (500)').and.to.include('does not answer');
    for (const secret of ['13800138000', '012345', 'gateway-key', Buffer.from(text).toString('hex')])
      expect(said).not.to.include(secret);
  });

  it('is not sent twice when its job runs again', async () => {
    const sms = smsOf(server.url);
    desk.jobs.start();
    await sms.send(desk.base.db, phone, plain);
    await until(async () => (await count('done_at is not null')) === 1, 'done');
    await desk.base.db.run(`update jobs set done_at = null where queue = 'sms_messages'`);
    await until(async () => (await count('done_at is not null')) === 1, 'done again');
    expect(server.heard).to.have.length(1);
  });
});
