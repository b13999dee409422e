import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { writeWorkbook } from '../../src/fields/workbooks/write.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { createMember, openConsole } from '../support/console.ts';
import { counted } from '../support/counted.ts';
import { fetchCover, rowOf, sheetRows, workbookOf } from '../support/imports.ts';
import { bands } from '../support/pictures.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('R47 Excel 导入 in a browser', function () {
  this.timeout(90_000);
  let at: TestApp;
  let page: Page;
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true });
    const member = await createMember(at);
    await fetchCover(at, member.institutionId);
    page = await openConsole(at, member);
  });
  after(async () => {
    await page.context().close();
    await at.close();
  });

  const clean = async (what: string) => {
    for (const [width, height] of [
      [1280, 800],
      [320, 700],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await axe(page), `${what} at ${width}`).to.deep.equal([]);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(over, `${what} at ${width}`).to.equal(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  const upload = async (name: string, start: string) => {
    const rows = [
      rowOf('activity', { external_id: 'b-1' }),
      rowOf('activity', { external_id: 'b-2', start_at: start }),
    ];
    const buffer = await workbookOf(sheetRows('activity', rows));
    await page.setInputFiles('#file', { name, mimeType: xlsx, buffer });
    await page.getByRole('button', { name: '上传并检查' }).click();
    await page.getByRole('heading', { level: 1, name: '检查完成，还没有导入' }).waitFor();
  };

  it('leads from the list over a file with an error to the fixed one and its drafts', async () => {
    await page.goto('/console/resources');
    await page.getByRole('link', { name: '用 Excel 批量上传' }).first().click();
    await clean('the page of uploads');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^享活动/ }).click(),
    ]);
    expect(download.suggestedFilename()).to.equal('享活动-模板.xlsx');

    await page.selectOption('#channel', 'activity');
    await upload('活动汇总-12月.xlsx', '12月5日');
    expect(await page.textContent('main')).to.include('写成 2026-12-05 14:00');
    await clean('what was found');
    const [marked] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^下载错误标注版/ }).click(),
    ]);
    expect(marked.suggestedFilename()).to.equal('活动汇总-12月-错误标注.xlsx');
    await page.getByRole('button', { name: '全部放弃' }).click();
    await page.getByRole('heading', { level: 1, name: '已放弃，没有导入' }).waitFor();

    await page.goto('/console/resources/import?channel=activity');
    await upload('活动汇总-改好.xlsx', '2036-12-05 14:00');
    await page.getByRole('button', { name: '只存成草稿' }).click();
    await page.getByRole('heading', { level: 1, name: '导入完成' }).waitFor();
    await clean('what came of it');
    await page.getByRole('link', { name: '查看这一批' }).click();
    await page.getByText('b-2', { exact: true }).waitFor();
    const batch = page.url();
    await page.getByLabel('选中这一页').check();
    expect(await page.locator('[data-rows] tbody input:checked').count()).to.equal(2);
    expect(await page.getByLabel('这个筛选的全部').isChecked(), 'all of the filter').to.equal(false);

    await page.goto('/console/messages');
    await page
      .getByRole('link', { name: /批量上传已导入/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: '导入完成' }).waitFor();
    await page.goto(batch);

    await page.goBack();
    await page.getByText('撤销整批').click();
    await page.getByRole('button', { name: /^撤销批次/ }).click();
    await page.getByRole('heading', { level: 1, name: '已撤销整批' }).waitFor();
    expect(await page.textContent('main')).to.include('已撤销2 条');
  });

  it('R47 sends the 40 good rows of 60 with pictures in their cells and brings the other 20 back, in at most 5 clicks', async () => {
    const faults = (n: number) => ({ ...(n < 8 && { licence: '随意' }), ...(n >= 8 && n < 14 && { summary: '' }) });
    const rows = Array.from({ length: 60 }, (_each, n) =>
      rowOf('activity', { external_id: `j-${n}`, title: `剪纸课（第 ${n} 讲）`, cover: '', ...faults(n) }),
    );
    const cells = sheetRows('activity', rows);
    const column = (cells[0]?.indexOf('封面图') ?? 0) + 1;
    const [large, small] = [await bands(960, 540, 'jpeg'), await bands(300, 200)];
    const images = rows.map((_row, n) => ({ row: n + 2, column, bytes: n >= 14 && n < 20 ? small : large }));
    const buffer = await writeWorkbook([{ name: 'Sheet1', rows: cells, images }]);
    await page.goto('/console/resources');
    const effort = await counted(page);
    await page.goto('/console/resources/import?channel=activity');
    await page.setInputFiles('#file', { name: '冬季课表.xlsx', mimeType: xlsx, buffer });
    await page.getByRole('button', { name: '上传并检查' }).click();
    await page.getByRole('heading', { level: 1, name: '检查完成，还没有导入' }).waitFor();
    await clean('60 rows with faults');
    await page.getByRole('button', { name: '导入 40 行并提交审核' }).click();
    await page.getByText('已提交审核').waitFor();
    const [back] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载有问题的 20 行' }).click(),
    ]);
    expect(back.suggestedFilename()).to.equal('冬季课表-有问题的行.xlsx');
    expect(effort.clicks).to.be.at.most(5);
  });

  it('names the missing file where none was chosen', async () => {
    await page.goto('/console/resources/import');
    await page.getByRole('button', { name: '上传并检查' }).click();
    await page.getByRole('heading', { name: '有 2 处需要修改' }).waitFor();
    await clean('what is missing');
  });
});
