import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import { createMember, createStaff, enrol, signInToConsole } from '../../support/console.ts';

describe('the page that asks for the second factor', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('says why: at sign-in, before a delicate action, and before the first one', async () => {
    const owner = await createMember(at);
    await enrol(at, owner);
    const early = await signInToConsole(at, owner, { secondFactor: false });
    await at.database.db.run('update console_sessions set second_factor_at = null where account_id = $1', [
      owner.accountId,
    ]);
    expect((await early.walk('/console/confirm')).text).to.include('只有这一步不够，所以再要一次');

    const staff = await createStaff(at, ['administrator']);
    const browser = await signInToConsole(at, staff);
    await at.database.db.run(
      `update console_sessions set second_factor_at = second_factor_at - interval '31 minutes' where account_id = $1`,
      [staff.accountId],
    );
    const asked = await browser.walk('/admin/tokens/new');
    expect(asked.url.pathname).to.equal('/console/confirm');
    expect(asked.text).to.include('涉及密钥、成员、角色或公开的内容').and.to.include('已过半小时');

    const without = await signInToConsole(at, await createStaff(at, ['operator']), { secondFactor: false });
    const first = await without.walk('/admin/review');
    expect(first.text).to.include('只让设置了动态验证码的账号进');
  });
});
