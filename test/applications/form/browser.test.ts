import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { type Colleague, createMember, openConsole } from '../../support/console.ts';

describe('the application form in a browser', () => {
  let at: TestApp;
  let agent: Colleague & { institutionId: string };
  let path: string;

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename);
    agent = await createMember(at, { role: 'agent' });
    const { accountId, institutionId } = agent;
    const actor = { kind: 'member', accountId, institutionId, role: 'agent' } as const;
    path = `/console/submissions/${(await at.app.review.begin(actor, 'application', { institutionId })).id}`;
  });
  after(() => at.close());

  async function open(to: string, display: Parameters<typeof openConsole>[2], work: (page: Page) => Promise<void>) {
    const page = await openConsole(at, agent, { ...display });
    try {
      await page.goto(to);
      await work(page);
    } finally {
      await page.context().close();
    }
  }

  // Their samples are looked at in every theme, at every width (test/http/look.test.ts).
  for (const display of [{ width: 1280 }, { width: 320, elder: true, theme: 'dark' }] as const) {
    it(`passes WCAG 2.2 AA (${JSON.stringify(display)})`, async function () {
      this.timeout(90_000);
      await open(path, display, async (page) => {
        for (const place of [path, '/console/applications/tester', '/console/applications/sandbox']) {
          await page.goto(place);
          expect(await axe(page), place).to.deep.equal([]);
          const wide = await page.evaluate(
            'document.documentElement.scrollWidth > document.documentElement.clientWidth',
          );
          expect(wide, `${place} scrolls sideways`).to.equal(false);
        }
      });
    });
  }

  it('R21 is at most 2,500 px high at 1280 px, with what few need folded away', async function () {
    this.timeout(90_000);
    await open(path, {}, async (page) => {
      expect(await page.evaluate('document.documentElement.scrollHeight')).to.be.at.most(2_500);
      const folded = page.locator('details.part:not([open]) > summary');
      expect((await folded.allTextContents()).map((text) => text.trim())).to.eql([
        '高级设置',
        '三　端口对接（友情链接）',
      ]);
      await page.getByRole('checkbox', { name: /^端口互访/ }).check();
      await page.getByRole('button', { name: '提交审核' }).click();
      await page.locator('.errors a[href="#linkName"]').click();
      expect(await page.locator('#linkName').isVisible()).to.equal(true);
      expect(await folded.count(), '高级设置 stays closed').to.equal(1);
    });
  });

  it('R22 shows beside the field the problem of an address, and puts in the suggested one', async function () {
    this.timeout(90_000);
    await open(path, {}, async (page) => {
      const field = page.locator('#redirectUris');
      await field.fill('https://m.qx.example.cn/callback\nhttp://m.qx.example.cn/auth');
      const said = page.locator('#redirectUris ~ ul.checked');
      await said.getByText('回调地址须以 https:// 开头').waitFor();
      expect(await axe(page)).to.deep.equal([]);
      await said.getByRole('button', { name: /^使用/ }).click();
      await said.locator('.ok').nth(1).waitFor();
      expect(await field.inputValue()).to.equal('https://m.qx.example.cn/callback\nhttps://m.qx.example.cn/auth');
    });
  });

  it('R21 shows the consent page again once the choice is saved', async function () {
    this.timeout(90_000);
    await open(path, {}, async (page) => {
      await page.getByText('看市民登录时看到的授权页').click();
      const seen = page.locator('[data-seen]');
      expect(await seen.getByText('手机号', { exact: true }).count()).to.equal(0);
      await page
        .getByRole('checkbox', { name: /^手机号/ })
        .first()
        .check();
      await seen.getByText('手机号', { exact: true }).waitFor();
      expect(await axe(page)).to.deep.equal([]);
    });
  });

  it('R23 works without a script: invalid values stay on the page beside the cure', async function () {
    this.timeout(90_000);
    await open(path, { javaScript: false }, async (page) => {
      await page.locator('#name').fill('青溪文化云');
      await page.locator('#redirectUris').fill('http://m.qx.example.cn/auth');
      await page.getByRole('button', { name: '提交审核' }).click();
      expect(await page.title()).to.match(/^有错误：/);
      expect(await page.locator('#redirectUris-msg').textContent()).to.include('须以 https:// 开头');
      expect(await page.locator('#redirectUris').inputValue()).to.equal('http://m.qx.example.cn/auth');
      expect(await page.locator('#name').inputValue()).to.equal('青溪文化云');
      expect(await page.locator('.errors a[href="#redirectUris"]').count()).to.equal(1);
    });
  });
});
