import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { operator, startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { testClock } from '../support/clock.ts';
import { type Colleague, createMember, openConsole, signInToConsole } from '../support/console.ts';
import { counted } from '../support/counted.ts';
import { asMember } from '../support/institutions.ts';
import { publish } from '../support/resources.ts';
import { main } from './office.ts';

const one = `银龄剪纸体验课（第三期）
时间：12月5日（周六）下午2:00—4:00
地点：二楼204剪纸教室
地址：文一西路1号
名额：每期30人，免费
报名：电话0571-88880000
青溪县文化馆　2026年11月24日`;

const month = `青溪县文化馆12月公益活动预告
各位市民朋友：天冷了，来馆里坐坐。十二月我馆为大家准备了两场活动，均免费。
一、银龄剪纸体验课（第三期）
时间：12月5日（周六）下午2:00—4:00
地点：二楼204剪纸教室
地址：文一西路1号
对象：60周岁以上优先，零基础可参加
名额：每期30人，剪刀、红纸由我馆准备
报名：即日起至本周五下班前，电话0571-88880000或到一楼服务台登记
二、冬至夜·青溪小戏专场
时间：冬至当晚7点
地点：四楼小剧场
地址：文一西路1号
票务：180座，12月15日9:00起现场领票，每人限2张
演出：青溪小戏团
另：12月1日（周二）消防检修，全天闭馆，请相互转告。
联系人周某，身份证330802194912310029
青溪县文化馆　2026年11月24日`;

describe('粘贴通知, in a browser', function () {
  this.timeout(120_000);
  const clock = testClock('2026-11-26T14:20:00+08:00');
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let page: Page;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const hall = { name: '青溪县文化馆', certified: true };
    owner = await createMember(at, { institutionId: (await at.app.institutions.create(operator, hall)).id });
    await publish(at, asMember(owner), 'activity', {
      external_id: 'qx-before',
      title: '秋天的书法课',
      copyright_until: '',
    });
  });
  after(async () => {
    await page?.context().close();
    await at.close();
  });

  it('sends a notice of one activity in four clicks, with its picture from the one before', async () => {
    page = await openConsole(at, owner);
    const effort = await counted(page);
    await page.goto('/console/resources/paste');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: at.origin });
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(one)})`);
    await page.keyboard.press('Control+V'); // anywhere on the page
    await page.getByRole('button', { name: '读一读' }).click();
    expect(await main(page))
      .to.include('读出 1 条活动')
      .and.to.include('12月5日 周六 14:00—16:00')
      .and.to.include('1 处要您看一眼');
    await page.getByRole('link', { name: '看第一处' }).click();
    await page.getByRole('button', { name: /就是这样.*封面图/ }).click();
    await page.getByRole('button', { name: '提交 1 条' }).click();
    expect(await main(page))
      .to.include('已提交 1 条')
      .and.to.include('银龄剪纸体验课（第三期）');
    expect(effort.clicks).to.be.at.most(4);
  });

  it('ties each value to its words, names the numbers that were left out, and fits a phone', async () => {
    await page.goto('/console/resources/paste');
    await page.getByLabel('通知全文').fill(month);
    await page.getByRole('button', { name: '读一读' }).click();
    const shown = await main(page);
    expect(shown).to.include('读出 2 条活动').and.to.include('还读到闭馆').and.to.include('像是身份证号码');
    expect(shown).not.to.include('330802194912310029');
    expect(await axe(page)).to.deep.equal([]);
    await page.getByRole('link', { name: '标题：看原文第 1 处' }).click();
    expect(await page.locator('mark:has(:target)').textContent()).to.include('银龄剪纸体验课');
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), String(width)).to.equal(width);
    }
    expect(await axe(page)).to.deep.equal([]);
  });

  it('does all of it without script: a value is changed, nothing typed is lost, and an open question is refused', async () => {
    const browser = await signInToConsole(at, owner);
    const begun = await browser.submit(await browser.walk('/console/resources/paste'), { text: one });
    const path = begun.url.pathname;
    const opened = await browser.submit(begun, { edit: '0.place_name' }, path);
    expect(opened.text).to.include('name="v.0.place_name"');
    const early = await browser.submit(opened, { 'v.0.place_name': '三楼' }, `${path}/send`);
    expect(early.status).to.equal(422);
    expect(early.text).to.include('“封面图”还没看过').and.to.include('三楼');
    const seen = await browser.submit(early, { see: '0.cover', 'd.0.cover': '0' }, path);
    const sent = await browser.submit(seen, {}, `${path}/send`);
    expect(sent.text).to.include('已提交 1 条');
    const items = await at.app.resources.list({ institutionId: owner.institutionId, text: '银龄' });
    const contents = await Promise.all(items.map(({ id }) => at.app.resources.contents(asMember(owner), id)));
    expect(contents.map(({ data }) => data?.place_name)).to.include('三楼');
    const habits = await browser.walk('/console/resources/paste/habits');
    expect(habits.text).to.include('二楼204剪纸教室').and.to.include('三楼');
  });
});
