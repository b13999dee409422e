import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { after } from '../../src/clock.ts';
import { stepAt, totpCode, totpPeriod } from '../../src/crypto/totp.ts';
import { pdf } from '../support/pictures.ts';
import { remember } from '../support/record.ts';
import { until } from '../support/until.ts';
import { logIn, outbox, type Person } from './scene.ts';

/** An authenticator app. The back office accepts each code only once, so it never gives one twice. */
export function createAuthenticator(now: () => Date) {
  let secret = '';
  let last = 0;
  return {
    /** The key on the page of the second factor, for manual entry. */
    enter(key: string): void {
      secret = remember(key.replaceAll(/\s/g, ''));
    },
    code(): string {
      last = Math.max(stepAt(now()), last + 1);
      return totpCode(secret, after(new Date(0), last * totpPeriod));
    },
  };
}

export type Authenticator = ReturnType<typeof createAuthenticator>;
export type Colleague = Person & { app: Authenticator };

/** To the back office, as any visitor: by the link on the front page, and with its login. */
export async function enterOffice(page: Page, { app, ...person }: Colleague): Promise<void> {
  await page.goto('/');
  await follow(page, '登录机构后台');
  await identify(page, { ...person, app });
}

/** Password, and the second factor where there is one. */
export async function identify(page: Page, { app, ...person }: Colleague): Promise<void> {
  if (await page.getByLabel('手机号或用户名').isVisible()) {
    await logIn(page, person);
    await page.waitForURL((url) => !url.pathname.startsWith('/interaction/'));
  }
  if (new URL(page.url()).pathname !== '/console/confirm') return;
  await page.getByLabel('验证码', { exact: true }).fill(app.code());
  await press(page, '继续');
}

/** From the page that asks for a second factor to the one that was wanted. */
export async function enrol(page: Page, app: Authenticator): Promise<void> {
  app.enter((await page.getByRole('main').locator('dd code').textContent()) ?? '');
  await page.getByLabel('验证码', { exact: true }).fill(app.code());
  await press(page, '确认并开启');
  await page.getByRole('heading', { name: '保存好这 10 个恢复码' }).waitFor();
  await follow(page, '我已保存，继续');
}

const labelled = (page: Page, label: string) => page.getByLabel(new RegExp(`^${label}\\s*(（.+）)?$`));

/** Fills in a form, by the labels before its fields. */
export async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await labelled(page, label).fill(value);
}

export async function choose(page: Page, options: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, option] of Object.entries(options)) await labelled(page, label).selectOption({ label: option });
}

/** A whole name; its part for screen readers (修改：机构信息) may stand apart. */
const named = (name: string) =>
  new RegExp(`^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('：', '\\s*：\\s*')}$`);

export const press = (page: Page, name: string) =>
  page.getByRole('button', { name: named(name) }).click({ timeout: 30_000 }); // an upload may wait for others to be drawn

/** The first of the links of that name. */
export const follow = (page: Page, name: string) =>
  page
    .getByRole('link', { name: named(name) })
    .first()
    .click();

export const main = async (page: Page): Promise<string> => (await page.getByRole('main').textContent()) ?? '';

const paper = (file: string, name: string) => ({
  name,
  mimeType: 'image/png',
  buffer: readFileSync(new URL(`../../src/demo/institutions/papers/${file}.png`, import.meta.url)),
});

/** Documents of an institution: scans, and a letter as PDF. */
export const papers = {
  certificate: paper('certificate', '法人证书.png'),
  front: paper('id-front', '身份证正面.png'),
  back: paper('id-back', '身份证反面.png'),
  poster: paper('poster', '青溪文化云.png'),
  authorization: { name: '授权书.pdf', mimeType: 'application/pdf', buffer: pdf() },
  stamped: {
    name: '授权书（盖章）.pdf',
    mimeType: 'application/pdf',
    buffer: pdf({ objects: ['<< /Stamped true >>'] }),
  },
  letter: {
    name: '申请 AKSK.eml',
    mimeType: 'message/rfc822',
    buffer: Buffer.from(
      'From: agent@lanjiang.example.cn\r\nTo: connect@cloud.example.cn\r\nSubject: AKSK\r\nDate: Mon, 23 Nov 2026 09:00:00 +0800\r\n\r\nPlease open an AK for us.\r\n',
    ),
  },
} as const;

/** The newest letter with these words, in /dev/outbox. A job's letter after a start may come after the page. */
export async function letterAbout(page: Page, words: string): Promise<string> {
  let found: string | undefined;
  await until(async () => {
    found = (await outbox(page)).find((each) => each.includes('邮件') && each.includes(words));
    return found !== undefined;
  }, `a letter: ${words}`);
  return found ?? '';
}
