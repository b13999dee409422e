import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { createCitizen, password } from '../support/app.ts';
import { remember } from '../support/record.ts';
import { until } from '../support/until.ts';
import { clickButton, codeFor, excess, heading, logIn, openScene, type Scene, signInAtPartner } from './scene.ts';

const weChat =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.54(0x18003628) NetType/WIFI Language/zh_CN';
const sizes = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 320, height: 640 },
];

describe('a citizen whose browser does less', () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene(import.meta.filename);
  });
  after(() => scene.close());

  for (const size of sizes) {
    it(`without JavaScript, at ${size.width} px, signs in, decides, and takes it back`, async () => {
      const username = `plain${size.width}`;
      await createCitizen(scene.at, username);
      const page = await scene.open({ ...size, javaScript: false });
      await clickButton(page, scene);
      await logIn(page, { username, password });
      await page.getByLabel('提供昵称和头像').uncheck();
      await page.getByRole('button', { name: '同意并登录' }).click();
      await page.waitForURL(`${scene.partner}/`);
      expect(await heading(page)).to.match(/^已登录：/);
      expect(await page.getByRole('term').allTextContents()).to.eql(['账号编号']);
      await page.goto('/account/grants');
      await page.getByRole('link', { name: '取消授权' }).click();
      await page.getByRole('button', { name: '取消授权' }).click();
      expect(await page.getByRole('main').textContent()).to.include('还没有授权过任何平台。');
    });
  }

  for (const javaScript of [true, false])
    it(`R04 types a number and ticks the agreement once: both stand on each other way in, and in no address${javaScript ? '' : ', without JavaScript'}`, async () => {
      const page = await scene.open({ ...sizes[2], javaScript });
      const number = '13600000002';
      const addresses: string[] = [];
      page.on('framenavigated', (frame) => addresses.push(frame.url()));
      await clickButton(page, scene);
      await page.getByLabel('手机号或用户名').fill(number);
      await page.getByLabel('我已阅读并同意').check();
      for (const [way, field] of [
        ['验证码登录', '手机号'],
        ['密码登录', '手机号或用户名'],
        ['注册', '手机号'],
      ] as const) {
        await page.getByRole('button', { name: way, exact: true }).click();
        await page.waitForLoadState();
        expect(await page.getByLabel(field).inputValue(), way).to.equal(number);
        expect(await page.getByLabel('我已阅读并同意').isChecked(), way).to.equal(true);
      }
      await clickButton(page, scene);
      await page.getByLabel('手机号或用户名').fill(number);
      await page.getByRole('button', { name: '忘记密码' }).click();
      await page.waitForLoadState();
      expect(await page.getByLabel('手机号').inputValue()).to.equal(number);
      expect(addresses.filter((address) => address.includes(number))).to.deep.equal([]);
      await page.context().close();
    });

  it('without JavaScript, sees the problems, registers by phone, and logs out', async () => {
    const page = await scene.open({ ...sizes[2], javaScript: false });
    await clickButton(page, scene);
    await page.getByLabel('我已阅读并同意').check();
    await page.getByRole('button', { name: '登录', exact: true }).click();
    expect(await page.getByRole('alert').textContent()).to.include('有 2 处需要修改');
    await page.getByRole('button', { name: '注册', exact: true }).click();
    await page.getByLabel('手机号').fill('13600000001');
    await page.getByRole('button', { name: '获取验证码' }).click();
    expect(await page.getByRole('button', { name: '重新获取验证码' }).isEnabled()).to.equal(true);
    await page.getByLabel('验证码', { exact: true }).fill(await codeFor(page, '13600000001'));
    await page.getByLabel('密码', { exact: true }).fill(remember('lamplight over reeds'));
    await page.getByLabel('已满 14 周岁').check();
    await page.getByLabel('我已阅读并同意').check();
    await page.getByRole('button', { name: '注册并登录' }).click();
    await page.getByRole('button', { name: '同意并登录' }).click();
    await page.waitForURL(`${scene.partner}/`);
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL(`${scene.partner}/`);
    expect(await page.getByRole('main').getByRole('link', { name: '登录' }).isVisible()).to.equal(true);
  });

  /** Presses Tab as often as needed to reach `name`; every stop on the way must be seen. Answers the stops. */
  async function tabTo(page: Page, name: string): Promise<string[]> {
    const stops: string[] = [];
    while (stops.at(-1) !== name && stops.length < 25) {
      await page.keyboard.press('Tab');
      const [label, outline, visible] = String(
        await page.evaluate(`(() => {
          const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
          const label = e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent;
          return [label.trim(), style.outlineStyle + style.outlineWidth, box.width > 1 && box.height > 1 && box.top >= 0].join('|');
        })()`),
      ).split('|');
      expect([outline, visible], `focus on ${label}`).to.eql(['solid3px', 'true']);
      stops.push(label ?? '');
    }
    expect(stops.at(-1)).to.equal(name);
    return stops;
  }

  it('with the keyboard alone, logs in and decides, and always sees where the focus is', async () => {
    await createCitizen(scene.at, 'typist');
    const page = await scene.open();
    await clickButton(page, scene);
    expect(await tabTo(page, '手机号或用户名')).to.eql([
      '跳到主要内容',
      '短信和邮件',
      '国家公共文化云',
      'English',
      '长辈版',
      '验证码登录',
      '密码登录',
      '扫码登录',
      '手机号或用户名',
    ]);
    await page.keyboard.type('typist');
    expect(await tabTo(page, '密码')).to.eql(['忘记密码', '密码']);
    await page.keyboard.type(password);
    await tabTo(page, '记住这台设备 30 天，公用电脑请不要勾选');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.getByLabel('我已阅读并同意').isChecked()).to.equal(true);
    expect(await tabTo(page, '登录')).to.eql(['《用户协议》（新窗口打开）', '《隐私政策》（新窗口打开）', '登录']);
    await page.keyboard.press('Enter');

    await page.waitForURL(/\/consent$/);
    const stops = await tabTo(page, '提供手机号');
    expect(stops.slice(-3)).to.eql(['换账号', '提供昵称和头像', '提供手机号']);
    await page.keyboard.press('Space');
    expect(await tabTo(page, '同意并登录')).to.eql(['提供年龄段', '同意并登录']);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${scene.partner}/`);
    expect(await heading(page)).to.equal('已登录：溪边人家');
  });

  it('skips to the content by the first link, and sends the login form with Enter', async () => {
    const page = await scene.open();
    await clickButton(page, scene);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#main$/);
    await until(
      async () => (await page.evaluate('document.activeElement.id')) === 'main',
      'the focus is in the content',
    );
    expect(await tabTo(page, '验证码登录')).to.eql(['验证码登录']);
    await page.getByLabel('我已阅读并同意').check();
    await page.getByLabel('密码', { exact: true }).press('Enter');
    expect(await page.getByRole('alert').textContent()).to.include('有 2 处需要修改');
  });

  it('in WeChat with text of 200 %, signs in on pages that are longer and no wider, with nothing cut off, no 通行密钥 and no other window or browser', async () => {
    await createCitizen(scene.at, 'chatter');
    const page = await scene.open({ width: 360, height: 740, phone: true, userAgent: weChat });
    await page.addInitScript(
      "addEventListener('DOMContentLoaded', () => { document.documentElement.style.webkitTextSizeAdjust = '200%'; })",
    );
    const check = async () => {
      await page.waitForLoadState();
      expect(await page.evaluate("getComputedStyle(document.querySelector('main p')).fontSize")).to.match(
        /^(28|32)px$/,
      );
      expect(await excess(page), await page.title()).to.be.at.most(0);
      const cut = `[...document.querySelectorAll('.btn, .tabs a, .links a, label, input:not([type=checkbox]), h1, h2')]
        .filter((e) => !e.closest('.vh, .skip, [hidden]') && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && getComputedStyle(e).display !== 'inline')
        .map((e) => e.outerHTML.slice(0, 90))`;
      expect(await page.evaluate(cut), await page.title()).to.eql([]);
      // WeChat says that it has 通行密钥 and has not; another browser is asked for only where there is no other way.
      expect(await page.locator('form[data-passkey]').filter({ visible: true }).count(), 'passkeys').to.equal(0);
      const said = page.getByText('浏览器打开').filter({ visible: true });
      expect(await said.count(), await page.title()).to.equal(0);
    };
    await clickButton(page, scene);
    await check();
    await page.getByText('验证码登录', { exact: true }).click();
    await check();
    await page.getByText('密码登录', { exact: true }).click();
    await logIn(page, { username: 'chatter', password: 'not the password' });
    await check();
    await logIn(page, { username: 'chatter', password });
    await check();
    await page.getByRole('button', { name: '同意并登录' }).click();
    await page.waitForURL(`${scene.partner}/`);
    await page.goto('/account/logins');
    await check();
    expect(await page.getByRole('main').textContent()).to.include('iPhone · 微信');
    expect(page.context().pages().length, 'windows').to.equal(1);
  });

  it('finds its way at 768 px as on a desk', async () => {
    const page = await scene.open({ ...sizes[1] });
    await signInAtPartner(page, scene);
    await page.goto('/account/grants');
    const entries = await page.getByRole('navigation', { name: '我的账号' }).getByRole('link').allTextContents();
    expect(entries).to.include.members(['账号总览', '登录与安全', '已授权平台', '登录记录']);
    expect(await excess(page)).to.be.at.most(0);
  });

  it('leaves no complaint in the console', () => {
    expect(scene.complaints).to.eql([]);
  });
});
