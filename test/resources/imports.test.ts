import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { formOf, formOn } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { type Colleague, createMember, signInToConsole } from '../support/console.ts';
import { become, csvOf, fetchCover, rowOf, send, sheetRows, workbookOf } from '../support/imports.ts';
import { asMember } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';
import { publish } from '../support/resources.ts';
import { fact, speech } from '../support/words.ts';

const words = (html: string) =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('imports', () => {
  const clock = testClock('2036-11-24T14:28:00+08:00');
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let actor: ReturnType<typeof asMember>;
  let browser: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, jobs: true });
    owner = await createMember(at);
    actor = asMember(owner);
    browser = await signInToConsole(at, owner);
    await fetchCover(at, owner.institutionId);
  });
  after(() => at.close());

  const entriesOf = (batchId: string) =>
    at.app.resources.list({ institutionId: actor.institutionId, batchId }, undefined, 50);

  async function upload(name: string, bytes: Buffer, channel: string) {
    const page = await browser.walk('/console/resources/import');
    const { csrf = '' } = formOf(page.text).fields;
    const body = new FormData();
    body.set('csrf', csrf);
    body.set('channel', channel);
    body.set('file', new Blob([new Uint8Array(bytes)]), name);
    return browser.walk(
      '/console/resources/import',
      await browser.request('/console/resources/import', { method: 'POST', body }),
    );
  }

  it('R47 R49 leads from the template over its problems to drafts, without script', async () => {
    const empty = await browser.walk('/console/resources/import?channel=activity');
    expect(words(empty.text)).to.include('还没有导入过').and.to.include('手动填写一条');
    const template = await browser.request('/console/resources/templates/activity.xlsx');
    expect(template.headers.get('content-type')).to.include('spreadsheetml');
    expect(template.headers.get('content-disposition')).to.include(encodeURIComponent('享活动-模板.xlsx'));
    await template.arrayBuffer();

    const rows = [
      rowOf('activity', { external_id: 'a-1' }),
      rowOf('activity', { external_id: 'a-1', title: '同一个编号' }),
      rowOf('activity', { external_id: 'a-3', start_at: '12月5日' }),
      rowOf('activity', { external_id: '', title: '没有编号' }),
    ];
    const shown = await upload('活动汇总-12月.xlsx', await workbookOf(sheetRows('activity', rows)), 'activity');
    expect(shown.url.pathname).to.match(/^\/console\/resources\/imports\//);
    const id = shown.url.pathname.split('/').at(-1) ?? '';
    if (!shown.text.includes('检查完成')) {
      expect(words(shown.text)).to.include('正在检查');
      expect(shown.text).to.include('http-equiv="refresh"');
    }
    await become(at, actor, id, 'checked');
    const checked = await browser.walk(shown.url.pathname);
    expect(words(checked.text)).to.include('检查完成，还没有导入').and.to.include('共 4 行 可导入 2 行 有问题 2 行');
    expect(words(checked.text)).to.include('3 本地编号 a-1 与第 2 行重复 改成不同的编号，或删除其中一行');
    expect(words(checked.text)).to.include('4 开始时间 12月5日 不是能识别的日期写法 写成 2026-12-05 14:00');
    expect(words(checked.text)).to.match(/批次 20361124-\d\d/);
    expect(checked.text).not.to.include('http-equiv="refresh"');
    for (const file of ['annotated.xlsx', 'problems.csv', 'progress.json'])
      expect((await browser.request(`${shown.url.pathname}/${file}`)).status, file).to.equal(200);

    await browser.submit(checked, {});
    await become(at, actor, id, 'done');
    const done = await browser.walk(shown.url.pathname);
    expect(words(done.text)).to.include('新建草稿 2 条').and.to.include('有问题，没有导入 2 条');
    const entries = await entriesOf(id);
    expect(entries.map(({ title }) => title).toSorted()).to.deep.equal(['没有编号', '银龄剪纸体验课（第三期）']);
    expect(words((await browser.walk('/console/resources/import')).text)).to.include(
      '已导入 享活动 活动汇总-12月.xlsx 4 2',
    );

    await browser.submit(done, { sure: '1' }, `${shown.url.pathname}/undo`);
    await become(at, actor, id, 'undone');
    expect(await entriesOf(id)).to.deep.equal([]);
    expect(words((await browser.walk(shown.url.pathname)).text)).to.include('已撤销 2 条');
  });

  it('names the missing choices before it takes a file', async () => {
    const page = await browser.walk('/console/resources/import');
    const { csrf = '' } = formOf(page.text).fields;
    const body = new FormData();
    body.set('csrf', csrf);
    body.set('file', new Blob([]), '');
    const response = await browser.request('/console/resources/import', { method: 'POST', body });
    expect(response.status).to.equal(422);
    expect(words(await response.text()))
      .to.include('请选择栏目')
      .and.to.include('请选择要上传的文件');
  });

  it('names unreadable parts, and asks for another file', async () => {
    const page = await upload('图片.xlsx', Buffer.from('GIF89a'), 'news');
    const id = page.url.pathname.split('/').at(-1) ?? '';
    await become(at, actor, id, 'failed').catch(() => undefined);
    expect(words((await browser.walk(page.url.pathname)).text))
      .to.include('这个文件不是 Excel 工作簿')
      .and.to.include('重新上传');
  });

  it('R43 updates by the institution’s own number, and changes nothing at the same again', async () => {
    const bytes = Buffer.from(csvOf(sheetRows('book', [rowOf('book', { external_id: 'same' })])));
    const run = async () => {
      const { id } = await send(at, actor, { channel: 'book', bytes, type: 'csv', isStraight: true });
      return (await become(at, actor, id, 'done')).counts;
    };
    expect(await run()).to.deep.include({ created: 1, skipped: 0 });
    expect(await run()).to.deep.include({ unchanged: 1 });
  });

  it('keeps 实时信息 of a row beside the draft', async () => {
    const bytes = await workbookOf(sheetRows('market', [rowOf('market', { external_id: 'live', stock: '12' })]));
    const { id } = await send(at, actor, { channel: 'market', bytes, isStraight: true });
    await become(at, actor, id, 'done');
    const [entry] = await entriesOf(id);
    expect(await at.app.resources.liveData(entry?.id ?? '')).to.deep.equal({ stock: '12' });
  });

  it('sends a whole batch, and says of each that is not sent why', async () => {
    const cover = 'https://www.qingxi.example.cn/covers/gone.jpg';
    const rows = ['s-1', 's-2'].map((external_id) => rowOf('video', { external_id, cover }));
    const { id } = await send(at, actor, {
      channel: 'video',
      bytes: await workbookOf(sheetRows('video', rows)),
      isStraight: true,
    });
    await become(at, actor, id, 'done');
    await at.app.imports.send(actor, id);
    const sent = await become(at, actor, id, 'done');
    // The covers are at an unreachable address.
    expect(sent.counts).to.deep.include({ sent: 0, unsent: 2 });
    const [left] = await at.app.imports.problems(actor, id, 0, { grade: 'unsent' });
    expect(left)
      .to.deep.include({ title: rows[0]?.title })
      .and.to.have.nested.property('problem.code', 'imports.not_sent');
  });

  it('R45 leaves entries published or under review, and says so when the batch is undone', async () => {
    const { entryId } = await publish(at, actor, 'audio', { external_id: 'published' });
    const older = rowOf('audio', { external_id: 'older' });
    await at.app.resources.proposeMany(actor, 'audio', { ...actor, clientId: undefined }, [{ data: older }]);
    clock.set('2036-11-24T15:00:00+08:00');
    browser = await signInToConsole(at, owner);
    const rows = [
      rowOf('audio', { external_id: 'published', title: '修订的标题' }),
      rowOf('audio', { external_id: 'older', title: '改过的标题' }),
      rowOf('audio', { external_id: 'fresh' }),
    ];
    const { id } = await send(at, actor, {
      channel: 'audio',
      bytes: await workbookOf(sheetRows('audio', rows)),
      isStraight: true,
    });
    expect((await become(at, actor, id, 'done')).counts).to.deep.include({ created: 1, updated: 1, revision: 1 });
    await at.app.imports.undo(actor, id);
    expect((await become(at, actor, id, 'undone')).counts).to.deep.include({ removed: 2, stayed: 1 });
    const [stayed] = await at.app.imports.problems(actor, id, 0, { grade: 'stayed' });
    expect(stayed).to.deep.include({ value: 'older', problem: fact('imports.stays_older') });
    const undone = words((await browser.walk(`/console/resources/imports/${id}`)).text);
    expect(undone).to.include('撤销了 2 条，保留 1 条');
    const { entry, values } = await at.app.resources.contents(actor, entryId);
    expect(entry.publicationState).to.equal('published');
    expect(values?.title).not.to.equal('修订的标题');
  });

  it('R45 says that nothing was undone where all is in review, why once, and calls the batch back from there', async () => {
    const rows = ['u-1', 'u-2', 'u-3'].map((external_id) => rowOf('audio', { external_id }));
    const bytes = await workbookOf(sheetRows('audio', rows));
    const { id } = await send(at, actor, { channel: 'audio', bytes });
    await become(at, actor, id, 'checked');
    await at.app.imports.start(actor, id, true);
    expect((await become(at, actor, id, 'done')).counts).to.include({ sent: 3 });
    await at.app.imports.undo(actor, id);
    expect((await become(at, actor, id, 'undone')).counts).to.include({ removed: 0, stayed: 3 });
    const page = await browser.walk(`/console/resources/imports/${id}`);
    const said = words(page.text);
    expect(said).to.include('没有撤销，3 条都保留').and.not.to.include('已撤销');
    expect(said.split('先收回送审，再删除草稿')).to.have.length(2);
    expect(said).to.match(/已提交审核 3 条 .*这一批现在 审核中 3 条/);
    const back = await browser.submit(formOn(page, '/console/resources/bulk'), { act: 'recall' });
    expect(words(back.text)).to.include('收回送审 3 条');
    const failed = await send(at, actor, {
      channel: 'audio',
      bytes: Buffer.from('no table'),
      name: '坏.csv',
      type: 'csv',
    });
    await become(at, actor, failed.id, 'failed');
    const { text } = await browser.walk(`/console/resources?batch=${id}`);
    expect(words(text)).to.match(/全部&nbsp; 3 .*审核中&nbsp; 3 /);
    expect([...text.matchAll(/name="act" value="(\w+)">[^<]*(?:整批|已发布)/g)].map(([, act]) => act)).to.deep.equal([
      'recall',
    ]);
    expect(text).to.include(`<option value="${id}"`).and.not.to.include(`<option value="${failed.id}"`);
    const [one] = await at.app.resources.list({ institutionId: actor.institutionId, batchId: id }, undefined, 1);
    await at.app.resources.recall(actor, one?.id ?? '');
    const now = words((await browser.walk(`/console/resources/imports/${id}`)).text);
    expect(now, 'then, and now').to.match(/已提交审核 3 条 .*这一批现在 草稿 1 条 审核中 2 条/);
  });

  it('refuses a row whose entry is being reviewed', async () => {
    const [made] = await at.app.resources.proposeMany(actor, 'course', { ...actor, clientId: undefined }, [
      { data: rowOf('course', { external_id: 'reviewing', cover: '' }) },
    ]);
    await at.database.db.run(`update entries set review_state = 'submitted' where id = $1`, [made?.entryId]);
    const bytes = await workbookOf(sheetRows('course', [rowOf('course', { external_id: 'reviewing' })]));
    const { id } = await send(at, actor, { channel: 'course', bytes });
    await become(at, actor, id, 'checked');
    const [problem] = await at.app.imports.problems(actor, id);
    expect(problem).to.deep.include({ problem: fact('imports.in_review'), row: 2 });
  });

  it('R14 R58 is for writers of certified institutions, and for the own only', async () => {
    const bytes = await workbookOf(sheetRows('news', [rowOf('news')]));
    const newcomer = asMember(await createMember(at, { certified: false }));
    expect(await refusal(send(at, newcomer, { channel: 'news', bytes }))).to.include({ code: 'forbidden' });
    const reader = asMember(await createMember(at, { institutionId: actor.institutionId, role: 'reader' }), 'reader');
    expect(await refusal(send(at, reader, { channel: 'news', bytes }))).to.include({ code: 'forbidden' });
    const { id } = await send(at, actor, { channel: 'news', bytes });
    const other = asMember(await createMember(at));
    for (const ask of [
      () => at.app.imports.get(other, id),
      () => at.app.imports.start(other, id),
      () => at.app.imports.annotated(other, id, speech),
      () => at.app.imports.problems(other, id),
    ])
      expect(await refusal(ask())).to.include({ code: 'not_found' });
    await become(at, actor, id, 'checked');
    expect(await refusal(at.app.imports.start(reader, id))).to.include({ code: 'forbidden' });
    await at.app.imports.abandon(actor, id);
    expect(await refusal(at.app.imports.start(actor, id))).to.include({ code: 'conflict' });
  });

  it('takes NDJSON of programs as the API takes JSON, and imports it without asking', async () => {
    const { institutionId } = actor;
    const { clientId } = await createClient(at, {}, { institutionId });
    const program = { kind: 'application' as const, institutionId, clientId, scopes: ['resource:write'] };
    const whole = {
      ...rowOf('news', { external_id: 'n-2' }),
      tags: ['剪纸', '非遗'],
      audience: ['elder'],
      accessibility: [],
    };
    const bytes = Buffer.from(
      `${JSON.stringify({ external_id: 'n-1', title: '只有标题' })}\nnot json\n${JSON.stringify(whole)}`,
    );
    const { id } = await send(at, program, { channel: 'news', bytes, type: 'ndjson' });
    expect((await become(at, program, id, 'done')).counts).to.deep.include({ skipped: 2, created: 1 });
    expect(await refusal(at.app.imports.get({ ...program, clientId: 'another' }, id))).to.include({
      code: 'not_found',
    });
  });

  it('purges files and problems after 30 days, and keeps their results', async () => {
    const { id } = await send(at, actor, { channel: 'news', bytes: Buffer.from('x'), type: 'csv' });
    await become(at, actor, id, 'failed').catch(() => undefined);
    await at.database.db.run(`update imports set created_at = created_at - interval '31 days' where id = $1`, [id]);
    await at.app.imports.purge();
    expect(await at.app.imports.get(actor, id)).to.include({ isKept: false, state: 'failed' });
    expect(await refusal(at.app.imports.annotated(actor, id, speech))).to.include({ code: 'conflict' });
  });
});
