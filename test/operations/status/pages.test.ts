import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openGateway } from '../../database/gateway.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, type Page, sure, type TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createStaff, signInToConsole } from '../../support/console.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

const textOf = (page: Page) => page.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const formOn = (page: Page, ending: string): Page => ({
  ...page,
  text: page.text.match(/<form\b[\s\S]*?<\/form>/g)?.find((each) => each.includes(`action="${ending}"`)) ?? '',
});

describe('运行状态', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  let database: TestDatabase;
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  let at: TestApp;
  let desk: TestBrowser;
  let id = '';
  before(async () => {
    database = await testDatabase();
    gateway = await openGateway(database.url);
    at = await startApp(import.meta.filename, { clock, database: { ...database, url: gateway.url } });
    desk = await signInToConsole(at, await createStaff(at, ['operator']));
  });
  after(async () => {
    await at.close();
    await gateway.remove();
    await database.drop();
  });

  const visit = (path = '/status') => createBrowser(at.origin).walk(path);
  const later = () => clock.advance(16);
  const write = {
    ...{ kind: 'incident', title: '部分地区收不到短信验证码', titleEn: 'No text messages in some places' },
    ...{ 'components.login': '1', 'components.api': '1', impact: 'slow', startsAt: '2026-11-24T10:00' },
    body: '运营商线路故障。\n可以先用密码登录。',
  };

  it('shows no record for unmeasured times, and the state of measured ones', async () => {
    expect(textOf(await visit()))
      .to.match(/登录 没有记录/)
      .and.include('最近没有故障和维护');
    await at.app.measuring.tell();
    later();
    const seen = await visit();
    expect(textOf(seen)).to.match(/登录 正常/);
    expect(seen.text).to.include('登录 90 天都没有记录');
    clock.advance(60);
    await at.app.measuring.addUp();
    later();
    expect((await visit()).text)
      .to.include('登录 90 天，可用 100%，89 天没有记录')
      .and.match(/href="\/status"/);
  });

  it('takes a draft from operators, with all its problems together and nothing lost, and shows it to them only', async () => {
    const bad = await desk.submit(formOn(await desk.walk('/admin/status/new'), '/admin/status'), {
      ...{ ...write, kind: 'maintenance', impact: '', body: '' },
    });
    expect(bad.status).to.equal(422);
    expect(textOf(bad)).to.include('要写明预计结束').and.include('请选择影响').and.match(/说明/);
    expect(bad.text)
      .to.include('value="No text messages in some places"')
      .and.match(/components\.login"[^>]*checked/s);
    const made = await desk.submit(formOn(await desk.walk('/admin/status/new'), '/admin/status'), write);
    expect(made.url.pathname).to.match(/^\/admin\/status\/[\w-]{36}$/);
    id = made.url.pathname.slice('/admin/status/'.length);
    const changed = { ...write, title: '短信验证码收不到' };
    expect(textOf(await desk.submit(formOn(made, `/admin/status/${id}`), changed))).to.include('草稿已保存');
    later();
    expect((await visit()).text).not.to.include('短信验证码收不到');
    expect((await visit(`/status/${id}`)).status).to.equal(404);
    expect((await visit('/status/feed.xml')).text).not.to.include('<item>');
  });

  it('is public once it is published, in English as well, and counts for its components', async () => {
    const draft = await desk.walk(`/admin/status/${id}`);
    const published = await sure(desk, draft, `/admin/status/${id}/publish`);
    expect(textOf(published)).to.include('已发布').and.not.include('删除草稿');
    const seen = await visit();
    expect(textOf(seen))
      .to.include('短信验证码收不到')
      .and.include('运营商线路故障')
      .and.match(/登录 .{0,12}较慢/);
    const english = await visit('/status?lang=en');
    expect(textOf(english))
      .to.include('No text messages in some places')
      .and.match(/Sign-in .{0,12}Slow/);
    expect(textOf(await visit(`/status/${id}`)))
      .to.include('可以先用密码登录')
      .and.include('正在查原因');
    const again = await desk.submit(formOn(draft, `/admin/status/${id}`), write);
    expect([again.status, textOf(again).includes('已经发布')]).to.eql([422, true]);
    const feed = await fetch(`${at.origin}/status/feed.xml`);
    expect(feed.headers.get('cache-control')).to.equal('public, max-age=60');
    expect(await feed.text())
      .to.include('短信验证码收不到：正在查原因')
      .and.include(`/status/${id}</link>`);
  });

  it('goes on in updates until it is over, and is in the history then', async () => {
    const path = `/admin/status/${id}`;
    const empty = await desk.submit(formOn(await desk.walk(path), `${path}/updates`), { stage: 'gone', body: '' });
    expect([empty.status, textOf(empty).includes('请选择进展')]).to.eql([422, true]);
    clock.advance(60);
    const over = { stage: 'resolved', body: '线路已恢复。' };
    expect(textOf(await desk.submit(formOn(empty, `${path}/updates`), over))).to.include('进展已发布');
    expect((await desk.walk(path)).text).not.to.include(`${path}/updates`);
    const late = await desk.submit(formOn(empty, `${path}/updates`), over);
    expect([late.status, textOf(late).includes('已经结束')]).to.eql([422, true]);
    await at.app.measuring.tell();
    later();
    expect(textOf(await visit()))
      .to.match(/登录 .{0,12}正常/)
      .and.include('线路已恢复');
    expect(textOf(await visit('/status/history')))
      .to.include('短信验证码收不到')
      .and.include('正在查原因');
    const verbs = await database.db.rows<{ verb: string }>(
      `select verb from audit_events where subject_id = $1 order by id`,
      [id],
    );
    expect(verbs.map(({ verb }) => verb)).to.eql([
      ...['status_incident.draft', 'status_incident.change', 'status_incident.publish', 'status_incident.update'],
    ]);
  });

  it('announces maintenance before it begins, and slows nothing until then', async () => {
    const begins = new Date(clock.now().getTime() + 86_400_000).toISOString();
    const ends = new Date(clock.now().getTime() + 90_000_000).toISOString();
    const planned = {
      ...write,
      kind: 'maintenance',
      title: '数据库升级',
      impact: 'down',
      startsAt: begins,
      endsAt: ends,
    };
    const made = await desk.submit(formOn(await desk.walk('/admin/status/new'), '/admin/status'), planned);
    await sure(desk, made, `${made.url.pathname}/publish`);
    expect(textOf(await visit()))
      .to.match(/计划中的维护 数据库升级/)
      .and.match(/登录 .{0,12}正常/);
    clock.advance(87_000);
    expect(textOf(await visit())).to.match(/登录 .{0,12}中断/);
    clock.advance(86_400);
    await at.app.measuring.tell();
    later();
    expect(textOf(await visit())).to.match(/登录 .{0,12}正常/);
  });

  it('may be cached by everyone, and is revalidated until something changes', async () => {
    const first = await fetch(`${at.origin}/status`);
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).to.equal('public, max-age=0, s-maxage=1, must-revalidate');
    expect(
      (await fetch(`${at.origin}/status`, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })).status,
    ).to.equal(304);
  });

  it('answers from memory while the database is away, says since when, and goes on once it is back', async () => {
    await visit();
    await gateway.close();
    for (let times = 0; times < 3; times += 1) await at.app.measuring.tell().catch(() => undefined);
    later();
    const away = await visit();
    expect(away.status).to.equal(200);
    expect(textOf(away))
      .to.include('起读不到数据库')
      .and.include('线路已恢复')
      .and.match(/登录 .{0,12}中断/);
    expect(away.text).to.include('可用');
    expect(textOf(await visit(`/status/${id}`))).to.include('线路已恢复');
    await gateway.open();
    later();
    await until(async () => {
      await visit();
      return !textOf(await visit()).includes('读不到数据库');
    }, 'the page is read again');
    const sent = await visit('/status/feed.xml');
    expect(sent.status).to.equal(200);
  });

  it('is closed to staff limited to a region', async () => {
    const actor = { kind: 'staff', accountId: 'x', roles: ['operator'], regions: ['330000'] } as const;
    const refused = await at.app.status.incidents.draft(actor, {}).catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'forbidden');
  });
});
