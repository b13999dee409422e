import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { authorization } from '../support/citizen.ts';
import { excess, heading, openScene, type Scene } from './scene.ts';

describe('a citizen who reads English, in a browser', () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene(import.meta.filename);
  });
  after(() => scene.close());

  it('R04 signs in at a partner that asks for English, consents, opens the account, and goes to Chinese and back', async () => {
    const { at, cloud } = scene;
    await createCitizen(at, 'visitor');
    const partner = await createClient(at);
    const flow = authorization(partner.clientId, { ui_locales: 'en-GB zh-CN' });
    const page = await scene.open({ width: 320 });
    const found: string[] = [];
    const look = async () => {
      const over = await excess(page);
      if (over > 0) found.push(`${page.url()} is ${over} px too wide`);
      found.push(...(await axe(page)).map((each) => `${new URL(page.url()).pathname}: ${each}`));
      expect(await page.locator('html').getAttribute('lang'), page.url()).to.equal('en');
    };
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

    await page.goto(`${cloud}${flow.url}`);
    expect(await heading(page)).to.equal('Sign in');
    await look();
    await page.getByRole('link', { name: 'Password', exact: true }).click();
    await page.getByLabel('Mobile number or username').fill('visitor');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await press('Sign in');
    expect(await heading(page), 'the browser asks for the tick').to.equal('Sign in');
    await look();
    await page.getByLabel(/I have read and agree/).check();
    await press('Sign in');
    expect(await heading(page)).to.equal('Asks for these details about you');
    await look();
    // No server at the partner's address: the request is enough.
    const back = page.waitForRequest((request) => request.url().startsWith('http://localhost:9/callback'));
    await press('Agree and sign in').catch(() => undefined);
    expect(new URL((await back).url()).searchParams.get('code')).to.be.a('string');
    await page.waitForURL(/^chrome-error:/);

    // The login was in English because the partner asked; the account is as this browser chose, which was never.
    await page.goto(`${cloud}/account`);
    expect(await heading(page)).to.equal('我的账号');
    await page.getByRole('link', { name: 'English', exact: true }).click();
    expect(new URL(page.url()).pathname).to.equal('/account');
    expect(await heading(page)).to.equal('My account');
    await look();
    for (const name of ['Sign-in and security', 'Connected platforms', 'Sign-in history', 'Privacy and data']) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      expect(await heading(page)).to.equal(name);
      await look();
    }
    await page.getByRole('link', { name: '中文', exact: true }).click();
    expect(await heading(page)).to.equal('隐私与数据');
    expect(await page.locator('html').getAttribute('lang')).to.equal('zh-CN');
    await page.getByRole('link', { name: 'English', exact: true }).click();
    expect(await heading(page)).to.equal('Privacy and data');
    expect(found).to.eql([]);
    expect(scene.complaints).to.eql([]);
  });
});
