import { expect } from 'chai';
import { default as jsqr } from 'jsqr';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { citizen, clickButton, excess, heading, logIn, openScene, type Scene } from './scene.ts';

const weChat =
  'Mozilla/5.0 (Linux; Android 15; PLK110) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.60';

/** The text that a phone reads from the screen. */
async function readQr(page: Page): Promise<string> {
  const picture = await page.getByRole('img', { name: '登录二维码' }).screenshot();
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const read = jsqr.default(new Uint8ClampedArray(data), info.width, info.height);
  if (read === null) throw new Error('no phone can read this');
  return read.data;
}
const match = async (page: Page) => (await page.locator('.match').textContent())?.replace('6 位核对码：', '').trim();

describe('a citizen who signs in on a PC by a phone', () => {
  let scene: Scene;
  let phone: Page;
  before(async () => {
    scene = await openScene(import.meta.filename);
    phone = await scene.open({ width: 390, height: 844, phone: true, userAgent: weChat });
    await phone.goto('/account');
    await phone.getByRole('button', { name: '密码登录', exact: true }).click(); // a phone is offered a code first
    await logIn(phone, citizen);
  });
  after(() => scene.close());

  it('R04 scans, compares, confirms; the PC follows by itself, names the account, and goes on to the partner', async () => {
    const pc = await scene.open();
    await clickButton(pc, scene);
    await pc.getByRole('link', { name: '扫码登录' }).click();
    expect(await heading(pc)).to.equal('用手机扫一扫');
    await phone.goto(await readQr(pc));
    expect(await heading(phone)).to.equal('是您在登录吗');
    expect(await excess(phone)).to.equal(0);
    expect(await match(phone)).to.equal(await match(pc));
    await pc.getByRole('heading', { name: '请在手机上确认' }).waitFor();
    expect(await pc.getByText('已扫描').textContent()).to.include('微信');
    await phone.getByRole('button', { name: '确认登录' }).click();
    expect(await heading(phone)).to.equal('已确认登录');
    await pc.getByRole('heading', { name: '已在手机上确认' }).waitFor();
    expect(await pc.getByRole('main').textContent()).to.include('登录这台电脑');
    await pc.getByRole('button', { name: '继续' }).click();
    await pc.getByRole('button', { name: '同意并登录' }).click();
    await pc.waitForURL(`${scene.partner}/`);
    expect(await heading(pc)).to.match(/^已登录：/);
    await phone.goto('/account/logins');
    expect(await phone.getByRole('main').textContent()).to.include('扫码登录');
  });

  it('without JavaScript on the PC, says 不是我操作 once, takes another code, and goes on by pressing', async () => {
    const pc = await scene.open({ javaScript: false });
    await clickButton(pc, scene);
    await pc.getByRole('link', { name: '扫码登录' }).click();
    await phone.goto(await readQr(pc));
    await phone.getByRole('button', { name: '不是我操作' }).click();
    expect(await heading(phone)).to.equal('已拒绝这次登录');
    await pc.getByRole('link', { name: '手机上确认后点这里' }).click();
    expect(await heading(pc)).to.equal('手机上取消了登录');
    await pc.getByRole('button', { name: '换一个二维码' }).click();
    await phone.goto(await readQr(pc));
    await phone.getByRole('button', { name: '确认登录' }).click();
    await pc.getByRole('link', { name: '手机上确认后点这里' }).click();
    await pc.getByRole('button', { name: '继续' }).click();
    await pc.waitForURL(`${scene.partner}/`);
    expect(await heading(pc)).to.match(/^已登录：/);
    expect(scene.complaints).to.eql([]);
  });
});
