import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { formOn, sure, type TestBrowser, textOf } from '../support/citizen.ts';
import { type Colleague, createNewcomer, createStaff, signInToConsole } from '../support/console.ts';

describe('人员与角色', function () {
  this.timeout(90_000);
  let at: TestApp;
  let guard: Colleague;
  let browser: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename);
    guard = await createStaff(at, ['security']);
    browser = await signInToConsole(at, guard);
  });
  after(() => at.close());

  it('R05 finds an account by its whole phone, grants a role with a region and takes it back', async () => {
    const person = await createNewcomer(at);
    const list = await browser.walk('/admin/staff');
    let page = await browser.submit(list, { who: person.phone.slice(0, 8) });
    expect([page.status, textOf(page).includes('没有这个手机号或用户名的账号')]).to.eql([422, true]);
    page = await browser.submit(list, { who: person.phone });
    expect(page.url.pathname).to.equal(`/admin/staff/${person.accountId}`);
    page = await browser.submit(formOn(page, '/grant'), { region: '33' });
    expect(page.status).to.equal(422);
    expect(textOf(page)).to.include('请选择角色').and.include('6 位数字');
    page = await browser.submit(formOn(page, '/grant'), { role: 'reviewer', region: '330000' });
    expect(textOf(page)).to.include('浙江省');
    expect(textOf(await browser.walk('/admin/staff')))
      .to.include('审核员')
      .and.include('浙江省');
    const theirs = await signInToConsole(at, person);
    expect((await theirs.walk('/admin/institutions')).status).to.equal(200);
    page = await sure(browser, page, '/revoke');
    expect(textOf(page)).to.include('还没有运营角色');
    expect((await theirs.walk('/admin/institutions')).status, 'at once').to.equal(403);
  });

  it('offers no one the own roles, and keeps incompatible ones apart', async () => {
    const own = await browser.walk(`/admin/staff/${guard.accountId}`);
    expect(textOf(own)).to.include('自己的角色由另一位管理员调整');
    expect(own.text).not.to.include('/grant');
    const other = await browser.walk(`/admin/staff/${(await createStaff(at, ['auditor'])).accountId}`);
    const refused = await browser.submit(formOn(other, '/grant'), { role: 'administrator' });
    expect([refused.status, textOf(refused).includes('须由不同的人担任')]).to.eql([422, true]);
  });

  it('lets only auditors look', async () => {
    const auditor = await signInToConsole(at, await createStaff(at, ['auditor']));
    const page = await auditor.walk('/admin/staff');
    expect([page.status, page.text.includes('/admin/staff/search')]).to.eql([200, false]);
    expect((await auditor.walk(`/admin/staff/${guard.accountId}`)).status).to.equal(403);
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    expect((await reviewer.walk('/admin/staff')).status).to.equal(403);
    expect((await browser.walk('/admin/staff/nobody')).status).to.equal(404);
  });
});
