import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { minutes, systemClock } from '../../src/clock.ts';
import { operator, password, startApp, type TestApp } from '../support/app.ts';
import { formOf, formOn, type Page } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { codeOf, createMember, createStaff, signInToConsole } from '../support/console.ts';

const menuOf = ({ text }: Page) =>
  [...(/<nav class="side"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? '').matchAll(/href="([^"]+)"/g)].map(([, href]) => href);

describe('the guards of the back office', () => {
  let at: TestApp;
  let clock: TestClock;
  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  it('keep members out of /admin and staff out of pages beyond their roles, and name the contact', async () => {
    const member = await signInToConsole(at, await createMember(at));
    const refused = await member.walk('/admin');
    expect([refused.status, refused.text.includes('您的账号没有运营角色')]).to.eql([403, true]);
    const auditor = await signInToConsole(at, await createStaff(at, ['auditor']));
    const page = await auditor.walk('/admin/review');
    expect([page.status, page.text.includes('您的角色（审计员）不能做这项操作')]).to.eql([403, true]);
  });

  it('lead staff without an institution from 首页 to where one joins one', async () => {
    const staff = await signInToConsole(at, await createStaff(at, ['operator']));
    const page = await staff.walk('/console');
    expect(page.url.pathname).to.equal('/console/start');
    expect(page.text).to.include('href="/admin"');
  });

  it('R14 lead a visitor of a closed door back to the first page of that side', async () => {
    const owner = await signInToConsole(at, await createMember(at, { certified: false }), { secondFactor: false });
    for (const path of ['/console/resources', '/console/links']) {
      const page = await owner.walk(path);
      expect(page.status).to.equal(403);
      expect(page.text, 'inside the frame').to.include('aria-label="机构后台"').and.include('>退出</a>');
      expect(page.text).to.include('>继续认证</a>').and.not.include('您不能查看这个页面');
    }
    const desk = await signInToConsole(at, await createStaff(at, ['support']));
    expect((await desk.walk('/admin/review')).text).to.include('href="/admin">返回工作台');
    const member = await signInToConsole(at, await createMember(at));
    const referer = new URL('/help/review', at.origin).href;
    const closed = await member.request('/admin/review', { headers: { referer } });
    expect(closed.status).to.equal(403);
    expect(await closed.text()).to.include('href="/console">返回首页');
  });

  it('R14 keep an institution that is not certified to certification, sandbox and members, in the menu too', async () => {
    const owner = await createMember(at, { certified: false });
    const before = menuOf(await (await signInToConsole(at, owner)).walk('/console'));
    const certified = menuOf(await (await signInToConsole(at, await createMember(at))).walk('/console'));
    expect(before).to.include.members(['/console/institution', '/console/members', '/console/applications']);
    expect(before).to.not.include('/console/links');
    expect(certified).to.include('/console/links');
    for (const href of before) {
      const page = await (await signInToConsole(at, owner)).walk(href ?? '');
      expect(page.status, href).to.equal(200);
    }
  });

  it('let a person send 120 forms a minute, then say when to go on, and do nothing', async () => {
    const person = await createMember(at);
    const browser = await signInToConsole(at, person);
    const send = () => browser.request('/console/messages/read', { method: 'POST', body: new URLSearchParams() });
    for (let time = 0; time < 120; time += 1) expect((await send()).status).to.equal(400); // no form token
    const refused = await send();
    expect([refused.status, refused.headers.get('retry-after')]).to.eql([429, '60']);
    expect(await refused.text())
      .to.include('操作太频繁了')
      .and.include('请在 60 秒后再做一次');
    expect((await browser.request('/console/messages')).status, 'reading').to.equal(200);
    const elsewhere = await signInToConsole(at, person);
    const again = await elsewhere.request('/console/messages/read', { method: 'POST', body: new URLSearchParams() });
    expect(again.status, 'the same person elsewhere').to.equal(429);
    clock.advance(minutes(1));
    expect((await send()).status).to.equal(400);
  });

  it('R05 show each role the menu that it may use, without one closed door', async () => {
    for (const role of [
      'administrator',
      'security',
      'auditor',
      'reviewer',
      'operator',
      'statistics',
      'support',
    ] as const) {
      const browser = await signInToConsole(at, await createStaff(at, [role]));
      const menu = menuOf(await browser.walk('/admin'));
      expect(menu).to.include('/admin');
      for (const href of menu) expect((await browser.walk(href ?? '')).status, `${role} ${href}`).to.equal(200);
    }
  });

  it('drop a member at once who left the institution or lost the role', async () => {
    const member = await createMember(at, { role: 'agent' });
    const browser = await signInToConsole(at, member);
    await at.database.db.run(`delete from members where account_id = $1`, [member.accountId]);
    expect((await browser.walk('/console')).url.pathname).to.equal('/console/start');
    const staff = await createStaff(at, ['auditor']);
    const desk = await signInToConsole(at, staff);
    await at.app.accounts.revokeRole(operator, staff.accountId, 'auditor');
    expect((await desk.walk('/admin')).status).to.equal(403);
  });

  it('limit a reviewer to the regions of the role', async () => {
    const staff = await createStaff(at, ['reviewer'], { regions: ['330000'] });
    expect((await at.app.accounts.staffOf(staff.accountId)).regions).to.eql(['330000']);
  });

  it('let a member of several institutions change between them, and into no other', async () => {
    const person = await createMember(at, { role: 'agent' });
    const second = await createMember(at, { role: 'reader' });
    const foreign = await createMember(at);
    await at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'reader', $3)`,
      [second.institutionId, person.accountId, clock.now()],
    );
    const browser = await signInToConsole(at, person);
    const nameOf = async () => /<h1>([\s\S]*?)<\/h1>/.exec((await browser.walk('/console')).text)?.[1];
    const page = await browser.walk('/console/switch');
    await browser.submit(page, { place: person.institutionId });
    const first = await nameOf();
    expect((await browser.submit(page, { place: foreign.institutionId })).status).to.equal(404);
    expect((await browser.submit(page, { place: 'staff' })).status, 'nor into the operators').to.equal(404);
    expect(await nameOf()).to.equal(first);
    expect((await browser.submit(page, { place: second.institutionId })).url.pathname).to.equal('/console');
    expect(await nameOf()).not.to.equal(first);
    await browser.submit(await browser.walk('/console/switch'), { place: person.institutionId });
    expect(await nameOf()).to.equal(first);
  });

  describe('before sensitive actions', () => {
    const clockYear = systemClock.now().getUTCFullYear();
    it('ask for the second factor again after half an hour, and lead back', async () => {
      const member = await createMember(at);
      const browser = await signInToConsole(at, member);
      for (let passed = 0; passed < 2; passed += 1) {
        clock.advance(minutes(20));
        await browser.request('/console');
      }
      const asks = await browser.walk('/console/second-factor');
      expect([asks.url.pathname, asks.url.searchParams.get('to')]).to.eql([
        '/console/confirm',
        '/console/second-factor',
      ]);
      expect(asks.text).not.to.include('刚才的操作还没有进行');
      const back = await browser.submit(asks, { code: codeOf(at, member) });
      expect(back.url.pathname).to.equal('/console/second-factor');
    });

    const linkForm = '/console/members/invite-link';
    const typed = { post: 'reporter', endsAt: `${clockYear + 1}-05-04` };
    const invited = async (institutionId: string) =>
      (
        await at.database.db.rows<{ role: string }>(`select role from invitation_links where institution_id = $1`, [
          institutionId,
        ])
      ).map(({ role }) => role);
    /** A form whose sender gave the second factor more than half an hour ago. */
    async function interrupted(secondFactor = true) {
      const member = await createMember(at, { certified: secondFactor });
      const browser = await signInToConsole(at, member, { secondFactor });
      const page = await browser.walk(linkForm);
      for (let passed = 0; passed < 2; passed += 1) {
        clock.advance(minutes(20));
        await browser.request('/console');
      }
      return { member, browser, page, asks: await browser.submit(formOn(page, linkForm), typed) };
    }

    it('keep a form that they interrupt, and go on with it after the code', async () => {
      const { member, browser, asks } = await interrupted();
      expect([asks.status, asks.url.pathname]).to.eql([401, linkForm]);
      expect(asks.text).to.include('您填写的内容没有丢').and.to.include(`value="${typed.endsAt}"`);
      const wrong = await browser.submit(asks, { confirm_code: '000000' });
      expect([wrong.status, wrong.url.pathname]).to.eql([422, linkForm]);
      expect(wrong.text).to.include('aria-invalid="true"').and.to.include(`value="${typed.endsAt}"`);
      expect((await browser.submit(wrong, { confirm_code: '' })).text).to.include(`value="${typed.endsAt}"`);
      expect(await invited(member.institutionId), 'nothing was done').to.eql([]);
      const code = codeOf(at, member);
      const done = await browser.submit(wrong, { confirm_code: code });
      expect(done.status).to.equal(200);
      expect(await invited(member.institutionId)).to.eql(['reporter']);
    });

    it('keep it in its page alone, without passwords and codes, for this person and institution', async () => {
      const { member, browser, page } = await interrupted();
      const asks = await browser.submit(formOn(page, linkForm), { ...typed, password: 'x-secret-1', code: '654321' });
      expect(asks.text).not.to.include('x-secret-1').and.not.to.include('654321');
      expect(asks.headers.get('cache-control')).to.include('no-store');
      const confirm_code = codeOf(at, member);
      expect((await browser.submit(asks, { confirm_code, csrf: 'x' })).status, 'of another site').to.equal(400);
      const other = await signInToConsole(at, await createMember(at));
      const { csrf } = formOf(asks.text).fields;
      expect((await other.submit(asks, { confirm_code, csrf })).status, 'in another browser').to.equal(400);
      expect(await invited(member.institutionId)).to.eql([]);
      expect((await browser.submit(asks, { confirm_code })).status).to.equal(200);
    });

    it('send programs to the page of the code, and do not believe a Referer of another site', async () => {
      const browser = await signInToConsole(at, await createMember(at));
      for (let passed = 0; passed < 2; passed += 1) {
        clock.advance(minutes(20));
        await browser.request('/console');
      }
      const send = (referer: string) =>
        browser.request('/console/security/recovery-codes', {
          method: 'POST',
          body: '',
          headers: { referer, accept: 'application/json' },
        });
      const placeOf = async (referer: string) => (await send(referer)).headers.get('location');
      expect(await placeOf('https://evil.example/console/security')).to.equal(
        '/console/confirm?to=%2Fconsole&interrupted=1',
      );
      const asks = await browser.walk((await placeOf(`${at.origin}/console/security`)) ?? '');
      expect(asks.text).to.include('刚才的操作还没有进行');
      expect(formOf(asks.text).fields.to).to.equal('/console/security');
    });

    it('ask an account without a second factor for the password again, and go on with the form from its page', async () => {
      const { member, browser, asks } = await interrupted(false);
      expect(asks.text).to.include('请再登录一次').and.to.include('/console/sign-in?again=1');
      expect((await browser.submit(asks)).text, 'not yet').to.include('请再登录一次');
      const login = await browser.walk('/console/sign-in?again=1');
      await browser.submit(login, { username: member.username, password, agree: '1' });
      expect((await browser.submit(asks)).status).to.equal(200);
      expect(await invited(member.institutionId)).to.eql(['reporter']);
    });
  });
});
