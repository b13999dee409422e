import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Frame } from 'playwright-core';
import { axe, contrastIn, openPage } from '../support/browser.ts';
import {
  crampedLines,
  elder,
  lostDeciders,
  lostFocus,
  type Measure,
  measure,
  scrolledLists,
  smallTargets,
  smallText,
  tooWide,
  usual,
} from '../support/measures.ts';
import { samples } from '../support/samples.ts';
import { someOf } from '../support/some.ts';
import { isCitizens as isSeenByCitizens, openStage, shownOnStage } from '../support/stage.ts';

type Display = Omit<Parameters<typeof openPage>[0], 'origin'>;

const names = shownOnStage;
/** The demo's partner is dressed by itself and knows no 长辈版. */
const isOurs = (name: string) => !samples[name]?.view.startsWith('demo/');
const phone = { width: 360, height: 740 };
/** The rules of axe that a width decides. */
const byWidth = ['target-size', 'scrollable-region-focusable'];
/** One sample of each view, and pages beside samples: a width affects all states of a view alike, except for overflow. */
const oneOfEach = new Set(new Map(Object.entries(samples).map(([name, { view }]) => [view, name])).values());
const views = names.filter((name) => samples[name] === undefined || oneOfEach.has(name));
const states = names.filter((name) => !views.includes(name));
/** By itself, as after a change of a page: of the run of all tests this was the dearest file. */
const isAlone = process.env.TEST_CLUSTER === undefined;
/**
 * Samples looked at in every theme, at every width and in every size of text: another half of the views each day, and another third of their
 * other states; among all tests a sixth of both. All fit on a phone, each view at 1280 px as well, and all views are judged by axe and in every
 * theme: each time where this runs alone, and among all tests within two days and within six.
 */
const ofToday = new Set([...someOf(views, 0, isAlone ? 2 : 6), ...someOf(states, 0, isAlone ? 3 : 6)]);
/** Among all tests half of the views, the others the next day, and a sixth of the other states. */
const visited = isAlone ? names : [...new Set([...someOf(views, 0, 2), ...ofToday])];

/** In a page: nothing but a frame that is laid out and never painted, under the policy of the page that was there. */
const frameIn = `(() => {
  document.open();
  document.write('<!doctype html><title>stage</title><iframe></iframe>');
  document.close();
  document.querySelector('iframe').style.cssText = 'position: absolute; border: 0; visibility: hidden; height: 800px';
})()`;

/**
 * In the frame: another page in its place, read, styled and scripted as any other, until it is complete. Pending work of the one before is
 * cancelled.
 */
const writeOver = (html: string): Promise<void> =>
  new Promise((resolve) => {
    const page = Object(globalThis);
    for (let timer = page.setTimeout(() => undefined); timer > 0; timer -= 1) page.clearTimeout(timer);
    page.document.open();
    page.addEventListener('load', () => resolve(), { once: true });
    page.document.write(html);
    page.document.close();
  });

