import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { clusterPathsOf } from '../src/database/embedded/cluster-paths.ts';
import { readPostmaster } from '../src/database/embedded/postmaster.ts';
import { demoIsFilled } from '../src/demo/announce.ts';
import { colleagues, demoPassword, demoPhone } from '../src/demo/people/people.ts';
import { launchChromium } from './support/chromium.ts';
import { lendFonts } from './support/fonts.ts';
import { rowOf, sheetRows, workbookOf } from './support/imports.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

// The pictures of the README, by hand: `node test/pictures.ts`. It starts the product as `npm start` does, on an empty folder, and walks.
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}/docs/pictures`;
const help = `${root}/docs/help`;
/** Those that a page of the help names. */
const helpPictures = new Set(
  readdirSync(help)
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => [...readFileSync(`${help}/${name}`, 'utf8').matchAll(/\/help\/pictures\/([\w-]+)\.webp/g)])
    .map(([, name = '']) => name),
);
const port = Number(process.env.PORT ?? 3000);
const cloud = `http://localhost:${port}`;
const partner = `http://localhost:${port + 1}`;
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** A picture is public: the SK of a demo that is over, and not even that as it was. */
const unreal = `for (const e of document.querySelectorAll('.key output, .key code, .src mark'))
  e.textContent = e.textContent.replace(/ncc_sk_[\\w-]+/, 'ncc_sk_' + 'demo'.repeat(10) + 'a1B2')`;

/** As a hall writes it for its WeChat account. */
const notice = `冬至剪纸体验课开始报名
时间：12月19日（周六）14:00—16:00
地点：二楼剪纸教室
对象：60岁以上老人，名额20人
费用：免费，材料由本馆提供
报名：即日起至12月17日，电话 0571-55500101
青溪县文化馆`;

const home = mkdtempSync(join(tmpdir(), 'ccc-pictures-'));
const server = spawn(process.execPath, ['--import', './require-node.mjs', 'src/server.ts'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, PORT: String(port), DATA_DIR: `${home}/data`, KEYS_DIR: `${home}/keys` },
});
/** The demo is there in parts: some lists and dates come last. */
const filled = new Promise<void>((resolve, reject) => {
  server.once('exit', () => reject(new Error('the server has ended')));
  let said = '';
  server.stdout.on('data', (text: Buffer) => {
    said += String(text);
    if (said.includes(demoIsFilled)) resolve();
  });
});
const browser = await launchChromium();
mkdirSync(folder, { recursive: true });
// `npm run pictures -- developer` takes some of them alone.
const parts = {
  citizen: ofCitizen,
  institution: ofInstitution,
  developer: ofDeveloper,
  reviewer: ofReviewer,
  everybody: ofEverybody,
};
const wanted = process.argv.slice(2);
try {
  await serving(partner);
  await filled;
  for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await part();
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await once(server, 'exit');
  while (readPostmaster(clusterPathsOf(`${home}/data`).data)) await sleep(50);
  rmSync(home, { recursive: true, force: true });
}

/** A citizen signs in at a partner, and opens the account centre. */
async function ofCitizen(): Promise<void> {
  const page = await open(desk);
  await page.goto(`${partner}/sign-in`);
  await take(page, 'partner');
  await page.getByRole('link', { name: '使用国家公共文化云登录' }).click();
  await fillIn(page);
  await take(page, 'login');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByLabel('提供手机号').check();
  await take(page, 'consent');
  await page.getByRole('button', { name: '同意并登录' }).click();
  await page.waitForURL(`${partner}/`);
  await take(page, 'partner-signed-in');
  await allowAnother(page);
  await page.goto(`${cloud}/account/grants`);
  await take(page, 'account-grants');
  await page.goto(`${cloud}/oidc/auth?client_id=demo-qingxi&redirect_uri=https://other.example/&response_type=code`);
  await take(page, 'error');
  await withdraw(page);

  const small = await open(phone);
  await toLogin(small);
  await take(small, 'login-phone');
  await small.getByRole('button', { name: '登录', exact: true }).click();
  await take(small, 'consent-phone');
  for (const [name, cookie] of [
    ['login-dark', { name: 'theme', value: 'dark' }],
    ['login-elder', { name: 'elder', value: '1' }],
  ] as const) {
    const other = await open(desk);
    await other.context().addCookies([{ ...cookie, url: cloud }]);
    await toLogin(other);
    await take(other, name);
  }
}

