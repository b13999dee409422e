import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, operator, startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { testClock } from '../support/clock.ts';
import { createMember, openConsole } from '../support/console.ts';
import { counted } from '../support/counted.ts';
import { createReports, type Reporting } from '../support/statistics.ts';
import { asOwner } from '../support/transparency.ts';

const day = '2026-11-23';
const names = ['文化云', '票务', '非遗地图'];

describe('yesterday, of all applications in one form', function () {
  this.timeout(120_000);
  const clock = testClock('2026-11-24T09:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '330106', '330106'], first: '2026-11-14', last: '2026-11-22' },
      name: (place) => names[place] ?? '',
      figures: (_, on) => ({ pv: 1_000 + Number(on.slice(8)), uv: 100, ip: 90, new_activities: 2, new_venues: 0 }),
    });
    const [first] = made;
    for (const { clientId } of made)
      await at.database.db.run(`update applications set institution_id = $2 where client_id = $1`, [
        clientId,
        first?.institutionId,
      ]);
    const citizen = await createCitizen(at, 'citizen-one');
    for (const { clientId } of made)
      await at.database.db.run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '192.0.2.1', 'x')`,
        [citizen.id, `${day}T02:00:00Z`, clientId],
      );
    await at.app.countCloud();
    await asOwner(
      at,
      `update daily_counts set figures[18] = 2 where day = '${day}' and client_id <> '${made[2]?.clientId}'`,
    );
  });
  after(() => at.close());

  it('R52 asks about an unusual figure while the rest of its row is empty, and says what to do where nothing is filled in', async () => {
    const member = await createMember(at, { role: 'reporter', institutionId: made[0]?.institutionId ?? '' });
    const page = await openConsole(at, member);
    await page.goto('/console/statistics/yesterday');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('alert').getByText('至少把一个应用的一行填完整').waitFor();
    const visits = page.getByLabel('文化云云平台 资源访问量', { exact: true });
    await visits.fill('9100');
    await page.keyboard.press('Tab');
    const doubt = page.getByText('请确认并写一句说明').first();
    await doubt.waitFor();
    await visits.fill('1024');
    await page.keyboard.press('Tab');
    await doubt.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('R52 shows problems as one types and all of them on sending, loses nothing, and takes fewer clicks and fields', async () => {
    const member = await createMember(at, { role: 'reporter', institutionId: made[0]?.institutionId ?? '' });
    const page = await openConsole(at, member);
    const effort = await counted(page);
    await page.goto('/console/statistics');
    await page.getByRole('link', { name: '一次填完' }).click();
    const cell = (application: string, figure: string) =>
      page.getByLabel(`${application}云平台 ${figure}`, { exact: true });
    for (const name of names) {
      await cell(name, '资源访问量').fill('1024');
      await cell(name, '独立访客数').fill('104');
      await cell(name, '独立 IP 数').fill('92');
    }
    await cell('票务', '独立访客数').fill('2000');
    await page.keyboard.press('Tab');
    await page.getByText('独立访客数(2,000)不能大于资源访问量(1,024)').first().waitFor();
    // Filled in: activities that the Cloud knows, and the venues, of which there are none as usual.
    expect(await cell('文化云', '日增活动数').inputValue()).to.equal('2');
    // The platform may publish elsewhere: none on the Cloud is said, and not filled in.
    expect(await cell('非遗地图', '日增活动数').inputValue()).to.equal('');
    await page.getByText('云端 0，没有填 0').waitFor();
    expect(await cell('非遗地图', '日增场馆数').inputValue()).to.equal('0');
    await cell('非遗地图', '日增活动数').fill('1');
    expect(await axe(page)).to.deep.equal([]);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存 2 个应用的数据').waitFor();
    expect(await cell('票务', '独立访客数').inputValue()).to.equal('2000');
    expect(await cell('票务', '独立 IP 数').inputValue()).to.equal('92');
    await cell('票务', '独立访客数').fill('103');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('昨天的数据都报了').waitFor();
    // With the mistake. Without: two presses and ten fields; one application after the other it was ten presses and seventeen fields.
    expect(effort.clicks).to.be.at.most(3);
    expect(effort.fields).to.be.at.most(12);
    for (const { clientId } of made)
      expect((await at.app.statistics.list(operator, clientId, { from: day, to: day }))[0]?.figures).to.include({
        ip: 92,
      });
    await page.context().close();
  });
});
