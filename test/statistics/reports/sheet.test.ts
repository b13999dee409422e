import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { readTable } from '../../../src/fields/workbooks/read.ts';
import type { Row } from '../../../src/fields/workbooks/table.ts';
import { metrics } from '../../../src/statistics/reports/metric.ts';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, openConsole } from '../../support/console.ts';
import { csvOf, workbookOf } from '../../support/imports.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('服务数据 by Excel', function () {
  this.timeout(90_000);
  const clock = testClock('2026-11-01T10:00:00+08:00');
  let at: TestApp;
  let page: Awaited<ReturnType<typeof openConsole>>;
  let path = '';
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const reporter = await createMember(at, { role: 'reporter' });
    const { clientId } = await createClient(
      at,
      { name: '青溪文化云', scope: 'openid stats:write' },
      { institutionId: reporter.institutionId },
    );
    path = `/console/statistics/${clientId}/months/2026-11`;
    clock.set('2026-11-06T09:00:00+08:00');
    page = await openConsole(at, reporter);
  });
  after(async () => {
    await page.context().close();
    await at.close();
  });

  const upload = async (buffer: Buffer, name = '11月.xlsx') => {
    await page.setInputFiles('#file', { name, mimeType: xlsx, buffer });
    await page.getByRole('button', { name: '上传' }).click();
    await page.waitForLoadState();
  };

  it('R51 begins with the table of the month, and shows the uploaded figures before they are saved', async () => {
    await page.goto(path);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^下载/ }).click(),
    ]);
    expect(download.suggestedFilename()).to.equal('青溪文化云-2026-11.xlsx');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
    const { rows } = await readTable(Buffer.concat(chunks), 'xlsx', new Set(['日期']));
    const read: Row['cells'][] = [];
    for await (const { cells } of rows) read.push(cells);
    const [headings, ...days] = read;
    const reported = Object.values(metrics).filter(({ source }) => source === 'partner');
    expect(headings).to.have.members(['日期', ...reported.map(({ name }) => name)]);
    expect(days.map(([day]) => day)).to.deep.equal(['01', '02', '03', '04', '05'].map((day) => `2026-11-${day}`));

    const filled = [
      headings ?? [],
      [new Date('2026-11-02T00:00:00Z'), 900, 200, 180, 1, 0],
      ['11月3日', '1,000', 300, 280, 0, 0],
      ['2026-11-04'],
    ];
    await upload(await workbookOf(filled));
    await page.getByText('已读入 2 天的数据，还没有保存').waitFor();
    expect(await page.inputValue('[id="2026-11-03.pv"]')).to.equal('1,000');
    expect(await at.database.db.rows('select 1 from daily_reports')).to.have.lengthOf(0);
    expect(await axe(page)).to.deep.equal([]);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存 2 天的数据').waitFor();
    expect(await page.inputValue('[id="2026-11-02.pv"]')).to.equal('900');
  });

  it('takes columns in any order, and files with semicolons for commas', async () => {
    await page.goto(path);
    const headings = ['备注', 'IP', '独立访客', '访问量', '日期', '活动', '场馆'];
    const names = await page.locator('table.grid thead th').allTextContents();
    const [, pv = '', uv = '', ip = '', activities = '', venues = ''] = names;
    const row = ['平常', 80, 90, 500, '2026-11-04', 0, 0];
    const told = csvOf([[headings[0] ?? '', ip, uv, pv, '日期', activities, venues], row], ';');
    await upload(Buffer.from(told), '11月.csv');
    await page.getByText('已读入 1 天的数据').waitFor();
    expect(await page.inputValue('[id="2026-11-04.pv"]')).to.equal('500');
    expect(await page.inputValue('[id="2026-11-04.uv"]')).to.equal('90');
    await page.getByText('这些列没有读入：备注。').waitFor();
  });

  it('says which days of the file cannot be reported now, and takes no column twice', async () => {
    await page.goto(path);
    const headings = ['日期', '资源访问量', '独立访问用户数', '独立 IP 数', '日增活动数', '日增场馆数'];
    await upload(await workbookOf([headings, ['2026-11-05', 9, 8, 7, 0, 0], ['2026-11-06', 9, 8, 7, 0, 0]]));
    await page.getByText('已读入 1 天的数据').waitFor();
    await page.getByText('这些日期现在不能填报，没有读入：2026-11-06。').waitFor();
    await upload(
      await workbookOf([
        [...headings, '访问量'],
        ['2026-11-05', 9, 8, 7, 0, 0, 10],
      ]),
    );
    await page.getByText('这些列出现了两次：资源访问量。请只留一列').first().waitFor();
  });

  it('R52 names missing columns, rows of no day, and unreadable cells', async () => {
    await page.goto(path);
    await page.getByRole('button', { name: '上传' }).click();
    await page.getByText('请选择要上传的文件').first().waitFor();
    await upload(
      await workbookOf([
        ['日期', '资源访问量', '独立访问用户数'],
        ['2026-11-04', 1, 1],
      ]),
    );
    await page
      .getByText(/^缺少这些列：/)
      .first()
      .waitFor();
    await upload(await workbookOf([['2026-10-04', 1, 1, 1, 1, 1]]));
    await page.getByText('第 1 行是 2026-10-04，不在 2026-11 里').first().waitFor();
    await upload(Buffer.from('PK not a workbook'));
    expect(await page.locator('#file-msg').textContent()).to.match(/打不开|不是|损坏|读/);
    await upload(await workbookOf(Array.from({ length: 201 }, () => ['2026-11-04', 1, 1, 1, 0, 0])));
    await page
      .getByText(/^文件超过 200 行/)
      .first()
      .waitFor();
    expect(await axe(page)).to.deep.equal([]);
  });
});