/** 陈静 of 青溪: tasks, forms, issued AKs. */
async function ofInstitution(): Promise<void> {
  const page = await open(desk);
  await enterOffice(page, '/console', colleagues.owner.username);
  await take(page, 'console-home');
  const small = await like(page, phone);
  await small.goto(`${cloud}/console`);
  await take(small, 'console-home-phone');

  await page.goto(`${cloud}/console/applications`);
  await page.getByRole('link', { name: '青溪戏台直播' }).click();
  await take(page, 'application-form');
  await small.goto(page.url());
  await take(small, 'application-form-phone');

  await page.goto(`${cloud}/console/links`);
  await page.getByRole('link', { name: '查看检测结果' }).click();
  await take(page, 'links-watch', true);

  await page.goto(`${cloud}/console/resources`);
  await take(page, 'resources');
  await page.goto(`${cloud}/console/resources/paste`);
  await page.locator('textarea').first().fill(notice);
  await page.getByRole('button', { name: /读/ }).first().click();
  await page.waitForURL(/paste\/./);
  await take(page, 'paste');
  await small.goto(page.url());
  await take(small, 'paste-phone');
  await page.goto(`${cloud}/console/resources/import`);
  await page.selectOption('#channel', 'activity');
  await page.setInputFiles('#file', {
    name: '12月活动汇总.xlsx',
    mimeType: xlsx,
    buffer: await workbookOf(activities()),
  });
  await page.getByRole('button', { name: '上传并检查' }).click();
  await page.getByRole('heading', { level: 1, name: '检查完成，还没有导入' }).waitFor();
  await take(page, 'import', true);
  await page.goto(`${cloud}/console/statistics`);
  await take(page, 'statistics-calendar');

  await page.goto(`${cloud}/console/catalogue`);
  await page.waitForLoadState('networkidle');
  await take(page, 'catalogue');
  await page.goto(`${cloud}/console/licences?state=active`);
  await page.getByRole('main').getByRole('link', { name: /^XK-/ }).click();
  await take(page, 'licence');

  await page.goto(`${cloud}/console/applications/demo-qingxi-yun`);
  await take(page, 'ak');
  await page.locator('summary', { hasText: '轮换 SK' }).click();
  await page.getByRole('button', { name: '生成新 SK' }).click();
  await page.evaluate(unreal);
  await take(page, 'sk');
  await page.goto(`${cloud}/docs/start`);
  await page.evaluate(unreal);
  await take(page, 'start');
}

/** The developer's way: pages read, proofs, agreements, and the desk of one with many institutions. */
async function ofDeveloper(): Promise<void> {
  const page = await open(desk);
  await enterOffice(page, '/console', colleagues.owner.username);
  await page.goto(`${cloud}/docs/reference/putResourcesChannelExternalId`);
  await take(page, 'reference');
  await page.goto(`${cloud}/console/verification/demo-qingxi`);
  await page.locator('main a[href*="/console/verification/demo-qingxi/"]').first().click();
  await take(page, 'verification', true);
  await page.goto(`${cloud}/console/plan`);
  await take(page, 'plan', true);
  await page.goto(`${cloud}/brand`);
  await page.waitForLoadState('networkidle');
  await take(page, 'brand');
  const vendor = await open(desk);
  await enterOffice(vendor, '/console', colleagues.applicant.username);
  await vendor.goto(`${cloud}/console/switch`);
  await vendor.getByRole('button', { name: /云栖软件/ }).click();
  await vendor.goto(`${cloud}/console/vendor`);
  await take(vendor, 'vendor-desk');
}

/** As a workbook comes in: most of it will do. */
function activities() {
  return sheetRows('activity', [
    ...Array.from({ length: 38 }, (_, place) =>
      rowOf('activity', { external_id: `qx-2612-${place + 1}`, title: `银龄剪纸体验课（第 ${place + 1} 期）` }),
    ),
    rowOf('activity', { external_id: 'qx-2612-41', start_at: '12月5日' }),
    rowOf('activity', { external_id: 'qx-2612-42', region_code: '330103' }),
    rowOf('activity', { external_id: 'qx-2612-43', fee_type: '免费吧' }),
    rowOf('activity', { external_id: 'qx-2612-44', lng: '30.25', lat: '120.17' }),
  ]);
}

/** 王慎 of the operators: the queue, one of it, and the same on a phone. */
async function ofReviewer(): Promise<void> {
  const page = await open(desk);
  await enterOffice(page, '/admin', colleagues.reviewer.username);
  await page.goto(`${cloud}/admin/review`);
  await take(page, 'review-desk');
  await page.getByRole('link', { name: '云岭镇综合文化站（演示）' }).click();
  await page.waitForLoadState('networkidle');
  await take(page, 'review-item');
  const small = await like(page, phone);
  await small.goto(page.url());
  await take(small, 'review-item-phone');
}

