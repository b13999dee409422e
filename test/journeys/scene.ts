import type { Page } from 'playwright-core';
import { after, type Clock, systemClock } from '../../src/clock.ts';
import { demoPassword, demoPhone } from '../../src/demo/people/people.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { filledDemo } from '../support/demo.ts';

type Display = Omit<Parameters<typeof openPage>[0], 'origin'>;

export type Person = { username: string; password: string };

/** The citizen of the demonstration. */
export const citizen: Person = { username: demoPhone, password: demoPassword };

/** Browsers that are watched. */
export interface Watch {
  /** A browser of its own, without fonts unless requested; errors of its console and of the servers are collected. */
  open(display?: Display): Promise<Page>;
  /** Keeps the same of a page that was opened elsewhere, and gives it back. */
  watch(page: Page): Page;
  /** Faults that no visit may leave behind: console errors, violations of the CSP, exceptions, answers of 500 and above. */
  complaints: string[];
  close(): Promise<void>;
}

/** The Cloud, the demo partner beside it, and browsers that are watched. */
export interface Scene extends Watch {
  at: TestApp;
  cloud: string;
  partner: string;
  /** Moves the time of the Cloud's own decisions; 0 brings it back. */
  moveAhead(seconds: number): void;
}

export async function openScene(file: string): Promise<Scene> {
  let ahead = 0;
  const clock: Clock = { now: () => after(systemClock.now(), ahead) };
  const { database, keysDir, demoPort } = await filledDemo(file);
  const env = { DEMO: 'on', DEMO_PORT: String(demoPort) };
  const at = await startApp(file, { clock, database, keysDir, jobs: true, env });
  const watch = watchAt(at.origin);
  return {
    ...watch,
    at,
    cloud: at.origin,
    partner: `http://localhost:${demoPort}`,
    moveAhead(seconds) {
      ahead = seconds;
    },
    async close() {
      await watch.close();
      await at.close();
      await database.drop();
    },
  };
}

/** Opens browsers on a site and collects their errors. */
export function watchAt(origin: string): Watch {
  const complaints: string[] = [];
  const pages: Page[] = [];
  const watch = (page: Page): Page => {
    page.on('console', (message) => {
      // A page with problems, or about something expired, is answered with a 4xx: the browser mentions it.
      if (!/the server responded with a status of 4\d\d/.test(message.text()))
        complaints.push(`${page.url()} ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()} ${error.message}`));
    page.on('response', (response) => {
      if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
    });
    return page;
  };
  return {
    complaints,
    watch,
    async open(display = {}) {
      const page = watch(await openPage({ origin, ...display }));
      page.setDefaultTimeout(8_000); // reports its condition before mocha gives up
      pages.push(page);
      return page;
    },
    async close() {
      for (const page of pages) await page.context().close();
    },
  };
}

/** From the partner's login window to the Cloud, by the button. */
export async function clickButton(page: Page, { partner }: Pick<Scene, 'partner'>): Promise<void> {
  await page.goto(`${partner}/sign-in`);
  await page.getByRole('link', { name: '使用国家公共文化云登录' }).click();
  await page.waitForLoadState(); // or a key that is pressed now is pressed on the page before
}

/** Fills in the login page and sends it. */
export async function logIn(page: Page, { username, password }: Person): Promise<void> {
  await page.getByLabel('手机号或用户名').fill(username);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByLabel('我已阅读并同意').check();
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForLoadState();
}

/** From the button to the login at the partner, agreeing to the default scopes. */
export async function signInAtPartner(page: Page, scene: Scene, who = citizen): Promise<void> {
  await clickButton(page, scene);
  await logIn(page, who);
  if (page.url().includes('/consent')) await page.getByRole('button', { name: '同意并登录' }).click();
  await page.waitForURL(`${scene.partner}/`);
}

/** The letters on /dev/outbox, where a developer reads them, the newest first, each in one line; read and not opened. */
export async function outbox(page: Page): Promise<string[]> {
  const text = await (await page.request.get('/dev/outbox')).text();
  const letters = text.match(/<li>[\s\S]*?<\/li>/g) ?? [];
  return letters.map((letter) => letter.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '));
}

/** The code of the newest message to a phone. */
export async function codeFor(page: Page, phone: string): Promise<string> {
  const letter = (await outbox(page)).find((each) => each.includes(phone));
  const code = /验证码 (\d{6})/.exec(letter ?? '')?.[1];
  if (code === undefined) throw new Error(`no code for ${phone} in the outbox`);
  return code;
}

export const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

/** By how much a page is wider than its window. */
export const excess = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
