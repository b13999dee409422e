import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createApi, createPartnerProgram, uncalled } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { bands } from '../../support/pictures.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { jsonEntry, reviewer } from '../../support/resources.ts';
import { until } from '../../support/until.ts';

/** Every answer is held against the document by `createApi`; here every call for institutions is made, and goes well. */
describe('R48 the contract of the partner API', function () {
  this.timeout(90_000);
  let at: TestApp;
  let receiver: Receiver;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  before(async () => {
    receiver = await startReceiver();
    at = await startApp(import.meta.filename, { jobs: true, env: { OUTGOING_HOSTS: receiver.host } });
    program = await createPartnerProgram(at);
  });
  after(async () => {
    await at.close();
    await receiver.close();
  });

  const rooms = ['栏目和行政区划', '资源', '批量导入', '文件', '事件'];

  it('is kept by every call of it', async () => {
    const { call } = program;
    const anybody = createApi(at);
    const { body: me } = await call('get', '/me');
    expect(me.quotas).to.deep.include({ name: 'minute', limit: 600, seconds: 60 });
    for (const path of ['/channels', '/channels/live/schema', '/channels/live/template.xlsx', '/regions?parent=330000'])
      await anybody('get', path);

    const entry = await jsonEntry(at, program.institutionId, 'activity', { remaining: 5 });
    const path = '/resources/activity/contract';
    const { headers, body } = await call('put', path, entry);
    await call('patch', path, { tags: null }, { 'if-match': headers.get('etag') ?? '' });
    await call('get', path);
    await call('get', '/resources?status=draft');
    await call('post', `${path}:submit`);
    await call('post', `${path}:recall`);
    await call('put', `${path}/live-state`, { remaining: 4 });
    await call('post', `${path}:submit`);
    const { submissionId = '' } = await at.app.resources.get(program.actor, String(body.id));
    await at.app.review.approve(reviewer, submissionId);
    await call('post', `${path}:withdraw`, { reason: '活动取消' });
    await call('post', '/resources:batch', { items: [{ channel: 'activity', external_id: 'batch', data: entry }, 1] });
    await call('delete', '/resources/activity/batch');
    await call('post', '/resources:confirm-week');
    await call('post', '/announcements', { text: '银龄剪纸体验课\n时间：12月5日14:00—16:00', propose: true });

    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(await bands(900, 600))]), 'a.png');
    const file = await call('post', '/files', form);
    await call('get', `/files/${String(file.body.id)}`);

    const line = JSON.stringify({ ...entry, external_id: 'line' });
    const made = await call('post', '/imports?channel=activity', line, { 'content-type': 'application/x-ndjson' });
    const one = `/imports/${String(made.body.id)}`;
    const isDone = async () => (await call('get', one)).body.status === 'done';
    // Not again and again at once: an AK has a budget.
    await until(async () => (await isDone()) || (await sleep(200, false)), 'the import');
    await call('get', `${one}/errors.csv`);
    await call('post', `${one}:submit`);

    const { body: endpoint } = await call('post', '/webhook-endpoints', { url: receiver.url });
    const hook = `/webhook-endpoints/${String(endpoint.id)}`;
    await call('get', '/webhook-endpoints');
    await call('get', hook);
    await call('patch', hook, { description: '资源系统' });
    const { body: delivery } = await call('post', `${hook}:test`);
    await until(() => receiver.received.length === 1, 'the test');
    await call('get', '/webhook-deliveries?status=delivered');
    await call('post', `/webhook-deliveries/${String(delivery.id)}:redeliver`);
    await call('get', '/changes');
    await call('delete', hook);

    const missed = uncalled().filter(({ tag }) => rooms.includes(tag.title));
    expect(missed.map(({ method, path: where }) => `${method} ${where}`)).to.deep.equal([]);
  });
});