/** Public pages, and their figures. */
async function ofEverybody(): Promise<void> {
  const page = await open(desk);
  const small = await open(phone);
  const office = await open(desk);
  await enterOffice(office, '/admin', colleagues.reviewer.username);
  await office.goto(`${cloud}/admin/statistics?trend=400`);
  await take(office, 'dashboard', true);
  const narrow = await like(office, { width: 320, height: 844 });
  await narrow.goto(office.url());
  await take(narrow, 'dashboard-phone', true);
  const paper = await like(office, { width: 794, height: 1123 });
  await paper.goto(`${office.url()}&print=1`);
  await paper.emulateMedia({ media: 'print' });
  await take(paper, 'dashboard-print', true);

  for (const [name, path] of [
    ['home', '/'],
    ['channel', '/channels/activity'],
    ['zone', '/zones/330000'],
    ['near', '/nearby/here?place=青溪县文化馆'],
    ['search', '/search?q=周六青溪有什么免费活动'],
    ['calendar', '/channels/activity/calendar'],
  ] as const) {
    await page.goto(`${cloud}${path}`);
    await page.waitForLoadState('networkidle');
    await take(page, name);
    await small.goto(page.url());
    await small.waitForLoadState('networkidle');
    await take(small, `${name}-phone`);
  }
  await page.goto(`${cloud}/channels/activity`);
  await page.locator('main a[href^="/resources/"]').first().click();
  await page.waitForLoadState('networkidle');
  await take(page, 'resource');
  await small.goto(page.url());
  await small.waitForLoadState('networkidle');
  await take(small, 'resource-phone');
  await page.goto(`${cloud}/search?q=青溪县文化馆`);
  await page.goto(new URL((await page.locator('main a[href^="/i/"]').first().getAttribute('href')) ?? '', cloud).href);
  await page.waitForLoadState('networkidle');
  await take(page, 'institution');
  await small.goto(page.url());
  await small.waitForLoadState('networkidle');
  await take(small, 'institution-phone');
  // Its leaves are made within a minute.
  await office.goto(`${cloud}/admin/statistics`);
  await office.getByRole('main').locator('a[href*="/passport"]').first().click();
  for (let tries = 0; tries < 60 && (await office.locator('.seal').count()) === 0; tries += 1) {
    await sleep(3_000);
    await office.reload();
  }
  await take(office, 'passport', true);
}

/** The code of the second factor stands on the page: so it is in the demo. */
async function enterOffice(page: Page, path: string, username: string): Promise<void> {
  await page.goto(`${cloud}${path}`);
  await fillIn(page, username);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL('**/console/confirm*');
  const code = /\d{6}/.exec((await page.getByRole('main').textContent()) ?? '')?.[0] ?? '';
  await page.getByLabel('验证码', { exact: true }).fill(code);
  await page.getByRole('button', { name: '继续' }).click();
  await page.waitForURL(`${cloud}${path}`);
}

/** The same person with another screen. */
async function like(page: Page, viewport: { width: number; height: number }): Promise<Page> {
  const other = await open(viewport);
  await other.context().addCookies(await page.context().cookies());
  return other;
}

async function serving(address: string): Promise<void> {
  while (
    !(await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error(`the server has ended; is port ${port} free? PORT=… takes another`);
    await sleep(100);
  }
}

async function open(viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(180_000); // on a busy machine
  await lendFonts(context);
  return context.newPage();
}

async function take(page: Page, name: string, fullPage = false): Promise<void> {
  await page.waitForLoadState();
  await page.evaluate('document.activeElement?.blur(), scrollTo(0, 0), document.fonts.ready');
  const path = `${folder}/${name}.png`;
  await page.screenshot({ path, fullPage });
  process.stdout.write(`${name}.png ${Math.ceil(statSync(path).size / 1000)} kB\n`);
  // The help shows the product's present look (R09).
  if (!helpPictures.has(name)) return;
  const small = sharp(path).resize({ width: 1000, withoutEnlargement: true }).webp({ quality: 72 });
  await small.toFile(`${help}/pictures/${name}.webp`);
}

async function fillIn(page: Page, username = demoPhone): Promise<void> {
  await page.getByLabel('手机号或用户名').fill(username);
  await page.getByLabel('密码', { exact: true }).fill(demoPassword);
  await page.getByLabel('我已阅读并同意').check();
}

async function toLogin(page: Page): Promise<void> {
  await page.goto(`${partner}/sign-in`);
  await page.getByRole('link', { name: '使用国家公共文化云登录' }).click();
  await fillIn(page);
}

/** A second platform in the list. Its own site is invented, so the way back to it ends nowhere. */
async function allowAnother(page: Page): Promise<void> {
  const request = new URLSearchParams({
    client_id: 'demo-lanjiang',
    redirect_uri: 'https://demo-lanjiang.example.cn/callback',
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const tab = await page.context().newPage();
  await tab.goto(`${cloud}/oidc/auth?${request}`);
  const left = tab.waitForEvent('requestfailed');
  await tab.getByRole('button', { name: '同意并登录' }).click({ noWaitAfter: true });
  await left;
  await tab.close();
}

/** So that the consent page is shown again. */
async function withdraw(page: Page): Promise<void> {
  await page.goto(`${cloud}/account/grants/demo-qingxi/withdraw`);
  await page.getByRole('button', { name: '取消授权' }).click();
}
