import type { Page } from 'playwright-core';
import { citizen, clickButton, logIn, type Scene } from './scene.ts';

/** The action at each stop; `isPartner`: in the partner's own style. */
export type Look = (name: string, isPartner: boolean) => Promise<void>;

/** A walk past every page, each in the state in which a citizen meets it. The citizen decides again at the partner each time. */
export async function tour(page: Page, scene: Scene, look: Look): Promise<void> {
  const { cloud, partner } = scene;
  const show = async (name: string, isPartner: boolean) => {
    await page.waitForLoadState();
    await look(name, isPartner);
  };
  const ours = (name: string) => show(name, false);
  const visit = async (path: string, name: string) => {
    await page.goto(`${cloud}${path}`);
    await ours(name);
  };

  await page.goto(partner);
  await show('partner home', true);
  await visit('/', 'home');
  await visit('/terms', 'terms');
  await visit('/privacy', 'privacy');
  await visit('/docs/errors', 'errors');
  await visit('/dev/outbox', 'outbox');
  await visit('/nowhere', 'not found');
  await visit('/oidc/auth?client_id=nobody', 'error');
  await visit('/account/recover', 'recover outside a login');

  await page.goto(`${partner}/sign-in`);
  await show('partner login', true);
  await clickButton(page, scene);
  await ours('login');
  const login = new URL(page.url()).pathname;
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await ours('login with problems');
  await visit(`${login}/sms`, 'login by code');
  await visit(`${login}/recover`, 'recover');
  await visit(`${login}/register`, 'register');
  await visit(`${login}/register?way=username`, 'register by user name');
  await page.getByLabel('未满 14 周岁').check();
  await page.getByRole('button', { name: '注册并登录' }).click();
  await ours('register, under 14');

  await page.goto(`${cloud}${login}`);
  await logIn(page, citizen);
  await ours('consent');
  await page.getByRole('button', { name: '同意并登录' }).click();
  await page.waitForURL(`${partner}/`);
  await show('partner, signed in', true);
  await visit('/account', 'account');
  await visit('/account/logins', 'logins');
  await visit('/account/grants', 'grants');
  await page.getByRole('link', { name: '取消授权' }).click();
  await ours('withdraw');
  await page.getByRole('button', { name: '取消授权' }).click();
  await ours('grants, none');
  await visit('/oidc/logout', 'logout');
  await page.getByRole('button', { name: '退出登录' }).click();
  await ours('logged out');
  await visit(login, 'start again');
}
