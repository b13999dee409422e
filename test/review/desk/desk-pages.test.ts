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

  it('R58 shows waiting submissions, the longest waiting first, with their age', async () => {
    for (const name of ['甲', '乙', '丙']) await desk.send({ name });
    desk.clock.advance(2 * 3600);
    reviewer = await desk.again(reviewer);
    const html = await list();
    expect(titles(html)).to.eql(['甲', '乙', '丙']);
    // Two hours before midnight one of the days is over by then.
    expect(words(html))
      .to.include('2 小时')
      .and.to.match(/还剩 [23] 个工作日/);
    expect(words(html)).to.include('3 件待办');
  });

  it('narrows to a kind and to words of the title or the institution', async () => {
    await desk.send({ name: '丁' }, 'poster');
    expect(titles(await list('?kind=poster'))).to.eql(['丁']);
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
    const place = desk.at.app.cursors.byTime('review').write(queue, { at: first.submittedAt, id: first.id });
    expect(titles(await list(`?after=${place}`))).to.eql(['乙', '丙', '丁']);
  });

  it('claims the next one, and shows it under 我认领的 and to others as taken', async () => {
    const page = await press(reviewer.browser, '/admin/review', '/admin/review/next');
    expect(page.url.pathname).to.match(/^\/admin\/review\/[\da-f-]{36}$/);
    expect(words(page.text)).to.include('甲');
    expect(titles(await list('?tab=mine'))).to.eql(['甲']);
    const other = await desk.reviewer();
    const theirs = await other.browser.walk('/admin/review');
    expect(words(theirs.text)).to.match(/溪\* 审核中/);
    const item = await other.browser.walk(page.url.pathname);
    expect(words(item.text)).to.include('认领，正在审核');
    expect(item.text).not.to.include('value="approve"');
    const next = await press(other.browser, '/admin/review', '/admin/review/next');
    expect(words(next.text)).to.include('乙');
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
    expect(words(html)).to.include('退回修改').and.to.include('最近一次处理于');
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
    expect(words(await list('?kind=leaflet'))).to.include('今天 18:00 前');
    desk.clock.set(moved(first.dueAt, hours(2)).toISOString());
    reviewer = await desk.again(reviewer);
    expect(words(await list('?kind=leaflet')))
      .to.include('已超时 2 小时')
      .and.to.match(/件已超时/);
  });
});

describe('approving many at once', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk(import.meta.filename);
  });
  after(() => desk.close());

  it('lists each outcome, those that changed meanwhile too', async () => {
    const { browser, actor } = await desk.reviewer();
    const sent = [await desk.send({ name: '甲' }), await desk.send({ name: '乙' }), await desk.send({ name: '丙' })];
    const list = (await browser.walk('/admin/review?kind=leaflet')).text;
    const ticks = [...list.matchAll(/name="(pick\.[^"]+)" value="(\d+)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]);
    expect(ticks).to.have.length(3);
    const [, second] = sent;
    if (second === undefined) throw new Error('nothing sent');
    await desk.at.app.review.recall(desk.member, second.id);
    await desk.at.app.review.submit(desk.member, second.id);
    const page = await press(browser, '/admin/review', '/admin/review/batch?kind=leaflet', Object.fromEntries(ticks));
    expect(words(page.text)).to.include('2 件已处理，1 件没有通过').and.to.include('有变动');
    expect(desk.approved.toSorted()).to.eql(['丙', '甲']);
    expect((await desk.at.app.review.read(actor, second.id)).state).to.equal('submitted');
  });

  it('takes one kind only, and none that asks for something more', async () => {
    const { browser } = await desk.reviewer();
    const [leaflet, poster] = [await desk.send({ name: '丁' }), await desk.send({ name: '戊' }, 'poster')];
    const pick = (...sent: { id: string; revision: number }[]) =>
      Object.fromEntries(sent.map(({ id, revision }) => [`pick.${id}`, String(revision)]));
    const post = async (fields: Record<string, string>) =>
      words((await press(browser, '/admin/review', '/admin/review/batch', fields)).text);
    expect(await post(pick(leaflet, poster))).to.include('一次只能通过同一种申请');
    expect(await post(pick(poster))).to.include('请逐件审核');
    expect(await post({})).to.include('请先勾选');
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`pick.${n}`, '1']));
    expect(await post(many)).to.include('一次最多通过 100 件');
    expect((await browser.walk('/admin/review?kind=poster')).text).not.to.include('name="pick.');
  });
});
