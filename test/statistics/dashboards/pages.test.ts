import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import { dayAfter } from '../../../src/statistics/reports/closing.ts';
import { metrics } from '../../../src/statistics/reports/metric.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import type { TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createMember, createStaff, openConsole, signInToConsole } from '../../support/console.ts';
import { shelve } from '../../support/published.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';

const plain = (text: string) =>
  text
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const main = (text: string) => plain(/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '');

/** The figures of a page, without the dictionary of metrics. */
const figuresIn = (text: string) => main(text.replace(/<details class="terms" id="terms"[\s\S]*?<\/details>/, ''));

/** Whatever names people or addresses names a mean, a highest day, or says that it counts them more than once. */
const people = Object.values(metrics).filter(({ additive }) => !additive);
const unlabelled = (text: string): string[] =>
  people.flatMap(({ name, short }) =>
    [...new Set([name, short])].flatMap((words) =>
      [...text.matchAll(new RegExp(`(.{0,8})${words}(.{0,24})`, 'g'))].flatMap(([found, lead = '', tail = '']) =>
        /\d/.test(tail) && !/日均|峰值/.test(lead) && !/未去重/.test(tail) ? [found] : [],
      ),
    ),
  );

describe('全国统计', () => {
  const clock = testClock('2026-11-24T13:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  let statistician: Colleague;
  let browser: TestBrowser;
  const regions = ['330106', '330102', '330300', '110105', '510107', '540102', '320102'];
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { clock });
    made = await createReports(at, clock, {
      regions,
      first: '2026-11-09',
      last: '2026-11-23',
      figures: (place, day) => {
        if (place === 5 && day > '2026-11-20') return undefined; // 西藏 falls silent
        const pv = (place + 1) * 10_000 + Number(day.slice(8)) * 10;
        return {
          pv,
          uv: pv / 10,
          ip: pv / 10 - 1,
          new_activities: place,
          new_venues: 0,
          live_views: 40,
          book_reads: 10,
          new_users: place,
        };
      },
    });
    statistician = await createStaff(at, ['statistics']);
    browser = await signInToConsole(at, statistician);
  });
  after(() => at.close());

  const read = async (query = '', from: TestBrowser = browser) => {
    const page = await from.walk(`/admin/statistics${query}`);
    return { ...page, words: main(page.text) };
  };

  it('R53 says in a sentence how the country was served, with how complete that is and as of when', async () => {
    const { status, words } = await read();
    expect(status).to.equal(200);
    // 10,230 + 20,230 + 30,230 + 40,230 + 50,230 + 70,230; 西藏 has not reported.
    expect(words).to.include('11月23日全国资源访问量 22.1 万次');
    expect(words).to.include('主要来自江苏、浙江和四川。完整率 85.7%，1 个省份低于 80%，不参与排名。');
    expect(words).to.include('数据截至 11月23日 ，更新于 今天 13:00').and.include('此后的填报和修订一分钟内计入');
    expect(words).to.include('已报 6，应报 7');
  });

  it('begins with the last day whose reports are due: in the morning the day before yesterday', async () => {
    clock.set('2026-11-24T11:59:00+08:00');
    expect((await read()).words)
      .to.include('11月22日全国资源访问量')
      .and.include('下一期');
    expect((await read('?period=month')).words).to.include('11月（截至11月22日）');
    expect((await read('?date=2026-11-23')).words).to.include('11月23日全国资源访问量');
    clock.set('2026-11-24T13:00:00+08:00');
    const { words } = await read();
    expect(words).to.include('11月23日全国资源访问量').and.not.include('下一期');
  });

  it('R53 begins with the newest day that is complete enough, and leads to a later one with its share', async () => {
    const [one] = made;
    clock.set('2026-11-25T13:00:00+08:00');
    try {
      const later = await signInToConsole(at, statistician);
      await at.app.statistics.report(operator, one?.clientId ?? '', '2026-11-24', {
        figures: { pv: 10_240, uv: 1_024, ip: 1_023, new_activities: 0, new_venues: 0 },
        note: '如实',
      });
      await at.app.totals.roll();
      const { words, text } = await read('', later);
      expect(words).to.include('数据截至 11月23日').and.include('11月24日 还没有报齐（完整率 14.2%）');
      expect(text).to.include('href="/admin/statistics?date=2026-11-24"');
      expect((await read('?date=2026-11-24', later)).words)
        .to.include('数据截至 11月24日')
        .and.not.include('还没有报齐');
    } finally {
      clock.set('2026-11-24T13:00:00+08:00');
    }
  });

  it('R54 compares with the equal period before, and not where too little was reported', async () => {
    // 2026-11-18 and the day before differ by 10 visits of each of seven.
    const { words } = await read('?date=2026-11-18');
    expect(words).to.include('11月18日全国资源访问量 28.1 万次，与前一日持平');
    expect(words).to.include('环比 0.0%').and.include('同比 —');
    expect(words).not.to.match(/Infinity|NaN|∞/);
    const week = await read('?period=week&date=2026-11-22');
    expect(week.words).to.include('11月16日至22日全国资源访问量 185 万次').and.include('比前一周下降');
  });

  it('leaves incomplete areas out of the ranking, and marks them', async () => {
    const { text, words } = await read();
    const ranked = /<ol class="ruled rank[\s\S]*?<\/ol>/.exec(text)?.[0] ?? '';
    expect(plain(ranked)).to.match(/1 江苏 .*2 浙江 .*3 四川/);
    expect(ranked).not.to.include('西藏');
    expect(words).to.include('西藏 — — — 0.0% 不足 80% 0/1');
    const week = await read('?period=week&date=2026-11-22');
    expect(week.text).to.match(/<a href="[^"]*region=54[^"]*" aria-label="西藏 [^"]*，完整率低于 80%">/);
    expect(week.text).to.include('aria-label="台湾 未接入"');
  });

  it('R53 leads from the country to the application', async () => {
    const hrefs = (text: string, words: string) =>
      new RegExp(`<a href="([^"]+)"[^>]*>${words}<`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const country = await read();
    const province = await browser.walk(hrefs(country.text, '浙江'));
    expect(main(province.text)).to.include('浙江省服务数据').and.include('11月23日浙江省资源访问量 6.07 万次');
    const city = await browser.walk(hrefs(province.text, '杭州市'));
    const county = await browser.walk(hrefs(city.text, '西湖区'));
    expect(main(county.text)).to.include('西湖区资源访问量 1.02 万次').and.include('各机构');
    const institution = await browser.walk(hrefs(county.text, '第 1 文化馆'));
    expect(main(institution.text)).to.include('第 1 文化馆资源访问量 1.02 万次');
    const application = await browser.walk(hrefs(institution.text, '第 1 文化馆云平台'));
    expect(main(application.text)).to.include('第 1 文化馆云平台资源访问量 1.02 万次');
    expect(application.text).to.match(/aria-label="地区"[\s\S]*全国[\s\S]*浙江省[\s\S]*杭州市[\s\S]*西湖区/);
  });

  it('R01 collects the data of institutions of every region: their figures in one sum, their resources in one search', async () => {
    const day = await read('?period=day&date=2026-11-20');
    const expected = regions.reduce((all, _, place) => all + (place + 1) * 10_000 + 200, 0);
    expect(day.text).to.include(`<b title="${expected.toLocaleString('en-US')} 次`);
    for (const [place, { institutionId, region }] of made.entries())
      await shelve(at, institutionId, [
        { channel: 'course', data: { title: `皮影戏入门第${place + 1}课`, region_code: region } },
      ]);
    const found = await (await fetch(new URL('/search?q=%E7%9A%AE%E5%BD%B1%E6%88%8F', at.origin))).text();
    for (const place of made.keys()) expect(found).to.include(`第${place + 1}课`);
  });

  it('adds up the same at every level', async () => {
    const table = (text: string) => [
      ...text.matchAll(
        /<th [^>]*scope="row"><a[^>]*>([^<]+)<\/a><\/th><td [^>]*class="k n"><a[^>]*><span[^>]*>[^<]*<\/span>([\d,]+)</g,
      ),
    ];
    const sum = (text: string) =>
      table(text).reduce((all, [, , value = '']) => all + Number(value.replaceAll(',', '')), 0);
    const exact = (text: string) => Number(/<b title="([\d,]+) 次/.exec(text)?.[1]?.replaceAll(',', ''));
    for (const query of [
      '',
      '?region=33',
      '?region=3301',
      '?region=330106',
      '?region=33&period=week&date=2026-11-20',
      '?region=11',
    ].map((each) => each)) {
      const { text } = await read(query);
      expect(sum(text), query).to.equal(exact(text)).and.be.above(0);
    }
  });

  it('R54 never shows people added up without saying so', async () => {
    expect(unlabelled('独立访客数 3,000 人')).to.have.length(1);
    expect(unlabelled('日均独立访客数 未去重 3,000 人')).to.deep.equal([]);
    const places = ['', 'region=33', 'region=330106', `institution=${made[0]?.institutionId}`];
    for (const place of places)
      for (const period of ['day', 'week', 'month', 'year'])
        for (const metric of ['pv', 'uv', 'ip', 'active_users', 'ncc_login_users']) {
          const { status, text } = await read(`?${place}&period=${period}&metric=${metric}`);
          expect(status).to.equal(200);
          expect(unlabelled(figuresIn(text)), `${place} ${period} ${metric}`).to.deep.equal([]);
        }
    const { words } = await read('?metric=uv&period=week&date=2026-11-22');
    expect(words)
      .to.include('日均独立访客数（未去重）')
      .and.match(/峰值 2\.81 万（11月\d+日）/);
  }).timeout(90_000);

  it('answers a place that is not there, and nonsense, without a fault', async () => {
    for (const query of [
      'region=3',
      'region=x',
      'institution=x',
      `institution=${'0'.repeat(8)}-0000-4000-8000-000000000000`,
      'application=x',
    ])
      expect((await read(`?${query}`)).status, query).to.equal(404);
    for (const query of [
      'period=x',
      'date=x',
      'date=2026-02-30',
      'date=0001-01-01',
      'date=9999-12-31',
      'as-of=0001-01-01',
      'metric=toString',
      'trend=7',
      'as-of=x',
      'date=2031-01-01',
      'date=2001-01-01',
      'region=99',
      'region=33&region=11',
      'region=00&as-of=2026-11-20',
      'region=0000&period=week&as-of=2026-11-20',
      'region=99&as-of=2026-11-20',
      'region=11&as-of=2001-01-01',
      'region=000000',
    ])
      expect((await read(`?${query}`)).words, query).not.to.include('登录后将进入');
  });

  it('R03 shows a culture department its region and nothing else', async () => {
    const regulator = await signInToConsole(at, await createStaff(at, ['regulator'], { regions: ['330000'] }));
    const own = await read('', regulator);
    expect(own.words).to.include('浙江省服务数据').and.include('11月23日浙江省资源访问量 6.07 万次');
    expect(own.text).not.to.include('href="/admin/statistics">全国<');
    for (const query of [
      'region=3301',
      'region=330106',
      `institution=${made[0]?.institutionId}`,
      `application=${made[0]?.clientId}`,
    ])
      expect((await read(`?${query}`, regulator)).status, query).to.equal(200);
    for (const query of [
      'region=11',
      'region=110105',
      `institution=${made[3]?.institutionId}`,
      `application=${made[3]?.clientId}`,
    ]) {
      const page = await read(`?${query}`, regulator);
      expect(page.status, query).to.equal(404);
      expect(page.words).to.include('没有找到这个地区、机构或应用');
      expect((await regulator.walk(`/admin/statistics/export?${query}`)).status, query).to.equal(404);
    }
    const city = await signInToConsole(at, await createStaff(at, ['regulator'], { regions: ['330100'] }));
    expect((await read('?region=33', city)).status).to.equal(404);
    expect((await read('?region=3303', city)).status).to.equal(404);
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    expect((await read('', reviewer)).status).to.equal(403);
  });

  it('shows few citizens as few to a culture department, on the page and in the file', async () => {
    const regulator = await signInToConsole(at, await createStaff(at, ['regulator'], { regions: ['330000'] }));
    const query = '?metric=new_users&region=3303';
    expect((await read(query)).words).to.include('新增用户 2 人');
    expect((await read(query, regulator)).words)
      .to.include('新增用户 &lt;10')
      .and.not.include('新增用户 2');
    const csv = (await regulator.walk(`/admin/statistics/export${query}`)).text;
    expect(csv).to.include('"<10"');
  });

  it('is offered as CSV and XLSX, with the limits of the figures', async () => {
    const response = await browser.request(
      '/admin/statistics/export?period=week&date=2026-11-22&format=csv&table=days',
    );
    expect(response.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).to.equal('efbbbf');
    const lines = bytes.toString().trim().split('\r\n');
    expect(lines[0]).to.include('"独立访客数（各应用相加，未去重）/人"');
    expect(lines).to.have.length(8);
    expect(lines[1]).to.match(/^"2026-11-16","全国",281120,/);
    const below = (await browser.walk('/admin/statistics/export?format=csv&table=below')).text;
    expect(below).to.include('"西藏","54"').and.include('完整率低于 80%，不参与排名');
    const book = await browser.request('/admin/statistics/export?format=xlsx&period=month');
    expect(
      Buffer.from(await book.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).to.equal('PK');
    expect(book.headers.get('content-disposition')).to.match(/\.xlsx/);
  });

  it('R53 shows a day as it was published then', async () => {
    const { clientId = '' } = made[0] ?? {};
    const figures = { pv: 99_000, uv: 900, ip: 900, new_activities: 0, new_venues: 0 };
    await at.app.statistics.report(operator, clientId, '2026-11-12', {
      figures,
      reason: '重新统计',
      note: '按系统数据填报',
    });
    await at.app.totals.roll();
    const now = await read('?date=2026-11-12&region=330106');
    expect(now.words).to.include('11月12日西湖区资源访问量 9.90 万次').and.include('含修订');
    const then = await read('?date=2026-11-12&region=330106&as-of=2026-11-20');
    expect(then.words).to.include('回看').and.include('11月20日结束时已公布的数据');
    expect(then.words).to.include('11月12日西湖区资源访问量 1.01 万次');
    for (const place of ['', '&region=33', `&institution=${made[0]?.institutionId}`, `&application=${clientId}`])
      expect((await read(`?date=2026-11-12&as-of=2026-11-20${place}`)).words, place).to.match(
        /访问量 (28\.\d|6\.04|1\.01) 万次/,
      );
    // Reported on the 13th at nine: unknown on the 12th.
    const before = await read('?date=2026-11-12&as-of=2026-11-12');
    expect(before.words).to.include('11月11日全国资源访问量'); // the last day that was over then
    const file = await browser.walk(
      '/admin/statistics/export?format=csv&table=days&date=2026-11-12&region=330106&as-of=2026-11-20',
    );
    expect(file.text).to.include('"2026-11-12","西湖区",10120,1012,1011,0,0,');
    const year = await read('?period=year&as-of=2026-11-20');
    expect(year.words).to.include('回看最多 31 天，已改为按月');
  });

  it('is walked with the arrow keys, from tile to tile as they lie', async () => {
    const page = await openConsole(at, statistician);
    await page.goto('/admin/statistics');
    const name = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
    await page.focus('.carto a[aria-label^="浙江"]');
    await page.keyboard.press('ArrowUp');
    expect(await name()).to.match(/^江苏/);
    await page.keyboard.press('ArrowLeft');
    expect(await name()).to.match(/^四川/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/region=51/);
    await page.context().close();
  }).timeout(90_000);

  it('R53 hands out a chart as a picture where there is script, and prints where there is none', async () => {
    const { text } = await read();
    expect(text.match(/<button[^>]* hidden data-png=/g)).to.have.length(2);
    expect(text).to.match(/<a href="[^"]*print=1">打印版/);
    const page = await openConsole(at, statistician);
    await page.goto('/admin/statistics?period=week&date=2026-11-22');
    for (const name of ['各省资源访问量-2026-11-22.png', '全国资源访问量走势-2026-11-22.png']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-png="${name}"]`)]);
      expect(download.suggestedFilename()).to.equal(name);
      const { width = 0, height = 0, format } = await sharp(await readFile(await download.path())).metadata();
      expect([format, width, height > 400]).to.deep.equal(['png', 1960, true]);
    }
    await page.context().close();
  }).timeout(90_000);

  it('prints with all definitions', async () => {
    const { text, words } = await read('?print=1&region=33');
    expect(words).to.include('打印于 2026年11月24日 13:00').and.include('页面和资源被打开的次数');
    expect(text).to.match(/<details class="terms" id="terms" open>/);
  });

  it('is accessible', async () => {
    for (const display of [{}, { theme: 'dark' as const, elder: true, width: 320 }]) {
      const page = await openConsole(at, statistician, { ...display });
      for (const path of ['/admin/statistics', '/admin/statistics?region=33&period=week']) {
        await page.goto(path);
        expect(await axe(page), `${JSON.stringify(display)} ${path}`).to.deep.equal([]);
        expect(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))).to.equal(0);
      }
      await page.context().close();
    }
  }).timeout(90_000);
});

describe('我的统计', () => {
  const clock = testClock('2026-11-24T13:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  let member: Colleague;
  let browser: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    made = await createReports(at, clock, {
      regions: ['330106', '330102'],
      first: '2026-11-12',
      last: '2026-11-23',
      figures: (place, day) =>
        day === '2026-11-20'
          ? undefined
          : { pv: 1_000 * (place + 1) + Number(day.slice(8)), uv: 100, ip: 90, new_activities: 1, new_venues: 0 },
    });
    member = await createMember(at, { institutionId: made[0]?.institutionId ?? '', role: 'reader' });
    browser = await signInToConsole(at, member);
  });
  after(() => at.close());

  it('P13 shows an institution its own figures', async () => {
    const words = main((await browser.walk('/console/statistics/dashboard')).text);
    expect(words).to.include('11月23日第 1 文化馆资源访问量 1,023 次').and.include('比前一日上升 0.1%');
    expect(words).to.include('完整率 100%').and.not.include('2,023');
    const month = main((await browser.walk('/console/statistics/dashboard?period=month')).text);
    expect(month).to.include('11月（截至11月23日）第 1 文化馆资源访问量 1.12 万次。完整率 84.6%');
  });

  it('P13 says where it stands in its province, among those that are complete', async () => {
    const words = async (query: string) => main((await browser.walk(`/console/statistics/dashboard${query}`)).text);
    expect(await words('')).to.include('浙江省排名 按资源访问量第 2 位，共 2 家机构参与');
    expect(await words('?metric=uv')).to.include('按日均独立访客数第 1 位，共 2 家机构参与');
    for (const query of ['?period=year', '?metric=ncc_logins', '?as-of=2026-11-23', '?date=2026-11-20'])
      expect(await words(query), query).not.to.include('排名 按');
  });

  it('is visible to its own institution only', async () => {
    const other = made[1]?.clientId ?? '';
    expect((await browser.walk(`/console/statistics/dashboard?application=${other}`)).status).to.equal(404);
    expect((await browser.walk(`/console/statistics/dashboard?application=nobody`)).status).to.equal(404);
    const asked = await browser.walk(`/console/statistics/dashboard?institution=${made[1]?.institutionId}&region=33`);
    expect(main(asked.text)).to.include('第 1 文化馆').and.not.include('第 2 文化馆');
    expect((await browser.walk('/admin/statistics')).status).to.equal(403);
  });

  it('shows a hired developer the applications that are theirs', async () => {
    const developer = await createMember(at, {
      institutionId: made[0]?.institutionId ?? '',
      role: 'developer',
      applications: ['another'],
    });
    const page = await (await signInToConsole(at, developer)).walk('/console/statistics/dashboard');
    expect(main(page.text)).to.include('还没有填报过服务数据');
    expect(
      (
        await (
          await signInToConsole(at, developer)
        ).walk(`/console/statistics/dashboard?application=${made[0]?.clientId}`)
      ).status,
    ).to.equal(404);
  });

  it('gives advice where nothing is reported, or too little for a line', async () => {
    const stranger = await createMember(at, {});
    const page = await (await signInToConsole(at, stranger)).walk('/console/statistics/dashboard');
    expect(main(page.text)).to.include('还没有填报过服务数据。填报满 3 天后显示趋势。').and.include('去填报');
  });

  it('shows terminals where they were reported', async () => {
    const { clientId = '' } = made[0] ?? {};
    const figures = { pv: 1_000, uv: 100, ip: 90, new_activities: 1, new_venues: 0 };
    const day = dayAfter('2026-11-23', -3); // the day that was missing
    await at.app.statistics.report(operator, clientId, day, {
      figures,
      terminals: { h5: { pv: 750 }, pc: { pv: 250 } },
      note: '补报',
    });
    const words = main((await browser.walk(`/console/statistics/dashboard?date=${day}`)).text);
    expect(words).to.include('手机网页 75%').and.include('电脑网页 25%');
  });

  it('is accessible', async () => {
    for (const display of [{}, { width: 320, theme: 'dark' as const }]) {
      const page = await openConsole(at, member, { ...display });
      await page.goto('/console/statistics/dashboard?period=week');
      expect(await axe(page), JSON.stringify(display)).to.deep.equal([]);
      expect(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))).to.equal(0);
      await page.context().close();
    }
  }).timeout(90_000);
});
