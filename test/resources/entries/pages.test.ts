import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import type { TestBrowser } from '../../support/citizen.ts';
import { type Colleague, createMember, signInToConsole } from '../../support/console.ts';
import { fill } from '../../support/fill.ts';
import { asMember } from '../../support/institutions.ts';
import { publish, reviewer } from '../../support/resources.ts';

const words = (html: string) =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('资源 of an institution, without script', () => {
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let browser: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename);
    owner = await createMember(at);
    browser = await signInToConsole(at, owner);
  });
  after(() => at.close());

  it('R49 offers form and workbook while nothing is there yet', async () => {
    const page = await browser.walk('/console/resources');
    expect(words(page.text)).to.include('还没有共享内容').and.to.include('用 Excel 批量上传');
  });

  it('begins one entry however often the button is pressed, and fills it in page by page', async () => {
    const page = await browser.walk('/console/resources/new?channel=course');
    const first = await browser.submit(page, { channel: 'course' });
    const again = await browser.submit(page, { channel: 'course' });
    expect(again.url.pathname).to.equal(first.url.pathname);
    expect(first.url.pathname).to.match(/^\/console\/submissions\//);
    expect(words(first.text)).to.include('基本信息').and.to.include('课程信息').and.to.include('检查并提交');
    expect(first.text).to.include('href="/console/resources">资源</a>');
    const list = await browser.walk('/console/resources?channel=course');
    expect(words(list.text)).to.match(/未命名 auto-[\da-f]{16} 还有 \d+ 处需要填写或修改 草稿 学才艺/);
  });

  it('R46 leads from a published entry to a revision and to a withdrawal with its reason', async () => {
    const { entryId } = await publish(at, asMember(owner), 'market', { external_id: 'qx-fu' });
    const page = await browser.walk(`/console/resources/${entryId}`);
    expect(words(page.text)).to.include('已发布').and.to.include('第 1 版').and.to.include('申请撤回');
    const refused = await browser.submit(page, { why: '' }, `/console/resources/${entryId}/withdraw`);
    expect(refused.status).to.equal(422);
    expect(words(refused.text)).to.include('请填写撤回原因');
    const asked = await browser.submit(refused, { why: '商品停售' }, `/console/resources/${entryId}/withdraw`);
    expect(words(asked.text)).to.include('已申请撤回，审核通过前照常显示');
    const { withdrawalId = '' } = await at.app.resources.get(asMember(owner), entryId);
    await at.app.review.approve(reviewer, withdrawalId);
    expect(words((await browser.walk(`/console/resources/${entryId}`)).text)).to.include('已撤回');
  });

  it('R46 keeps 实时信息 without a review', async () => {
    const { entryId } = await publish(at, asMember(owner), 'activity', { external_id: 'qx-live' });
    const path = `/console/resources/${entryId}/live`;
    const page = await browser.walk(`/console/resources/${entryId}`);
    const saved = await browser.submit(page, { remaining: '12', event_status: '', reason: '' }, path);
    expect(saved.text).to.include('value="12"');
    const refused = await browser.submit(saved, { remaining: '99', event_status: '', reason: '' }, path);
    expect(words(refused.text)).to.include('余量不能大于名额 40');
    expect(refused.text).to.include('value="99"');
  });

  it('exports the filtered entries, with formulas made harmless', async () => {
    const actor = asMember(owner);
    const about = { institutionId: owner.institutionId, clientId: undefined };
    await at.app.resources.proposeMany(actor, 'news', about, [
      { externalId: 'formula', data: { title: '=HYPERLINK("x")' } },
    ]);
    const answer = await browser.walk('/console/resources/export.csv?channel=news');
    expect(answer.text)
      .to.match(/^"本地编号"/)
      .and.to.include(`"'=HYPERLINK(""x"")"`);
  });

  it('shows nothing to others', async () => {
    const { entryId } = await publish(at, asMember(owner), 'audio', { external_id: 'qx-own' });
    const other = await signInToConsole(at, await createMember(at));
    expect((await other.walk(`/console/resources/${entryId}`)).status).to.equal(404);
  });

  it('gives the whole list as a file, however long it is', async () => {
    const { institutionId } = owner;
    const listed = { institution_id: `'${institutionId}'`, channel: `'news'`, title: `'第 ' || n || ' 期'` };
    await fill(at.database.db, 'entries', 1_001, { ...listed, review_state: `'draft'` });
    const csv = await (await browser.request('/console/resources/export.csv?channel=news')).text();
    expect(new Set(csv.match(/第 \d+ 期/g))).to.have.property('size', 1_001);
  });
});
