import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Writing } from '../../../src/fact.ts';
import { fact } from '../../../src/notices/facts.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import type { TestBrowser } from '../../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { speech } from '../../support/words.ts';

/** Our letters put these lists together differently: quoted one by one, or the last one alone. */
const joinsLists = ['copyright-ends', 'report-missing'];

describe('the words of messages', () => {
  for (const message of speech.changeable())
    it(`O11 of “${message.title}” begin as ours, with each variable in its place`, () => {
      const unsigned = (writing: Writing) => ({ ...writing, subject: writing.subject.replace(speech.signed(''), '') });
      const ours = unsigned(speech.write(message.sample));
      const filled = unsigned(speech.write(message.sample, message.builtIn));
      expect([filled.subject, filled.heading, ...filled.paragraphs, filled.sms].join('')).to.not.match(/[{}]/);
      if (!joinsLists.includes(message.key)) expect(filled).to.deep.equal(ours);
      expect(speech.messageOf(message.sample)).to.equal(message.key);
    });

  it('O11 leave a paragraph out that is about nothing', () => {
    const returned = speech.changeable().find(({ key }) => key === 'review-returned') ?? expect.fail('none');
    const { code, params } = returned.sample;
    const own = {
      subject: '退回',
      heading: '退回',
      paragraphs: ['意见：{意见}', '另有 {逐项意见数} 处。'],
      action: '看',
      sms: '退回',
    };
    const write = (noted: number) => speech.write({ code, params: { ...params, noted } }, own).paragraphs;
    expect(write(2)).to.deep.equal(['意见：请核对回调地址。', '另有 2 处。']);
    expect(write(0)).to.deep.equal(['意见：请核对回调地址。']);
  });
});

