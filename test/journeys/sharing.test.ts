import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { axe, openPage } from '../support/browser.ts';
import { createMember, createStaff, openConsole } from '../support/console.ts';
import { approveHere } from '../support/deciding.ts';
import { rowOf, sheetRows, workbookOf } from '../support/imports.ts';
import { uploadCover } from '../support/resources.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const titles = ['银龄剪纸体验课', '夜读空间'];

describe('a workbook of activities, from the institution to a citizen on a phone', function () {
  this.timeout(120_000);
  let at: TestApp;
  let office: Page;
  let cover = '';
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true });
    const member = await createMember(at);
    cover = await uploadCover(at, member.institutionId);
    office = await openConsole(at, member);
  });
  after(async () => {
    await office.context().close();
    await at.close();
  });

  const upload = async (start: string) => {
    const soon = at.app.clock.now().getTime() + 3 * 86_400_000;
    const time = (hours: number) => `${new Date(soon + hours * 3_600_000).toISOString().slice(0, 16)}:00Z`;
    const rest = {
      cover,
      end_at: time(2),
      sessions: '',
      booking_start: '',
      booking_end: '',
      publish_at: '',
      expire_at: '',
    };
    const rows = titles.map((title, place) =>
      rowOf('activity', {
        ...rest,
        title,
        external_id: `j-${place}`,
        start_at: place === 0 ? start || time(0) : time(0),
      }),
    );
    await office.goto('/console/resources/import?channel=activity');
    const buffer = await workbookOf(sheetRows('activity', rows));
    await office.setInputFiles('#file', { name: '12月活动.xlsx', mimeType: xlsx, buffer });
    await office.getByRole('button', { name: '上传并检查' }).click();
    await office.getByRole('heading', { level: 1, name: '检查完成，还没有导入' }).waitFor();
  };

  it('R47 R49 is uploaded, checked, corrected, imported and sent', async () => {
    await upload('下周三');
    expect(await office.textContent('main'))
      .to.include('下周三')
      .and.to.match(/1\s*行/);
    await office.getByRole('button', { name: '全部放弃' }).click();
    await office.getByRole('heading', { level: 1, name: '已放弃，没有导入' }).waitFor();
    await upload('');
    await office.getByRole('button', { name: '导入 2 行并提交审核' }).click();
    await office.getByText('已提交审核').waitFor();
    await office.getByText('撤销整批').waitFor();
    await office.goto('/console/resources?state=review');
    for (const title of titles) await office.getByRole('link', { name: title }).first().waitFor();
  });

  it('R44 is approved on the desk, and no citizen sees it before', async () => {
    const search = async () => (await fetch(`${at.origin}/search?q=${encodeURIComponent('剪纸体验')}`)).text();
    expect(await search()).not.to.include('银龄剪纸体验课');
    const desk = await openConsole(at, await createStaff(at, ['reviewer']));
    await desk.goto('/admin/review');
    await desk.getByRole('link', { name: /^批次 .+，2 件$/ }).click();
    const batch = desk.url();
    for (const title of titles) {
      await desk.goto(batch);
      await desk.getByRole('link', { name: title }).first().click();
      await approveHere(desk);
    }
    await desk.context().close();
    expect(await search()).to.include('银龄剪纸体验课');
  });

  it('R45 is found by a citizen on a phone', async () => {
    const phone = await openPage({
      origin: at.origin,
      width: 390,
      height: 844,
      phone: true,
      javaScript: false,
    });
    await phone.goto('/');
    await phone.getByRole('searchbox').fill('剪纸体验');
    await phone.getByRole('button', { name: '搜索' }).tap();
    await phone.getByRole('link', { name: '银龄剪纸体验课' }).first().tap();
    await phone.waitForLoadState();
    expect(await phone.locator('h1').textContent()).to.equal('银龄剪纸体验课');
    const entry = phone.url();
    await phone.goto('/channels/activity');
    for (const title of titles) await phone.getByRole('link', { name: title }).first().waitFor();
    await phone.context().close();
    const looked = await openPage({ origin: at.origin, width: 390, height: 844, phone: true });
    await looked.goto(entry);
    await looked.waitForLoadState('networkidle');
    expect(await looked.evaluate(`document.querySelector('img.cover-pic').naturalWidth`)).to.be.greaterThan(300);
    expect(await axe(looked)).to.deep.equal([]);
    await looked.goto('/channels/activity');
    expect(await axe(looked)).to.deep.equal([]);
    await looked.context().close();
  });
});
