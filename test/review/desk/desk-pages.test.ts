import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hours, after as moved } from '../../../src/clock.ts';
import { readQueue } from '../../../src/review/workflow/queue.ts';
import { type Desk, press, startDesk, titles, words } from '../desk-setting.ts';

describe('the desk', () => {
  let desk: Desk;
  let reviewer: Awaited<ReturnType<Desk['reviewer']>>;
  const list = async (query = '') => (await reviewer.browser.walk(`/admin/review${query}`)).text;
  before(async () => {
    desk = await startDesk(import.meta.filename);
    reviewer = await desk.reviewer();
  });
  after(() => desk.close());

  it('says that nothing waits', async () => {
    expect(words(await list())).to.include('没有待办。');
  });

  it('R58 shows waiting submissions by due date, with their age', async () => {
    for (const name of ['甲', '乙', '丙']) await desk.send({ name });
    desk.clock.advance(2 * 3600);
    reviewer = await desk.again(reviewer);
    const html = await list();
    expect(titles(html)).to.eql(['甲', '乙', '丙']);
    // Two hours before midnight one of the days is over by then.
    expect(words(html))
      .to.include('2 小时')
      .and.to.match(/(明天 18:00|\d+月\d+日)/);
    expect(words(html)).to.include('3 件待办');
  });

  it('narrows to a kind and to words of the title or the institution', async () => {
    await desk.send({ name: '丁' }, 'poster');
    const posters = await list('?kind=poster');
    expect(titles(posters)).to.eql(['丁']);
    expect(words(posters)).to.include('海报 1 件 ，全部 4 件待办');
    expect(posters, 'the way back to all').to.match(/<a href="\/admin\/review"[^>]*>海报 .*去掉这个筛选/);
    expect(await list()).not.to.include('去掉这个筛选');
    expect(titles(await list('?text=%E4%B9%99'))).to.eql(['乙']);
    expect(titles(await list('?text=%E9%9D%92%E6%BA%AA'))).to.have.length(4);
    expect(words(await list('?kind=poster&text=%E4%B9%99'))).to.include('没有符合条件的申请');
  });

  it('ignores senseless parameters of an address', async () => {
    for (const query of ['?tab=none&kind=none', '?tab=mine&tab=done', '?after=yesterday', '?kind[]=x', '?text=%20'])
      expect((await reviewer.browser.walk(`/admin/review${query}`)).status, query).to.equal(200);
  });

  it('goes on by the last row of a page', async () => {
    const [first] = await desk.at.app.review.waiting(reviewer.actor, {});
    if (first?.submittedAt === undefined) throw new Error('nothing waits');
    const queue = readQueue({}, []);
    const texts = [first.dueAt?.toISOString() ?? '', first.submittedAt.toISOString(), first.id];
    const place = desk.at.app.cursors.byTexts('review').write(queue, texts);
    expect(titles(await list(`?after=${place}`))).to.eql(['甲', '乙', '丙']);
  });

  it('claims the next one, and shows it under 我认领的 and to others as taken', async () => {
    const page = await press(reviewer.browser, '/admin/review', '/admin/review/next');
    expect(page.url.pathname).to.match(/^\/admin\/review\/[\da-f-]{36}$/);
    expect(words(page.text)).to.include('丁');
    expect(titles(await list('?tab=mine'))).to.eql(['丁']);
    const other = await desk.reviewer();
    const theirs = await other.browser.walk('/admin/review');
    expect(words(theirs.text)).to.match(/溪\* 审核中/);
    const item = await other.browser.walk(page.url.pathname);
    expect(words(item.text)).to.include('认领，正在审核');
    expect(item.text).not.to.include('value="approve"');
    const next = await press(other.browser, '/admin/review', '/admin/review/next');
    expect(words(next.text)).to.include('甲');
  });

  it('gives two that press at once two different ones', async () => {
    const [one, two] = [await desk.reviewer(), await desk.reviewer()];
    for (const name of ['戊', '己']) await desk.send({ name });
    const pages = await Promise.all(
      [one, two].map(({ browser }) => press(browser, '/admin/review', '/admin/review/next')),
    );
    expect(new Set(pages.map(({ url }) => url.pathname)).size).to.equal(2);
  });

  it('lists decided submissions, the last first', async () => {
    const [sent, other] = [await desk.send({ name: '庚' }), await desk.send({ name: '辛' })];
    desk.clock.advance(60);
    await desk.at.app.review.approve(reviewer.actor, other.id);
    desk.clock.advance(60);
    await desk.at.app.review.sendBack(reviewer.actor, sent.id, '请补充');
    const html = await list('?tab=done');
    expect(titles(html)).to.eql(['庚', '辛']);
    expect(words(html)).to.include('退回修改').and.to.include('今天办了 2 件');
    await desk.at.app.review.submit(desk.member, sent.id);
    expect(words(await list()), 'sent again, it was decided all the same').to.include('今天办了 2 件');
  });

  it('is closed to those who do not review', async () => {
    const auditor = await desk.reviewer({}, ['auditor']);
    for (const path of ['/admin/review', '/admin/phrases'])
      expect((await auditor.browser.request(path)).status, path).to.equal(403);
  });

  it('shows a reviewer of a region its own, and 404 for the rest', async () => {
    const north = await desk.send({ name: '北方', region: '110000' });
    const south = await desk.send({ name: '杭州', region: '330100' });
    const regional = await desk.reviewer({ regions: ['330000'] });
    const html = (await regional.browser.walk('/admin/review')).text;
    expect(titles(html)).to.include('杭州').and.not.to.include('北方');
    expect((await regional.browser.request(`/admin/review/${south.id}`)).status).to.equal(200);
    expect((await regional.browser.request(`/admin/review/${north.id}`)).status).to.equal(404);
    const claim = await press(regional.browser, `/admin/review/${south.id}`, `/admin/review/${north.id}/claim`);
    expect(claim.status).to.equal(404);
    expect((await regional.browser.request('/admin/review/none')).status).to.equal(404);
  });

  it('names submissions due today and late ones, in words', async () => {
    const [first] = await desk.at.app.review.waiting(reviewer.actor, { kinds: ['leaflet'] });
    if (first?.dueAt === undefined) throw new Error('nothing waits');
    desk.clock.set(moved(first.dueAt, -hours(1)).toISOString());
    reviewer = await desk.again(reviewer);
    expect(words(await list('?kind=leaflet'))).to.include('今天 18:00');
    desk.clock.set(moved(first.dueAt, hours(2)).toISOString());
    reviewer = await desk.again(reviewer);
    expect(words(await list('?kind=leaflet')))
      .to.include('超时 2 小时')
      .and.to.match(/件待办，\s*超时 \d/);
  });
});
