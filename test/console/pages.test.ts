import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { codeOf, createMember, openConsole, signInToConsole } from '../support/console.ts';

describe('the pages of the back office', function () {
  this.timeout(90_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('take no form that they did not make for this browser', async () => {
    const member = await createMember(at);
    const browser = await signInToConsole(at, member);
    const foreign = await signInToConsole(at, await createMember(at));
    const stolen = /name="csrf" value="([^"]+)"/.exec((await foreign.walk('/console/security')).text)?.[1] ?? '';
    for (const path of [
      '/console/confirm',
      '/console/second-factor',
      '/console/security/recovery-codes',
      '/console/security/sessions/end',
      '/console/switch',
      '/console/messages/read',
    ])
      for (const csrf of ['', stolen]) {
        const body = new URLSearchParams({ csrf, code: codeOf(at, member, 1), place: member.institutionId });
        const answer = await browser.request(path, { method: 'POST', body });
        expect(answer.status, path).to.equal(400);
      }
  });

  it('warn before a session idles out, and go on with 继续', async () => {
    const page = await openConsole(at, await createMember(at));
    await page.clock.install();
    await page.goto('/console');
    const dialog = page.getByRole('dialog', { name: '还在吗？' });
    await page.clock.runFor(24 * 60_000);
    expect(await dialog.isVisible()).to.equal(false);
    await page.clock.runFor(70_000);
    expect(await dialog.isVisible()).to.equal(true);
    expect(await dialog.textContent()).to.include('约 5 分钟后需要重新登录');
    expect(await axe(page)).to.eql([]);
    await dialog.getByRole('button', { name: '继续' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.clock.runFor(31 * 60_000);
    expect(await dialog.textContent()).to.include('登录已经结束');
    expect(await dialog.getByRole('link', { name: '重新登录' }).isVisible()).to.equal(true);
    await page.context().close();
  });

  it('break no rule of WCAG 2.2 AA as they really are', async () => {
    const page = await openConsole(at, await createMember(at));
    for (const path of [
      '/console',
      '/console/security',
      '/console/second-factor',
      '/console/messages',
      '/console/switch',
      '/console/confirm',
    ]) {
      await page.goto(path);
      expect(await axe(page), path).to.eql([]);
    }
    await page.context().close();
  });
});
