import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { type Colleague, createMember, openConsole } from '../../support/console.ts';
import { counted } from '../../support/counted.ts';
import { asMember } from '../../support/institutions.ts';

const look = process.env.LOOK_AT;

describe('sessions and opening hours in the form of an entry', function () {
  this.timeout(120_000);
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  before(async () => {
    at = await startApp(import.meta.filename);
    owner = await createMember(at);
  });
  after(() => at.close());

  const begin = async (channel: string, group: string, data: Record<string, string> = {}) => {
    const id = await at.app.resources.begin(asMember(owner), channel, owner.institutionId, data);
    const saved = async () => (await at.app.review.read(asMember(owner), id)).data;
    return { to: `/console/submissions/${id}?page=${group}`, saved };
  };
  const shot = (page: Page, name: string) =>
    look === undefined ? undefined : page.screenshot({ path: `${look}/${name}.png`, fullPage: true });
  const isNarrow = (page: Page) =>
    page.evaluate<boolean>('document.documentElement.scrollWidth <= document.documentElement.clientWidth');

  it('come by repetition, each session seen before it is added, on a phone and by keyboard', async () => {
    const { to, saved } = await begin('activity', 'activity');
    const page = await openConsole(at, owner, { fonts: look !== undefined });
    const effort = await counted(page);
    await page.goto(to);
    await page.getByText('按周重复添加').click();
    const every = page.locator('.every');
    await every.getByRole('button', { name: '看看有哪些场次' }).click();
    await every.getByText('请勾选每周星期几').waitFor();
    expect(await every.locator('.msg li').count(), 'all that is missing').to.equal(3);
    await every.getByRole('checkbox', { name: '周六' }).check();
    await every.getByLabel('开始').fill('14:00');
    await every.getByLabel('结束').fill('16:00');
    await every.getByLabel('从哪天起').fill('2036-12-01');
    await every.getByLabel('到哪天止').fill('2036-12-31');
    await every.getByLabel('名额').fill('30');
    await every.getByRole('button', { name: '看看有哪些场次' }).click();
    await page.getByText('12月27日').waitFor();
    expect(await every.locator('.dates label').allInnerTexts()).to.eql([
      '12月6日 周六 14:00–16:00',
      '12月13日 周六 14:00–16:00',
      '12月20日 周六 14:00–16:00',
      '12月27日 周六 14:00–16:00',
    ]);
    expect(await every.getByLabel('名额').inputValue(), 'nothing typed is lost').to.equal('30');
    expect(await axe(page)).to.eql([]);
    await shot(page, 'sessions-series-1280');
    await every.getByLabel('12月20日 周六 14:00–16:00').uncheck();
    await every.getByRole('button', { name: '加入勾选的场次' }).click();
    await page.getByRole('group', { name: '第 3 场' }).waitFor();
    const kept = ['06', '13', '27'].map((day) => `2036-12-${day}T14:00:00+08:00｜2036-12-${day}T16:00:00+08:00｜30`);
    expect((await saved()).sessions?.split('\n')).to.eql(kept);
    const three = ['06', '13', '27'].map((day) => `2036-12-${day} 14:00｜2036-12-${day} 16:00｜30`);
    expect(effort.clicks, 'three sessions').to.be.at.most(6);

    await page.setViewportSize({ width: 320, height: 700 });
    expect(await isNarrow(page), 'fits into 320 px').to.equal(true);
    expect(await axe(page)).to.eql([]);
    await page.setViewportSize({ width: 390, height: 800 });
    await shot(page, 'sessions-390');
    await page.setViewportSize({ width: 1280, height: 800 });
    await shot(page, 'sessions-1280');

    const fourth = page.getByRole('group', { name: '第 4 场' });
    await fourth.getByLabel('日期').fill('2036-12-28');
    await page.getByRole('button', { name: '添加一场' }).press('Enter');
    const fifth = page.getByRole('group', { name: '第 5 场' });
    await fifth.waitFor();
    expect(await page.evaluate('document.activeElement.name')).to.equal('sessions.4.day');
    await page.locator('#sessions-msg').waitFor();
    expect(await page.locator('#sessions-msg').textContent()).to.include('第 4 行：只有日期，没有时间');
    await fourth.getByRole('button', { name: '删除' }).click();
    const back = page.getByRole('button', { name: '恢复' });
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('恢复');
    await page.locator('#sessions-msg').waitFor({ state: 'detached' });
    await back.click();
    expect(await fourth.getByLabel('日期').inputValue()).to.equal('2036-12-28');
    await fourth.getByLabel('开始').fill('09:00');
    await fourth.getByLabel('结束').fill('10:00');
    await page.getByRole('button', { name: '改用文字填写' }).click();
    const text = page.getByRole('textbox', { name: '场次' });
    expect((await text.inputValue()).split('\n')).to.eql([...three, '2036-12-28 09:00｜2036-12-28 10:00']);
    await text.fill('2036-12-05 14:00-16:00｜40\n下周六下午');
    await page.getByRole('button', { name: '改用表格填写' }).click();
    await page.getByText('有一行放不进表格').waitFor();
    await text.fill('2036-12-05 14:00-16:00｜40');
    await page.getByRole('button', { name: '改用表格填写' }).click();
    expect(await page.getByRole('group', { name: '第 1 场' }).getByLabel('结束').inputValue()).to.equal('16:00');
    await page.context().close();
  });

  it('are written without script: a row is added and taken away, and the week is told with its closed days', async () => {
    const { to, saved } = await begin('venue', 'visiting', { opening_hours: '周二至周日 9:00–17:00' });
    const page = await openConsole(at, owner, { javaScript: false, fonts: look !== undefined });
    await page.goto(to);
    expect(await page.locator('.week-of div').allInnerTexts()).to.include('周一\n闭馆');
    const second = page.getByRole('group', { name: '第 2 段' });
    await second.getByRole('checkbox', { name: '周五' }).check();
    await second.getByLabel('开门时间').fill('18:00');
    await second.getByLabel('关门时间').fill('21:00');
    await page.getByRole('button', { name: '添加一段' }).click();
    await page.getByRole('group', { name: '第 3 段' }).waitFor();
    expect((await saved()).opening_hours).to.equal('2,3,4,5,6,7｜09:00｜17:00\n5｜18:00｜21:00');
    expect(await page.locator('.week-of div').nth(4).textContent()).to.include('09:00–17:00、18:00–21:00');
    await shot(page, 'hours-1280');
    await page.setViewportSize({ width: 390, height: 800 });
    await shot(page, 'hours-390');
    await page.getByRole('button', { name: /删除.*第 1 段/ }).click();
    expect((await saved()).opening_hours).to.equal('5｜18:00｜21:00');
    await page.context().close();
  });
});
