import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { dayStart, hours, after as later } from '../../src/clock.ts';
import { alternating, type Cluster, startCluster } from '../cluster/nodes.ts';
import { settled } from '../support/app.ts';
import { type Client, post } from '../support/citizen.ts';
import { approveHere, claimHere, letLeave } from '../support/deciding.ts';
import { remember } from '../support/record.ts';
import { cloudJson, type Send } from '../support/server.ts';
import {
  type Colleague,
  choose,
  createAuthenticator,
  enrol,
  enterOffice,
  fill,
  follow,
  identify,
  letterAbout,
  main,
  papers,
  press,
} from './office.ts';
import { codeFor, heading, type Watch, watchAt } from './scene.ts';
import { callback, doorsOf, granted, open, shut, type Use, use } from './use.ts';

const chosen = remember('lamplight over reeds');

/** From the registration of a person to the last word of an operator, through pages alone; no line of it touches the database. */
describe('an institution and the operators, in browsers', function () {
  this.timeout(90_000);
  let cluster: Cluster;
  let watch: Watch;
  let inSeconds = 0;
  const now = () => later(new Date(), inSeconds);
  const phoneOf = () => createAuthenticator(now);

  const chen: Colleague = { username: '13800008311', password: chosen, app: phoneOf() };
  const wang: Colleague = { username: 'wangshen', password: remember('ferry at the stone steps'), app: phoneOf() };
  const lin: Colleague = { username: 'linyun', password: remember('osmanthus by the well'), app: phoneOf() };
  let institution: Page;
  let reviewer: Page;
  let operator: Page;
  let partner: Client = { clientId: '', secret: '' };
  let used: Use;

  before(async () => {
    cluster = await startCluster(import.meta.filename);
    watch = watchAt(cluster.origin);
    [institution, reviewer, operator] = [await watch.open(), await watch.open(), await watch.open()];
    alternate = alternating(cluster.one, cluster.other);
  });
  after(async () => {
    await watch.close();
    await cluster.close();
  });

  // Each step begins where the one before it ended.
  let isOver = false;
  beforeEach(() => {
    if (isOver) throw new Error('a step before this one failed');
  });
  afterEach(function () {
    isOver ||= this.currentTest?.state === 'failed';
  });

  const send: Send = (input, init) => alternate(input, init);
  let alternate: Send = fetch;

  it('R11 begins with a person, who makes an account with a phone and registers the institution', async () => {
    const page = institution;
    await page.goto('/');
    await follow(page, '登录机构后台');
    await press(page, '注册');
    await fill(page, { 手机号: chen.username });
    await press(page, '获取验证码');
    await fill(page, { 验证码: await codeFor(page, chen.username) });
    await page.getByLabel('密码', { exact: true }).fill(chen.password);
    await fill(page, { 昵称: '陈静' });
    await page.getByLabel('已满 14 周岁').check();
    await page.getByLabel('我已阅读并同意').check();
    await press(page, '注册并登录');
    expect(await heading(page)).to.equal('您好');
    await follow(page, '登记机构');
    await fill(page, { 机构全称: '青溪县文化馆' });
    await press(page, '注册机构');
    expect(await heading(page)).to.equal('青溪县文化馆');
    expect(await main(page)).to.include('四步完成对接，预计 3 个工作日。');
  });

  it('R14 R15 finds everything but the certification closed until it is certified', async () => {
    const page = institution;
    for (const path of ['/console/resources', '/console/links', '/console/statistics']) {
      await page.goto(path);
      expect(await main(page)).to.include('青溪县文化馆还没有通过机构认证，这项功能在认证通过后开放。');
    }
    await follow(page, '首页');
    expect(await heading(page)).to.equal('青溪县文化馆');
  });

  it('R12 R13 fills in the certification page by page, with scans, and sends it', async () => {
    const page = institution;
    await follow(page, '开始机构认证');
    await press(page, '开始机构认证');
    await fill(page, { 统一社会信用代码: '12330106DEM0000145', 地址: '文一西路 1 号', 法定代表人: '周元山' });
    await choose(page, { 机构类型: '文化馆、群众艺术馆', '省、自治区、直辖市': '浙江省' });
    await choose(page, { '市、州、区': '杭州市' });
    await choose(page, { '县、区、市': '西湖区' });
    await press(page, '下一步');
    await fill(page, { 经办人姓名: '陈静', 职务: '数字文化部主任', 手机号: '13800008311' });
    await fill(page, { 邮箱: 'chenjing@qingxi.example.cn', 证件号码: remember('11010519491231002X') });
    await press(page, '下一步');
    await fill(page, { 平台名称: '青溪文化云', 平台网址: 'https://m.qingxi.example.cn/' });
    await press(page, '下一步');
    await page.getByLabel('机构证件').setInputFiles(papers.certificate);
    await page.getByLabel('经办人证件照片').setInputFiles([papers.front, papers.back]);
    await page.getByLabel('授权书').setInputFiles(papers.authorization);
    await press(page, '下一步');
    expect(await main(page))
      .to.include('身份证反面.png')
      .and.to.include('授权书.pdf');
    await press(page, '提交审核');
    expect(await main(page))
      .to.include('待审核')
      .and.to.include('承诺 3 个工作日内');
  });

  it('R05 meets staff created by the command line, who set up a second factor before they see anything', async () => {
    for (const [who, role, page] of [
      [wang, 'reviewer', reviewer],
      [lin, 'operator', operator],
    ] as const) {
      const { username } = who;
      await cloudJson(
        ['account', 'create', '--username', username, '--password-file', '-', '--role', role, '--name', username],
        cluster.env,
        who.password,
      );
      await enterOffice(page, who);
      expect(await heading(page)).to.equal('先确认是您本人');
      const { code } = await cloudJson(['account', 'enrolment-code', username], cluster.env);
      await page.getByRole('textbox', { name: '开通码' }).fill(remember(String(code)));
      await press(page, '继续');
      expect(await heading(page)).to.equal('设置动态验证码');
      await enrol(page, who.app);
      expect(await heading(page)).to.equal('工作台');
    }
  });

  it('R13 R58 is sent back with words to single answers', async () => {
    const page = reviewer;
    await follow(page, '开始审核');
    await follow(page, '青溪县文化馆');
    const comment = async (title: string, words: string) => {
      await page.getByText(`写意见：${title}`, { exact: true }).click();
      await page.getByLabel(`对“${title}”的意见`).fill(words);
    };
    await comment('法定代表人', '与证书上的“周远山”不一致。');
    await comment('授权书', '没有公章，请盖章后重新扫描。');
    await page.getByLabel('退回或不予通过的原因').fill('两处需要修改。');
    await page.locator('[data-return]').click();
    expect(await main(page)).to.include('青溪县文化馆');
    await letLeave(page);
  });

  it('R13 reads those words beside its answers, corrects them and sends it again', async () => {
    const page = institution;
    await page.goto('/console');
    await follow(page, '修改机构认证');
    expect(await main(page))
      .to.include('两处需要修改。')
      .and.to.include('另有 2 条意见');
    expect(await page.locator('#legalRepresentative').textContent()).to.include('与证书上的“周远山”不一致。');
    await follow(page, '修改：机构信息');
    const field = page.getByLabel('法定代表人');
    expect(await field.inputValue()).to.equal('周元山');
    expect(await field.getAttribute('aria-describedby')).to.include('legalRepresentative-cm');
    await field.fill('周远山');
    for (let step = 0; step < 3; step += 1) await press(page, '下一步');
    expect(await page.locator('#authorization-cm').textContent()).to.include('没有公章');
    await press(page, '删除：授权书.pdf');
    await page.getByLabel('授权书').setInputFiles(papers.stamped);
    await press(page, '下一步');
    await press(page, '提交审核');
    expect(await main(page)).to.include('待审核');
  });

  it('R13 is certified by the reviewer, who sees the changes', async () => {
    const page = reviewer;
    await page.goto('/admin/review');
    await follow(page, '青溪县文化馆');
    expect(await main(page))
      .to.include('第 2 次提交')
      .and.to.include('与上次提交相比，改了 2 项')
      .and.to.include('上次的意见：与证书上的“周远山”不一致。');
    await approveHere(page);
    expect(await letterAbout(institution, '机构认证已通过')).to.include(`${cluster.origin}/console/submissions/`);
  });

  it('R18–R23 asks for an AK on one form of three groups, which keeps a draft and names the missing fields', async () => {
    const page = institution;
    await page.goto('/console');
    expect(await heading(page), 'an owner of a certified institution needs a second factor').to.equal('设置动态验证码');
    await enrol(page, chen.app);
    expect(await main(page)).to.include('机构已认证。下一件事：申请 AKSK。');
    await follow(page, '申请 AKSK');
    await press(page, '申请正式应用');
    expect(await page.getByLabel('联系人', { exact: true }).inputValue()).to.equal('陈静');
    expect(await page.getByLabel('对接单位名称').inputValue()).to.equal('青溪县文化馆');
    await fill(page, { 第三方应用名称: '青溪文化云' });
    await press(page, '保存');
    expect(await main(page)).to.include('上次保存');
    await press(page, '提交审核');
    expect(await page.getByRole('alert').textContent()).to.include('请填写 APPID 回调地址');

    for (const wanted of ['layers.login', 'layers.resource', 'loginScopes.profile', 'loginScopes.phone'])
      await page.locator(`[name="${wanted}"]`).check();
    await page.getByLabel('保持登录').check();
    await fill(page, { 登录用途说明: '活动报名、场馆预订时填写联系人。', 'APPID 回调地址': callback });
    await page.locator('summary', { hasText: '端口对接' }).click();
    await fill(page, { 外部资源名称: '青溪文化云', '外部资源 PC 链接地址': 'https://www.qingxi.example.cn/' });
    await page.getByLabel('海报').setInputFiles(papers.poster);
    await press(page, '提交审核');
    expect(await main(page)).to.include('待审核');
  });

  it('R24 R26 R37 is approved with the address of the working group, and its link stands on the front page', async () => {
    const page = reviewer;
    await page.goto('/admin/review');
    await follow(page, '青溪文化云');
    await claimHere(page);
    await fill(page, { 群名称: '青溪对接群', 群号或二维码地址: 'https://work.example.cn/group/qingxi' });
    await approveHere(page);
    await page.goto('/');
    expect(await page.getByRole('link', { name: '青溪文化云' }).first().getAttribute('href')).to.equal(
      'https://www.qingxi.example.cn/',
    );
  });

  it('R33 draws the SK, which its maker can read and download until it is confirmed as saved, and never after', async () => {
    const page = institution;
    await page.goto('/console');
    expect(await main(page))
      .to.include('“青溪文化云”的 AK 已签发。下一件事：领取 SK。')
      .and.to.include('1 个链接已上线');
    await follow(page, '应用与密钥');
    await follow(page, '青溪文化云');
    expect(await main(page))
      .to.include('青溪对接群')
      .and.to.include('https://work.example.cn/group/qingxi');
    expect(await page.getByRole('link', { name: '技术接口详细说明书' }).getAttribute('href')).to.equal(
      '/docs/specification',
    );
    await press(page, '领取 SK');
    const [clientId = '', secret = ''] = await page.locator('.key output').allTextContents();
    partner = { clientId, secret: remember(secret) };
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: /^下载 CSV/ }).click();
    expect(readFileSync(await (await downloading).path(), 'utf8')).to.equal(
      `\ufeff"AK","SK"\r\n"${clientId}","${secret}"\r\n`,
    );
    await page.reload();
    expect(await page.locator('.key output').allTextContents()).to.eql([clientId, secret]);
    await page.getByRole('button', { name: /^我已保存/ }).click();
    expect(await main(page)).to.include('好的，SK 不再显示。');
    await page.reload();
    expect(await page.content()).not.to.include(secret);
  });

  it('R24 R55 gets tokens for itself, and signs citizens in', async () => {
    used = await use({ ...cluster, send }, partner);
    expect(await doorsOf(cluster.one, used)).to.eql(open);
    expect(await doorsOf(cluster.other, used)).to.eql(open);
  });

  it('R16 R17 is entered by an operator from a letter, and decided by a second person', async () => {
    let page = operator;
    await page.goto('/admin');
    await follow(page, '应用与密钥');
    await follow(page, '录入邮寄申请');
    await fill(page, { 机构名称: '青溪' });
    await press(page, '查找');
    await follow(page, '青溪县文化馆');
    await page.getByLabel('来信').setInputFiles(papers.letter);
    await press(page, '上传并录入');
    expect(await main(page)).to.include('申请 AKSK.eml');
    await fill(page, {
      第三方应用名称: '青溪戏台',
      登录用途说明: '直播留言。',
      'APPID 回调地址': 'https://xitai.qingxi.example.cn/callback',
    });
    await press(page, '提交审核');
    expect(await main(page)).to.include('已提交审核，由另一位审核员处理。');
    await follow(page, '青溪戏台');
    expect(await page.locator('[data-approve]').count(), 'whoever entered it').to.equal(0);

    page = reviewer;
    await page.goto('/admin/review');
    await follow(page, '青溪戏台');
    expect(await main(page))
      .to.include('邮件申请')
      .and.to.include('申请 AKSK.eml')
      .and.to.include('（运营） 提交审核');
    await approveHere(page);
    await institution.goto('/console/applications');
    expect(await main(institution)).to.include('青溪戏台');
  });

  it('R28–R32 R59 is notified when the AK has expired, renews it from the list, and everything is open again', async () => {
    inSeconds = Math.round((dayStart(new Date(), 31).getTime() - Date.now()) / 1000) + hours(10);
    await cluster.restart({ CLOCK_OFFSET: String(inSeconds) });
    alternate = alternating(cluster.one, cluster.other);
    expect(await doorsOf(cluster.other, used)).to.include({ ...shut, auth: 'unauthorized_client' });

    const page = institution;
    const letter = await letterAbout(page, '“青溪文化云”的 AK 昨天已到期');
    await page.goto(/http\S+\/renew/.exec(letter)?.[0] ?? '');
    await identify(page, chen);
    expect(await main(page)).to.include('到期，登录与接口已停用。');
    await follow(page, '应用与密钥');
    await press(page, '延长有效期：青溪文化云');
    expect(await main(page)).to.match(/有效期已从 .+ 延长到 .+23:59/);
    used = await use({ ...cluster, send }, partner);
    expect(await doorsOf(cluster.one, used)).to.eql(open);
  });

  it('R33 rotates the SK under 50 requests a second, with both SKs in turn, and not one is refused', async () => {
    const page = institution;
    const secrets = [partner.secret];
    const answers: Promise<number>[] = [];
    const calling = setInterval(() => {
      const secret = secrets[answers.length % secrets.length] ?? '';
      const asked = post(cluster.origin, '/oidc/token', { ...partner, secret }, granted, {}, send);
      answers.push(asked.then(({ status }) => status));
    }, 20);
    try {
      await page.locator('summary', { hasText: '轮换 SK' }).click();
      await press(page, '生成新 SK');
      const [, secret = ''] = await page.locator('.key output').allTextContents();
      secrets.push(remember(secret));
      const before = answers.length;
      while (answers.length < before + 50) await sleep(20);
      await page.getByRole('button', { name: /^我已保存/ }).click();
      await page.getByText('好的，SK 不再显示。').waitFor();
      expect(await page.content()).not.to.include(secret);
    } finally {
      clearInterval(calling);
    }
    expect(new Set(await Promise.all(answers))).to.eql(new Set([200]));

    await page.getByRole('link', { name: /^现在作废/ }).click();
    await page.getByRole('button', { name: /^现在作废/ }).click();
    expect(await main(page)).to.include('旧 SK 已作废，一秒内处处生效。');
    await settled();
    const secret = secrets.at(-1) ?? '';
    const old = await post(cluster.origin, '/oidc/token', partner, granted, {}, send);
    partner = { ...partner, secret };
    const fresh = await post(cluster.origin, '/oidc/token', partner, granted, {}, send);
    expect([old.status, fresh.status]).to.eql([401, 200]);
    used = { ...used, partner };
  });

  it('R31 R59 is disabled with a reason by an operator, and within a second every door of both nodes is shut', async () => {
    const page = operator;
    await page.goto('/admin/applications');
    await identify(page, lin);
    await follow(page, '青溪文化云');
    await fill(page, { 停用的原因: '首页被改，正在核实。' });
    await press(page, '停用 青溪文化云');
    await page.getByText('应用已停用').waitFor();
    const ended = performance.now();
    await settled();
    expect(performance.now() - ended).to.be.below(1_000);
    expect(await doorsOf(cluster.one, used)).to.eql(shut);
    expect(await doorsOf(cluster.other, used)).to.eql(shut);

    await institution.goto('/console/applications');
    await follow(institution, '青溪文化云');
    expect(await main(institution)).to.include('首页被改，正在核实。');
    expect(await institution.getByRole('button', { name: /延长有效期|变更设置/ }).count()).to.equal(0);
  });

  it('R31 is enabled again: it works as before, and tokens issued before stay dead', async () => {
    await press(operator, '恢复使用');
    await operator.getByText('应用已恢复使用').waitFor();
    await settled();
    const old = { credentials: 200, auth: 303, userinfo: 401, me: 401, active: false, refreshed: 400 };
    expect(await doorsOf(cluster.one, used)).to.include(old);
    expect(await doorsOf(cluster.other, used)).to.include(old);
    used = await use({ ...cluster, send }, partner);
    expect(await doorsOf(cluster.other, used)).to.eql(open);
  });

  it('leaves no complaint in the console', () => {
    expect(watch.complaints).to.eql([]);
  });
});