describe('消息模板', () => {
  const key = 'review-rejected';
  const path = `/admin/messages/${key}`;
  const words = {
    subject: '{事项}未获通过',
    heading: '{事项}未获通过',
    body: '“{标题}”没有通过。\n原因是：{原因} <b>请看</b>',
    action: '看原因',
    sms: '“{标题}”的{事项}没有通过，原因见机构后台。',
  };
  let at: TestApp;
  let staff: Colleague;
  let desk: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename);
    staff = await createStaff(at, ['operator']);
    desk = await signInToConsole(at, staff);
  });
  after(() => at.close());

  const save = async (input: Record<string, string>, action = path) =>
    desk.submit(await desk.walk(path), input, action);
  const send = async (name: string) => {
    const { accountId } = await createMember(at);
    const letter = {
      code: 'notices.rejected_letter',
      params: { kind: '机构认证', title: name, institution: name, at: '2026-11-24T10:32:00Z', reason: '材料不清楚。' },
    };
    const recipient = { kind: 'account', id: accountId, email: 'chen@example.cn', phone: '13800008101' } as const;
    const href = `${at.origin}/console`;
    await at.app.notices.send(at.database.db, {
      ...{
        event: 'certification.rejected',
        key: name,
        recipient,
        letter,
        to: '陈静',
        because: fact('notices.because_manager'),
        href,
      },
    });
    const [inbox] = await at.app.notices.inbox(accountId);
    const [mail] = await at.app.mail.recent();
    const [sms] = await at.app.sms.recent();
    return { inbox, mail, sms };
  };

  it('O11 are listed with those that were changed, and shown with variables, a preview and the length of the short message', async () => {
    expect((await desk.walk('/admin/messages')).text)
      .to.include('审核：不予通过')
      .and.include('内置文字');
    const { text } = await desk.walk(path);
    for (const shown of ['{原因}', '必须有', '材料与登记不符。', '站内消息', '还没有改过'])
      expect(text, shown).to.include(shown);
    expect(text).to.match(/短信：共 \d+ 个字，1 条/);
  });

  it('O11 are refused where a needed variable is missing or an unknown one is there, with everything at once and nothing lost', async () => {
    const bad = await save({
      ...{ subject: '不通过', heading: '{事情}', body: '没有通过 {', action: '', sms: '请看 https://evil.example/x' },
    });
    expect(bad.status).to.equal(422);
    for (const said of ['没有变量 {事情}', '花括号没有成对', '请填写文字', '不能写网址', '没有通过 {'])
      expect(bad.text, said).to.include(said);
    expect(bad.text, 'each with its field').to.include('标题：没有变量 {事情}').and.include('短信：这里不能写网址');
    const paragraphs = await save({ ...words, body: `${words.body}\n{甲}\n看 www.qx.cn` });
    expect(paragraphs.text).to.match(/正文：第 3 段：没有变量 {甲}[^\n]*\n正文：第 4 段：这里不能写网址/);
    const short = await save({ ...words, body: '没有通过。', sms: `${words.sms}${'请'.repeat(220)}` });
    expect(short.text).to.include('缺少 {标题}、{原因}').and.include('最多 3 条');
    expect((await send('还是内置')).mail?.subject).to.equal('【国家公共文化云】机构认证没有通过');
  });

  it('O11 are previewed without being kept', async () => {
    const page = await save(words, `${path}/preview`);
    expect(page.text).to.include('还没有保存').and.include('AKSK 申请未获通过');
    expect((await desk.walk(path)).text).to.include('还没有改过');
  });

  it('O11 go out by mail, short message and in the back office once they are saved, as text and never as HTML', async () => {
    const done = await save(words);
    expect(done.text).to.include('从下一条消息起使用').and.include('第 1 版');
    const { inbox, mail, sms } = await send('青溪县文化馆');
    expect(inbox).to.include({ title: '机构认证未获通过：青溪县文化馆' });
    expect(mail?.subject).to.equal('【国家公共文化云】机构认证未获通过');
    expect(mail?.text).to.include('原因是：材料不清楚。 <b>请看</b>').and.include('看原因');
    expect(mail?.html).to.include('&lt;b&gt;请看&lt;/b&gt;').and.not.include('<b>请看');
    expect(sms?.text).to.equal('【国家公共文化云】“青溪县文化馆”的机构认证没有通过，原因见机构后台。');
    expect((await desk.walk('/admin/messages')).text)
      .to.include('已修改')
      .and.include('第 1 版');
    const row = await at.database.db.row<{ details: { to: { heading: string } }; actor_id: string }>(
      `select actor_id, details from audit_events where verb = 'message.change' and subject_id = $1`,
      [key],
    );
    expect([row?.actor_id, row?.details.to.heading]).to.deep.equal([staff.accountId, words.heading]);
  });

  it('O11 are kept version by version, and go back to ours or to an earlier one', async () => {
    const open = await desk.walk(path);
    await desk.submit(open, { ...words, heading: '{事项}：第二次' });
    const late = await desk.submit(open, { ...words, heading: '{事项}：晚了' });
    expect([late.status, late.text.includes('别人刚刚改过')]).to.deep.equal([409, true]);
    expect(late.text, 'what was typed stays').to.include('{事项}：晚了');
    const earlier = await desk.walk(`${path}?version=1`);
    expect(earlier.text).to.include('还没有保存').and.include('{事项}未获通过');
    await save({}, `${path}/reset`);
    expect((await send('恢复了')).inbox).to.include({ title: '机构认证没有通过：恢复了' });
    expect((await desk.walk(path)).text)
      .to.include('第 3 版')
      .and.include('恢复内置文字');
    const rows = await at.database.db.rows(`select 1 from message_texts where message = $1`, [key]);
    expect(rows).to.have.length(3);
  });

  it('O11 are for operators and administrators of the whole country', async () => {
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    expect((await reviewer.walk(path)).status).to.equal(403);
    const { message } = await at.app.notices.templates.find(key);
    for (const actor of [
      { kind: 'staff', accountId: staff.accountId, roles: ['reviewer'] },
      { kind: 'staff', accountId: staff.accountId, roles: ['operator'], regions: ['330000'] },
    ] as const)
      expect(await at.app.notices.templates.change(actor, key, message.builtIn, 3).catch(({ code }) => code)).to.equal(
        'forbidden',
      );
    expect((await desk.walk('/admin/messages/none')).status).to.equal(404);
  });
});
