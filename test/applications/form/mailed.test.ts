import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { formOf, type Page, type TestBrowser } from '../../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { idNumber } from '../../support/institutions.ts';

const home = '/admin/applications/mailed';
const letter = [
  'From: chenjing@qx.example.cn',
  'To: support@example.cn',
  'Subject: =?utf-8?B?55Sz6K+3IEFLU0s=?=',
  'Date: Mon, 23 Nov 2026 10:00:00 +0800',
  'Message-ID: <1@qx.example.cn>',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('我馆申请对接。').toString('base64'),
  '',
].join('\r\n');

const answers = {
  contactName: '陈静',
  contactPosition: '主任',
  contactPhone: '13800008001',
  contactEmail: 'chenjing@qx.example.cn',
  contactIdKind: 'resident',
  contactIdNumber: idNumber,
  name: '青溪文化云',
  homeUrl: 'https://m.qx.example.cn/',
  'loginScopes.openid': '1',
  purpose: '活动报名。',
  redirectUris: 'https://m.qx.example.cn/callback',
};

describe('an application that came by mail', () => {
  let at: TestApp;
  let clerk: Colleague;
  let browser: TestBrowser;
  let institution: { id: string; name: string };

  before(async () => {
    at = await startApp(import.meta.filename);
    institution = await at.app.institutions.create(operator, { name: '青溪县文化馆来信', certified: true });
    clerk = await createStaff(at, ['operator', 'reviewer']);
    browser = await signInToConsole(at, clerk);
  });
  after(() => at.close());

  /** As a browser sends a form with files. */
  async function upload(
    page: Page,
    values: Record<string, string>,
    files: Record<string, [name: string, text: string]> = {},
  ) {
    const form = formOf(page.text.slice(page.text.search(/<form[^>]*method="post"/)));
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...form.fields, ...values })) body.append(name, value);
    for (const [name, [file, text]] of Object.entries(files)) body.append(name, new Blob([text]), file);
    const target = new URL(form.action, page.url).href;
    return browser.walk(target, await browser.request(target, { method: 'POST', body }));
  }

  const beginPage = () => browser.walk(`${home}/new?institution=${institution.id}`);
  const begin = async () => upload(await beginPage(), {}, { 'upload.evidence': ['申请函.eml', letter] });
  const idOf = ({ url }: Page) => url.pathname.split('/').at(-1) ?? '';

  it('R16 begins with the institution that it is from', async () => {
    const found = await browser.walk(`${home}?q=${encodeURIComponent('来信')}`);
    expect(found.text).to.include(`${home}/new?institution=${institution.id}`).and.include(institution.name);
    const none = await browser.walk(`${home}?q=${encodeURIComponent('没有这个馆')}`);
    expect(none.text).to.include('没有找到名称含“没有这个馆”的已认证机构');
    expect((await browser.walk(`${home}/new?institution=${crypto.randomUUID()}`)).status).to.equal(404);
  });

  it('R16 needs the letter as its evidence', async () => {
    const bare = await upload(await beginPage(), {});
    expect([bare.status, bare.text.includes('请上传来信，作为这份申请的凭证')]).to.deep.equal([422, true]);
    const program = await upload(await beginPage(), {}, { 'upload.evidence': ['a.eml', 'MZ\x90\x00 not a letter'] });
    expect(program.status).to.equal(422);
  });

  it('R16 R17 is entered on the same form, with the letter, and decided by a second person', async () => {
    const form = await begin();
    expect(form.status).to.equal(200);
    expect(form.text).to.include('申请函.eml').and.include('单位联系人信息').and.include('应用对接信息');
    const id = idOf(form);

    const saved = await upload(form, { ...answers, redirectUris: '', save: '1' });
    expect(saved.text).to.include('已保存').and.include('青溪文化云');
    const refused = await upload(saved, { ...answers, redirectUris: 'http://m.qx.example.cn/', submit: '1' });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.include('APPID 回调地址须以 https:// 开头').and.include('value="青溪文化云"');
    const sent = await upload(refused, { ...answers, submit: '1' });
    expect(sent.url.pathname).to.equal(home);
    expect(sent.text).to.include(`/admin/review/${id}`).and.include('待审核');

    const submission = await at.app.review.read(operator, id);
    expect(submission).to.include({ source: 'mail', submittedBy: clerk.accountId, institutionId: institution.id });
    const own = { kind: 'staff', accountId: clerk.accountId, roles: ['operator', 'reviewer'] } as const;
    expect(await at.app.review.approve(own, id).catch(({ code }) => code)).to.equal('forbidden');

    const other = await createStaff(at, ['reviewer']);
    const desk = await signInToConsole(at, other);
    const item = await desk.walk(`/admin/review/${id}`);
    expect(item.text).to.include('来信').and.include('申请函.eml');
    const reviewer = { kind: 'staff', accountId: other.accountId, roles: ['reviewer'] } as const;
    const { subjectId = '' } = await at.app.review.approve(reviewer, id);
    expect(await at.app.applications.get(subjectId)).to.include({ institutionId: institution.id, name: '青溪文化云' });
  });

  it('R16 is a page for operators only, and not for an institution’s own submissions', async () => {
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    expect((await reviewer.request(home)).status).to.equal(403);
    const member = await createMember(at);
    const inside = await signInToConsole(at, member);
    expect((await inside.request(home)).status).to.equal(403);
    const actor = {
      kind: 'member',
      accountId: member.accountId,
      institutionId: member.institutionId,
      role: 'owner',
    } as const;
    const online = await at.app.review.begin(actor, 'application', { institutionId: member.institutionId });
    expect((await browser.walk(`${home}/${online.id}`)).status).to.equal(404);
    const form = await inside.walk(`/console/submissions/${online.id}`);
    expect(form.text).to.include('端口对接（友情链接）').and.not.include('来信');
  });

  it('R15 is entered for certified institutions only', async () => {
    const bare = await at.app.institutions.create(operator, { name: '未认证来信馆' });
    const page = await browser.walk(`${home}/new?institution=${bare.id}`);
    const refused = await upload(page, {}, { 'upload.evidence': ['a.eml', letter] });
    expect(refused.status).to.equal(403);
    expect(refused.text).to.include('机构认证通过后可以申请 AKSK');
  });
});
