import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import { createQuality } from '../../../src/statistics/quality/quality.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import type { TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createMember, createStaff, openConsole, signInToConsole } from '../../support/console.ts';
import { refusal } from '../../support/refusal.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';

const words = (text: string) =>
  (/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const section = (text: string, id: string) =>
  words(`<main>${new RegExp(`<h2 id="${id}"[\\s\\S]*?</section>`).exec(text)?.[0]}</main>`);

describe('数据质量', () => {
  const clock = testClock('2026-11-24T13:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  let statistician: Colleague;
  let browser: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    // 1 is fine; 2 stopped on the 20th; 3 repeats itself; 4 jumps on the last day; 5 never reported.
    made = await createReports(at, clock, {
      regions: ['330106', '330102', '330300', '110105', '510107'],
      first: '2026-11-05',
      last: '2026-11-23',
      figures: (place, day) => {
        const n = Number(day.slice(8));
        const usual = { pv: 1_003 + n, uv: 100 + n, ip: 90 + n, new_activities: n, new_venues: 0 };
        if (place === 1 && day > '2026-11-20') return undefined;
        if (place === 2) return { pv: 777, uv: 77, ip: 70, new_activities: 1, new_venues: 0 };
        if (place === 3 && day === '2026-11-23') return { ...usual, pv: 9_131, uv: 2_000, ip: 90 };
        return place === 4 ? undefined : usual;
      },
    });
    await at.database.db.run(`update daily_reports set note = null`); // as programs report
    statistician = await createStaff(at, ['statistics']);
    browser = await signInToConsole(at, statistician);
  });
  after(() => at.close());

  const read = (query = '', from = browser) => from.walk(`/admin/statistics/quality${query}`);

  it('O8 names missing reports, and their age', async () => {
    const { text } = await read();
    expect(section(text, 'missing'))
      .to.match(/第 2 文化馆云平台 第 2 文化馆 浙江省杭州市上城区 3 天/)
      .and.match(/第 5 文化馆云平台.*从未填报/);
    expect(section(text, 'missing')).not.to.include('第 1 文化馆');
    expect(words(text)).to.include('应报 5 已报 3 未报 2');
  });

  it('O8 names unusual reports, in the words of their reporters', async () => {
    const { text } = await read();
    expect(section(text, 'doubts')).to.include('第 3 文化馆云平台').and.include('连续 3 天有 3 项以上的数值完全相同');
    expect(section(text, 'doubts')).to.match(/第 4 文化馆云平台 .*是近 28 天中位数的 9 倍/);
    expect(section(text, 'doubts')).not.to.include('第 1 文化馆');
  });

  it('O8 names late reports, and the completeness of each area', async () => {
    const { clientId = '' } = made[4] ?? {};
    const figures = { pv: 10, uv: 5, ip: 5, new_activities: 0, new_venues: 0 };
    await at.app.statistics.report(operator, clientId, '2026-11-22', { figures, note: '补报' });
    await at.app.totals.roll();
    const { text } = await read('?date=2026-11-22');
    expect(section(text, 'late')).to.include('第 5 文化馆云平台 第 5 文化馆 今天 13:00');
    expect(section(text, 'coverage')).to.match(/浙江 66\.6% 不足 80% 2\/3/);
    expect(text).to.include('region=33');
    expect(section((await read('?region=33')).text, 'coverage')).to.include('杭州市 50.0% 不足 80% 1/2');
  });

  it('R03 is of the actor’s region, and only statisticians and operators urge', async () => {
    const regulator = await signInToConsole(at, await createStaff(at, ['regulator'], { regions: ['330000'] }));
    const { text } = await read('', regulator);
    expect(section(text, 'missing')).to.include('第 2 文化馆').and.not.include('第 5 文化馆');
    expect(text).not.to.include('催报选中的应用');
    expect((await read('?region=51', regulator)).status).to.equal(404);
  });

  const letters = async () =>
    await at.database.db.rows<{ account_id: string; body: string }>(
      `select account_id, body from inbox where event = 'statistics.urged'`,
    );

  it('shows the letter before it is sent, and sends it once for an application and day', async () => {
    const owner = await createMember(at, { institutionId: made[1]?.institutionId ?? '' });
    const reporter = await createMember(at, { institutionId: made[1]?.institutionId ?? '', role: 'reporter' });
    await createMember(at, { institutionId: made[1]?.institutionId ?? '', role: 'reader' });
    const page = await read();
    const chosen = {
      [`app.${made[1]?.clientId}`]: '1',
      [`app.${made[4]?.clientId}`]: '1',
      [`app.${made[0]?.clientId}`]: '1',
    };
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const post = async (path: string, fields: Record<string, string>) =>
      browser.walk(
        `/admin/statistics/quality/${path}`,
        await browser.request(`/admin/statistics/quality/${path}`, {
          method: 'POST',
          body: new URLSearchParams({ csrf, region: '', date: '', ...fields }),
        }),
      );
    const preview = await post('preview', chosen);
    expect(words(preview.text))
      .to.include('向 2 个应用')
      .and.include('11月21日、11月22日、11月23日')
      .and.include('请填报 11月23日 的服务数据');
    expect(preview.text).not.to.include('第 1 文化馆');
    expect(await letters()).to.deep.equal([]);

    const [one, other] = await Promise.all([post('send', chosen), post('send', chosen)]);
    expect([words(one.text), words(other.text)].join(' '))
      .to.include('已向 1 个应用的负责人发送催报')
      .and.include('1 个应用没有可以通知的成员');
    const told = await letters();
    expect(told.map(({ account_id: id }) => id)).to.have.members([owner.accountId, reporter.accountId]);
    expect(told[0]?.body).to.include('11月21日、11月22日、11月23日').and.include('共 3 天');
    expect(words((await post('send', chosen)).text)).to.include('今天已经催报过，没有重复发送');
    expect(await letters()).to.have.length(2);
    const { rows = 0 } =
      (await at.database.db.row<{ rows: number }>(
        `select count(*)::int as rows from audit_events where verb = 'statistics.urge'`,
      )) ?? {};
    expect(rows).to.equal(1);

    const nothing = await post('preview', {});
    expect(nothing.status).to.equal(422);
    expect(words(nothing.text)).to.include('请选择要催报的应用');
  });

  it('may urge again on the next day', async () => {
    const quality = createQuality({
      ...at.app,
      membersOf: at.app.institutions.membersOf,
      publicUrl: at.origin,
      tell: at.app.webhooks.tell,
    });
    const staff: Staff = { kind: 'staff', accountId: statistician.accountId, roles: ['statistics'] };
    const chosen = [made[1]?.clientId ?? ''];
    expect(await quality.urge(staff, chosen)).to.deep.equal({ sent: 0, before: 1, unreachable: 0 });
    clock.advance(86_400);
    expect(await quality.urge(staff, chosen)).to.deep.equal({ sent: 1, before: 0, unreachable: 0 });
    clock.advance(-86_400);
    expect(await letters()).to.have.length(4);
    expect(await refusal(quality.urge({ ...staff, roles: ['regulator'] }, chosen))).to.include({ code: 'forbidden' });
    const many = Array.from({ length: 101 }, (_, n) => `ak-${n}`);
    expect((await refusal(quality.urge(staff, many))).fields).to.have.property('applications');
    const elsewhere = { ...staff, regions: ['510000'] };
    expect(await quality.urge(elsewhere, chosen)).to.deep.equal({ sent: 0, before: 0, unreachable: 0 });
  });

  it('R51 reminds of missing reports in the morning, once, and not those whom an operator has reminded already', async () => {
    const quality = createQuality({
      ...at.app,
      membersOf: at.app.institutions.membersOf,
      publicUrl: at.origin,
      tell: at.app.webhooks.tell,
    });
    const before = (await letters()).length;
    const newcomer = await createMember(at, { institutionId: made[4]?.institutionId ?? '', role: 'reporter' });
    await quality.remind(operator);
    await Promise.all([quality.remind(operator), quality.remind(operator)]);
    const told = (await letters()).slice(before);
    expect(told.map(({ account_id: id }) => id)).to.deep.equal([newcomer.accountId]);
  });

  it('R51 sends programs an event about missing reports once a day', async () => {
    const told = await at.database.db.rows<{ client_id: string; days: string }>(
      `select client_id, data->>'days' as days from (
         select type, client_id, data from event_arrivals union all select type, client_id, data from events) told
       where type = 'stats.missing' and data->>'date' = '2026-11-23' order by client_id`,
    );
    const silent = told.map(({ client_id }) => client_id);
    expect(silent).to.include(made[1]?.clientId).and.include(made[4]?.clientId);
    expect(new Set(silent).size).to.equal(silent.length);
  });

  it('is accessible', async () => {
    for (const display of [{}, { width: 320, theme: 'dark' as const }]) {
      const page = await openConsole(at, statistician, { ...display });
      await page.goto('/admin/statistics/quality');
      expect(await axe(page), JSON.stringify(display)).to.deep.equal([]);
      expect(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))).to.equal(0);
      await page.click('text=催报选中的应用');
      expect(await page.title()).to.include('催报');
      expect(await axe(page), JSON.stringify(display)).to.deep.equal([]);
      await page.context().close();
    }
  }).timeout(90_000);
});
