import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf } from '../../src/clock.ts';
import { readableDetails } from '../../src/oversight/details.ts';
import { audit } from '../../src/words/zh/audit.ts';
import { press, words } from '../review/desk-setting.ts';
import { createProgram } from '../support/api.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import { formOf, type TestBrowser } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { type Colleague, createStaff, openConsole, signInToConsole } from '../support/console.ts';
import { until } from '../support/until.ts';

describe('the audit desk', () => {
  const clock = testClock(new Date(performance.timeOrigin + performance.now()).toISOString());
  let at: TestApp;
  let auditor: Colleague;
  let browser: TestBrowser;
  let somebody: Colleague;
  let partner: Awaited<ReturnType<typeof createClient>>;

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    at.app.audit.start();
    partner = await createClient(at);
    await at.app.applications.disable(operator, partner.clientId, '=HYPERLINK("x")');
    auditor = await createStaff(at, ['auditor']);
    somebody = await createStaff(at, ['support']);
    browser = await signInToConsole(at, auditor);
  });
  after(() => at.close());

  const rows = (text: string) => [...text.matchAll(/<tr [^>]*id="e\d+">[\s\S]*?<\/tr>/g)].map(([row]) => row);
  const read = async (query = '') => rows((await browser.walk(`/admin/audit${query}`)).text);

  it('shows events in words, with their changes', async () => {
    const [row = ''] = (await read(`?kind=application&subject=${partner.clientId}`)).filter((each) =>
      each.includes('停用应用'),
    );
    expect(row).to.include('服务器命令行').and.include('从 <del>正常</del> 改为').and.include('原因');
    expect(row).to.include('=HYPERLINK(&#34;x&#34;)');
  });

  it('says kinds of submissions in words, and does not call a user of the back office a citizen', async () => {
    expect(
      at.app.review.kinds().flatMap(({ name }) => (audit.value('kind', name) === name ? [name] : [])),
    ).to.deep.equal([]);
    const [row = ''] = await read('?group=console.');
    expect(words(row)).to.include('登录后台').and.include('后台用户').and.not.include('市民');
  });

  it('narrows by action, object, person and day, together', async () => {
    const all = await read();
    expect((await read('?group=application.')).length).to.be.within(3, all.length - 1);
    expect(await read(`?kind=application&subject=${partner.clientId}&group=application.`)).to.have.length(2);
    for (const row of await read(`?actor=${auditor.accountId}`)) expect(row).to.include('溪*');
    expect(await read('?until=2020-01-01')).to.deep.equal([]);
    expect((await read('?since=2020-01-01')).length).to.equal((await read()).length);
  });

  it('names the problem of an unusable filter, and keeps it', async () => {
    const page = await browser.walk('/admin/audit?subject=x&since=gestern');
    expect(page.status).to.equal(422);
    expect(page.text).to.include('起始日期应为日期，例如 2026-12-05').and.include('value="x"');
    expect((await browser.walk('/admin/audit?kind=application')).text).to.include('选择了对象时，请填写它的名称或编号');
    expect((await browser.walk('/admin/audit?group=nothing&group=x&before=x')).status).to.be.oneOf([200, 422]);
  });

  it('finds staff who acted by name, last four digits and user name, and says it where there is no such actor', async () => {
    const { accountId, phone, username } = await createStaff(at, ['reviewer']);
    await at.database.db.run(`update accounts set nickname = '王审核' where id = $1`, [accountId]);
    const ask = (actor: string) => press(browser, '/admin/audit', '/admin/audit/find', { actor });
    for (const typed of ['王审核', phone.slice(-4), phone, username])
      expect((await ask(typed)).url.search, typed).to.equal(`?actor=${accountId}`);
    expect((await ask('test')).url.search, 'the command line').to.equal('?actor=test');
    for (const [typed, said] of [
      ['王审', '没有叫“王审”的操作人'],
      ['王*', '“王*”是隐去一部分的姓名'],
      ['13900009999', '没有这个手机号'],
    ] as const) {
      const refused = await ask(typed);
      expect([refused.status, refused.text.includes(said), refused.text.includes(`value="${typed}"`)], typed).to.eql([
        422,
        true,
        true,
      ]);
    }
    expect(words((await browser.walk('/admin/audit?actor=links.watch')).text))
      .to.include('只看操作人： links.watch')
      .and.not.include('已删除 links.watch');
  });

  it('finds a subject without its kind, and says the question with ways to widen it', async () => {
    const { id } = await at.app.institutions.create(operator, { name: '霜桥文化馆', certified: true });
    await createClient(at, { name: '霜桥云' }, { institutionId: id });
    const ask = (form: Record<string, string>) => press(browser, '/admin/audit', '/admin/audit/find', form);
    expect((await ask({ subject: '霜桥文化馆' })).url.search).to.equal(`?kind=institution&subject=${id}`);
    expect((await ask({ subject: id })).url.search, 'by its number').to.equal(`?kind=institution&subject=${id}`);
    expect((await ask({ subject: '霜桥云' })).url.search).to.include('kind=application');
    expect((await ask({ subject: somebody.username })).url.search).to.include(`subject=${somebody.accountId}`);
    const refused = await ask({ subject: '霜桥' });
    expect(refused.status).to.equal(422);
    expect(words(refused.text)).to.include('没有找到“霜桥”').and.not.include('请选择是哪一类');
    const empty = await ask({ subject: '霜桥文化馆', group: 'looks', month: dayOf(clock.now()).slice(0, 7) });
    expect(words(empty.text))
      .to.match(/只看机构： 霜桥文化馆.*只看动作： 查看资料（谁看过） 不限.*只看月份： \d+年\d+月 不限/)
      .and.include('没有同时符合上面条件的记录');
    expect(empty.text).to.match(/aria-current="page"[^>]*>谁看过资料/);
  });

  it('comes in pages, the newest first, and keeps the filter', async () => {
    for (let n = 0; n < 55; n += 1) await at.app.accounts.endSessions(operator, somebody.accountId);
    const first = await browser.walk('/admin/audit?group=account.');
    expect(rows(first.text)).to.have.length(50);
    const next = /<a href="([^"]+)">更早的记录/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await browser.walk(next);
    const ids = [...rows(first.text), ...rows(second.text)].map((row) => Number(/id="e(\d+)"/.exec(row)?.[1]));
    expect(ids).to.deep.equal(ids.toSorted((a, b) => b - a));
    expect(new Set(ids).size).to.equal(ids.length).and.be.above(50);
    for (const row of rows(second.text)) expect(row).to.match(/>account\./);
  });

  const form = (text: string, action: string) => {
    const found = [...text.matchAll(/<form[\s\S]*?<\/form>/g)].find(([each]) => each.includes(`action="${action}"`));
    return formOf(found?.[0] ?? '').fields;
  };
  const post = (path: string, fields: Record<string, string>, from: TestBrowser = browser) =>
    from.request(path, { method: 'POST', body: new URLSearchParams(fields) });

  it('exports days as CSV that no spreadsheet runs, and writes that down', async () => {
    const { text } = await browser.walk('/admin/audit');
    const fields = form(text, '/admin/audit/export');
    const response = await post('/admin/audit/export', fields);
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).to.match(/^attachment; filename="audit-[\d-]+\.csv"$/);
    const csv = await response.text();
    expect(csv).to.include('"application.disable"').and.not.match(/,"=/);
    expect(csv.split('\r\n').length).to.be.above(55);
    expect((await read('?group=audit.'))[0]).to.include('导出审计记录');
    const wrong = await post('/admin/audit/export', { ...fields, from: 'x', to: '' });
    expect(wrong.status).to.equal(422);
    expect(await wrong.text())
      .to.include('起始日期应为日期')
      .and.include('请填写截止日期');
  });

  it('asks for the second factor again before an export, and refuses a form that is not ours', async () => {
    const other = await signInToConsole(at, auditor);
    const fields = form((await other.walk('/admin/audit')).text, '/admin/audit/export');
    expect((await post('/admin/audit/export', { ...fields, csrf: 'x' }, other)).status).to.equal(400);
    expect((await post('/admin/audit/verify', {}, other)).status).to.equal(400);
    for (const minutes of [20, 11]) {
      clock.advance(minutes * 60);
      await other.walk('/admin/audit');
    }
    const response = await post('/admin/audit/export', fields, other);
    expect(response.status).to.equal(401);
    expect(await response.text()).to.include('name="confirm_code"');
    browser = await signInToConsole(at, auditor);
  });

  it('verifies the chain, and names the broken part', async () => {
    await until(async () => {
      const row = await at.database.db.row<{ count: number }>(
        `select count(*) from audit_events e left join audit_seals s on s.event_id = e.id
         where e.verb = 'application.disable' and s.event_id is null`,
      );
      return row?.count === 0;
    }, 'all disablings in the chain');
    const { text } = await browser.walk('/admin/audit');
    const sound = await (await post('/admin/audit/verify', form(text, '/admin/audit/verify'))).text();
    expect(sound).to.match(/\d+ 条记录与写入时一致/);
    await at.database.db.run(`alter table audit_events disable trigger user`);
    await at.database.db.run(`update audit_events set verb = 'application.enable' where verb = 'application.disable'`);
    await at.database.db.run(`alter table audit_events enable trigger user`);
    const broken = await (await post('/admin/audit/verify', form(text, '/admin/audit/verify'))).text();
    expect(broken)
      .to.include('一条记录在写入之后被改动')
      .and.match(/校验链第 \d+ 环，记录编号 \d+/);
  });

  it('R59 is read by programs of auditors, with the same filters', async () => {
    const program = await createProgram(at, ['auditor'], ['admin:audit']);
    const first = await program.call('get', '/admin/audit?verb=account.&limit=2');
    const second = await program.call('get', `/admin/audit?verb=account.&limit=2&cursor=${first.body.next}`);
    const ids = [first, second].flatMap(({ body }) => (body.items as { id: number }[]).map(({ id }) => id));
    expect(new Set(ids).size).to.equal(4);
    expect((await program.call('get', '/admin/audit?subject_id=x')).status).to.equal(422);
    expect((await program.call('get', '/admin/audit?since=gestern')).status).to.equal(422);
    const none = await program.call('get', '/admin/audit?until=2020-01-01T00:00:00%2B08:00');
    expect(none.body).to.deep.equal({ items: [], next: null });
  });

  it('takes no cursor that is not its own: altered, forged, of another filter, of the other list', async () => {
    const program = await createProgram(at, ['auditor'], ['admin:audit']);
    const { body } = await program.call('get', '/admin/audit?verb=account.&limit=2');
    const own = String(body.next);
    const [text = '', mac = ''] = own.split('.');
    const page = await browser.walk('/admin/audit?group=account.');
    const ofPage = /[?&;]before=([\w.-]+)/.exec(page.text)?.[1] ?? '';
    expect(ofPage).to.match(/^[\w-]+\.[\w-]{22}$/);
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forged = [
      ...['', 'x', '.', text, `${text}.`, `.${mac}`, `${text}.${'A'.repeat(22)}`, `${own}x`, `x${own}`],
      `${encoded(['1'])}.${mac}`,
      `${encoded(['9'.repeat(15)])}.${mac}`,
      `${encoded({ __proto__: 1 })}.${mac}`,
      `${encoded(["1' or 1=1 --"])}.${mac}`,
      `${text}.${mac.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
      `${'A'.repeat(5_000)}.${mac}`,
      `${text}\u0000.${mac}`,
      `${text}.${mac}\n`,
      `．${text}`,
    ];
    for (const cursor of [...forged, ofPage]) {
      const asked = new URLSearchParams({ verb: 'account.', limit: '2', cursor });
      const refused = await program.call('get', `/admin/audit?${asked}`);
      expect([400, 422], `API: ${cursor.slice(0, 80)}`).to.include(refused.status);
      expect(refused.body).not.to.have.property('items');
    }
    const other = await program.call('get', `/admin/audit?verb=application.&limit=2&cursor=${own}`);
    expect(other.status, 'of another filter').to.equal(400);
    const twice = await program.call('get', `/admin/audit?verb=account.&limit=2&cursor=${own}&cursor=${own}`);
    expect([400, 422], 'two at once').to.include(twice.status);
    // The newest event; that it is sealed meanwhile is no matter.
    const newest = (text: string) => /id="(e\d+)"/.exec(rows(text)[0] ?? '')?.[1];
    const first = newest(page.text);
    expect(first).to.be.a('string');
    for (const before of [...forged, own]) {
      const shown = await browser.walk(`/admin/audit?${new URLSearchParams({ group: 'account.', before })}`);
      if (before.includes('\u0000')) expect(shown.status, 'refused before it is read').to.equal(400);
      else expect([shown.status, newest(shown.text)], `page: ${before.slice(0, 80)}`).to.eql([200, first]);
    }
  });

  for (const [width, look] of [
    [1280, { theme: 'dark' }],
    [320, { elder: true }],
  ] as const)
    it(`and 管理接口 are sound for axe at ${width} px`, async () => {
      const page = await openConsole(at, auditor, { width, ...look });
      for (const path of ['/admin/audit', '/admin/audit?subject=x', '/admin/tokens', '/admin/tokens/new']) {
        await page.goto(path);
        expect(await axe(page), path).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.be.at.most(width);
      }
      await page.context().close();
    });
});

describe('details of an event', () => {
  it('show changed values and leave out unchanged ones', () => {
    expect(
      readableDetails({ from: { name: 'a', scope: 'x' }, to: { name: 'b', scope: 'x' }, reason: '改名' }, audit),
    ).to.deep.equal([
      { name: '名称', from: 'a', to: 'b' },
      { name: '原因', to: '改名' },
    ]);
    expect(readableDetails({ from: 'active', to: 'disabled' }, audit)).to.deep.equal([
      { name: '', from: '正常', to: '已停用' },
    ]);
    expect(readableDetails({ to: { redirectUris: ['https://a.cn', 'https://b.cn'] } }, audit)).to.deep.equal([
      { name: '回调地址', to: 'https://a.cn、https://b.cn' },
    ]);
    expect(
      readableDetails({ from: { expiresAt: '2026-11-24T15:59:59.000Z' }, to: { expiresAt: null } }, audit),
    ).to.deep.equal([{ name: '有效期', from: '2026年11月24日 23:59', to: '（空）' }]);
    expect(readableDetails({ from: 'submitted', to: 'claimed', kind: 'certification' }, audit)).to.deep.equal([
      { name: '', from: '待审核', to: '审核中' },
      { name: '种类', to: '机构认证' },
    ]);
    expect(readableDetails({}, audit)).to.deep.equal([]);
    expect(readableDetails({ toString: 'name', __proto__: null }, audit)).to.deep.equal([
      { name: 'toString', to: 'name' },
    ]);
  });
});
