import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { type Colleague, createStaff, openConsole } from '../support/console.ts';
import { letLeave } from '../support/deciding.ts';
import { answers, register } from '../support/institutions.ts';
import { typist } from './keyboard.ts';
import { main, papers } from './office.ts';
import { heading } from './scene.ts';

describe('the back office by keyboard alone', function () {
  this.timeout(90_000);
  let at: TestApp;
  let owner: Colleague;
  let reviewer: Colleague;
  let institution: Page;
  let desk: Page;
  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true });
    owner = await register(at, answers.name);
    reviewer = await createStaff(at, ['reviewer']);
    institution = await openConsole(at, owner);
    desk = await openConsole(at, reviewer);
    for (const page of [institution, desk]) page.setDefaultTimeout(8_000);
  });
  after(async () => {
    for (const page of [institution, desk]) await page.context().close();
    await at.close();
  });

  it('R12 fills in a certification and sends it', async () => {
    const { enter, write, choose, attach } = typist(institution);
    await institution.goto('/console');
    await enter('开始机构认证');
    await enter('开始机构认证');
    await choose({ 机构类型: '文化馆、群众艺术馆' });
    await write({ 统一社会信用代码: answers.creditCode });
    await choose({ '省、自治区、直辖市': '浙江省' });
    await institution.getByLabel('市、州、区', { exact: true }).waitFor();
    await choose({ '市、州、区': '杭州市' });
    await institution.getByLabel('县、区、市', { exact: true }).waitFor();
    await choose({ '县、区、市': '西湖区' });
    await write({ 地址: answers.address, 法定代表人: answers.legalRepresentative });
    await enter('下一步');
    await write({ 经办人姓名: answers.agentName, 职务: answers.agentPosition });
    await write({ 手机号: answers.agentPhone, 邮箱: answers.agentEmail });
    await choose({ 证件类型: '居民身份证' });
    await write({ 证件号码: answers.idNumber });
    await enter('下一步');
    await enter('下一步');
    await attach({ 机构证件: papers.certificate });
    await attach({ 经办人证件照片: [papers.front, papers.back], 授权书: papers.authorization });
    await enter('下一步');
    expect(await heading(institution)).to.equal('机构认证');
    await enter('提交审核');
    expect(await main(institution)).to.include('待审核');
  });

  it('R13 claims it and approves it', async () => {
    const { enter } = typist(desk);
    await desk.goto('/admin');
    await enter('开始审核');
    await enter(/^认领下一件/);
    expect(await heading(desk)).to.equal(answers.name);
    await enter(/^通过/);
    if ((await main(desk)).includes('仍要通过吗')) await enter(/^核对过了，通过/);
    expect(await main(desk)).to.include('通过了');
    await letLeave(desk);
  });

  it('R20 applies for an AK, is sent back, and corrects it', async () => {
    const { enter, write, tick } = typist(institution);
    await institution.goto('/console');
    await enter('申请 AKSK');
    await enter('申请正式应用');
    await write({ 第三方应用名称: '青溪文化云', 第三方应用地址: 'https://m.qx.example.cn/' });
    await tick('昵称和头像', '手机号');
    await write({ 登录用途说明: '活动报名时填写联系人。', 'APPID 回调地址': 'https://m.qx.example.cn/callback' });
    await enter('提交审核');
    expect(await main(institution)).to.include('待审核');

    const reviewing = typist(desk);
    await desk.goto('/admin/review');
    await reviewing.enter(/^认领下一件/);
    await reviewing.reach(/^写意见.*回调地址/);
    await desk.keyboard.press('Enter');
    await desk.keyboard.press('Tab');
    await desk.keyboard.insertText('请换成正式的回调地址。');
    await reviewing.enter(/^退回修改/);
    expect(await main(desk)).to.include('退回了');
    await letLeave(desk);

    await institution.goto('/console');
    await enter('按意见修改');
    expect(await main(institution)).to.include('请换成正式的回调地址。');
    await write({ 'APPID 回调地址': 'https://m.qx.example.cn/cloud/callback' });
    await enter('提交审核');
    expect(await main(institution)).to.include('待审核');
  });
});
