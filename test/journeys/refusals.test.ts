import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { minutes } from '../../src/clock.ts';
import { createCitizen, operator, password } from '../support/app.ts';
import { authorization } from '../support/citizen.ts';
import { citizen, clickButton, heading, logIn, openScene, type Scene, signInAtPartner } from './scene.ts';

describe('messages to a citizen whose login cannot continue', () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene(import.meta.filename);
  });
  after(() => scene.close());

  const toLogin = async () => {
    const page = await scene.open();
    await clickButton(page, scene);
    return page;
  };
  const request = (more: Record<string, string>) =>
    authorization('demo-qingxi', { redirect_uri: `${scene.partner}/callback`, ...more }).url;
  /** The number that support asks for, twice, and the telephone. */
  const hasContactBlock = async (page: Page) => {
    const text = (await page.getByRole('main').textContent()) ?? '';
    const number = /编号 ([\dA-Z]{4}-[\dA-Z]{4})/.exec(text)?.[1] ?? 'no number';
    expect(text.split(number).length).to.equal(3);
    expect(text).to.include('国家公共文化云客服');
  };
  const pressOnlyButton = async (page: Page, name: string) => {
    const ways = page.getByRole('main').getByRole('link').and(page.locator('.btn'));
    expect(await ways.allTextContents()).to.eql([name]);
    await ways.click();
  };

  it('count the tries left, keep the typed values and never name the wrong half', async () => {
    await createCitizen(scene.at, 'careless');
    for (const username of ['careless', 'nobody at all']) {
      const page = await toLogin();
      for (const left of [4, 3]) {
        await logIn(page, { username, password: 'not the password' });
        expect(await page.title()).to.match(/^有错误：登录/);
        expect(await page.getByRole('alert').textContent()).to.include(`手机号或密码不对，还可以再试 ${left} 次`);
        expect(await page.getByLabel('手机号或用户名').inputValue()).to.equal(username);
        expect(await page.getByLabel('密码', { exact: true }).inputValue()).to.equal('');
      }
      // From here on a safety check goes before each, which the page does by itself.
      for (const says of ['再试 2 次', '再试 1 次', '尝试次数过多，请 15 分钟后再试，或改用验证码登录']) {
        await logIn(page, { username, password: 'not the password' });
        await page.getByRole('alert').getByText(says).waitFor();
      }
    }
  });

  for (const javaScript of [true, false])
    it(`R04 leads to the agreement that was not ticked, and the password stays where it was typed${javaScript ? '' : ', without JavaScript'}`, async () => {
      const page = await scene.open({ javaScript });
      await clickButton(page, scene);
      await page.getByLabel('手机号或用户名').fill(citizen.username);
      await page.getByLabel('密码', { exact: true }).fill(citizen.password);
      await page.getByRole('button', { name: '登录', exact: true }).click();
      // The form was not sent: the browser reports the missing field.
      expect(await page.locator('#agree:focus').count()).to.equal(1);
      expect(await page.getByLabel('密码', { exact: true }).inputValue()).to.equal(citizen.password);
      await page.context().close(); // the message in it is drawn again and again: a seventh of a processor
    });

  it('R09 explains a redirect URI that is not registered and leads home, never there', async () => {
    const page = await scene.open();
    await page.goto(request({ redirect_uri: 'https://evil.example/callback' }));
    expect(await heading(page)).to.equal('青溪县文化馆（演示）的登录设置有误');
    expect(await page.content()).not.to.include('evil.example/callback"');
    await hasContactBlock(page);
    await pressOnlyButton(page, '返回青溪县文化馆（演示）');
    await page.waitForURL(`${scene.partner}/`);
  });

  it('R09 explains a platform that is not known', async () => {
    const page = await scene.open();
    await page.goto(request({ client_id: 'ncc_nobody' }));
    expect(await heading(page)).to.equal('这个平台没有接入国家公共文化云登录');
    await hasContactBlock(page);
    await pressOnlyButton(page, '返回国家公共文化云');
    await page.waitForURL(`${scene.cloud}/`);
  });

  it('R29 R30 sends the citizen of an expired application back before any page, until it is renewed', async () => {
    const { db } = scene.at.database;
    await db.run("update applications set expires_at = $1 where client_id = 'demo-qingxi'", [new Date('2026-01-31')]);
    const page = await scene.open();
    const visited: string[] = [];
    page.on('framenavigated', (frame) => visited.push(frame.url()));
    await clickButton(page, scene);
    expect(await page.getByRole('status').textContent()).to.equal('本站与国家公共文化云的对接已到期，请稍后再试。');
    expect(visited).to.eql([`${scene.partner}/sign-in`, `${scene.partner}/sign-in`]);

    await scene.at.app.applications.renew(operator, 'demo-qingxi');
    await clickButton(page, scene);
    expect(await heading(page)).to.equal('登录');
  });

  it('R31 explains an application that was disabled', async () => {
    await scene.at.app.applications.disable(operator, 'demo-qingxi', 'trial');
    const page = await scene.open();
    await clickButton(page, scene);
    expect(await heading(page)).to.equal('青溪县文化馆（演示）暂时不能用国家公共文化云登录');
    await hasContactBlock(page);
    await scene.at.app.applications.enable(operator, 'demo-qingxi');
    await pressOnlyButton(page, '返回青溪县文化馆（演示）');
    await page.waitForURL(`${scene.partner}/`);
    await clickButton(page, scene);
    expect(await heading(page)).to.equal('登录');
  });

  it('starts again from a login page that was left open for an hour', async () => {
    const page = await toLogin();
    scene.moveAhead(minutes(61));
    await page.reload();
    expect(await heading(page)).to.equal('登录页面已过期');
    scene.moveAhead(0);
    await pressOnlyButton(page, '重新登录');
    await logIn(page, citizen);
    await page.getByRole('button', { name: '同意并登录' }).click();
    await page.waitForURL(`${scene.partner}/`);
  });

  it('starts again after the cookies were cleared, and after a form that waited too long', async () => {
    const page = await toLogin();
    await page.context().clearCookies({ name: 'ncc_interaction' });
    await page.reload();
    expect(await heading(page)).to.equal('登录页面已过期');
    await pressOnlyButton(page, '重新登录');
    expect(await heading(page)).to.equal('登录');

    await page.context().clearCookies({ name: 'ncc_form' });
    await logIn(page, citizen);
    expect(await heading(page)).to.equal('登录页面已过期');
    await pressOnlyButton(page, '重新登录');
    expect(await heading(page)).to.equal('登录');
  });

  it('leads back to the platform from a login that has ended, with the back button and in another tab', async () => {
    await createCitizen(scene.at, 'returner');
    const page = await toLogin();
    const tab = await page.context().newPage();
    await tab.goto(page.url());
    await logIn(page, { username: 'returner', password });
    const consent = page.url();
    await page.getByRole('button', { name: '同意并登录' }).click();
    await page.waitForURL(`${scene.partner}/`);

    await page.goBack();
    expect(page.url()).to.equal(consent);
    expect(await heading(page)).to.equal('这次登录已经完成');
    await pressOnlyButton(page, '返回青溪县文化馆（演示）');
    expect(await heading(page)).to.equal('已登录：溪边人家');
    await logIn(tab, { username: 'returner', password });
    expect(await heading(tab)).to.equal('这次登录已经完成');
  });

  it('report a missing page, with a session too', async () => {
    const page = await scene.open();
    await signInAtPartner(page, scene);
    await page.goto('/account/grants/nobody/withdraw');
    expect(await heading(page)).to.equal('没有找到这个页面');
    await hasContactBlock(page);
  });

  it('leaves no complaint in the console', () => {
    expect(scene.complaints).to.eql([]);
  });
});
