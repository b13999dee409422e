import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { axe, openPage } from '../support/browser.ts';
import { samples } from '../support/samples.ts';
import { openStage } from '../support/stage.ts';

type Display = Omit<Parameters<typeof openPage>[0], 'origin'>;

const names = Object.keys(samples);
const citizen = names.filter((name) => samples[name]?.page?.layout === 'citizen');
const phone = { width: 360, height: 740 };

describe('the look, in a browser', function () {
  this.timeout(120_000);
  const complaints: string[] = [];
  let stage: Awaited<ReturnType<typeof openStage>>;
  before(async () => {
    stage = await openStage();
  });
  after(async () => {
    await stage.close();
  });

  const open = async (display: Display = {}) => {
    const page = await openPage({ origin: stage.origin, ...display });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    return page;
  };
  /** Visits the samples in one display and gathers what `look` finds. */
  const visit = async (display: Display, wanted: readonly string[], look: (page: Page) => Promise<string[]>) => {
    const page = await open(display);
    const found: string[] = [];
    for (const name of wanted) {
      await page.goto(`/${name}`);
      found.push(...(await look(page)).map((finding) => `${name}: ${finding}`));
    }
    await page.context().close();
    return found;
  };

  it('breaks no rule of WCAG 2.2 AA in light on a desk', async () => {
    expect(await visit({}, names, axe)).to.eql([]);
  });

  it('breaks none in dark and in 长辈版 on a phone', async () => {
    expect(await visit({ ...phone, theme: 'dark', elder: true }, names, axe)).to.eql([]);
  });

  it('breaks none in high contrast', async () => {
    expect(
      await visit({ ...phone, theme: 'contrast' }, ['login-bad', 'sms-sent', 'consent', 'error', 'account'], axe),
    ).to.eql([]);
  });

  it('fits 320 px, in 长辈版 too', async () => {
    const tooWide = async (page: Page) => {
      const over = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
      return over > 0 ? [`${over} px too wide`] : [];
    };
    expect(await visit({ width: 320, height: 640 }, names, tooWide)).to.eql([]);
    expect(
      await visit({ width: 320, height: 640, elder: true }, [...citizen, 'account', 'grants', 'home'], tooWide),
    ).to.eql([]);
  });

  it('offers targets of 44 px, and of 60 px where something is pressed in 长辈版', async () => {
    const smallerThan = (size: number, selector: string) => async (page: Page) => {
      const small = await page.evaluate(
        `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((e) => !e.closest('.vh, [hidden], .skip') && e.getClientRects().length > 0)
          .flatMap((e) => { const box = (e.closest('label') ?? e).getBoundingClientRect(); return box.height < ${size} - 0.5 ? [e.outerHTML.slice(0, 80) + ' ' + box.height] : []; })`,
      );
      return Array.isArray(small) ? small.map(String) : [];
    };
    const pressed = 'button, input:not([type=hidden]), .btn, .tabs a, .links a, .side a, summary, .display a, .demo a';
    expect(await visit(phone, citizen, smallerThan(44, pressed))).to.eql([]);
    expect(
      await visit(
        { ...phone, elder: true },
        citizen,
        smallerThan(60, 'button, input:not([type=hidden]), .btn, .tabs a'),
      ),
    ).to.eql([]);
  });

  it('writes nothing under 13 px, and nothing under 18 px in 长辈版', async () => {
    const smallerThan = (size: number) => async (page: Page) => {
      const small = await page.evaluate(
        `[...document.querySelectorAll('body *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && !e.closest('svg, .vh'))
          .flatMap((e) => (parseFloat(getComputedStyle(e).fontSize) < ${size} ? [e.outerHTML.slice(0, 80)] : []))`,
      );
      return Array.isArray(small) ? small.map(String) : [];
    };
    expect(await visit(phone, names, smallerThan(13))).to.eql([]);
    expect(await visit({ ...phone, elder: true }, [...citizen, 'account', 'home'], smallerThan(18))).to.eql([]);
  });

  it('shows 登录 and 同意并登录 on the first screen of a phone', async () => {
    const page = await open(phone);
    for (const name of ['login', 'sms', 'consent']) {
      await page.goto(`/${name}`);
      const box = await page.locator('button.go').boundingBox();
      expect((box?.y ?? 999) + (box?.height ?? 0), name).to.be.at.most(740);
    }
    await page.context().close();
  });

  it('shows no button that only a script can serve where there is none', async () => {
    const page = await open({ javaScript: false });
    await page.goto('/login');
    expect(await page.getByRole('button').allTextContents()).to.eql(['登录']);
    await page.goto('/error');
    expect(await page.getByRole('button').count()).to.equal(0);
    await page.goto('/sms-sent');
    expect(await page.getByRole('button', { name: '重新获取验证码' }).isEnabled()).to.equal(true);
    expect(await page.getByText('58 秒后可以重新获取。').isVisible()).to.equal(true);
    await page.context().close();
  });

  it('shows and hides the password, and sends it as a password', async () => {
    const page = await open();
    await page.goto('/login');
    const field = page.getByLabel('密码', { exact: true });
    await field.fill('secret word');
    await page.getByRole('button', { name: '显示密码' }).click();
    expect(await field.getAttribute('type')).to.equal('text');
    await page.getByRole('button', { name: '隐藏密码' }).click();
    expect(await field.getAttribute('type')).to.equal('password');
    await page.context().close();
  });

  it('counts down to the next text message and says when it is time', async () => {
    const page = await open();
    await page.clock.install();
    await page.goto('/sms-sent');
    const button = page.locator('button[name=send]');
    expect(await button.textContent()).to.equal('58 秒后可重发');
    expect(await button.isDisabled()).to.equal(true);
    await page.clock.runFor(59_000);
    expect(await button.textContent()).to.equal('重新获取验证码');
    expect(await button.isEnabled()).to.equal(true);
    expect(await page.getByRole('status').allTextContents()).to.include('现在可以重新获取验证码。');
    await page.context().close();
  });

  it('goes on by the Enter key and does not ask for another message', async () => {
    const page = await open();
    await page.goto('/sms');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByLabel('验证码').fill('123456');
    await page.getByLabel('验证码').press('Enter');
    const body = new URLSearchParams((await sent).postData() ?? '');
    expect([body.get('code'), body.has('send')]).to.eql(['123456', false]);
    await page.context().close();
  });

  it('sends a form once, however often the button is pressed', async () => {
    const page = await open();
    await page.goto('/consent');
    let posts = 0;
    await page.route('**/interaction/**', async (route) => {
      posts += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.fulfill({ status: 204 });
    });
    await page.getByRole('button', { name: '同意并登录' }).click({ noWaitAfter: true });
    await page.getByRole('button', { name: '同意并登录' }).click({ noWaitAfter: true });
    await page.waitForTimeout(800);
    expect(posts).to.equal(1);
    await page.context().close();
  });

  it('begins at the summary of what must be corrected, whose links lead into the fields', async () => {
    const page = await open();
    await page.goto('/login-bad');
    expect(await page.evaluate('document.activeElement.className')).to.equal('errors');
    await page.getByRole('link', { name: '手机号或密码不对' }).click();
    expect(await page.evaluate('document.activeElement.id')).to.equal('password');
    await page.context().close();
  });

  it('copies the number of an error', async () => {
    const page = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/error');
    await page.getByRole('button', { name: '复制编号' }).click();
    await page.getByText('已复制').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).to.equal('8K2F-41QT');
    await page.context().close();
  });

  it('left nothing in the console of the browser', () => {
    expect(complaints.filter((text) => !text.includes('404 (Not Found)'))).to.eql([]);
  });
});
