import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Member, Staff } from '../../src/actor.ts';
import { email } from '../../src/fields/account.ts';
import { text } from '../../src/fields/text.ts';
import type { Kind } from '../../src/review/workflow/kind.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';

const kind = (name: string, title: string): Kind => ({
  name,
  title,
  form: {
    groups: [
      { name: 'main', title: '内容', fields: { label: text('名称', { max: 50 }), contactEmail: email('联系邮箱') } },
    ],
  },
  dueInWorkingDays: 3,
  titleOf: ({ label = '' }) => label,
  onApproved: async () => undefined,
});

describe('an announcement of a decision', () => {
  let at: TestApp;
  const clock = testClock('2026-11-24T02:00:00Z');
  let owner: Member;
  let reader: Member;
  let institutionId: string;
  const reviewer: Staff = { kind: 'staff', accountId: '', roles: ['reviewer'] };

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    ({ institutionId } = await createClient(at));
    owner = await member('owner', '13800008001', 'owner@example.cn');
    reader = await member('reader', '13800008002', 'reader@example.cn');
    reviewer.accountId = (
      await at.app.accounts.create(operator, { username: 'reviewer', password: 'correct-horse-5', name: '周审' })
    ).id;
    for (const each of [kind('trial', '试验申请'), kind('pledge', '承诺')]) at.app.review.register(each);
  });
  after(() => at.close());
  beforeEach(() => at.database.db.run('truncate mails, sms_messages, notices, inbox'));

  async function member(role: 'owner' | 'reader', phone: string, address: string): Promise<Member> {
    const { id } = await at.app.accounts.create(operator, {
      username: `${role}1`,
      password: 'correct-horse-5',
      name: '王芳',
      phone,
      email: address,
    });
    await at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, $3, '2026-01-01')`,
      [institutionId, id, role],
    );
    return { kind: 'member', accountId: id, institutionId, role };
  }

  async function submitted(name: string, contactEmail = 'contact@example.cn') {
    const { review } = at.app;
    const { id } = await review.begin(owner, name, { institutionId, data: { label: '青溪读书', contactEmail } });
    await review.submit(owner, id);
    return id;
  }

  const mails = async () => (await at.app.mail.recent()).map(({ to }) => to).toSorted();

  it('R58 reaches exactly 管理员 and 经办人 in the back office and by mail, and the contact of the form by mail', async () => {
    const id = await submitted('trial');
    expect(await mails()).to.deep.equal([]); // sending is no outcome
    await at.app.review.sendBack(reviewer, id, '请补充说明', { label: '名称太短' });
    expect(await mails()).to.deep.equal(['contact@example.cn', 'owner@example.cn']);
    expect(await at.app.sms.recent()).to.deep.equal([]);
    const [message] = await at.app.notices.inbox(owner.accountId);
    expect(message).to.deep.include({
      institutionId,
      event: 'submission.returned',
      title: '试验申请需要修改：青溪读书',
      href: `/console/submissions/${id}`,
    });
    expect(message?.body).to.include('审核员的意见：请补充说明').and.to.include('另有 1 处逐项意见');
    expect(await at.app.notices.unread(reader.accountId)).to.equal(0);
  });

  it('R58 tells of what one press decided in one mail a recipient, however many there were', async () => {
    const items = [
      await submitted('trial'),
      await submitted('trial'),
      await submitted('trial', 'other@example.cn'),
    ].map((id) => ({
      id,
      seen: undefined,
      decision: { action: 'return', reason: '请补充说明', comments: {} } as const,
    }));
    expect(await at.app.pressed.press(reviewer, items)).to.deep.equal([undefined, undefined, undefined]);
    clock.advance(10);
    await Promise.all([at.app.pressed.carryOut(), at.app.pressed.carryOut()]);
    expect(await mails()).to.deep.equal(['contact@example.cn', 'other@example.cn', 'owner@example.cn']);
    const [mail] = (await at.app.mail.recent()).filter(({ to }) => to === 'owner@example.cn');
    expect(mail?.subject).to.include('试验申请：3 条退回修改');
    expect(mail?.text)
      .to.include('请补充说明')
      .and.to.match(/\/console\/submissions\?.*press=/);
    expect(await at.database.db.rows('select 1 from inbox')).to.have.length(1);
  });

  it('carries one link, to the page of the submission', async () => {
    const id = await submitted('trial');
    await at.app.review.reject(reviewer, id, '不属于本平台的范围');
    const [{ text: plain, html } = { text: '', html: '' }] = await at.app.mail.recent();
    const href = `${at.origin}/console/submissions/${id}?institution=${institutionId}`;
    expect(plain).to.include(`查看原因：${href}`);
    expect([...(html ?? '').matchAll(/href="(https?:[^"]+)"/g)].map(([, link]) => link)).to.deep.equal([href]);
  });

  it('says it once where owner and contact are one address', async () => {
    const id = await submitted('trial', 'Owner@example.cn');
    await at.app.review.approve(reviewer, id);
    expect(await mails()).to.deep.equal(['owner@example.cn']);
  });

  it('has a place in the back office for the fate of an AK, too: for those who can renew it', async () => {
    const { clientId } = await createClient(at, { name: '溪边读书' }, { institutionId });
    await at.app.applications.disable(operator, clientId, '回调地址被盗用');
    const [disabled, issued] = await at.app.notices.inbox(owner.accountId);
    expect([issued?.event, disabled?.event]).to.deep.equal(['application.issued', 'application.disabled']);
    expect(disabled?.href).to.match(/^\/console\/applications\//);
    expect(await at.app.notices.unread(reader.accountId)).to.equal(0);
  });

  it('R24 is written once for a new AK, whose own letter says it, and once to a manager who is its contact', async () => {
    for (const [email, sent] of [
      ['owner@example.cn', ['owner@example.cn']],
      ['contact@example.cn', ['contact@example.cn', 'owner@example.cn']],
    ] as const) {
      await at.database.db.run('truncate mails, sms_messages, notices, inbox');
      const contact = { contactName: '王芳', contactPhone: '13800008001', contactEmail: email };
      await createClient(at, { name: '溪边听书', ...contact }, { institutionId });
      expect(await mails()).to.deep.equal(sent);
      expect((await at.app.notices.inbox(owner.accountId)).map(({ title }) => title)).to.deep.equal([
        'AK 已签发：溪边听书',
      ]);
      expect((await at.app.sms.recent()).map(({ to }) => to)).to.deep.equal(['13800008001']);
    }
  });

  it('does not exist where the decision was not committed', async () => {
    const refused = { ...kind('refused', '被拒'), onApproved: () => Promise.reject(new Error('no')) };
    at.app.review.register(refused);
    const id = await submitted('refused');
    expect(await at.app.review.approve(reviewer, id).catch(() => 'refused')).to.equal('refused');
    expect(await mails()).to.deep.equal([]);
    expect(await at.app.notices.unread(owner.accountId)).to.equal(0);
  });

  it('is made once for one decision, and again for the next', async () => {
    const id = await submitted('pledge');
    const both = await Promise.allSettled([
      at.app.review.sendBack(reviewer, id, '一'),
      at.app.review.sendBack(reviewer, id, '一'),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect(await at.app.notices.unread(owner.accountId)).to.equal(1);
    await at.app.review.submit(owner, id);
    await at.app.review.sendBack(reviewer, id, '二');
    expect(await at.app.notices.unread(owner.accountId)).to.equal(2);
  });
});
