import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { handoverDay } from '../../src/citizens/family/child.ts';
import { hours, after as later, systemClock, yearOf } from '../../src/clock.ts';
import { demoIsFilled } from '../../src/demo/announce.ts';
import { children, demoPassword } from '../../src/demo/people/people.ts';
import { byDayOffset } from '../support/clock.ts';
import type { TestDatabase } from '../support/database.ts';
import { filledDemo, withoutLeaves } from '../support/demo.ts';
import { freePort } from '../support/ports.ts';
import { remember } from '../support/record.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { typist } from './keyboard.ts';
import { citizen, clickButton, codeFor, excess, heading, logIn, type Watch, watchAt } from './scene.ts';

/** In the year of its fourteenth birthday, so that the day is near enough to go there. */
const child = { nickname: '小树', username: 'xiaoshu', password: remember('lamplight over reeds') };
const own = remember('a lantern of my own');
const phones = { own: remember('13700007711'), keyed: remember('13700007712') };
const keyed = remember('seventy keys and no mouse');

describe('R04 the way of a child under 14, and of one that reaches 14', function () {
  this.timeout(300_000);
  let database: TestDatabase;
  let keysDir: string;
  let server: ServerProcess;
  let watch: Watch;
  let scene: { partner: string };
  let parent: Page;
  let number: string;
  const year = () => yearOf(systemClock.now());

  async function start(port: number, demoPort: number, offset = 0): Promise<void> {
    const env = { DEMO: 'on', DEMO_PORT: String(demoPort), CLOCK_OFFSET: String(offset + byDayOffset) };
    await withoutLeaves(database.db, later(systemClock.now(), offset + byDayOffset));
    server = await startServer({
      file: import.meta.filename,
      url: database.url,
      keysDir,
      port,
      env,
      patienceMs: 90_000,
    });
    // The partner's site opens once its data are there.
    const site = `http://localhost:${demoPort}/`;
    await until(async () => (await fetch(site).catch(() => undefined))?.ok === true, 'the partner is open');
  }
  const ports = { cloud: 0, partner: 0 };

  before(async () => {
    const demo = await filledDemo(import.meta.filename);
    ({ database } = demo);
    keysDir = mkdtempSync(join(tmpdir(), 'ccc-family-'));
    cpSync(demo.keysDir, keysDir, { recursive: true }); // years pass here, which are none of the others'
    Object.assign(ports, { cloud: await freePort(), partner: demo.demoPort });
    await start(ports.cloud, ports.partner);
    watch = watchAt(server.origin);
    scene = { partner: `http://localhost:${ports.partner}` };
    parent = await watch.open({ width: 390, height: 844 });
  });
  after(async () => {
    await watch.close();
    await server.kill();
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const main = async (page: Page) => ((await page.getByRole('main').textContent()) ?? '').replace(/\s+/g, ' ');
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  /** The child at the login window of the partner, in a browser of its own. */
  async function atPartner(person: { username: string; password: string }, javaScript = true): Promise<Page> {
    const page = await watch.open({ javaScript });
    await clickButton(page, scene);
    await logIn(page, person);
    return page;
  }
  const numberAt = async (page: Page) =>
    (await page
      .getByRole('term')
      .filter({ hasText: '账号编号' })
      .locator('xpath=following-sibling::dd')
      .textContent()) ?? '';

  it('a parent adds a child, with a user name and a password and nothing else of it', async () => {
    await clickButton(parent, scene);
    await logIn(parent, citizen);
    await press(parent, '同意并登录');
    await parent.waitForURL(`${scene.partner}/`);
    await parent.goto('/account/family');
    expect(await main(parent))
      .to.include(children.young.nickname)
      .and.include('可进 1 个平台');
    await parent.getByRole('link', { name: '添加一个孩子' }).click();
    await parent.getByLabel('孩子的昵称').fill(child.nickname);
    await parent.getByLabel('出生年份').fill(String(year() - 14));
    await parent.getByLabel('孩子的用户名').fill(child.username);
    await parent.getByLabel('孩子的密码').fill(child.password);
    await parent.getByLabel('我已成年').check();
    await parent.getByLabel('我同意按上面写的').check();
    await press(parent, '添加');
    expect(await heading(parent)).to.equal(child.nickname);
    expect(await main(parent))
      .to.include('已添加')
      .and.include('还不能进任何平台');
  });

  let asking: Page;
  it('the child is not let in without its parent’s consent, and sends the question with one tap, on a phone of 320 px without JavaScript', async () => {
    asking = await watch.open({ width: 320, height: 640, javaScript: false });
    await clickButton(asking, scene);
    await logIn(asking, child);
    expect(await heading(asking)).to.equal('家长还没有同意这里');
    expect(await asking.getByRole('alert').count(), 'no error').to.equal(0);
    expect(await excess(asking)).to.equal(0);
    await press(asking, '请家长看一看');
    expect(await heading(asking)).to.equal('已经告诉家长了');
  });

  it('the parent finds the question and agrees; the child goes on where it was, and nowhere of the Cloud itself', async () => {
    await parent.goto('/account/family');
    expect(await main(parent)).to.include('小树想登录');
    await press(parent, /^同意/);
    expect(await main(parent)).to.include('已同意');
    const page = asking;
    await press(page, '家长同意了，进去');
    // In December the day of the handover is near, and told first.
    if ((await heading(page)) === '账号快要归您自己管理') await press(page, '知道了，继续');
    expect(await heading(page)).to.match(/^进/);
    expect(await main(page)).to.include('家长已经同意了，不用你再点同意');
    expect(await page.getByRole('checkbox').count(), 'nothing to decide').to.equal(0);
    expect(await excess(page)).to.equal(0);
    await press(page, '进去');
    await page.waitForURL(`${scene.partner}/`);
    expect(await heading(page)).to.equal('已登录：小树');
    number = await numberAt(page);
    expect(number).to.match(/[\w-]{20,}/);
    await page.goto('/account');
    expect(await main(page)).to.include('由家长管理');
  });

  it('in the year of its birthday the parent may hand it over, and take that back', async () => {
    await parent.goto('/account/family');
    await parent.getByRole('link', { name: /交给\s*小树/ }).click();
    await parent.getByLabel('已满 14 周岁').check();
    await press(parent, /交给\s*小树/);
    expect(await heading(parent)).to.equal('等小树接手');
    await press(parent, '还没满，收回');
    expect(await main(parent)).to.include('已收回');
  });

  it('on the day it belongs to the child: it chooses a password of its own, decides itself, and is the same person to the partner', async () => {
    await server.kill();
    const offset = Math.ceil((handoverDay(year() - 14).getTime() - systemClock.now().getTime()) / 1000) + hours(1);
    await start(ports.cloud, ports.partner, offset);
    const page = await atPartner(child, false);
    expect(await heading(page)).to.equal('这个账号现在归您自己');
    await page.getByLabel('手机号').fill(phones.own);
    await press(page, '获取验证码');
    await page.getByLabel('验证码', { exact: true }).fill(await codeFor(page, phones.own));
    await page.getByLabel('新密码').fill(child.password);
    await page.getByLabel('我已阅读并同意').check();
    await press(page, '接手并继续');
    expect(await page.getByRole('alert').textContent()).to.include('请换一个新密码');
    // The code was not used up.
    await page.getByLabel('验证码', { exact: true }).fill(await codeFor(page, phones.own));
    await page.getByLabel('新密码').fill(own);
    await page.getByLabel('我已阅读并同意').check();
    await press(page, '接手并继续');
    expect(await main(page)).to.include('提供昵称和头像');
    await press(page, '同意并登录');
    await page.waitForURL(`${scene.partner}/`);
    expect(await heading(page)).to.equal('已登录：小树');
    expect(await numberAt(page)).to.equal(number);
    await page.goto('/account/security');
    expect(await main(page)).to.include('137****7711');
  });

  it('the parent sees it no more, nor any other child that reached 14 and waits', async () => {
    const page = await watch.open();
    await page.goto('/account/family');
    await logIn(page, citizen);
    const seen = await main(page);
    expect(seen).to.include('小禾').and.not.include('小树');
    expect(seen).to.include('等孩子接手').and.include(children.ofAge.nickname);
  });

  it('that child takes over by keyboard alone, hears each problem at its field, and signs in', async () => {
    const page = await watch.open();
    page.setDefaultTimeout(20_000);
    await clickButton(page, scene);
    const { enter, reach, tick, write } = typist(page);
    await write({ 手机号或用户名: children.ofAge.username, 密码: demoPassword });
    await tick('我已阅读并同意');
    await enter('登录');
    expect(await heading(page)).to.equal('这个账号现在归您自己');
    await write({ 手机号: phones.keyed });
    await enter('获取验证码');
    const code = await codeFor(page, phones.keyed);
    await write({ 验证码: code, 新密码: demoPassword });
    await tick('我已阅读并同意');
    await enter('接手并继续');
    // A problem leads to its field: the first to the password, which has the focus then.
    await reach(/请换一个新密码/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(keyed);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.insertText(code);
    await enter('接手并继续');
    await enter('同意并登录');
    await page.waitForURL(`${scene.partner}/`);
    expect(await heading(page)).to.equal(`已登录：${children.ofAge.nickname}`);
    expect(watch.complaints).to.eql([]);
  });

  it('began at the address that the start printed, and its lists are filled as announced', async () => {
    const said = server.output();
    expect(said).to.include(scene.partner);
    if (!said.includes('演示内容还在准备')) return;
    // Nearly a year of figures is missing where the day of today is early in the year.
    await until(() => server.output().includes(demoIsFilled), 'the lists are filled', 120_000);
  });
});
