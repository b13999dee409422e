import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from '../support/citizen.ts';
import { createStaff, signInToConsole } from '../support/console.ts';
import * as desk from './desk-setting.ts';
import { begin, type Market, press, startMarket, words } from './submission-setting.ts';

/** The goal of the house: a new kind is one entry. This one is declared in the setting, and here it is used by both sides. */
describe('a new kind', () => {
  let market: Market;
  let page: Page;
  let path = '';
  let reviewer: Awaited<ReturnType<typeof signInToConsole>>;
  before(async () => {
    market = await startMarket(import.meta.filename);
    reviewer = await signInToConsole(market.at, await createStaff(market.at, ['reviewer']));
  });
  after(() => market.close());

  /** The time to take a decision back is over. */
  const settle = async () => {
    market.clock.advance(10);
    await market.at.app.pressed.carryOut();
  };
  const atDesk = () => path.replace('/console/submissions', '/admin/review');

  it('is begun by a button and asks page by page', async () => {
    const { browser } = market;
    const list = await browser.walk('/console/submissions');
    expect(words(list.text)).to.include('还没有申请');
    page = await begin(market, 'fair');
    path = page.url.pathname;
    expect(words(page.text)).to.include('集市信息').and.to.include('检查并提交').and.to.include('市民会看到这些内容。');
    expect(page.text).to.match(/aria-current="step">\s*<b>集市信息/);
  });

  it('R23 keeps the typed values of each page, however incomplete', async () => {
    const { browser } = market;
    page = await press(browser, page, 'next', { title: '春集', 'goods.craft': '1' });
    expect(page.url.search).to.equal('?page=person');
    page = await press(browser, page, 'back', { keeper: '王芳' });
    expect(page.url.search).to.equal('?page=about');
    expect(page.text)
      .to.include('value="春集"')
      .and.to.match(/name="goods.craft" value="1" checked/);
    page = await press(browser, await press(browser, page, 'next'), 'go=papers');
    expect(page.url.search).to.equal('?page=papers');
  });

  it('keeps uploads, lists them and takes them away again', async () => {
    const { browser } = market;
    page = await press(browser, page, 'upload=permit', {}, [{ field: 'permit', name: '许可证.pdf' }]);
    expect(page.url.hash + page.url.search).to.include('?page=papers');
    expect(words(page.text)).to.match(/许可证\.pdf （新窗口打开） \d+ (字节|KB)/);
    const [, remove = ''] = /name="remove" value="([^"]+)"/.exec(page.text) ?? [];
    page = await press(browser, page, `remove=${remove}`);
    expect(page.text).not.to.include('许可证.pdf');
    page = await press(browser, page, 'next', {}, [{ field: 'permit', name: '许可证.pdf' }]);
  });

  it('shows all answers before they are sent, with the missing ones marked', async () => {
    const { browser } = market;
    expect(page.url.search).to.equal('?page=check');
    expect(words(page.text)).to.include('集市名称 春集').and.to.include('货品 手工').and.to.include('证件号码 未填写');
    page = await press(browser, page, 'submit');
    expect(page.status).to.equal(422);
    expect(page.text).to.match(/<title>有错误：集市/);
    for (const [field, problem] of Object.entries({ idNumber: '请填写证件号码', promise: '请选择内容真实' })) {
      expect(page.text).to.include(`<a href="${path}?page=person#${field}">${problem}</a>`);
      expect(page.text).to.match(new RegExp(`id="${field}".*?class="msg"[^>]*>${problem}`, 's'));
    }
    expect(page.text).to.include(`href="${path}?page=person"`);
  });

  it('is sent when it will do, with the time until which an answer is promised', async () => {
    const { browser } = market;
    page = await browser.walk(`${path}?page=person`);
    page = await press(browser, page, 'next', { keeper: '王芳', idNumber: '11010519491231002X', promise: '1' });
    page = await press(browser, await browser.walk(`${path}?page=check`), 'submit');
    expect([page.status, page.url.pathname]).to.eql([200, path]);
    expect(words(page.text))
      .to.include('待审核')
      .and.to.match(/承诺 2 个工作日内 最晚 11月26日 18:00/)
      .and.to.include('溪*（机构） 提交审核');
  });

  it('hides personal data from those who only look', async () => {
    expect(words(page.text)).to.include('证件号码 110****');
    expect(page.text).not.to.include('11010519491231002X');
  });

  it('comes back from the desk with words for single answers', async () => {
    const { browser } = market;
    const returned = await desk.press(reviewer, atDesk(), atDesk(), {
      d: 'return',
      reason: '许可证看不清',
      'comment.title': '请写全名',
    });
    expect(returned.status).to.equal(200);
    await settle();
    page = await browser.walk(path);
    expect(words(page.text))
      .to.include('退回修改： 许可证看不清')
      .and.to.match(/集市名称 春集 审核意见 请写全名/);
    page = await browser.walk(`${path}?page=about`);
    expect(page.text).to.match(/id="title-cm".*请写全名/s);
    expect(page.text).to.match(/id="title"[^>]* aria-describedby="title-cm"/);
    expect(words(page.text)).to.match(/经过.*（审核员） 退回修改 许可证看不清 集市名称：请写全名/);
  });

  it('shows the changes when it is sent again', async () => {
    const { browser } = market;
    await press(browser, page, 'next', { title: '春日集市' });
    page = await browser.walk(`${path}?page=check`);
    expect(words(page.text)).to.match(/与上次提交相比 .*集市名称 春集 春日集市/);
    page = await press(browser, page, 'submit');
    expect(words(page.text)).to.include('重新提交');
    expect((await reviewer.walk(atDesk())).text).to.match(/春.*<ins>.*日.*<\/ins>/);
  });

  it('takes effect when it is approved, and leads to its result', async () => {
    for (const _ of ['claims', 'approves']) await desk.press(reviewer, atDesk(), atDesk(), { d: 'approve' });
    await settle();
    expect([...market.approved]).to.eql(['春日集市']);
    page = await market.browser.walk(path);
    expect(words(page.text)).to.include('已通过').and.to.include('集市已通过。');
    expect(page.text).to.include('href="/console/fairs/fair-1"');
    expect(words(page.text)).to.match(/通过 .*认领 .*重新提交 .*退回修改 .*提交审核/);
  });

  it('has a second version that is compared with the first', async () => {
    const { browser } = market;
    const about = { institutionId: market.agent.institutionId, subjectId: 'fair-1', data: { keeper: '王芳' } };
    const { id, version } = await market.at.app.review.begin(market.actor, 'fair', about);
    expect(version).to.equal(2);
    path = `/console/submissions/${id}`;
    page = await browser.walk(`${path}?page=about`);
    expect(words(page.text)).to.include('集市（变更）');
    page = await press(browser, page, 'next', { title: '夏日集市', 'goods.food': '1' });
    page = await press(browser, page, 'next', { idNumber: '11010519491231002X', promise: '1' });
    page = await press(browser, page, 'next', {}, [{ field: 'permit', name: '许可证.pdf' }]);
    expect(words(page.text)).to.match(/与第 1 版相比 .*春日集市 夏日集市 .*手工 食品/);
    page = await press(browser, page, 'submit');
    expect(words(page.text)).to.include('第 2 版');
    expect(words((await reviewer.walk(atDesk())).text)).to.include('夏');
    for (const _ of ['claims', 'approves']) await desk.press(reviewer, atDesk(), atDesk(), { d: 'approve' });
    await settle();
    expect([...market.approved]).to.eql(['春日集市', '夏日集市']);
  });
});
