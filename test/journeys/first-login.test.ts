import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Locator, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.ts';
import { openLoopbackPartner } from '../support/loopback-partner.ts';
import { remember } from '../support/record.ts';
import { heading, type Watch, watchAt } from './scene.ts';

const phone = '13800009901';

describe('a developer who has nothing yet, in a browser', () => {
  let at: TestApp;
  let watch: Watch;
  let partner: Awaited<ReturnType<typeof openLoopbackPartner>>;

  before(async () => {
    at = await startApp(import.meta.filename);
    watch = watchAt(at.origin);
    partner = await openLoopbackPartner();
  });
  after(async () => {
    await watch.close();
    await partner.close();
    await at.close();
  });

  /** The value beside a term of 起步. */
  const shownBeside = async (page: Page, term: string): Promise<string> =>
    (await page
      .locator('.cred > div', { has: page.getByText(term, { exact: true }) })
      .locator('code')
      .textContent()) ?? '';

  async function codeSent(): Promise<string> {
    const letter = (await at.app.sms.recent()).find(({ to }) => to === phone);
    return remember(/验证码 (\d{6})/.exec(letter?.text ?? '')?.[1]) ?? '';
  }

  it('R02 R14 R27 R33 comes from the home page to a first login in 12 clicks and 6 fields at most, without a document or a wait', async () => {
    const page = await watch.open();
    const done = { clicks: 0, fields: 0 };
    const click = async (target: Locator) => {
      done.clicks += 1;
      await target.click();
      await target.page().waitForLoadState();
    };
    const fill = async (label: string, value: string, where = page) => {
      done.fields += 1;
      await where.getByLabel(label, { exact: true }).fill(value);
    };
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await page.goto('/');
    await click(page.getByRole('link', { name: '十分钟跑通登录' }));
    await click(page.getByRole('link', { name: '登录后领' }));
    await click(page.getByRole('button', { name: '注册', exact: true }));
    await fill('手机号', phone);
    await click(button('获取验证码'));
    await page.getByText('已发到').waitFor();
    await fill('验证码', await codeSent());
    await fill('密码', remember('xi-bian-de-mi-ma-7'));
    await click(page.getByLabel('已满 14 周岁'));
    await click(page.getByLabel('我已阅读并同意'));
    await click(button('注册并登录'));
    await click(page.getByText('名称和回调地址已经填好')); // 5055 is taken, as it may be on any machine
    await fill('回调地址', `${partner.origin}/callback`);
    await click(button('领取沙箱 AK'));

    expect(new URL(page.url()).pathname).to.equal('/docs/start');
    const [clientId, secret, redirectUri] = [
      await shownBeside(page, 'AK'),
      remember(await shownBeside(page, 'SK')),
      await shownBeside(page, '回调地址'),
    ];
    const [username, password] = [await shownBeside(page, '用户名'), remember(await shownBeside(page, '密码'))];
    partner.configure({ issuer: at.origin, clientId, secret, redirectUri });

    // As the page says: in a window of its own, so that the developer stays signed in.
    const window = await watch.open();
    await window.goto(`${partner.origin}/login`);
    await fill('手机号或用户名', username, window);
    await fill('密码', password, window);
    await click(window.getByRole('button', { name: '登录', exact: true }));
    await click(window.getByRole('button', { name: '同意并登录', exact: true }));
    await window.waitForURL(/callback/);
    expect(await heading(window)).to.equal('您好，测试市民1');

    expect(done.clicks, 'clicks').to.be.at.most(12);
    expect(done.fields, 'fields').to.be.at.most(6);
    expect(await at.database.db.rows(`select 1 from files`), 'documents').to.eql([]);
    expect(await at.database.db.rows(`select 1 from submissions`), 'what somebody has to decide').to.eql([]);

    await page.goto('/docs/start');
    expect(await shownBeside(page, 'SK'), 'it is still there').to.equal(secret);
    await button('我已保存').click();
    await page.waitForURL(/docs\/start/);
    expect(await page.content())
      .to.include(secret.slice(-4))
      .and.not.include(secret);
    expect(watch.complaints).to.eql([]);
  });
});
