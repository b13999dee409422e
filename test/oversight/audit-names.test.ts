import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member, Staff } from '../../src/actor.ts';
import { minutes } from '../../src/clock.ts';
import { createGoverned, createOwned, type Owned } from '../access/owned.ts';
import { press, words } from '../review/desk-setting.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import {
  type Colleague,
  createMember,
  createNewcomer,
  createStaff,
  enrol,
  openConsole,
  signInToConsole,
} from '../support/console.ts';
import { counted } from '../support/counted.ts';

const everything = ['reviewer', 'operator', 'support', 'statistics'] as const;
const uuid = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/;

describe('names in the audit', () => {
  const clock = testClock('2026-11-20T02:00:00Z');
  let at: TestApp;
  let auditor: Colleague;
  let browser: TestBrowser;
  let citizen: Colleague;
  let person: Awaited<ReturnType<typeof createMember>>;
  let owned: Owned;
  let chief: Staff;

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    person = await createMember(at);
    const owner: Member = {
      ...{ kind: 'member', accountId: person.accountId, institutionId: person.institutionId, role: 'owner' },
    };
    const colleague = await createStaff(at, everything);
    await enrol(at, colleague);
    chief = { kind: 'staff', accountId: colleague.accountId, roles: ['operator', 'reviewer'] };
    owned = { ...(await createOwned(at, owner)), ...(await createGoverned(at, chief, owner)) };
    citizen = await createNewcomer(at);
    const support: Staff = {
      kind: 'staff',
      accountId: (await createStaff(at, ['support'])).accountId,
      roles: ['support'],
    };
    await at.app.helpdesk.look(support, { who: citizen.phone, reason: '来电说收不到验证码' });
    clock.set('2026-12-01T02:00:00Z');
    await at.app.helpdesk.look(support, { who: citizen.phone, reason: '再次来电，换了手机' });
    auditor = await createStaff(at, ['auditor']);
    browser = await signInToConsole(at, auditor);
  });
  after(() => at.close());

  type Row = { verb: string; kind: string; text: string; html: string };
  const rowsIn = (html: string): Row[] =>
    [...html.matchAll(/<tr role="row" id="e\d+">[\s\S]*?<\/tr>/g)].map(([row]) => ({
      html: row,
      text: words(row),
      verb: /<code[^>]*>([^<]+)/.exec(row)?.[1] ?? '',
      kind: /[?&;]kind=([\w+]+)&amp;subject/.exec(row)?.[1] ?? '',
    }));
  const read = async (query = '') => rowsIn((await browser.walk(`/admin/audit${query}`)).text);

  async function all(): Promise<Row[]> {
    const found: Row[] = [];
    for (let next = '/admin/audit'; next !== ''; ) {
      const { text } = await browser.walk(next);
      found.push(...rowsIn(text));
      next = /<a href="([^"]+)">更早的记录/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    }
    return found;
  }

  it('stand in place of numbers on every page, with the beginning of each beside it', async () => {
    const rows = await all();
    expect(rows.length).to.be.above(80);
    expect(rows.filter(({ text }) => uuid.test(text)).map(({ text }) => text)).to.eql([]);
    const kinds = Map.groupBy(rows, ({ kind }) => kind);
    for (const kind of ['institution', 'application', 'submission', 'resource', 'link', 'file', 'licence', 'plan'])
      for (const { text } of kinds.get(kind) ?? [{ text: `no ${kind}` }])
        expect(text, `${kind}: ${text}`).to.match(/[\p{Script=Han}]+\S* ([\w-]{6,}|[\da-f]{8}…)/u);
  });

  it('say each verb, detail and value in words, and nothing as JSON', async () => {
    const rows = await all();
    const nameless = new Set<string>();
    for (const { html, verb } of rows) {
      expect(words(html), verb).not.to.match(/[{}[\]]|undefined|\[object/);
      expect(/scope="row">([^<]+)/.exec(html)?.[1]?.trim(), verb).to.match(/\p{Script=Han}/u);
      for (const [, name = ''] of html.matchAll(/<span class="dim">([^<]+)<\/span>/g))
        if (!/\p{Script=Han}|^(SK|FAPI|PKCE)/u.test(name)) nameless.add(`${verb}: ${name}`);
    }
    expect([...nameless]).to.eql([]);
  });

  it('say how it was and how it is', async () => {
    const { clientId } = await createClient(at, { name: '澜江云' });
    await at.app.applications.disable(operator, clientId, '回调地址被盗用');
    const [row] = await read(
      `?kind=application&subject=${clientId}&group=application.disable`.replace('.disable', '.'),
    );
    expect(row?.text).to.include('从 正常 改为 已停用').and.include('澜江云');
  });

  it('say that something was deleted, and that an account was closed', async () => {
    const gone = await createNewcomer(at);
    await at.app.accounts.endSessions(operator, gone.accountId);
    await at.database.db.run(`update accounts set deleted_at = $2 where id = $1`, [gone.accountId, clock.now()]);
    const [row] = await read(`?kind=account&subject=${gone.accountId}`);
    expect(row?.text).to.include('已注销的账号');
    const lost = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
    expect((await browser.walk(`/admin/audit?kind=institution&subject=${lost}`)).text).to.match(
      /已删除[\s\S]*5f0c2f0e…/,
    );
  });

  it('lead from a telephone number to its account, which never stands in an address, and is a search in the audit', async () => {
    const page = await press(browser, '/admin/audit', '/admin/audit/find', {
      subject: citizen.phone,
      month: '2026-11',
    });
    expect(page.url.search).to.include(citizen.accountId).and.include('month=2026-11').and.not.include(citizen.phone);
    expect(rowsIn(page.text).map(({ verb }) => verb)).to.eql(['account.support_look', 'account.create']);
    expect(rowsIn(page.text)[0]?.text).to.include('来电说收不到验证码');
    expect((await read('?group=audit.')).length).to.equal(0);
    expect((await read(`?actor=${auditor.accountId}&group=account.`))[0]?.verb).to.equal('account.search');
    const none = await press(browser, '/admin/audit', '/admin/audit/find', { subject: '13900009999' });
    expect([none.status, none.text.includes('没有这个手机号') && none.text.includes('value="13900009999"')]).to.eql([
      422,
      true,
    ]);
    const named = await press(browser, '/admin/audit', '/admin/audit/find', {
      kind: 'institution',
      subject: '没有这个馆',
    });
    expect(named.text).to.include('没有叫“没有这个馆”的');
  });

  it('give a proof of an event of this very second', async () => {
    await at.app.accounts.endSessions(operator, citizen.accountId);
    const [row] = await read(`?kind=account&subject=${citizen.accountId}&group=account.`);
    expect(row?.text).to.include('刚刚发生');
    const [, href = ''] = /href="(\/admin\/audit\/proof\?event=\d+)"/.exec(row?.html ?? '') ?? [];
    const proof = await browser.request(href);
    expect(proof.status).to.equal(200);
    expect(await proof.text()).to.match(/^c2sp\.org\/tlog-proof@v1/);
    expect((await read(`?kind=account&subject=${citizen.accountId}&group=account.`))[0]?.text).not.to.include(
      '刚刚发生',
    );
  });

  it('are kept with a question under a name, for the own eyes, and the address is for every auditor', async () => {
    const query = `?group=looks&kind=account&subject=${citizen.accountId}&month=2026-11`;
    await press(browser, `/admin/audit${query}`, `/admin/audit/filters${query}`, { name: '十一月谁看过' });
    const { text } = await browser.walk('/admin/audit');
    expect(text).to.match(/<a href="[^"]*month=2026-11"[^>]*>十一月谁看过/);
    const other = await signInToConsole(at, await createStaff(at, ['auditor']));
    expect((await other.walk('/admin/audit')).text).not.to.include('十一月谁看过');
    expect(rowsIn((await other.walk(`/admin/audit${query}`)).text)).to.have.length(1);
    const [, removal = ''] = /action="(\/admin\/audit\/filters\/[\da-f-]+\/remove)"/.exec(text) ?? [];
    await press(browser, '/admin/audit', removal);
    expect((await browser.walk('/admin/audit')).text).not.to.include('十一月谁看过');
    const nameless = await press(browser, `/admin/audit${query}`, `/admin/audit/filters${query}`, { name: ' ' });
    expect([nameless.status, nameless.text.includes('请给这个筛选起个名字')]).to.eql([422, true]);
  });

  it('show an institution who of the staff opened its sealed materials, when and for what, and no other', async () => {
    const last = (path: string) => owned[path]?.split('/').at(-1) ?? '';
    const page = '/console/institution/looks';
    const own = await signInToConsole(at, person);
    expect((await own.walk(page)).text).to.include('还没有工作人员打开过');
    await at.app.files.view(chief, last('/console/files/:id'));
    const submission = await at.app.review.find(last('/admin/review/:id'));
    if (submission === undefined) throw new Error('nothing under review');
    const [field] = Object.keys(submission.data);
    await at.app.review.reveal(chief, submission, field ?? '', '与授权书核对');
    expect(words((await own.walk(page)).text)).to.match(/文件 登录窗口\.png .*审核员 溪\* .*用在贵机构的其他内容里/);
    const entry = await at.database.db.row<{ id: string; title: string }>(
      `insert into file_uses (file_id, subject_kind, subject_id) select $1::uuid, 'resource', id::text from entries where id = $2
       returning subject_id as id, (select title from entries where id = $2) as title`,
      [last('/console/files/:id'), last('/console/resources/:id')],
    );
    const pictures = await own.walk(page);
    expect(words(pictures.text)).to.match(new RegExp(`文件 《${entry?.title}》的图片 .*核对资源 ${entry?.title} `));
    expect(pictures.text).to.include(`href="/console/resources/${entry?.id}"`);
    const sender = await createMember(at, { institutionId: submission.institutionId });
    const shown = words((await (await signInToConsole(at, sender)).walk(page)).text);
    expect(shown)
      .to.match(/完整的 .*审核员 溪\* .*与授权书核对/)
      .and.include(submission.title)
      .and.not.match(uuid);
    const other = await signInToConsole(at, await createMember(at));
    expect((await other.walk(page)).text).to.include('还没有工作人员打开过');
    const reader = await createMember(at, { institutionId: person.institutionId, role: 'reader' });
    expect((await (await signInToConsole(at, reader)).walk(page)).status).to.equal(403);
  });

  for (const width of [1280, 390])
    it(`answer who opened the record of a citizen in November, in at most four clicks at ${width} px`, async function () {
      this.timeout(minutes(1) * 1000);
      const page = await openConsole(at, auditor, { width });
      await page.goto('/admin');
      const effort = await counted(page);
      await page.goto('/admin');
      await page.getByRole('link', { name: '审计', exact: true }).first().click();
      await page.getByRole('link', { name: '谁看过资料' }).click();
      await page.locator('summary', { hasText: '筛选' }).click();
      await page.getByLabel('对谁、对什么做的').fill(citizen.phone);
      await page.getByLabel('哪个月').selectOption('2026-11');
      await page.getByRole('button', { name: '看这些' }).click();
      await page.getByText('客服查看账号').first().waitFor();
      expect(await page.locator('tbody tr').count()).to.equal(1);
      expect(await page.locator('tbody tr').textContent()).to.include('来电说收不到验证码');
      expect(effort.clicks, 'clicks').to.be.at.most(4);
      expect(effort.fields, 'fields').to.be.at.most(2);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
      await page.context().close();
    });
});