describe('the look, in a browser', function () {
  this.timeout(400_000);
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
  /**
   * Visits the samples, some at a time in pages of their own, and collects the findings of `look`. One after the other is written into a
   * permanent frame with axe loaded: a navigation each would cost more than half of the whole test. The frame is invisible, and has the size of
   * a window: layout, style and focus are the same, and nothing is painted five times for each sample.
   */
  const visit = async (look: (frame: Frame, name: string) => Promise<string[]>) => {
    const found: string[] = [];
    const waiting = [...visited];
    const walk = async () => {
      const page = await open();
      await page.emulateMedia({ reducedMotion: 'reduce' }); // no transitions between colours
      // The stage has no server: a page that polls would soon reload itself.
      await page.addInitScript('window.fetch = () => new Promise(() => {})');
      let policy: string | null = null;
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        const response = await fetch(`${stage.origin}/${name}`);
        const html = await response.text();
        if (policy !== response.headers.get('content-security-policy')) {
          await page.goto(`/${name}`);
          await page.evaluate(frameIn);
        }
        policy = response.headers.get('content-security-policy');
        const [, frame] = page.frames();
        if (frame === undefined) throw new Error('no frame');
        await frame.evaluate(writeOver, html);
        for (const finding of await look(frame, name)) found.push(`${name}: ${finding}`);
      }
      await page.context().close();
    };
    await Promise.all([walk(), walk()]);
    return found;
  };

  // Effects of a theme or a width; `npm run look` checks everything in every display.
  it('breaks no rule of WCAG 2.2 AA at 1280, 768 and 320 px, keeps its contrast in every theme, has targets, text and lines as promised, in 长辈版 too, fits with text twice as large, and on a phone shows what decides of every list', async () => {
    const dress = (width: number, isElder: boolean, text: string) =>
      `(frameElement.style.width = '${width}px', document.documentElement.style.fontSize = '${text}',
        document.documentElement.dataset.theme = 'light', document.documentElement.toggleAttribute('data-elder', ${isElder}), [])`;
    const found = await visit(async (frame, name) => {
      const said: string[] = [];
      const add = (where: string, findings: readonly string[]) =>
        said.push(...findings.map((each) => `${where}: ${each}`));
      const measured = (width: number, measures: readonly Measure[], { isElder = false, text = '' } = {}) =>
        measure(frame, dress(width, isElder, text), tooWide, ...measures);
      const isCitizens = isSeenByCitizens(name);
      const isView = views.includes(name);
      const isWhole = ofToday.has(name);
      const isJudged = isWhole || (isAlone && isView);
      for (const width of isWhole ? [1280, 768, 320] : isView || isAlone ? [1280, 320] : [320]) {
        add(`${width} px`, [
          ...(await measured(width, [
            ...(width === 1280 ? [lostFocus] : []),
            ...(isCitizens && width === 1280 ? [crampedLines] : []),
            ...(width === 320 ? [smallText(usual), scrolledLists] : []),
            ...(isCitizens && width !== 768 ? [smallTargets(usual)] : []),
          ])),
          ...((width === 1280 && isJudged) || (isCitizens && isView && isWhole)
            ? await axe(frame, width === 768 ? byWidth : undefined)
            : []),
        ]);
        if (width === 1280 && isJudged) add('themes', await contrastIn(frame, ['dark', 'contrast']));
        if (!isWhole) continue;
        if (width === 768 || !(isCitizens || (width === 320 && isOurs(name)))) continue;
        add(`长辈版, ${width} px`, [
          ...(await measured(width, [smallText(elder), ...(isCitizens ? [smallTargets(elder), crampedLines] : [])], {
            isElder: true,
          })),
          ...(width === 320 && isView ? await axe(frame, byWidth) : []),
          ...(width === 320 ? await contrastIn(frame, ['dark']) : []),
        ]);
      }
      add('390 px', await measured(390, [lostDeciders, scrolledLists]));
      if (isCitizens && isWhole)
        for (const width of [1280, 640]) add(`text of 200 %, ${width} px`, await measured(width, [], { text: '200%' }));
      return said;
    });
    expect(found.join('\n')).to.equal('');
  });

  it('would find a small or covered target, and one that scrolls out of reach', async () => {
    const page = await open();
    await page.goto('/login');
    const judge = async (styles: readonly string[]) => {
      await page.evaluate(`(${JSON.stringify(styles)}).reduce((main, style) => {
        const part = document.createElement(style.includes('overflow') ? 'div' : 'button');
        part.textContent = '一行一行的字'.repeat(style.includes('overflow') ? 40 : 1);
        part.style.cssText = 'all: unset; display: block; ' + style;
        main.append(part);
        return main;
      }, Object.assign(document.querySelector('main'), { textContent: '' }))`);
      return (await axe(page, byWidth)).map((finding) => finding.split(':', 1)[0]);
    };
    const large = 'width: 60px; height: 60px';
    expect(await judge([large, large])).to.eql([]);
    expect(await judge(['width: 20px; height: 20px', 'width: 20px; height: 20px'])).to.eql([
      'target-size',
      'target-size',
    ]);
    expect(await judge([large, `${large}; margin-top: -50px`])).to.eql(['target-size']);
    expect(await judge(['overflow: auto; width: 200px; height: 50px'])).to.eql(['scrollable-region-focusable']);
    await page.context().close();
  });

  it('would find a list that says nowhere what decides, and one of which that must be scrolled for', async () => {
    const page = await open({ width: 390 });
    await page.goto('/login');
    const judge = (rows: string, style: string) =>
      page
        .evaluate(
          `document.querySelector('main').innerHTML = ${JSON.stringify(`<div class="scroll"><table ${style}><tbody>${rows}</tbody></table></div>`)}`,
        )
        .then(() => measure(page, lostDeciders, scrolledLists))
        .then((found) => found.map((each) => each.replace(/( by \d+ px)?:.*/s, '')));
    const wide = `<td>${'青溪县文化馆'.repeat(6)}</td>`;
    const decided = `<tr><th scope="row">青溪</th>${wide}${wide}<td class="k">今天</td></tr>`;
    expect(await judge(decided, 'class="fold"')).to.eql([]);
    expect(await judge(decided, '')).to.eql(['what decides is out of sight', 'scrolls sideways']);
    expect(await judge(decided.replace(' class="k"', ''), 'class="fold"')).to.eql(['no cell decides']);
    await page.context().close();
  });

  it('has in 跟随系统 the colours of 浅色 and 深色', async () => {
    const page = await open();
    await page.goto('/login');
    const worn = (theme: string) =>
      page.evaluate(`document.documentElement.dataset.theme = '${theme}',
        [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).flatMap(({ style }) => [...(style ?? [])]).filter((name) => name.startsWith('--'))
          .map((name) => name + getComputedStyle(document.documentElement).getPropertyValue(name))`);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      expect(await worn('auto')).to.deep.equal(await worn(theme));
    }
    await page.context().close();
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
    // Those that turn to another page with the typed name are buttons of the form.
    expect(await page.getByRole('button').allTextContents()).to.eql(['验证码登录', '忘记密码', '登录', '注册']);
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
    await page.getByLabel('我已阅读并同意').check();
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

  it('begins at the summary of problems, whose links lead into the fields', async () => {
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
