import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../support/console.ts';

const words = (html: string) =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const fine = { pv: '1,000', uv: '300', ip: '２８０', new_activities: '2', new_venues: '0' };

describe('服务数据 of an institution, without script', () => {
  const clock = testClock('2026-11-01T10:00:00+08:00');
  let at: TestApp;
  let reporter: Colleague & { institutionId: string };
  let browser: TestBrowser;
  let path = '';
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    reporter = await createMember(at, { role: 'reporter' });
    const { clientId } = await createClient(
      at,
      { name: '青溪文化云', scope: 'openid stats:write' },
      { institutionId: reporter.institutionId },
    );
    path = `/console/statistics/${clientId}`;
    clock.set('2026-11-24T09:00:00+08:00');
    browser = await signInToConsole(at, reporter);
  });
  after(() => at.close());

  it('R51 names the missing days and the time until which a report is 准时', async () => {
    const page = await browser.walk('/console/statistics');
    expect(words(page.text)).to.include('昨天（11月23日）的数据还没有填报，今天 12:00 前为准时');
    expect(words(page.text)).to.include('应报 23 天，已报 0 天').and.to.include('未报 ：11月23日');
  });

  it('R52 shows the cure at each field, and keeps the typed values', async () => {
    const page = await browser.walk(`${path}/2026-11-23`);
    const refused = await browser.submit(page, { ...fine, uv: '1200', ip: '很多' });
    expect(refused.status).to.equal(422);
    expect(words(refused.text)).to.include('独立 IP 数应为整数，例如 1200');
    expect(refused.text).to.include('value="很多"');
    const again = await browser.submit(refused, { ...fine, uv: '1200' });
    expect(words(again.text)).to.include('独立访客数(1,200)不能大于资源访问量(1,000)');
  });

  it('R52 R53 tells all problems of a day at once, and those of filled fields to the script without keeping anything', async () => {
    const day = `${path}/2026-11-22`;
    const page = await browser.walk(day);
    const refused = await browser.submit(page, { ...fine, uv: '1200', ip: '很多', note: '长'.repeat(201) });
    expect(words(refused.text)).to.include('独立 IP 数应为整数').and.to.include('说明最多 200 个字');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const check = async (to: string, fields: Record<string, string>) => {
      const answer = await browser.request(to, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams({ csrf, ...fields }),
      });
      return answer.json();
    };
    expect(await check(day, { pv: '1000', uv: '1200' })).to.have.nested.property('problems.uv');
    expect(await check(day, { pv: '1000', uv: '1200' }), 'empty fields wait').not.to.have.nested.property(
      'problems.ip',
    );
    expect(await check(day, fine)).to.eql({ problems: {} });
    const month = await check(`${path}/months/2026-11`, { '2026-11-22.pv': '1000', '2026-11-22.uv': '一千' });
    expect(month).to.have.property('problems').that.has.keys('2026-11-22.uv');
    expect(words((await browser.walk(day)).text), 'nothing is kept').not.to.include('填报记录');
  });

  it('R51 R53 keeps a day, shows it in the calendar, and corrects it with a reason', async () => {
    const saved = await browser.submit(await browser.walk(`${path}/2026-11-23`), {
      ...fine,
      'pc.pv': '600',
      'h5.pv': '400',
    });
    expect(saved.url.pathname).to.equal('/console/statistics');
    expect(words(saved.text)).to.match(/23 准时 ：11月23日 1,000/);
    const page = await browser.walk(`${path}/2026-11-23`);
    expect(page.text).to.include('name="pc.pv" class="w6" inputmode="numeric" autocomplete="off" value="600"');
    const asked = await browser.submit(page, { pv: '1100', 'pc.pv': '700' });
    expect(words(asked.text)).to.include('请填写更正原因');
    const numbered = await browser.submit(asked, { pv: '1100', 'pc.pv': '700', reason: '张三 13900001111 报错' });
    expect(words(numbered.text)).to.include('请去掉里面的手机号、身份证号');
    const corrected = await browser.submit(numbered, { pv: '1100', 'pc.pv': '700', reason: '漏计小程序' });
    expect(words(corrected.text)).to.match(/已修订 （1） ：11月23日 1,100/);
    const shown = words((await browser.walk(`${path}/2026-11-23`)).text);
    expect(shown).to.include('第 1 次更正').and.to.include('原因：漏计小程序').and.to.include('首次填报');
  });

  it('R53 tells a form that is behind what it would overwrite, keeps the typed values, and takes it the second time', async () => {
    const day = `${path}/2026-11-23`;
    const [one, other] = [await browser.walk(day), await browser.walk(day)];
    expect((await browser.submit(one, { pv: '1120', 'pc.pv': '720', reason: '漏计直播' })).url.pathname).to.equal(
      '/console/statistics',
    );
    const told = await browser.submit(other, { pv: '1130', 'pc.pv': '730', reason: '漏计分馆' });
    expect(words(told.text)).to.include('资源访问量现在是 1,120，您填的是 1,130').and.include('没有保存');
    expect(told.text).to.include('value="1130"').and.include('漏计分馆');
    await browser.submit(told, { reason: '漏计分馆' });
    expect(words((await browser.walk(day)).text)).to.include('漏计分馆');
    const back = await browser.walk(day);
    await browser.submit(back, { pv: '1100', 'pc.pv': '700', reason: '漏计小程序' });
  });

  it('R51 takes a month that is pasted, and points at the rows that will not do', async () => {
    const page = await browser.walk(`${path}/months/2026-11`);
    const pasted = [
      '日期\t访问量\t独立访客\tIP\t活动\t场馆',
      '11月20日\t900\t200\t180\t1\t0',
      '2026/11/21\t800\t900\t100\t0\t0',
    ].join('\n');
    const saved = await browser.submit(page, { pasted });
    expect(words(saved.text)).to.include('已保存 1 天的数据，其余请按提示修改后再保存');
    expect(words(saved.text)).to.include('独立访客数(900)不能大于资源访问量(800)');
    expect(saved.text).to.match(/id="2026-11-21\.uv"[^>]* value="900"[^>]*aria-invalid/);
    const whole = '11月19日\t900\t200\t180\t1\t0\t11\t12\t13\t14\t15\t16\t17\t18\t19';
    const first = await browser.submit(page, { pasted: whole });
    expect(words(first.text)).to.include('已保存 1 天的数据');
    const shorter = await browser.submit(first, { pasted: '11月19日\t901\t200\t180\t1\t0', reason: '漏计' });
    expect(words(shorter.text)).to.include('已保存 1 天的数据');
    expect(shorter.text).to.match(/id="2026-11-19\.book_reads"[^>]* value="19"/); // days missing from the paste stay
    const longer = await browser.submit(first, { pasted: `${whole}\t20` });
    expect(words(longer.text)).to.include('第 1 行有 15 个数，最多 14 个');
    const thousands = await browser.submit(page, { pasted: '11月18日 500,001 400,000 300,000 1 0' });
    expect(thousands.text, 'a comma of thousands parts no cells').to.match(/id="2026-11-18\.uv"[^>]* value="400000"/);
    const slip = await browser.submit(page, { pasted: '11月17日\t1,2\t2\t2\t0\t0' });
    expect(words(slip.text)).to.include('资源访问量应为整数');
    const twice = await browser.submit(page, { pasted: '11月16日\t9\t2\t1\t1\t0\n2026-11-16\t8\t2\t1\t1\t0' });
    expect(words(twice.text)).to.include('第 2 行和第 1 行都是 2026-11-16，请只留一行');
    const several = await browser.submit(page, {
      pasted: '昨天\t1\t1\t1\t0\t0\n11月16日\t9\t2\t1\t1\t0\n11月15日\t1\n2026-10-01\t8\t2\t1\t1\t0',
    });
    expect(several.text, 'all at once').to.match(
      /第 1 行开头应为日期，例如 2026-11-01\n第 3 行有 1 个数，至少应有 5 个\n第 4 行是 2026-10-01，不在 2026-11 里/,
    );
    const wrong = await browser.submit(page, { pasted: '昨天\t1\t1\t1\t0\t0' });
    expect(words(wrong.text)).to.include('第 1 行开头应为日期，例如 2026-11-01');
  });

  it('R53 gives the sentence and the reason of a month to the days that change, and to no other', async () => {
    const ofDays = async () =>
      (
        await at.app.statistics.list(operator, path.split('/').at(-1) ?? '', { from: '2026-11-18', to: '2026-11-20' })
      ).map(({ day, note, revision }) => [day, note, revision]);
    const before = await ofDays();
    const page = await browser.walk(`${path}/months/2026-11`);
    const told = { pasted: '11月20日\t950\t200\t180\t1\t0', note: '大型活动', reason: '漏计直播' };
    expect(words((await browser.submit(page, told)).text)).to.include('已保存 1 天的数据');
    expect(await ofDays()).to.eql([['2026-11-20', '大型活动', 2], ...before.slice(1)]);
  });

  it('knows nothing of a month that is none, asked for or sent', async () => {
    const page = await browser.walk(`${path}/months/2026-11`);
    expect((await browser.walk(`${path}/months/november`)).status).to.equal(404);
    expect((await browser.submit(page, fine, `${path}/months/november`)).status).to.equal(404);
  });

  it('R53 corrects after a week with an operator’s consent, and after the month is closed only operators do', async () => {
    clock.set('2026-12-01T09:00:00+08:00');
    browser = await signInToConsole(at, reporter);
    const page = await browser.walk(`${path}/2026-11-23`);
    expect(page.text).not.to.include('name="pv"');
    const whole = await browser.submit(await browser.walk(`${path}/months/2026-11`), {
      pasted: '11月30日\t900\t200\t180\t1\t0\n11月19日\t950\t200\t180\t1\t0',
      ...{ note: '核对过', reason: '重新统计' },
    });
    expect(words(whole.text), 'each day that is refused by its name, and no other').to.include('有一处需要修改');
    expect(words(whole.text)).to.include('11月19日：').and.include('已保存 1 天的数据');
    const draft = await browser.submit(page, {}, `${path}/2026-11-23/ask`);
    expect(draft.url.pathname).to.match(/^\/console\/submissions\//);
    expect(draft.text).to.include('value="1100"').and.to.include('服务数据</a>');
    const withNumber = await browser.submit(draft, { pv: '1200', reason: '张三 13900001111 报错', submit: '1' });
    expect(words(withNumber.text)).to.include('请去掉里面的手机号、身份证号');
    const sent = await browser.submit(withNumber, { pv: '1200', reason: '漏计直播', submit: '1' });
    expect(words(sent.text)).to.include('已提交，正等待审核员认领');
    await at.app.review.approve(operator, draft.url.pathname.split('/').at(-1) ?? '');
    expect(words((await browser.walk(`${path}/2026-11-23`)).text))
      .to.include('第 2 次更正')
      .and.to.include('1,200');

    clock.set('2026-12-08T09:00:00+08:00');
    browser = await signInToConsole(at, reporter);
    expect(words((await browser.walk(`${path}/2026-11-23`)).text)).to.include('这个月已锁账');
    const statistician = await signInToConsole(at, await createStaff(at, ['statistics']));
    const form = await statistician.walk(path.replace('/console/statistics', '/admin/reports').concat('/2026-11-23'));
    const refused = await statistician.submit(form, { pv: '1300' });
    expect(words(refused.text)).to.include('请填写更正原因');
    const numbered = await statistician.submit(refused, { pv: '1300', reason: '张三 13900001111 报错' });
    expect(words(numbered.text)).to.include('请去掉里面的手机号、身份证号');
    const corrected = await statistician.submit(numbered, { pv: '1300', reason: '审计要求' });
    expect(words(corrected.text)).to.include('第 6 次更正（运营）');
  });

  it('shows nothing of others’ applications, and no form to those who only read', async () => {
    const other = await signInToConsole(at, await createMember(at));
    expect((await other.walk(`${path}/2026-11-23`)).status).to.equal(404);
    const reader = await createMember(at, { institutionId: reporter.institutionId, role: 'reader' });
    const page = await (await signInToConsole(at, reader)).walk(`${path}/2026-11-23`);
    expect(page.status).to.equal(200);
    expect(page.text).not.to.include('name="pv"');
  });
});
