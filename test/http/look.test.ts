import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { axe, contrastIn, openPage } from '../support/browser.ts';
import { samples } from '../support/samples.ts';
import { openStage } from '../support/stage.ts';

type Display = Omit<Parameters<typeof openPage>[0], 'origin'>;

const names = Object.keys(samples);
const isCitizen = (name: string) => samples[name]?.page?.layout === 'citizen';
/** The demo's partner is dressed by itself and knows no 长辈版. */
const isOurs = (name: string) => !samples[name]?.view.startsWith('demo/');
const phone = { width: 360, height: 740 };
const [wide, narrow] = [
  { width: 1280, height: 800 },
  { width: 320, height: 640 },
];
const pressed = 'button, input:not([type=hidden]), .btn, .tabs a, .links a, .side a, summary, .display a, .demo a';
const pressedFirst = 'button, input:not([type=hidden]), .btn, .tabs a';

const list = async (page: Page, expression: string): Promise<string[]> => {
  const found = await page.evaluate(expression);
  return Array.isArray(found) ? found.map(String) : [];
};
const tooWide = async (page: Page) => {
  const over = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  return over > 0 ? [`${over} px too wide`] : [];
};
const smallTargets = (page: Page, selector: string, size: number) =>
  list(
    page,
    `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((e) => !e.closest('.vh, [hidden], .skip') && e.getClientRects().length > 0)
      .flatMap((e) => { const box = (e.closest('label') ?? e).getBoundingClientRect(); return box.height < ${size} - 0.5 ? [e.outerHTML.slice(0, 80) + ' ' + box.height] : []; })`,
  );
const smallText = (page: Page, size: number) =>
  list(
    page,
    `[...document.querySelectorAll('body *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && !e.closest('svg, .vh'))
      .flatMap((e) => (parseFloat(getComputedStyle(e).fontSize) < ${size} ? [e.outerHTML.slice(0, 80)] : []))`,
  );
/** What must be corrected is read first. */
const lostFocus = (page: Page) =>
  list(
    page,
    `[...document.querySelectorAll('.errors')].flatMap((e) => e === document.activeElement ? [] : ['the summary has no focus'])`,
  );
describe('the look, in a browser', function () {
  this.timeout(200_000);
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
  /** Visits every sample, some at a time in pages of their own, and gathers what `look` finds. */
  const visit = async (display: Display, look: (page: Page, name: string) => Promise<string[]>) => {
    const found: string[] = [];
    const waiting = [...names];
    const walk = async () => {
      const page = await open(display);
      await page.emulateMedia({ reducedMotion: 'reduce' }); // colours on their way are nobody’s
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        await page.goto(`/${name}`);
        for (const finding of await look(page, name)) found.push(`${name}: ${finding}`);
      }
      await page.context().close();
    };
    await Promise.all([walk(), walk()]);
    return found;
  };

  it('breaks no rule of WCAG 2.2 AA, keeps its contrast in every theme, and fits from 1280 to 320 px, in 长辈版 too, with targets and text as large as promised', async () => {
    const found = await visit({}, async (page, name) => {
      await page.setViewportSize(wide);
      const usual = [
        ...(await tooWide(page)),
        ...(await lostFocus(page)),
        ...(await axe(page)),
        ...(await contrastIn(page, ['dark', 'contrast'])),
      ];
      await page.setViewportSize(narrow);
      await page.evaluate('document.documentElement.dataset.theme = "light"');
      const small = [
        ...(await tooWide(page)),
        ...(await smallText(page, 13)),
        ...(isCitizen(name) ? await smallTargets(page, pressed, 44) : []),
      ];
      await page.evaluate('document.documentElement.toggleAttribute("data-elder", true)');
      const elder = [
        ...(await tooWide(page)),
        ...(isOurs(name) ? await smallText(page, 18) : []),
        ...(isCitizen(name) ? await smallTargets(page, pressedFirst, 60) : []),
        ...(await axe(page, ['target-size', 'scrollable-region-focusable'])), // what a width changes
        ...(await contrastIn(page, ['dark'])),
      ];
      return [
        ...usual,
        ...small.map((finding) => `320 px: ${finding}`),
        ...elder.map((finding) => `长辈版: ${finding}`),
      ];
    });
    expect(found.join('\n')).to.equal('');
  });

  // What a theme or a width changes is looked at above, at each run; LOOK=whole looks at everything in every display.
  if (process.env.LOOK === 'whole')
    for (const width of [320, 1280])
      for (const theme of ['light', 'dark', 'contrast'] as const)
        for (const elder of [false, true])
          it(`breaks no rule of WCAG 2.2 AA at ${width} px in ${theme}${elder ? ' and 长辈版' : ''}`, async () => {
            const display = { width, height: 800, theme, elder };
            const found = await visit(display, async (page) => [...(await tooWide(page)), ...(await axe(page))]);
            expect(found.join('\n')).to.equal('');
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
