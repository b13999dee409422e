import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { CDPSession, Page } from 'playwright-core';
import { createCitizen, password } from '../support/app.ts';
import { until } from '../support/until.ts';
import { clickButton, heading, logIn, openScene, type Scene } from './scene.ts';

const weChat =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.54(0x18003628) NetType/WIFI Language/zh_CN';

/** A device with a fingerprint that is always the right one. */
async function giveAuthenticator(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { cdp, id: authenticatorId };
}

describe('passkeys, in a browser with a device that has them', () => {
  let scene: Scene;
  let page: Page;
  let device: { cdp: CDPSession; id: string };
  before(async () => {
    scene = await openScene(import.meta.filename);
    await createCitizen(scene.at, 'walker', { phone: '13500000001' });
    page = await scene.open();
    device = await giveAuthenticator(page);
    await withoutAutofill(page);
  });
  after(() => scene.close());

  /** The virtual device answers immediately, where a person would first choose among the autofill entries. */
  const withoutAutofill = (where: Page) =>
    where.addInitScript(
      'window.PublicKeyCredential && (PublicKeyCredential.isConditionalMediationAvailable = async () => false);',
    );
  const signOutEverywhere = () => page.context().clearCookies();

  it('are offered after a login by password, and added where the offer is taken', async () => {
    await clickButton(page, scene);
    await logIn(page, { username: 'walker', password });
    await page.waitForURL(/\/offer$/);
    expect(await heading(page)).to.equal('下次不用收验证码');
    await page.getByRole('button', { name: '添加', exact: true }).click();
    await page.getByRole('button', { name: '同意并登录' }).click();
    await page.waitForURL(`${scene.partner}/`);
    const { credentials } = await device.cdp.send('WebAuthn.getCredentials', { authenticatorId: device.id });
    expect(credentials).to.have.length(1);
    expect(credentials[0]).to.include({ isResidentCredential: true, rpId: 'localhost' });
  });

  it('R04 sign in at a partner by one tap more than its own button', async () => {
    await signOutEverywhere();
    await clickButton(page, scene); // the first tap
    await page.getByRole('button', { name: '用通行密钥登录' }).click(); // the second
    await page.waitForURL(`${scene.partner}/`);
    expect(await heading(page)).to.match(/^已登录：/);
    await page.goto('/account/logins');
    expect(await page.getByRole('main').textContent()).to.include('通行密钥');
  });

  it('are offered by the browser where the user name is typed, without a button', async () => {
    const other = await page.context().newPage();
    const { cdp, id } = await giveAuthenticator(other);
    const { credentials } = await device.cdp.send('WebAuthn.getCredentials', { authenticatorId: device.id });
    const [credential] = credentials;
    if (credential === undefined) throw new Error('the device has no key');
    await cdp.send('WebAuthn.addCredential', { authenticatorId: id, credential });
    await signOutEverywhere();
    await clickButton(other, scene);
    await other.waitForURL(`${scene.partner}/`);
    const after = await cdp.send('WebAuthn.getCredentials', { authenticatorId: id });
    for (const used of after.credentials)
      await device.cdp.send('WebAuthn.removeCredential', {
        authenticatorId: device.id,
        credentialId: used.credentialId,
      });
    for (const used of after.credentials)
      await device.cdp.send('WebAuthn.addCredential', { authenticatorId: device.id, credential: used });
    await other.close();
  });

  it('are renamed and removed, after which the device opens nothing', async () => {
    await page.goto('/account/security/passkeys');
    await page.getByRole('link', { name: /^改名或删除/ }).click();
    await page.getByLabel('名称').fill('书桌上的电脑');
    await page.getByRole('button', { name: '保存名称' }).click();
    await page.waitForURL(/\/passkeys$/);
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).to.equal('书桌上的电脑');
    await page.getByRole('link', { name: /^改名或删除/ }).click();
    await page.getByRole('button', { name: /^删除/ }).click();
    await page.getByText('还没有通行密钥').waitFor();

    await signOutEverywhere();
    await clickButton(page, scene);
    await page.getByRole('button', { name: '用通行密钥登录' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).to.include('这把通行密钥已经删除');
  });

  it('are not offered again after a no', async () => {
    for (const isFirst of [true, false]) {
      await signOutEverywhere();
      await clickButton(page, scene);
      await logIn(page, { username: 'walker', password });
      if (isFirst) await page.getByRole('button', { name: '以后再说' }).click();
      await page.waitForURL(`${scene.partner}/`);
    }
  });

  it('are added in the account centre too', async () => {
    await page.goto('/account/security/passkeys');
    await page.getByRole('button', { name: '给这台电脑添加' }).click();
    await page.getByRole('heading', { name: '改名' }).waitFor();
  });

  it('are nowhere to be seen in WeChat, and where no script runs', async () => {
    for (const display of [{ userAgent: weChat }, { javaScript: false }]) {
      const other = await scene.open(display);
      if (!('javaScript' in display)) await giveAuthenticator(other);
      await clickButton(other, scene);
      expect(await other.getByRole('button', { name: '用通行密钥登录' }).isVisible()).to.equal(false);
    }
  });

  it('a remembered account is greeted by name, types a password alone, and can be forgotten', async () => {
    const other = await scene.open();
    await createCitizen(scene.at, 'reader', { phone: '13500000002' });
    await clickButton(other, scene);
    await other.getByLabel('记住这台设备 30 天').check();
    await logIn(other, { username: 'reader', password });
    await other.getByRole('button', { name: '同意并登录' }).click();
    await other.waitForURL(`${scene.partner}/`);
    const kept = (await other.context().cookies()).filter(({ name }) => name === 'ncc_device');
    await other.context().clearCookies();
    await other.context().addCookies(kept);

    await clickButton(other, scene);
    const main = other.getByRole('main');
    expect(await main.textContent())
      .to.include('以 溪*（135****0002） 继续')
      .and.not.include('我已阅读并同意');
    await other.getByLabel('密码', { exact: true }).fill(password);
    await other.getByRole('button', { name: '登录', exact: true }).click();
    await other.waitForURL(`${scene.partner}/`);

    const again = (await other.context().cookies()).filter(({ name }) => name === 'ncc_device');
    await other.context().clearCookies();
    await other.context().addCookies(again);
    await clickButton(other, scene);
    await other.getByRole('button', { name: '忘掉这个账号' }).click();
    await until(async () => (await other.getByLabel('手机号或用户名').count()) === 1, 'the page for anybody');
    expect(await main.textContent()).not.to.include('135****0002');
  });

  it('leave no complaint in the console', () => {
    expect(scene.complaints).to.eql([]);
  });
});
