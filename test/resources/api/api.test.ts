import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { channels, isChannelCode } from '../../../src/resources/channels/channels.ts';
import { createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { jsonEntry, reviewer } from '../../support/resources.ts';
import { said } from '../../support/words.ts';

describe('R48 the API of resources', () => {
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let at: TestApp;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    program = await createPartnerProgram(at);
  });
  beforeEach(() => clock.advance(1)); // which is a new budget of calls
  after(() => at.close());

  const put = async (path: string, body: object, headers = {}) =>
    program.call('put', `/resources/${path}`, body, headers);
  const entry = (channel: keyof typeof channels, more: object = {}) =>
    jsonEntry(at, program.institutionId, channel, more);
  async function approve(path: string) {
    const { body } = await program.call('get', `/resources/${path}`);
    const { submissionId = '' } = await at.app.resources.get(program.actor, String(body.id));
    await at.app.review.approve(reviewer, submissionId);
  }
  const count = async (table: string, where = 'true') =>
    (await at.database.db.row<{ count: number }>(`select count(*) from ${table} where ${where}`))?.count;

  for (const code of Object.keys(channels).filter(isChannelCode))
    it(`creates, updates and leaves as it is an entry of ${channels[code].name}`, async () => {
      const sent = await entry(code);
      const created = await put(`${code}/one`, sent);
      expect(created.status).to.equal(201);
      expect(created.body).to.include({ result: 'created', status: 'draft', external_id: 'one', channel: code });
      expect(created.headers.get('location')).to.equal(`/api/v1/resources/${code}/one`);
      const again = await put(`${code}/one`, sent);
      expect([again.status, again.body.result]).to.deep.equal([200, 'unchanged']);
      expect(again.headers.get('etag')).to.equal(created.headers.get('etag'));
      const other = await put(`${code}/one`, { ...sent, title: '另一个标题' });
      expect([other.status, other.body.result]).to.deep.equal([200, 'updated']);
      // Its answer can be sent back unchanged.
      const read = await program.call('get', `/resources/${code}/one`);
      expect(read.body.data).to.include({ title: '另一个标题' });
      expect((await put(`${code}/one`, Object(read.body.data))).body.result).to.equal('unchanged');
    });

  it('R46 makes a revision of a published entry, and refuses to delete it', async () => {
    const sent = await entry('course');
    expect((await put('course/rev?submit=true', sent)).body).to.include({ status: 'in_review', result: 'created' });
    const inReview = await put('course/rev', { ...sent, title: '审核中改标题' });
    expect([inReview.status, inReview.body.code]).to.deep.equal([409, 'resource_in_review']);
    expect((await put('course/rev?submit=true', sent)).body).to.include({ status: 'in_review', result: 'unchanged' });
    expect((await program.call('delete', '/resources/course/rev')).body.code).to.equal('resource_in_review');
    await approve('course/rev');
    expect((await program.call('delete', '/resources/course/rev')).body.code).to.equal('resource_published_immutable');
    expect((await put('course/rev', sent)).body).to.include({ status: 'published', result: 'unchanged', version: 1 });

    const revised = await put('course/rev', { ...sent, title: '剪纸课（修订）' });
    expect(revised.status).to.equal(202);
    expect(revised.body).to.include({
      result: 'revision',
      revision_of: 1,
      revision_status: 'draft',
      status: 'published',
    });
    expect((await program.call('delete', '/resources/course/rev')).status).to.equal(204);
    const back = await program.call('get', '/resources/course/rev');
    expect(back.body).to.include({ revision_status: null, status: 'published', title: sent.title });
  });

  it('writes a time, a number and a list in one form, whether the draft is ready or not', async () => {
    const actor = asMember(await createMember(at, { institutionId: program.institutionId }));
    const submissionId = await at.app.resources.begin(actor, 'activity', program.institutionId);
    const typed = {
      external_id: 'half',
      title: '半份草稿',
      start_at: '2036-12-05 14:00',
      capacity: '40人',
      tags: '剪纸',
      fee_type: '不知道',
    };
    await at.app.review.save(actor, submissionId, typed);
    const { body } = await program.call('get', '/resources/activity/half');
    expect(body.data).to.deep.include({
      start_at: '2036-12-05T14:00:00+08:00',
      capacity: 40,
      tags: ['剪纸'],
      fee_type: '不知道',
    });
  });

  it('deletes a draft, and answers the same when it is gone', async () => {
    await put('news/gone', await entry('news'));
    const statuses = [];
    for (let times = 0; times < 3; times += 1)
      statuses.push((await program.call('delete', '/resources/news/gone')).status);
    expect(statuses).to.deep.equal([204, 204, 204]);
    expect((await program.call('get', '/resources/news/gone')).status).to.equal(404);
  });

  it('names every problem at once, by place, name, code and page', async () => {
    const { title: _title, ...rest } = await entry('activity');
    const { status, body } = await put('activity/bad', {
      ...rest,
      region_code: '330601',
      capacity: 'many',
      tags: [{ no: 'text' }],
      cover: ['5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55'],
    });
    expect([status, body.code]).to.deep.equal([422, 'validation_failed']);
    expect(String(body.type)).to.equal(`${at.origin}/docs/problems/validation_failed`);
    const errors = body.errors as { pointer: string; field: string; code: string; message: string; help: string }[];
    expect(errors.map(({ pointer }) => pointer)).to.include.members(['/title', '/tags', '/capacity']);
    expect(errors.find(({ pointer }) => pointer === '/title')).to.deep.equal({
      pointer: '/title',
      field: '标题',
      code: 'required',
      message: said('fields.missing', { label: '标题' }),
      help: `${at.origin}/docs/fields/activity#title`,
    });
    expect((await program.call('get', '/resources/activity/bad')).status).to.equal(404);
    const media = await put('activity/bad', {
      ...(await entry('activity')),
      cover: ['5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55'],
    });
    expect(media.body.errors).to.have.nested.property('[0].code', 'media_not_found');
    // Rules between fields and of pictures in the same answer, and none that the unreadable parts would have met.
    const mixed = await put('activity/bad', {
      ...(await entry('activity')),
      ...{ capacity: 'many', mode: 'nowhere', address: null, venue_external_id: null, h5_url: 5, pc_url: null },
      ...{ start_at: '2036-12-05T14:00:00+08:00', end_at: '2036-12-05T12:00:00+08:00', age_min: 60, age_max: 18 },
      cover: ['5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55'],
    });
    const places = (mixed.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(places).to.have.members(['/capacity', '/mode', '/h5_url', '/end_at', '/age_max', '/cover']);
    const page = await fetch(String(errors[0]?.help.split('#')[0]), { headers: { accept: 'text/html' } });
    expect(await page.text()).to.include('id="title"');
  });

  it('refuses unknown names only where that is asked for', async () => {
    const sent = { ...(await entry('book')), colour: 'red', 'a/b': 1 };
    const strict = await put('book/strict', sent, { prefer: 'handling=strict' });
    expect(strict.status).to.equal(422);
    expect(strict.body.errors).to.deep.include({
      pointer: '/a~1b',
      field: 'a~1b',
      code: 'unknown_field',
      message: said('resources.unknown_field'),
      help: `${at.origin}/docs/fields/book`,
    });
    expect((await put('book/strict', sent)).status).to.equal(201);
    const rows = [{ start_at: '2036-12-05T14:00:00+08:00', end_at: '2036-12-05T16:00:00+08:00', seats: 40 }];
    const session = { ...(await entry('activity')), sessions: rows, capacity: null };
    const told = await put('activity/strict', session, { prefer: 'handling=strict' });
    expect(told.body.errors).to.deep.include.members([
      {
        pointer: '/sessions.seats',
        field: 'sessions.seats',
        code: 'unknown_field',
        message: said('resources.unknown_field'),
        help: `${at.origin}/docs/fields/activity`,
      },
    ]);
  });

  it('reads a beginning and an end in one text as both, and no zone that there is none of', async () => {
    const sent = { ...(await entry('activity')), start_at: '2036-12-05 14:30-16:30', end_at: null, sessions: null };
    const made = await put('activity/range', sent);
    expect(made.status).to.equal(201);
    expect(made.body.data).to.include({
      start_at: '2036-12-05T14:30:00+08:00',
      end_at: '2036-12-05T16:30:00+08:00',
    });
    const wrong = await put('activity/range', { ...sent, start_at: '2036-12-05T14:30:00+16:30' });
    expect(wrong.status).to.equal(422);
    expect(wrong.body.errors).to.have.nested.property('[0].pointer', '/start_at');
    const { status } = await program.call('get', '/resources?updated_since=2036-12-05T14:30-16:30');
    expect(status).to.equal(422);
  });

  it('heeds If-Match, and asks for it where part of an entry is changed', async () => {
    const made = await put('market/etag', await entry('market'));
    const etag = made.headers.get('etag') ?? '';
    const patch = (body: object, headers = {}) => program.call('patch', '/resources/market/etag', body, headers);
    expect((await patch({ title: '新标题' })).body.code).to.equal('precondition_required');
    const patched = await patch({ title: '新标题', tags: null }, { 'if-match': etag });
    expect(patched.body).to.include({ result: 'updated', title: '新标题' });
    expect(patched.body.data).not.to.have.property('tags');
    expect(patched.headers.get('etag')).not.to.equal(etag);
    // The same again, whose answer was lost, is done already; anything else is refused.
    expect((await patch({ title: '新标题', tags: null }, { 'if-match': etag })).body.result).to.equal('unchanged');
    expect((await patch({ title: '别的标题' }, { 'if-match': etag })).body.code).to.equal('etag_mismatch');
    expect((await put('market/etag', await entry('market'), { 'if-match': etag })).body.code).to.equal('etag_mismatch');
    expect((await put('market/new', await entry('market'), { 'if-match': '"1"' })).body.code).to.equal('etag_mismatch');
  });

  it('recalls, submits again and withdraws, each as often as it is asked', async () => {
    await put('video/life?submit=true', await entry('video'));
    const verb = async (name: string, body?: object) => {
      const answers = [];
      for (let times = 0; times < 2; times += 1)
        answers.push(await program.call('post', `/resources/video/life:${name}`, body));
      return answers.map(({ status, body: { status: standing } }) => `${status} ${standing}`);
    };
    expect(await verb('recall')).to.deep.equal(['200 draft', '200 draft']);
    expect(await verb('submit')).to.deep.equal(['200 in_review', '200 in_review']);
    await approve('video/life');
    expect(await verb('withdraw', { reason: '版权到期' })).to.deep.equal(['200 published', '200 published']);
    expect(await count('submissions', `kind = 'withdrawal'`)).to.equal(1);
    const { body } = await program.call('get', '/resources/video/life');
    const { withdrawalId = '' } = await at.app.resources.get(program.actor, String(body.id));
    await at.app.review.approve(reviewer, withdrawalId);
    expect(await verb('withdraw', { reason: '版权到期' })).to.deep.equal(['200 withdrawn', '200 withdrawn']);
  });

  it('R46 takes the live state with an entry and alone', async () => {
    await put('activity/live?submit=true', { ...(await entry('activity')), remaining: 12 });
    await approve('activity/live');
    expect((await program.call('get', '/resources/activity/live')).body.live_state).to.deep.equal({ remaining: 12 });
    const live = (body: object) => program.call('put', '/resources/activity/live/live-state', body);
    expect((await live({ remaining: 3 })).body).to.deep.equal({ live_state: { remaining: 3 }, changed: true });
    expect((await live({ remaining: 3 })).body).to.include({ changed: false });
    expect((await live({ remaining: 100_000 })).status).to.equal(422);
    expect((await program.call('put', '/resources/news/none/live-state', {})).status).to.equal(404);
  });

  it('lists by pages the application’s own pushes, and nothing of others', async () => {
    const other = await createPartnerProgram(at, undefined, { institutionId: program.institutionId });
    for (let index = 0; index < 5; index += 1) {
      clock.advance(1);
      await other.call('put', `/resources/audio/list-${index}`, await entry('audio'));
    }
    const found: string[] = [];
    let next: unknown;
    do {
      const query = next === undefined ? '' : `&cursor=${String(next)}`;
      const { body } = await other.call('get', `/resources?channel=audio&page_size=2${query}`);
      for (const { external_id: id } of body.items as { external_id: string }[]) found.push(id);
      next = body.next;
    } while (next !== null);
    expect(found).to.deep.equal([4, 3, 2, 1, 0].map((index) => `list-${index}`));
    const first = await other.call('get', '/resources?channel=audio&page_size=2');
    const elsewhere = await other.call('get', `/resources?channel=news&cursor=${String(first.body.next)}`);
    expect(elsewhere.status).to.equal(400);
    expect((await other.call('get', '/resources?channel=none')).status).to.equal(404);
    expect((await other.call('get', '/resources/course/rev')).status).to.equal(404);
  });

  it('answers hostile input with 4xx', async () => {
    // Of the right form, but not from us: the key is secret.
    const forged = (...place: string[]) =>
      `${Buffer.from(JSON.stringify(place)).toString('base64url')}.${'A'.repeat(22)}`;
    const genuine = (await program.call('get', '/changes')).body.next;
    const put = (body: string) =>
      program.call('put', '/resources/news/hostile', body, { 'content-type': 'application/json' });
    const statuses = [
      await program.call('get', `/resources?cursor=${forged('no date', 'no id')}`),
      await program.call('get', `/resources?cursor=${forged('2026-11-24T00:00:00Z', "' or 1=1")}`),
      await program.call('get', `/webhook-deliveries?cursor=${genuine}`),
      await program.call('get', `/changes?cursor=${forged('9'.repeat(40))}`),
      await program.call('get', `/changes?cursor=${forged('-1')}`),
      await program.call('get', '/resources?page_size=0'),
      await put('{"__proto__":{"title":"x"},"constructor":1,"hasOwnProperty":2}'),
      await put('[]'),
      await put('{"title":"\\u0000"}'),
      await put(`{"opening_hours":${'['.repeat(5_000)}${']'.repeat(5_000)}}`),
      await put('{"title":1e999,"tags":{"length":-1},"region_code":[["330106"]]}'),
      await put('null'),
    ].map(({ status }) => status);
    expect(statuses).to.deep.equal([400, 400, 400, 400, 400, 422, 422, 400, 400, 400, 422, 400]);
    expect((await program.call('get', '/resources/news/..%2Fx')).status).to.equal(422);
    expect((await program.call('get', '/resources/__proto__/x')).status).to.equal(404);
  });

  it('takes a batch item by item, in its order', async () => {
    const item = async (channel: keyof typeof channels, id: string, more = {}) => ({
      channel,
      external_id: id,
      data: await entry(channel, more),
    });
    const items = [
      await item('news', 'batch-1'),
      { channel: 'none', external_id: 'x', data: {} },
      await item('book', 'batch-2', { title: '' }),
      await item('news', 'batch-1'),
      'nonsense',
      await item('news', 'batch-3'),
      await item('course', 'rev'),
      { channel: 'news', external_id: 'not an id', data: {} },
    ];
    const { status, body } = await program.call('post', '/resources:batch', { submit: true, items });
    expect(status).to.equal(200);
    type Result = { status: number; external_id: string; submitted: boolean; problem: { code: string } | null };
    const results = body.items as Result[];
    expect(results.map((each) => each.status)).to.deep.equal([201, 404, 422, 422, 422, 201, 200, 422]);
    expect(results.map((each) => each.submitted)).to.deep.equal([true, false, false, false, false, true, false, false]);
    expect(results[2]?.problem).to.include({ code: 'validation_failed' });
    const again = await program.call('post', '/resources:batch', { submit: true, items });
    expect((again.body.items as Result[]).map((each) => each.status)).to.deep.equal([
      200, 404, 422, 422, 422, 200, 200, 422,
    ]);
    expect(
      await count('submissions s join entries e on e.submission_id = s.id', `e.external_id like 'batch-%'`),
    ).to.equal(2);
    const many = Array.from({ length: 101 }, () => 'x');
    expect((await program.call('post', '/resources:batch', { items: many })).body.code).to.equal('batch_too_large');
  });

  it('says how much is left, and when it is enough', async () => {
    const eager = await createPartnerProgram(at, 'resource:read');
    const first = await eager.call('get', '/resources');
    expect(first.headers.get('ratelimit-policy')).to.equal('"minute";q=600;w=60, "burst";q=60;w=1');
    expect(first.headers.get('ratelimit')).to.match(/^"minute";r=599;t=\d+, "burst";r=59;t=1$/);
    const statuses = await Promise.all(
      Array.from({ length: 60 }, async () => (await eager.call('get', '/resources')).status),
    );
    expect(statuses.filter((status) => status === 429)).to.have.length(1);
    const over = await eager.call('get', '/resources');
    expect([over.status, over.body.code, over.headers.get('retry-after')]).to.deep.equal([429, 'rate_limited', '1']);
    clock.advance(1);
    expect((await eager.call('get', '/resources')).status).to.equal(200);
  });

  it('is closed to tokens without the scope, and to institutions that are not certified', async () => {
    const reader = await createPartnerProgram(at, 'resource:read');
    expect((await reader.call('put', '/resources/news/x', {})).body.code).to.equal('insufficient_scope');
    const { id } = await at.app.institutions.create(
      { kind: 'operator', name: 'test' },
      { name: '未认证馆', certified: false },
    );
    const newcomer = await createPartnerProgram(at, undefined, { institutionId: id });
    const { status, body } = await newcomer.call('put', '/resources/news/x', await jsonEntry(at, id, 'news'));
    expect([status, body.code]).to.deep.equal([403, 'forbidden']);
  });
});
