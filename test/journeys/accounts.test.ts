import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { createCitizen, createClient, password } from '../support/app.ts';
import { authorization, createBrowser, redeem } from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import { clickButton, codeFor, heading, logIn, openScene, type Scene } from './scene.ts';

const chosen = remember('lamplight over reeds');

describe('accounts, in a browser', () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene(import.meta.filename);
  });
  after(() => scene.close());

  const open = async () => {
    const page = await scene.open();
    await clickButton(page, scene);
    return page;
  };
  const proveByCode = async (page: Page, phone: string, next?: string) => {
    await page.getByLabel('手机号').fill(phone);
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByText(/已发到 1\d\d\*{4}\d{4}，5 分钟内有效。/).waitFor(); // after the safety check, where one is due
    expect(await page.getByRole('button', { name: /^\d\d 秒后可重发$/ }).isDisabled()).to.equal(true);
    await page.getByLabel('验证码', { exact: true }).fill(await codeFor(page, phone));
    if (next !== undefined) await page.getByRole('button', { name: next, exact: true }).click();
  };
  const agreeAndReturn = async (page: Page) => {
    expect(await heading(page)).to.equal('想获取您的这些信息');
    await page.getByRole('button', { name: '同意并登录' }).click();
    await page.waitForURL(`${scene.partner}/`);
  };

  it('are made with a phone: four inputs and a tick, on the second of three screens', async () => {
    const page = await open();
    await page.getByRole('button', { name: '注册', exact: true }).click();
    expect(await heading(page)).to.equal('注册');
    await proveByCode(page, '13700000001');
    const main = page.getByRole('main');
    await page.getByLabel('密码', { exact: true }).fill(chosen);
    await page.getByLabel('已满 14 周岁').check();
    await page.getByLabel('我已阅读并同意').check();
    await page.getByRole('button', { name: '注册并登录', exact: true }).click();
    await page.waitForURL(/\/consent$/);
    expect(await main.textContent()).to.include('文*（137****0001）');
    await agreeAndReturn(page);
    expect(await heading(page)).to.match(/^已登录：文化用户/);
  });

  it('are made with a user name, and show the problems beside each field', async () => {
    const page = await open();
    await page.getByRole('button', { name: '注册', exact: true }).click();
    await page.getByRole('button', { name: '用用户名注册' }).click();
    await page.getByLabel('用户名').fill('12345678');
    await page.getByLabel('密码', { exact: true }).fill('12345678');
    await page.getByRole('button', { name: '注册并登录' }).click();
    expect(await page.getByRole('alert').textContent())
      .to.include('有 4 处需要修改')
      .and.to.include('这个密码太常见');
    expect(await page.title()).to.match(/^有错误：注册/);
    expect(await page.getByLabel('用户名').inputValue()).to.equal('12345678');
    expect(await page.getByLabel('密码', { exact: true }).inputValue()).to.equal('');

    await page.getByLabel('用户名').fill('山里人家');
    await page.getByLabel('密码', { exact: true }).fill(chosen);
    await page.getByLabel('已满 14 周岁').check();
    // The tick that is missing is told before anything is sent, so the password stays.
    await page.getByRole('button', { name: '注册并登录' }).click();
    await page.locator('#agree:focus').waitFor();
    expect(await page.getByLabel('密码', { exact: true }).inputValue()).to.equal(chosen);
    await page.getByLabel('我已阅读并同意').check();
    await page.getByRole('button', { name: '注册并登录' }).click();
    await agreeAndReturn(page);
    expect(await heading(page)).to.match(/^已登录：/);
  });

  it('are not made by children under 14, who are told to ask a guardian', async () => {
    const page = await open();
    await page.getByRole('button', { name: '注册', exact: true }).click();
    await page.getByRole('button', { name: '用用户名注册' }).click();
    await page.getByLabel('用户名').fill('小朋友们');
    await page.getByLabel('密码', { exact: true }).fill(chosen);
    await page.getByLabel('未满 14 周岁').check();
    await page.getByRole('button', { name: '注册并登录' }).click();
    expect(await page.getByRole('main').textContent()).to.include('不满 14 周岁需由监护人添加。');
    expect(await scene.at.app.accounts.findByIdentifier('小朋友们')).to.equal(undefined);
    await page.getByRole('link', { name: '返回青溪县文化馆（演示）' }).click();
    await page.waitForURL(`${scene.partner}/sign-in`);
  });

  it('get a new password by a code, after which the old one opens nothing', async () => {
    await createCitizen(scene.at, 'forgetful', { phone: '13700000002' });
    const page = await open();
    await page.getByRole('button', { name: '忘记密码' }).click();
    await proveByCode(page, '13700000002', '下一步');
    await page.getByLabel('新密码').fill(chosen);
    await page.getByRole('button', { name: '保存新密码并登录' }).click();
    await agreeAndReturn(page);

    const other = await open();
    await logIn(other, { username: 'forgetful', password });
    expect(await other.getByRole('alert').textContent()).to.include('手机号或密码不对');
    await logIn(other, { username: 'forgetful', password: chosen });
    await other.waitForURL(`${scene.partner}/`);
  });

  it('are entered by a code instead of a password', async () => {
    await createCitizen(scene.at, 'texter', { phone: '13700000003' });
    const page = await open();
    await page.getByRole('button', { name: '验证码登录' }).click();
    await page.getByLabel('我已阅读并同意').check();
    await proveByCode(page, '13700000003', '登录');
    await agreeAndReturn(page);
  });

  it('are offered to the owner of a number without one', async () => {
    const page = await open();
    await page.getByRole('button', { name: '验证码登录' }).click();
    await page.getByLabel('我已阅读并同意').check();
    await proveByCode(page, '13700000004', '登录');
    expect(await heading(page)).to.equal('注册');
    expect(await page.getByRole('main').textContent()).to.include('手机号 137****0004 已验证。');
  });

  it('take a code however it is written, and name the problem of another', async () => {
    const page = await open();
    await page.getByRole('button', { name: '验证码登录' }).click();
    await page.getByLabel('手机号').fill('137 0000 0005');
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByText('已发到 137****0005').waitFor();
    const code = await codeFor(page, '13700000005');
    const enter = async (text: string) => {
      await page.getByLabel('我已阅读并同意').check();
      await page.getByLabel('验证码', { exact: true }).fill(text);
      await page.getByLabel('验证码', { exact: true }).press('Enter');
    };
    await enter(code === '000000' ? '111111' : '000000');
    expect(await page.getByRole('alert').textContent()).to.include('验证码不对，请核对后重填');
    await enter(`${code.slice(0, 3)} ${code.slice(3)}`);
    expect(await heading(page)).to.equal('注册');
  });

  it('show consents and logins, and change the password of an owner who sees a stranger', async () => {
    await createCitizen(scene.at, 'watcher', { phone: '13700000006' });
    const page = await open();
    await logIn(page, { username: 'watcher', password });
    await agreeAndReturn(page);
    await page.goto('/account');
    expect(await heading(page)).to.equal('我的账号');
    const main = page.getByRole('main');
    expect(await main.textContent())
      .to.include('137****0006')
      .and.to.include('1 个平台可以用您的账号登录');
    await page.getByRole('link', { name: '登录记录', exact: true }).click();
    expect(await main.textContent())
      .to.include('青溪县文化馆（演示）')
      .and.to.include('登录成功');

    await page.goto('/account/recover');
    await proveByCode(page, '13700000006', '下一步');
    await page.getByLabel('新密码').fill(chosen);
    await page.getByRole('button', { name: '保存新密码并登录' }).click();
    // The session of the old password is over, this browser's too: the way back to the account is a login.
    expect(await heading(page)).to.equal('登录');
    await logIn(page, { username: 'watcher', password: chosen });
    expect(await heading(page)).to.equal('我的账号');
  });

  it('R04 come back by e-mail where the phone is gone: the platform knows them, the phone hears of it, no script is needed', async () => {
    const email = 'reader@example.cn';
    const { id } = await createCitizen(scene.at, 'lostphone', { phone: '13700000007', email });
    await scene.at.database.db.run('update accounts set email_verified_at = created_at where id = $1', [id]);
    const partner = await createClient(scene.at);
    const browser = createBrowser(scene.at.origin);
    const before = authorization(partner.clientId);
    const first = await browser.walk(before.url);
    const form = await browser.walk(`${first.url.pathname}?by=password`);
    const consent = await browser.submit(form, { username: 'lostphone', password, agree: '1' });
    const { url } = await browser.submit(consent, { scope_profile: '1' });
    const subjectIn = async (callback: URL, flow: ReturnType<typeof authorization>) =>
      decodeJwt(String((await redeem(scene.at.origin, partner, callback, flow)).body.id_token)).sub;
    const sub = await subjectIn(url, before);

    for (const javaScript of [true, false]) {
      scene.moveAhead(javaScript ? 0 : 61);
      const page = await scene.open({ width: 390, javaScript });
      const flow = authorization(partner.clientId);
      await page.goto(`${scene.cloud}${flow.url}`);
      await page.getByText('密码登录', { exact: true }).click();
      await page.getByText('忘记密码').click();
      await page.getByRole('link', { name: '用邮箱找回' }).click();
      await page.getByLabel('邮箱').fill('reader');
      await page.getByRole('button', { name: '获取验证码' }).click();
      expect(await page.getByRole('alert').textContent()).to.include('请填写完整的邮箱');
      expect(await page.getByLabel('邮箱').inputValue(), 'what was typed is kept').to.equal('reader');
      await page.getByLabel('邮箱').fill(email);
      await page.getByRole('button', { name: '获取验证码' }).click();
      if (!javaScript && (await page.getByText('已发到').count()) === 0) {
        // Others have asked for codes from here: where no script does the work, a minute of waiting does.
        scene.moveAhead(130);
        await page.getByRole('button', { name: '获取验证码' }).click();
      }
      await page.getByText('已发到 r***@example.cn，10 分钟内有效。').waitFor();
      await page.getByLabel('验证码', { exact: true }).fill(await codeFor(page, email));
      await page.getByRole('button', { name: '下一步', exact: true }).click();
      expect(await page.getByRole('main').textContent()).to.include('邮箱 r***@example.cn 已验证。');
      await page.getByLabel('新密码').fill('short');
      await page.getByRole('button', { name: '保存新密码并登录' }).click();
      expect(await page.getByRole('alert').textContent()).to.include('密码至少 8 位');
      await page.getByLabel('新密码').fill(`${chosen} ${javaScript}`);
      // No server at the partner's address: the request is enough.
      const back = page.waitForRequest((request) => request.url().startsWith('http://localhost:9/callback'));
      await page
        .getByRole('button', { name: '保存新密码并登录' })
        .click()
        .catch(() => undefined);
      expect(await subjectIn(new URL((await back).url()), flow)).to.equal(sub);
    }
    const told = (await scene.at.app.sms.recent()).filter(({ to }) => to === '13700000007');
    expect(told[0]?.text).to.include('刚刚用邮箱 r***@example.cn 重新设置');
    expect(await scene.at.app.accounts.loginsOf(id)).to.have.nested.property('[0].method', 'recovery-email');
    scene.moveAhead(0);
  });

  it('are entered through a login of their own, which leads back to the front page and sends no events', async () => {
    const page = await scene.open();
    await page.goto('/account/grants');
    expect(await heading(page)).to.equal('登录');
    expect(await page.getByRole('main').textContent())
      .to.include('登录后将进入我的账号')
      .and.not.to.include('看不到');
    await page.getByRole('link', { name: '返回首页' }).click();
    await page.waitForURL(`${scene.cloud}/`);
    await createCitizen(scene.at, 'visitor');
    await page.goto('/account/grants');
    await logIn(page, { username: 'visitor', password });
    expect(await heading(page)).to.equal('已授权平台');
  });

  it('leave no complaint in the console', () => {
    expect(scene.complaints).to.eql([]);
  });
});
