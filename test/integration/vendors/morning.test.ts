import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, openConsole } from '../../support/console.ts';
import { counted } from '../../support/counted.ts';
import { asMember } from '../../support/institutions.ts';
import { authorise, createVendor } from '../../support/vendors.ts';

const names = [
  '云岭镇',
  '松溪县',
  '青溪县',
  '葡溪县',
  '霜桥市',
  '湟溪市',
  '竹屿县',
  '桂岫县',
  '榕屿县',
  '椰岬县',
  '柳湾镇',
  '澜江市',
];

describe('R02 the morning of a developer of twelve institutions', function () {
  this.timeout(120_000);
  let at: TestApp;
  let person: Awaited<ReturnType<typeof createVendor>>['person'];
  const clock = testClock('2026-11-24T08:30:00+08:00');
  /** Days that are left of each AK: six end within a week, or are over. */
  const left = [-2, 0, 4, 5, 6, 7, 12, 15, 19, 22, 26, 30];

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const { person: vendor, name } = await createVendor(at);
    person = vendor;
    for (const [place, hall] of names.entries()) {
      const { id } = await at.app.institutions.create(operator, { name: `${hall}文化馆`, certified: true });
      const owner = await createMember(at, { institutionId: id });
      const expiresAt = new Date(Date.parse('2026-11-24T15:59:59Z') + (left[place] ?? 0) * 86_400_000);
      const { clientId } = await createClient(at, { name: `${hall}文化云` }, { institutionId: id });
      await at.database.db.run(`update applications set expires_at = $2 where client_id = $1`, [clientId, expiresAt]);
      await authorise(at, asMember(owner), name, place === 3 ? 3 : 90);
      for (const [day, outcome, calls] of place === 7 ? failures : place === 1 ? failures.slice(0, 1) : [])
        await at.database.db.run(
          `insert into integration_days (client_id, day, endpoint, outcome, calls) values ($1, $2, 'authorization', $3, $4)`,
          [clientId, day, outcome, calls],
        );
    }
  });
  const failures = [
    ['2026-11-23', 'invalid_redirect_uri', 41],
    ['2026-11-23', 'invalid_client', 3],
    ['2026-11-20', 'invalid_client', 9],
  ] as const;
  after(() => at.close());

  it('begins on 首页, which names ends, due tasks and failures by day, and is over in five clicks', async () => {
    const page = await openConsole(at, person);
    const effort = await counted(page);
    await page.goto('/console');
    const agenda = page.locator('section.agenda');
    expect(await page.locator('.head').first().textContent()).to.include(
      '受 12 家机构委托：6 个 AK 到期，一次就能续好，2 个 AK 有调用没有成功，另有 1 件事。',
    );
    expect((await agenda.locator('h3').allTextContents()).map((text) => text.replaceAll(/\s+/g, ' '))).to.deep.equal([
      '昨天 11月23日',
      '今天 11月24日',
      '11月27日',
      '11月28日',
      '11月29日',
      '11月30日',
      '12月1日',
    ]);
    const text = await agenda.textContent();
    expect(text)
      .to.include('已到期 2 天')
      .and.include('云岭镇文化馆')
      .and.include('44 次没有成功')
      .and.include('授权到期');
    expect(text).not.to.include('竹屿县');
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await axe(page), `${width} px`).to.deep.equal([]);
    }

    await page.getByRole('button', { name: '延长这 6 个 AK' }).click();
    await page.getByText('已延长 6 个 AK').waitFor();
    expect(new URL(page.url()).pathname).to.equal('/console');
    expect(await agenda.textContent())
      .not.to.include('到期后')
      .and.not.to.include('已到期');
    for (const hall of ['桂岫县', '松溪县']) {
      await agenda.getByRole('link', { name: `${hall}文化云` }).click();
      await page.waitForURL(/\/console\/vendor\/ncc_\w+\?show=failures/);
      expect(await page.locator('main').textContent()).to.include(hall);
      if (hall === '桂岫县') await page.getByRole('link', { name: '首页' }).click();
    }
    expect(effort).to.deep.equal({ clicks: 4, fields: 0 });
    await page.context().close();
  });
});
