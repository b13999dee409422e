import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hours, after as moved } from '../../../src/clock.ts';
import { type Desk, press, startDesk, titles, words } from '../desk-setting.ts';

/** The chips of a page: name → count, and where it leads. */
const chipsIn = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<a href="(\/admin\/review[^"]*)"[^>]*>\s*([^<&]+?)&nbsp;<span class="num">(\d+)<\/span>/g)].map(
      ([, href = '', name = '', count = '']) => [name, { href: href.replaceAll('&amp;', '&'), count: Number(count) }],
    ),
  );

describe('filters of the review desk', () => {
  let desk: Desk;
  let reviewer: Awaited<ReturnType<Desk['reviewer']>>;
  const walk = async (path: string) => (await reviewer.browser.walk(path)).text;
  before(async () => {
    desk = await startDesk(import.meta.filename);
    const sent = [
      await desk.send({ name: '甲', region: '330100' }),
      await desk.send({ name: '乙', region: '330200', home: 'https://slow.example.cn/' }),
      await desk.send({ name: '丙', region: '110000', home: 'https://slow.example.cn/' }),
      await desk.send({ name: '丁' }, 'poster'),
    ];
    await desk.look(...sent);
    reviewer = await desk.reviewer();
    const [first] = sent;
    if (first === undefined) throw new Error('nothing sent');
    await desk.at.app.review.claim(reviewer.actor, first.id);
  });
  after(() => desk.close());

  it('P9 narrow by region, kind, doubts and own claims, all in the address', async () => {
    expect(titles(await walk('/admin/review?region=330000'))).to.have.members(['甲', '乙']);
    expect(titles(await walk('/admin/review?doubt=yes'))).to.have.members(['乙', '丙']);
    expect(titles(await walk('/admin/review?doubt=no'))).to.have.members(['甲', '丁']);
    expect(titles(await walk('/admin/review?region=330000&doubt=yes&kind=leaflet'))).to.eql(['乙']);
    expect(titles(await walk('/admin/review?tab=mine'))).to.eql(['甲']);
    expect(words(await walk('/admin/review'))).to.match(/1 处 　?网址/);
  });

  it('P9 are kept under a name as chips, and go when they are deleted', async () => {
    const address = '/admin/review?region=330000&doubt=yes';
    await press(reviewer.browser, address, '/admin/review/filters?region=330000&doubt=yes', { name: '浙江的存疑' });
    const html = await walk('/admin/review');
    expect(chipsIn(html).浙江的存疑).to.eql({ href: address, count: 1 });
    const other = await desk.reviewer();
    expect(chipsIn((await other.browser.walk('/admin/review')).text)).not.to.have.property('浙江的存疑');
    expect(titles((await other.browser.walk(address)).text), 'the address is for everybody').to.eql(['乙']);
    const [, removal = ''] = /action="(\/admin\/review\/filters\/[\da-f-]+\/remove)"/.exec(html) ?? [];
    await press(reviewer.browser, '/admin/review', removal);
    expect(chipsIn(await walk('/admin/review'))).not.to.have.property('浙江的存疑');
  });

  it('report the fault of a name, at its field', async () => {
    const keep = async (query: string, name: string) => {
      const page = await press(reviewer.browser, '/admin/review', `/admin/review/filters${query}`, { name });
      return [page.status, words(page.text)] as const;
    };
    for (const [query, name, says] of [
      ['?doubt=yes', ' ', '请给这个筛选起个名字'],
      ['?doubt=yes', '长'.repeat(21), '名字最多 20 个字'],
      ['', '全部', '请先选择条件'],
    ] as const) {
      const [status, said] = await keep(query, name);
      expect([status, said.includes(says)], says).to.eql([422, true]);
    }
  });

  it('every count of a chip is that of its list, whatever was decided meanwhile and wherever the time stands', async () => {
    const agree = async (when: string) => {
      const shown = chipsIn(await walk('/admin/review'));
      for (const [name, { href, count }] of Object.entries(shown))
        expect(titles(await walk(href)).length, `${name} ${when}`).to.equal(count);
      return shown;
    };
    await agree('at first');
    const [late] = await desk.at.app.review.waiting(reviewer.actor, { kinds: ['leaflet'] });
    if (late?.dueAt === undefined) throw new Error('nothing waits');
    for (const distance of [-hours(3), 0, hours(3), hours(30)]) {
      desk.clock.set(moved(late.dueAt, distance).toISOString());
      reviewer = await desk.again(reviewer);
      await agree(`${distance} s after it was due`);
    }
    const path = `/admin/review/${late.id}`;
    await press(reviewer.browser, path, path, { d: 'return', reason: '请改' });
    expect((await agree('while a decision can be taken back')).全部?.count).to.equal(3);
    await desk.settle();
    await agree('after it left');
  });

  it('show a conflict of interest in place of the button', async () => {
    const { browser, accountId } = await desk.reviewer();
    await desk.at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'reader', $3)`,
      [desk.member.institutionId, accountId, desk.clock.now()],
    );
    const html = (await browser.walk('/admin/review')).text;
    expect(words(html)).to.include('不能审核自己或本机构提交的申请');
    expect(html).not.to.match(/action="\/admin\/review\/[\da-f-]{36}\/claim/);
  });
});
