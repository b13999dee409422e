import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { days, after as later, minutes, systemClock } from '../../src/clock.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { createStaff, signInToConsole } from '../support/console.ts';

describe('the operators’ desk of applications', () => {
  let clock: TestClock;
  let at: TestApp;
  let desk: TestBrowser;
  let partner: Client;
  let path: string;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    desk = await signInToConsole(at, await createStaff(at, ['operator']));
  });
  after(() => at.close());
  beforeEach(async () => {
    partner = await createClient(at, { contactName: '王芳', contactEmail: 'wang@example.cn' });
    path = `/admin/applications/${partner.clientId}`;
    clock.advance(1);
  });

  const press = async (action: string, values: Record<string, string> = {}, browser = desk) => {
    const shown = await browser.walk(path);
    const form = (shown.text.match(/<form[\s\S]*?<\/form>/g) ?? []).find((each) => each.includes(`action="${action}"`));
    if (form === undefined) throw new Error(`no form for ${action}`);
    return browser.submit({ ...shown, text: form }, values);
  };
  const listed = async (query: string) => {
    const { text } = await desk.walk(`/admin/applications${query}`);
    return [...text.matchAll(/<code class="s">([^<]+)<\/code>/g)].map(([, ak]) => ak);
  };
  const today = () => new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

  it('finds by name, AK and institution, and by state', async () => {
    const make = (name: string, expiresAt: Date) =>
      createClient(at, { name }, { expiresAt, institutionId: institution.id });
    const institution = await at.app.institutions.create(operator, { name: '澜江市图书馆', certified: true });
    const now = clock.now();
    const soon = await make('澜江云甲', later(now, days(3)));
    const over = await make('澜江云乙', later(now, -days(1)));
    const off = await make('澜江云丙', later(now, days(20)));
    await at.app.applications.disable(operator, off.clientId, '核实中');
    expect(await listed(`?q=${partner.clientId.toUpperCase()}`)).to.eql([partner.clientId]);
    expect(await listed(`?q=${encodeURIComponent('澜江市')}`)).to.have.members(
      [soon, over, off].map((a) => a.clientId),
    );
    const of = (show: string) => listed(`?show=${show}&q=${encodeURIComponent('澜江云')}`);
    expect(await of('expiring')).to.eql([soon.clientId]);
    expect(await of('expired')).to.eql([over.clientId]);
    expect(await of('disabled')).to.eql([off.clientId]);
    expect(await of('sandbox')).to.eql([]);
    expect(await listed(`?q=${encodeURIComponent("%' or 1=1 --")}`)).to.eql([]);
    expect(await listed('')).not.to.include('account-centre');
  });

  it('shows how the last 24 hours went', async () => {
    for (const [endpoint, error] of [['token'], ['token'], ['token', 'invalid_grant'], ['api']] as const)
      at.app.integrationLog.record({
        endpoint,
        clientId: partner.clientId,
        requestId: 'AAAA-BBBB',
        ...(error && { refusal: { error } }),
      });
    await at.app.integrationLog.flush();
    const list = (await desk.walk(`/admin/applications?q=${partner.clientId}`)).text;
    expect(list).to.match(/<td [^>]*data-k="24 小时调用">4<\/td><td [^>]*data-k="未通过">1<br><span class="s dim">25%/);
    clock.advance(days(1) + minutes(2));
    desk = await signInToConsole(at, await createStaff(at, ['operator']));
    expect((await desk.walk(`/admin/applications?q=${partner.clientId}`)).text).to.match(
      /data-k="24 小时调用">0<\/td>/,
    );
  });

  it('R31 disables with a reason, tells the contact, and enables again', async () => {
    const empty = await press(`${path}/disable`, { reason: '' });
    expect(empty.status).to.equal(422);
    expect(empty.text).to.include('有错误：').and.include('请填写停用的原因');
    expect((await press(`${path}/disable`, { reason: '内容待整改' })).text).to.include('应用已停用');
    const [mail] = await at.app.mail.recent();
    expect(mail?.text).to.include('内容待整改');
    expect((await at.app.applications.client(partner.clientId))?.refusal?.code).to.equal('disabled');
    const page = await desk.walk(path);
    expect(page.text).to.include('内容待整改').and.not.include(`${path}/renew`);
    expect((await press(`${path}/enable`)).text).to.include('应用已恢复使用');
    expect((await at.app.applications.client(partner.clientId))?.refusal).to.equal(undefined);
  });

  it('R30 renews on behalf of a partner', async () => {
    clock.advance(days(2));
    desk = await signInToConsole(at, await createStaff(at, ['operator']));
    const before = (await at.app.applications.get(partner.clientId)).expiresAt;
    expect((await press(`${path}/renew`)).text).to.include('有效期已延长');
    expect((await at.app.applications.get(partner.clientId)).expiresAt).to.be.above(before ?? new Date());
  });

  it('R22 waives an address until a date, keeps invalid typed values, and takes the waiver back', async () => {
    const uri = 'http://old.qx.example.cn/callback';
    const wrong = await press(`${path}/waivers`, { uri, until: '2020-01-01', waiverReason: '' });
    expect(wrong.status).to.equal(422);
    expect(wrong.text).to.include(`value="${uri}"`).and.include('id="waiverReason-msg"').and.include('id="until-msg"');
    const asked = authorization(partner.clientId, { redirect_uri: uri, prompt: 'none' });
    await press(`${path}/waivers`, { uri, until: today(), waiverReason: '旧系统年底下线' });
    expect((await createBrowser(at.origin).walk(asked.url)).url.origin).to.equal('http://old.qx.example.cn');
    const page = await desk.walk(path);
    const action = /action="([^"]+\/waivers\/[\w-]+\/end)"/.exec(page.text)?.[1] ?? '';
    await press(action, { sure: '1' });
    expect((await createBrowser(at.origin).walk(asked.url)).url.origin).to.equal(at.origin);
    await press(`${path}/pkce`, { pkceUntil: today(), pkceReason: '旧程序' });
    expect((await desk.walk(path)).text).to.include('现在结束免除');
    await press(`${path}/pkce/end`, { sure: '1' });
    expect((await desk.walk(path)).text).to.include('免除 PKCE</button>');
  });

  it('asks for the second factor again before it takes something away', async () => {
    clock.advance(minutes(20));
    await desk.walk(path);
    clock.advance(minutes(15));
    expect((await press(`${path}/disable`, { reason: 'x' })).text).to.include('填写动态验证码');
    desk = await signInToConsole(at, await createStaff(at, ['operator']));
  });

  it('lets 客服 look, and 审核员 not even that', async () => {
    const support = await signInToConsole(at, await createStaff(at, ['support']));
    const page = await support.walk(path);
    expect([page.status, page.text.includes('<form method="post"')]).to.eql([200, false]);
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    expect((await reviewer.walk(path)).status).to.equal(403);
    const csrf = /name="csrf" value="([^"]+)"/.exec((await desk.walk(path)).text)?.[1] ?? '';
    for (const action of ['renew', 'disable', 'enable', 'waivers', 'waivers/x/end', 'pkce', 'pkce/end']) {
      const body = () => new URLSearchParams({ csrf });
      expect((await support.request(`${path}/${action}`, { method: 'POST', body: body() })).status, action).to.equal(
        403,
      );
      const forged = await desk.request(`${path}/${action}`, { method: 'POST', body: new URLSearchParams() });
      expect(forged.status, action).to.equal(400);
    }
  });
});
