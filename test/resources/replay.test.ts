import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import * as store from '../../src/http/idempotency-store.ts';
import { type ApiAnswer, createApi, createPartnerProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { jsonEntry, reviewer } from '../support/resources.ts';
import { type ServerProcess, startServer } from '../support/server.ts';

describe('a write that comes again', () => {
  let one: TestApp;
  let other: ServerProcess;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  let calls: ReturnType<typeof createApi>[];
  before(async () => {
    one = await startApp(import.meta.filename);
    const { database, keysDir, origin } = one;
    other = await startServer({ file: import.meta.filename, url: database.url, keysDir, publicUrl: origin });
    program = await createPartnerProgram(one);
    calls = [program.call, createApi({ origin, send: other.fetch }, program.value)];
  });
  after(async () => {
    await other.kill();
    await one.close();
  });

  type Ask = Parameters<ReturnType<typeof createApi>>;
  /** Three times on each of two nodes, at the same moment. */
  const sixfold = (...ask: Ask): Promise<ApiAnswer[]> =>
    Promise.all([0, 1, 2].flatMap(() => calls.map((call) => call(...ask))));
  const count = async (text: string) =>
    (await one.database.db.row<{ count: number }>(`select count(*) ${text}`))?.count;

  it('R43 leaves one entry, one review and one notice, at whichever of two nodes', async () => {
    const sent = await jsonEntry(one, program.institutionId, 'course');
    const answers = await sixfold('put', '/resources/course/six?submit=true', sent);
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).to.equal(1);
    expect(await count(`from entries where external_id = 'six'`)).to.equal(1);
    expect(await count('from submissions')).to.equal(1);
    expect(await count(`from audit_events where verb = 'submission.submit'`)).to.equal(1);

    const { body } = await program.call('get', '/resources/course/six');
    const { submissionId = '' } = await one.app.resources.get(program.actor, String(body.id));
    await one.app.review.approve(reviewer, submissionId);
    const withdrawn = await sixfold('post', '/resources/course/six:withdraw', { reason: '课程停办' });
    expect(withdrawn.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200, 200]);
    expect(await count(`from submissions where kind = 'withdrawal'`)).to.equal(1);
    expect(await count(`from audit_events where verb = 'submission.submit'`)).to.equal(2);
    const changes = await Promise.all(calls.map((call) => call('get', '/changes')));
    for (const { body: heard } of changes)
      expect((heard.items as { type: string }[]).map(({ type }) => type)).to.deep.equal(['resource.published']);
  });

  it('leaves one of each item of a batch', async () => {
    const data = await jsonEntry(one, program.institutionId, 'news');
    const items = [1, 2, 3].map((place) => ({ channel: 'news', external_id: `batch-${place}`, data }));
    const answers = await sixfold('post', '/resources:batch', { submit: true, items });
    for (const { body } of answers)
      expect((body.items as { submitted: boolean }[]).map(({ submitted }) => submitted)).to.deep.equal([
        true,
        true,
        true,
      ]);
    expect(await count(`from entries where channel = 'news'`)).to.equal(3);
    expect(await count(`from submissions where kind = 'resource-news'`)).to.equal(3);
  });

  describe('under an Idempotency-Key', () => {
    const keyed = (key: string, ...[method, target, body]: Ask): Ask => [
      method,
      target,
      body,
      { 'idempotency-key': key },
    ];

    it('is answered as it was the first time, on every node', async () => {
      const sent = await jsonEntry(one, program.institutionId, 'book');
      const answers = await sixfold(...keyed(randomUUID(), 'put', '/resources/book/key', sent));
      for (const { status, body, headers } of answers) {
        expect([status, body.result, headers.get('location')]).to.deep.equal([
          201,
          'created',
          '/api/v1/resources/book/key',
        ]);
        expect(headers.get('etag')).to.equal(answers[0]?.headers.get('etag'));
      }
      const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');
      expect(replayed).to.have.length(5);
    });

    it('is refused with another request, until a day is over', async () => {
      const sent = await jsonEntry(one, program.institutionId, 'book');
      const key = randomUUID();
      await program.call(...keyed(key, 'put', '/resources/book/day', sent));
      const reused = await program.call(...keyed(key, 'put', '/resources/book/day', { ...sent, title: '另一本书' }));
      expect([reused.status, reused.body.code]).to.deep.equal([422, 'idempotency_key_reused']);
      await one.database.db.run(
        `update idempotency_keys set begun_at = begun_at - interval '24 hours' where key = $1`,
        [key],
      );
      const later = await program.call(...keyed(key, 'put', '/resources/book/day', { ...sent, title: '另一本书' }));
      expect([later.status, later.body.result]).to.deep.equal([200, 'updated']);
      expect((await program.call(...keyed('not a uuid', 'put', '/resources/book/day', sent))).status).to.equal(400);
    });

    it('is refused with the same body asked for otherwise: another query, another verb, another If-Match', async () => {
      const sent = await jsonEntry(one, program.institutionId, 'book');
      const key = randomUUID();
      const first = await program.call(...keyed(key, 'put', '/resources/book/query', sent));
      const sentAlready = await count(`from audit_events where verb = 'submission.submit'`);
      expect(first.status).to.equal(201);
      const others: Ask[] = [
        ['put', '/resources/book/query?submit=true', sent],
        ['put', '/resources/book/other', sent],
        ['patch', '/resources/book/query', sent],
        ['put', '/resources/book/query', sent, { 'if-match': String(first.headers.get('etag')) }],
      ];
      for (const [method, target, body, headers = {}] of others) {
        const type = method === 'patch' ? { 'content-type': 'application/merge-patch+json' } : {};
        const answer = await program.call(method, target, body, { ...type, ...headers, 'idempotency-key': key });
        expect([answer.status, answer.body.code], `${method} ${target}`).to.deep.equal([422, 'idempotency_key_reused']);
      }
      expect(await count(`from audit_events where verb = 'submission.submit'`)).to.equal(sentAlready);
    });

    it('leaves no trace of a refusal: it may come corrected', async () => {
      const sent = await jsonEntry(one, program.institutionId, 'market');
      const key = randomUUID();
      const bad = await program.call(...keyed(key, 'put', '/resources/market/fix', { ...sent, title: '' }));
      expect(bad.status).to.equal(422);
      expect((await program.call(...keyed(key, 'put', '/resources/market/fix', sent))).status).to.equal(201);
    });

    it('is taken over from a process that was killed, and waits for one that lives', async () => {
      const sent = await jsonEntry(one, program.institutionId, 'video');
      const key = randomUUID();
      const ask = keyed(key, 'put', '/resources/video/killed', sent);
      await program.call(...ask);
      // As kill -9 between the work and its note leaves it.
      const leave = (until: string) =>
        one.database.db.run(
          `update idempotency_keys set status = null, answer = null, held_until = $2 where key = $1`,
          [key, until],
        );
      await leave('2099-01-01T00:00:00Z');
      const waiting = await program.call(...ask);
      expect([waiting.status, waiting.body.code, waiting.headers.get('retry-after')]).to.deep.equal([
        409,
        'request_under_way',
        '2',
      ]);
      await leave('2026-01-01T00:00:00Z');
      const taken = await sixfold(...ask);
      expect(taken.map(({ status, body }) => `${status} ${body.result}`)).to.deep.equal(Array(6).fill('200 unchanged'));
      expect(await count(`from entries where external_id = 'killed'`)).to.equal(1);
    });

    it('begins one import, though the process was killed before it noted that, or the database was away', async () => {
      const line = JSON.stringify({ ...(await jsonEntry(one, program.institutionId, 'news')), external_id: 'line' });
      const key = randomUUID();
      const send = async (origin: string, text: string, under = key) => {
        const answer = await fetch(`${origin}/api/v1/imports?channel=news&name=x`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${program.value}`,
            'content-type': 'application/x-ndjson',
            'idempotency-key': under,
          },
          body: text,
        });
        return { ...JSON.parse(await answer.text()), status: answer.status };
      };
      const first = await send(one.origin, line);
      expect(first.status).to.equal(202);
      for (const leave of [
        `update idempotency_keys set status = null, answer = null, held_until = '2026-01-01T00:00:00Z' where key = $1`,
        'delete from idempotency_keys where key = $1',
      ]) {
        await one.database.db.run(leave, [key]);
        expect(await send(one.origin, line)).to.include({ status: 202, id: first.id, number: first.number });
      }
      expect(await count('from imports')).to.equal(1);
      await one.database.db.run('delete from idempotency_keys where key = $1', [key]);
      expect((await send(one.origin, `${line}\n`)).id, 'another file').not.to.equal(first.id);
      expect((await send(one.origin, line, randomUUID())).id, 'another key').not.to.equal(first.id);
      expect(await count('from imports')).to.equal(3);
    });

    it('keeps its answers sealed, and not longer than a day', async () => {
      const rows = await one.database.db.rows<{ answer: Buffer }>('select answer from idempotency_keys');
      expect(rows.length).to.be.greaterThan(2);
      for (const { answer } of rows) expect(answer.toString('latin1')).not.to.include('external_id');
      const tomorrow = new Date(one.app.clock.now().getTime() + 86_400_000);
      expect(await store.removeOld(one.database.db, tomorrow, 1_000)).to.equal(rows.length);
    });
  });
});
