import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { axe, openPage } from '../../support/browser.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, openConsole } from '../../support/console.ts';
import { freePort } from '../../support/ports.ts';

describe('a day of a platform that lets the Cloud count', function () {
  this.timeout(120_000);
  const clock = testClock('2026-11-24T10:00:00+08:00');
  let at: TestApp;
  let site: Server;
  let origin = '';
  let code = '';
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    await at.app.counters.start();
    const port = await freePort();
    origin = `http://localhost:${port}`;
    site = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html; charset=utf-8');
      answer.end(`<!doctype html><html lang="zh"><title>剪纸课</title><h1>剪纸课</h1>${code}</html>`);
    }).listen(port);
  });
  after(async () => {
    site.close();
    await at.app.counters.stop();
    await at.close();
  });

  it('R51 R52 is switched on and pasted, counts two people in three views, and is a report once the clerk confirms it', async () => {
    const member = await createMember(at, { role: 'owner' });
    const { institutionId } = member;
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    const { clientId } = await createClient(
      at,
      { name: '青溪文化云', redirectUris: [`${origin}/callback`], scope: 'openid stats:write' },
      { institutionId },
    );
    const page = await openConsole(at, member);
    await page.goto('/console/statistics');
    await page.getByRole('link', { name: '自助计数' }).click();
    expect(await axe(page)).to.deep.equal([]);
    await page.getByRole('button', { name: '打开自助计数' }).click();
    await page.getByText('计数中').waitFor();
    expect(await axe(page)).to.deep.equal([]);
    code = (await page.locator('#page-code').textContent()) ?? '';

    const people = [await openPage({ origin }), await openPage({ origin })] as const;
    for (const visit of [people[0], people[1], people[0]]) {
      const sent = visit.waitForResponse((answer) => answer.url().includes('/api/v1/counters/'));
      await visit.goto(origin);
      expect((await sent).status()).to.equal(204);
    }
    await at.app.counters.flush();
    await page.reload();
    const today = page.getByRole('region', { name: '今天到现在' });
    expect(await today.textContent()).to.match(/访问量\s*3\s*次\s*访客数\s*2\s*人/);

    clock.set('2026-11-25T09:00:00+08:00');
    await at.app.countCloud();
    await page.context().close();
    const clerk = await openConsole(at, await createMember(at, { role: 'reporter', institutionId }));
    await clerk.goto('/console/statistics/yesterday');
    const cell = (figure: string) => clerk.getByLabel(`青溪文化云 ${figure}`, { exact: true });
    expect([
      await cell('资源访问量').inputValue(),
      await cell('独立访客数').inputValue(),
      await cell('独立 IP 数').inputValue(),
    ]).to.eql(['3', '2', '1']);
    await cell('日增活动数').fill('0');
    await cell('日增场馆数').fill('0');
    await clerk.getByLabel('云端计数无误').check();
    await clerk.getByRole('button', { name: '保存' }).click();
    await clerk.getByText('昨天的数据都报了').waitFor();
    expect(await clerk.locator('[aria-labelledby="reported"]').textContent()).to.match(/3\s*云端计数\s*2\s*云端计数/);
    await at.app.totals.roll();
    await clerk.goto(`/console/statistics/dashboard?application=${clientId}&period=day&date=2026-11-24`);
    expect(await clerk.locator('.kpis').textContent()).to.match(/访问量\s*3\s*次\s*云端计数/);
    await clerk.getByRole('link', { name: '数字护照：资源访问量' }).click();
    await clerk.getByText('报送值，云端计数，由机构确认').waitFor();
    await clerk.context().close();
    for (const person of people) await person.context().close();
  });
});
