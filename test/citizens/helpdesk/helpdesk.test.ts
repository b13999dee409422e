import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { purgeCases } from '../../../src/citizens/helpdesk/index.ts';
import { createCitizen, startApp, type TestApp } from '../../support/app.ts';
import { formOn, sure, type TestBrowser, textOf } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createStaff, signInToConsole } from '../../support/console.ts';

describe('R05 the help desk (O10)', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  const phone = '13912346802';
  const reason = '本人来电，换了手机收不到验证码';
  let at: TestApp;
  let helper: Colleague;
  let browser: TestBrowser;
  let citizen: string;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    citizen = (await createCitizen(at, 'helpless', { phone })).id;
    helper = await createStaff(at, ['support']);
    browser = await signInToConsole(at, helper);
  });
  after(() => at.close());

  const ask = async (who: string, why = reason, by = browser) =>
    by.submit(formOn(await by.walk('/admin/support'), '/admin/support'), { who, reason: why });
  const audit = () =>
    at.database.db.rows<{ verb: string; actor_id: string; details: object }>(
      `select verb, actor_id, details from audit_events where subject_id = $1 and actor_id = $2 order by id`,
      [citizen, helper.accountId],
    );

  it('finds no account by a part of a number, a name or a user name, and says which part is missing', async () => {
    for (const who of ['helpless', '溪边人家', '1391234', '139****6802', '%', '']) {
      const page = await ask(who, '啊');
      expect([who, page.status]).to.eql([who, 422]);
      expect(textOf(page))
        .to.match(/只能按完整的手机号|请填写完整的手机号/)
        .and.match(/原因至少/);
    }
    expect(textOf(await ask('13900000000'))).to.include('没有找到这个账号');
    expect(await audit()).to.eql([]);
  });

  it('shows an account by its phone, its e-mail or its number, masked, with the reason in the list and the look in the audit', async () => {
    const page = await ask(phone);
    expect(page.url.pathname).to.match(/^\/admin\/support\/[\w-]{36}$/);
    expect(page.text).to.include('139****6802').and.not.include(phone).and.not.include('溪边人家');
    expect(textOf(page)).to.include(reason).and.include('最近 180 天没有登录过');
    expect((await ask(citizen.toUpperCase())).url.pathname).to.match(/^\/admin\/support\/[\w-]{36}$/);
    expect(textOf(await browser.walk('/admin/support'))).to.include(reason);
    const seen = await audit();
    expect(seen.map(({ verb }) => verb)).to.eql(['account.support_look', 'account.support_look']);
    expect(JSON.stringify(seen)).not.to.include(reason);
  });

  it('unlocks an account, ends its sessions, and reports mismatching data', async () => {
    const page = await ask(phone);
    await at.app.accounts.lock({ kind: 'operator', name: 'test' }, citizen, '本人报失');
    clock.advance(1);
    const locked = await browser.walk(page.url.pathname);
    expect(textOf(locked)).to.include('已停用');
    const given = await sure(browser, locked, '/unlock');
    expect(textOf(given)).to.include('已恢复使用').and.not.include('已停用');
    expect((await at.app.accounts.find(citizen))?.lockedAt).to.equal(undefined);
    const again = await sure(browser, locked, '/unlock');
    expect([again.status, textOf(again).includes('没有停用')]).to.eql([422, true]);
    const before = (await at.app.accounts.find(citizen))?.sessionsValidFrom;
    clock.advance(2);
    expect(textOf(await sure(browser, given, '/end-sessions'))).to.include('所有设备都已退出');
    clock.advance(1);
    expect((await at.app.accounts.find(citizen))?.sessionsValidFrom).to.be.above(before ?? clock.now());
    expect((await audit()).map(({ verb }) => verb))
      .to.include('account.unlock')
      .and.include('account.end_sessions');
  });

  it('takes back a deletion for an owner on the telephone', async () => {
    const page = await ask(phone);
    const asked = { password: 'correct-horse-5', understood: true, device: 'Firefox' };
    expect(await at.app.privacy.deletions.ask(citizen, asked)).to.have.property('dueAt');
    const closing = await browser.walk(page.url.pathname);
    expect(textOf(closing)).to.include('正在注销');
    expect(textOf(await sure(browser, closing, '/keep')))
      .to.include('已撤销注销')
      .and.not.include('正在注销');
    expect(await at.app.privacy.deletions.standing(citizen)).to.equal(undefined);
    const again = await sure(browser, closing, '/keep');
    expect([again.status, textOf(again).includes('没有在注销')]).to.eql([422, true]);
  });

  it('is over with an account that was erased meanwhile', async () => {
    const { id } = await createCitizen(at, 'gone', { phone: '13912346803' });
    const page = await ask('13912346803');
    expect((await browser.walk(page.url.pathname)).status).to.equal(200);
    await at.database.db.run('update accounts set deleted_at = $2 where id = $1', [id, clock.now()]);
    at.app.accounts.forget(id);
    expect((await browser.walk(page.url.pathname)).status).to.equal(404);
  });

  it('shows a case to its opener, for half an hour; all reasons to an auditor, who cannot look', async () => {
    const page = await ask(phone);
    const other = await signInToConsole(at, await createStaff(at, ['support']));
    expect((await other.walk(page.url.pathname)).status).to.equal(404);
    expect(textOf(await other.walk('/admin/support'))).to.include('还没有查询过账号');
    const auditor = await signInToConsole(at, await createStaff(at, ['auditor']));
    const seen = await auditor.walk('/admin/support');
    expect(textOf(seen)).to.include(reason);
    expect(formOn(seen, '/admin/support').text).to.equal('');
    clock.advance(31 * 60);
    const over = await (await signInToConsole(at, helper)).walk(page.url.pathname);
    expect([over.status, textOf(over).includes('这次查询已经结束')]).to.eql([404, true]);
    browser = await signInToConsole(at, helper);
  });

  it('is not for the own account, and not without end', async () => {
    const own = await ask(helper.phone);
    expect([own.status, textOf(own).includes('自己的账号')]).to.eql([403, true]);
    const stopped = async (): Promise<boolean> => textOf(await ask('13900000000')).includes('查找的次数过多');
    for (let asked = 0; !(await stopped()); asked += 1) expect(asked).to.be.below(31);
    expect(textOf(await ask(phone))).to.include('查找的次数过多');
  });

  it('forgets after three years which staff looked at which account', async () => {
    clock.advance(3 * 366 * 86_400);
    await purgeCases({ db: at.database.db, clock });
    expect(await at.database.db.rows('select id from helpdesk_cases')).to.eql([]);
  });
});
