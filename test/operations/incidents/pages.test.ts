import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, type Page, sure, type TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createStaff, signInToConsole } from '../../support/console.ts';

const textOf = (page: Page) => page.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const formOn = (page: Page, ending: string): Page => ({
  ...page,
  text: page.text.match(/<form\b[\s\S]*?<\/form>/g)?.find((each) => each.includes(`${ending}"`)) ?? '',
});

describe('事件处置', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  let at: TestApp;
  let browser: TestBrowser;
  let clientId = '';
  let path = '';
  const ago = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000).toISOString();

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    ({ clientId } = await createClient(at, { name: '松溪文化云' }));
    const citizen = await createCitizen(at, 'affected', { phone: '13912346802' });
    await at.database.db.run(
      `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'sms', true, $3, '::1', 'x')`,
      [citizen.id, ago(40), clientId],
    );
    browser = await signInToConsole(at, await createStaff(at, ['administrator']));
  });
  after(() => at.close());

  it('is registered with the known facts; all problems are shown at once, and typed values are kept', async () => {
    const empty = await browser.walk('/admin/incidents/new');
    const bad = await browser.submit(formOn(empty, '/admin/incidents'), {
      title: '撞库',
      level: '',
      foundAt: ago(-60),
    });
    expect(bad.status).to.equal(422);
    expect(textOf(bad)).to.include('请填写情况').and.include('请选择级别');
    expect(bad.text).to.include('value="撞库"');
    const made = await browser.submit(formOn(bad, '/admin/incidents'), {
      ...{ title: '松溪县文化馆的 SK 可能泄漏', summary: '代码托管平台上出现了它的 SK。', level: 'larger' },
      ...{ foundAt: ago(30), beganAt: ago(60), containedAt: '', applications: clientId },
    });
    path = made.url.pathname;
    expect(path).to.match(/^\/admin\/incidents\/[\w-]{36}$/);
    expect(textOf(made)).to.include('距上报时限 1:30').and.include('登录过的市民').and.include('正在统计');
    await at.app.incidentDesk.counting.run();
    expect(textOf(await browser.walk(path)))
      .to.include('还没有止住')
      .and.include('1 人');
    expect(textOf(await browser.walk('/admin/incidents'))).to.include('剩 1:30');
  });

  it('drafts the report from the record, and marks the parts for people', async () => {
    const page = await browser.walk(path);
    expect(page.text)
      .to.include('<mark>【待补充：发生地点】</mark>')
      .and.include('<mark>【待补充：已采取的措施】</mark>');
    expect(textOf(page))
      .to.include('涉及机构 1 家')
      .and.include('登录过的用户 1 人')
      .and.include('初步研判为较大网络安全事件');
    const report = await browser.walk(`${path}/report`);
    await browser.submit(formOn(report, `${path}/report`), { place: '北京机房', cause: '开发公司误传' });
    const filled = await browser.walk(path);
    expect(textOf(filled))
      .to.include('发生地点：北京机房')
      .and.include('开发公司误传')
      .and.not.include('待补充：发生地点');
    const text = await (await browser.request(`${path}/report.txt`)).text();
    expect(text)
      .to.match(/^网络安全事件报告（S-\d{4}-\d+，/)
      .and.include('【待补充：')
      .and.include('北京机房');
  });

  it('shows how many a freeze meets before it is made, makes it, and undoes it', async () => {
    const asked = { kind: 'end_sign_ins', target: clientId, since: ago(60), until: '', reason: 'SK 出现在公开代码里' };
    const wrong = await browser.submit(formOn(await browser.walk(path), '/freezes/preview'), { ...asked, since: '' });
    expect([wrong.status, textOf(wrong).includes('从什么时候算起')]).to.eql([422, true]);
    const preview = await browser.submit(formOn(wrong, '/freezes/preview'), asked);
    expect(textOf(preview)).to.include('会影响 1 人');
    expect(textOf(await browser.walk(path))).to.include('还没有停用什么');
    expect(textOf(await browser.submit(formOn(preview, '/freezes')))).to.include('正在停用');
    const one = { ...asked, kind: 'application' };
    const planned = await browser.submit(formOn(await browser.walk(path), '/freezes/preview'), one);
    const frozen = await browser.submit(formOn(planned, '/freezes'));
    expect(textOf(frozen)).to.include('停用一个 AK').and.include('停用应用“松溪文化云”');
    expect((await at.app.applications.find(clientId))?.disabledAt).not.to.equal(undefined);
    expect(textOf(await sure(browser, frozen, '/undo'))).to.include('已解除');
    expect((await at.app.applications.find(clientId))?.disabledAt).to.equal(undefined);
  });

  it('exports the affected people as a table, masked, and records that in the audit', async () => {
    const table = await browser.submit(formOn(await browser.walk(path), '/people'));
    expect(table.text)
      .to.include('账号编号')
      .and.include('139****6802')
      .and.not.include('13912346802')
      .and.not.include('溪边人家');
    expect(table.text.trim().split('\r\n')).to.have.length(2);
    const rows = await at.database.db.rows<{ details: object }>(
      `select details from audit_events where verb = 'incident.export'`,
    );
    expect(rows.map(({ details }) => details)).to.eql([{ people: 1 }]);
  });

  it('names the recipients of a lock’s notice, shows it in the account itself, and offers the cure at the last attempt', async () => {
    const citizen = createBrowser(at.origin);
    const signedIn = () => citizen.walk('/account');
    const enter = async (secret: string) =>
      citizen.submit(await signedIn(), { username: 'affected', password: secret, agree: '1' });
    expect(textOf(await enter(password)))
      .to.include('登录记录')
      .and.not.include('安全通知');
    const asked = { kind: 'account', target: '13912346802', since: '', until: '', reason: '账号可能被盗' };
    const preview = await browser.submit(formOn(await browser.walk(path), '/freezes/preview'), asked);
    expect(textOf(preview)).to.include('本人收到短信、邮件和站内消息');
    const frozen = await browser.submit(formOn(preview, '/freezes'));
    const hint = '收到过账号暂停登录通知的，请拨打页面下方的客服电话';
    const seen: boolean[] = [];
    while (seen.length < 20 && !seen.at(-1)) seen.push(textOf(await enter(password)).includes(hint));
    expect(seen.length, 'as any wrong password, until two tries are left').to.be.within(2, 19);
    await sure(browser, frozen, '/undo');
    await at.database.db.run('delete from throttle');
    expect(textOf(await enter(password)))
      .to.include('安全通知')
      .and.include('您的账号因安全事件暂停过登录');
  });

  it('tells, notes, drafts for the public, is reported and closed', async () => {
    const body = '您登录过的平台正在做安全维护，需要重新登录。';
    const told = await browser.submit(formOn(await browser.walk(path), '/tellings'), { audience: 'people', body });
    expect(textOf(told)).to.include('通知正在发出').and.include(body);
    const noted = await browser.submit(formOn(told, '/notes'), { note: '电话告知开发公司' });
    expect(textOf(noted)).to.include('电话告知开发公司');
    const audited = await at.database.db.rows(`select from audit_events where details::text like '%电话告知%'`);
    expect(audited).to.have.length(0);
    const draft = await browser.submit(formOn(noted, `${path}/status`));
    expect(draft.url.pathname).to.match(/^\/admin\/status\/[\w-]{36}$/);
    expect(textOf(await browser.walk('/status'))).not.to.include('安全维护');
    clock.advance(600);
    const reported = await browser.submit(formOn(await browser.walk(path), '/reported'), {
      to: '部网信工作机构值班室',
    });
    expect(textOf(reported))
      .to.include('记为已补报')
      .and.include('已报出')
      .and.include('发现后 40 分钟')
      .and.include('部网信工作机构值班室');
    const closed = await sure(browser, reported, '/close');
    expect(textOf(closed)).to.include('处置已结束').and.not.include('写一条通知');
    expect(textOf(closed)).to.include('距总结报告时限 30 天').and.include('【待补充：怎样避免再发生】');
    const forms = /<form\b[^>]*action="\/admin\/incidents\/[^"]*"/g;
    expect(closed.text.match(forms)).to.have.length(2); // the table, the last report
    const report = await browser.submit(formOn(await browser.walk(`${path}/report`), `${path}/report`), {
      lessons: '不在代码里放 SK',
    });
    expect(textOf(report)).to.include('不在代码里放 SK').and.not.include('【待补充：怎样避免再发生】');
    expect(await (await browser.request(`${path}/summary.txt`)).text())
      .to.match(/^网络安全事件处置总结报告/)
      .and.include('责任追究');
    const final = await browser.submit(formOn(report, '/reported'), { to: '部网信工作机构值班室' });
    expect(textOf(final)).to.include('总结报告已报出').and.include('总结报告已报给：部网信工作机构值班室');
    expect(final.text.match(forms)).to.have.length(1);
  });

  it('is closed to staff limited to a region', async () => {
    const regional = await signInToConsole(at, await createStaff(at, ['operator'], { regions: ['330000'] }));
    expect((await regional.walk(path)).status).to.equal(403);
  });
});
