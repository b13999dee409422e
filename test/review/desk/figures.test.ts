import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Desk, press, startDesk, words } from '../desk-setting.ts';

describe('figures of the review', () => {
  let desk: Desk;
  let reviewer: Awaited<ReturnType<Desk['reviewer']>>;
  let second: Awaited<ReturnType<Desk['reviewer']>>;
  let head: Awaited<ReturnType<Desk['reviewer']>>;
  /** Cells of each row of the page, by the columns' names. */
  const rowsIn = (html: string) =>
    [...html.matchAll(/<tr role="row">\s*<th role="rowheader"[\s\S]*?<\/tr>/g)].map(([row]) =>
      Object.fromEntries(
        [...row.matchAll(/<td role="cell"[^>]*?(?: data-k="([^"]+)")?>([^<]*)</g)].map(
          ([, name = '决定', value = '']) => [name, value.trim()],
        ),
      ),
    );
  before(async () => {
    desk = await startDesk(import.meta.filename);
    const { review } = desk.at.app;
    [reviewer, second] = [await desk.reviewer(), await desk.reviewer()];
    const [one, two, three] = [await desk.send(), await desk.send(), await desk.send({ name: '丙' }, 'poster')];
    desk.clock.advance(3600);
    reviewer = await desk.again(reviewer);
    await review.approve(reviewer.actor, one.id);
    const path = `/admin/review/${two.id}`;
    const page = await press(reviewer.browser, path, path, { d: 'return', reason: '请改' });
    const [, id = ''] = /name="press" value="([^"]+)"/.exec(page.text) ?? [];
    await press(reviewer.browser, '/admin/review', '/admin/review/undo', { press: id });
    await review.sendBack(reviewer.actor, two.id, '请改');
    await review.approve(reviewer.actor, three.id, { place: '大厅' });
    await review.sendBack(second.actor, three.id, '位置不对');
    const { subjectId } = await review.read(reviewer.actor, one.id);
    if (subjectId === undefined) throw new Error('nothing came of it');
    const again = await review.begin(desk.member, 'leaflet', {
      ...{ institutionId: desk.member.institutionId, subjectId },
      data: { ...one.data, name: '改过的' },
    });
    desk.clock.advance(60);
    await review.submit(desk.member, again.id);
    head = await desk.reviewer({}, ['operator']);
  });
  after(() => desk.close());

  it('count the decisions of each reviewer, their speed, and those taken back, disagreed with and corrected, with the days', async () => {
    const html = (await head.browser.walk('/admin/review/figures')).text;
    expect(words(html)).to.match(/\d{4}-\d\d-\d\d 至 \d{4}-\d\d-\d\d，按姓名排列，不排名/);
    const rows = rowsIn(html);
    expect(rows).to.have.deep.members([
      {
        ...{ 决定: '3', 通过: '1', 初审: '1', 退回: '1', 不予通过: '0', 一半办结于: '1 小时' },
        ...{ 十秒内撤回: '1', 复核不同意: '1', 通过后又改: '1' },
      },
      {
        ...{ 决定: '1', 通过: '0', 初审: '0', 退回: '1', 不予通过: '0', 一半办结于: '1 小时' },
        ...{ 十秒内撤回: '0', 复核不同意: '0', 通过后又改: '0' },
      },
    ]);
  });

  it('are of the days that the address names, and of the regions of the reader', async () => {
    expect(words((await head.browser.walk('/admin/review/figures?from=2020-01-01&until=2020-01-31')).text)).to.include(
      '这段时间没有审核过申请',
    );
    expect((await head.browser.walk('/admin/review/figures?from=none&until=9999-99-99')).status).to.equal(200);
    const north = await desk.reviewer({ regions: ['110000'] }, ['operator']);
    expect(words((await north.browser.walk('/admin/review/figures')).text)).to.include('这段时间没有审核过申请');
  });

  it('are for the head of the desk, not for reviewers', async () => {
    const other = await desk.reviewer();
    expect((await other.browser.request('/admin/review/figures')).status).to.equal(403);
    expect((await other.browser.walk('/admin/review')).text).not.to.include('/admin/review/figures');
    expect((await head.browser.walk('/admin/review')).text).to.include('/admin/review/figures');
  });
});
