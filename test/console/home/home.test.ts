import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, after as later } from '../../../src/clock.ts';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { asMember, asStaff, idNumber } from '../../support/institutions.ts';
import { bands } from '../../support/pictures.ts';

/** The answers of a complete application. */
const application = {
  institutionName: '青溪县文化馆',
  contactName: '陈静',
  contactPosition: '数字文化部主任',
  contactPhone: '13800008111',
  contactEmail: 'chenjing@qx.example.cn',
  contactIdKind: 'resident',
  contactIdNumber: idNumber,
  name: '青溪慕课',
  homeUrl: 'https://m.qx.example.cn/',
  loginScopes: 'profile',
  purpose: '活动报名时填写联系人。',
  redirectUris: 'https://m.qx.example.cn/callback',
};

describe('首页', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  const textOf = async (who: Colleague, path = '/console') => {
    const page = await (await signInToConsole(at, who)).walk(path);
    expect(page.status).to.equal(200);
    return page.text;
  };

  it('R06 R11 shows a new institution four steps, of which one can begin', async () => {
    const text = await textOf(await createMember(at, { certified: false }));
    expect(text).to.include('四步完成对接，预计 3 个工作日。').and.to.include('开始机构认证');
    expect(text.match(/暂不能开始/g)?.length).to.equal(2);
    expect(text).to.not.match(/href="\/console\/applications">申请 AKSK/);
  });

  it('R15 R18 leads a certified one to its first AKSK', async () => {
    const text = await textOf(await createMember(at));
    expect(text).to.include('机构已认证。下一件事：申请 AKSK。');
    expect(text).to.match(/<a class="btn go" href="\/console\/applications">申请 AKSK<\/a>/);
  });

  it('R24 leads one whose AK is issued to its SK, and on when that is drawn', async () => {
    const owner = await createMember(at);
    const { clientId: id } = await createClient(at, {}, { institutionId: owner.institutionId, withSecret: false });
    const path = `/console/applications/${id}#keys`;
    const before = await textOf(owner);
    expect(before).to.include('“青溪文化云”的 AK 已签发。下一件事：领取 SK。').and.to.include('SK 还没有领取');
    expect(before).to.include(`<a class="btn go" href="${path}">领取 SK</a>`);
    await at.app.applications.drawSecret(asMember(owner), id);
    const after = await textOf(owner);
    expect(after).to.include('AKSK 已就绪。下一件事：登记端口链接').and.not.to.include('领取 SK');
  });

  it('R13 leads to the returned submission', async () => {
    const owner = await createMember(at);
    const reviewer = asStaff(await createStaff(at, ['reviewer']), 'reviewer');
    const member = asMember(owner);
    const { id } = await at.app.review.begin(member, 'application', { institutionId: owner.institutionId });
    await at.app.review.save(member, id, application);
    await at.app.review.submit(member, id);
    await at.app.review.sendBack(reviewer, id, '请核对回调地址。');
    const text = await textOf(owner);
    expect(text).to.include('审核员请您修改“青溪慕课”。');
    expect(text).to.include(`<a class="btn go" href="/console/submissions/${id}">按意见修改</a>`);
  });

  it('R21 R37 counts a link that came with the application, and one that was taken down not any more', async () => {
    const owner = await createMember(at);
    const { clientId: id } = await createClient(at, {}, { institutionId: owner.institutionId, withSecret: false });
    const link = await at.database.db.transaction(async (trx) => {
      const kept = await at.app.files.keep(asMember(owner), {
        institutionId: owner.institutionId,
        name: '海报.png',
        bytes: await bands(460, 120),
        accept: { types: ['image/png'] },
      });
      if ('problem' in kept) throw new Error(kept.problem.code);
      const values = { name: '青溪文化云', pcUrl: 'https://www.qx.example.cn/', poster: kept.id };
      return at.app.links.open(trx, {
        institutionId: owner.institutionId,
        clientId: id,
        values: { ...values, h5Url: undefined, crop: undefined, appQr: undefined },
        actor: asMember(owner),
      });
    });
    expect(await textOf(owner))
      .to.include('1 个链接已上线')
      .and.not.to.include('还没有登记贵方的网站链接');
    await at.app.links.withdraw(asMember(owner), link, '改版');
    expect(await textOf(owner)).to.include('链接已下线，可以重新上线');
  });

  it('R30 reminds of an AK that ends within 7 days or has ended, with 延长有效期', async () => {
    const owner = await createMember(at);
    const now = at.app.clock.now();
    for (const [name, inDays] of [
      ['快到期', 5],
      ['已到期', -2],
      ['还早', 20],
    ] as const) {
      await createClient(at, { name }, { institutionId: owner.institutionId, expiresAt: later(now, days(inDays)) });
    }
    const text = await textOf(owner);
    expect(text).to.include('延长“快到期”的有效期').and.to.include('延长“已到期”的有效期').and.not.to.include('“还早”');
    expect(text).to.include('剩 5 天').and.to.include('已过期');
    expect(text).to.match(/<a class="btn go" href="\/console\/applications\/[\w]+\/renew">延长有效期<\/a>/);
  });

  it('shows new messages, which can be read one by one or all at once', async () => {
    const owner = await createMember(at);
    for (const title of ['第一条', '第二条', '<b>第三条</b>'])
      await at.database.db.run(
        `insert into inbox (account_id, event, title, body, created_at) values ($1, 'x', $2, '正文', $3)`,
        [owner.accountId, title, at.app.clock.now()],
      );
    const browser = await signInToConsole(at, owner);
    const home = await browser.walk('/console');
    expect(home.text)
      .to.include('&lt;b&gt;第三条')
      .and.to.match(/消息<b class="num">&nbsp;3/);
    const page = await browser.walk('/console/messages');
    const single = [...page.text.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => form)[1] ?? '';
    const read = await browser.submit({ ...page, text: single });
    expect(read.text).to.match(/消息<b class="num">&nbsp;2/);
    const all = await browser.submit(read);
    expect(all.text).not.to.include('条未读').and.not.to.include('标为已读');
  });

  it('keeps another person’s messages unreadable and unmarked', async () => {
    const [mine, theirs] = [await createMember(at), await createMember(at)];
    await at.database.db.run(
      `insert into inbox (account_id, event, title, body, created_at) values ($1, 'x', '别人的', '正文', $2), ($3, 'x', '我的', '正文', $2)`,
      [theirs.accountId, at.app.clock.now(), mine.accountId],
    );
    const browser = await signInToConsole(at, mine);
    const page = await browser.walk('/console/messages');
    expect(page.text).not.to.include('别人的');
    const other = await at.database.db.row<{ id: number }>(`select id from inbox where title = '别人的'`);
    await browser.submit(page, { id: String(other?.id) });
    expect(await at.app.notices.unread(theirs.accountId)).to.equal(1);
  });

  describe('of the operators', () => {
    it('shows the AKs that end, and queues to reviewers only', async () => {
      const client = await createClient(
        at,
        { name: '七天之内' },
        { institutionId: (await createMember(at)).institutionId, expiresAt: later(at.app.clock.now(), days(3)) },
      );
      const operators = await textOf(await createStaff(at, ['operator']), '/admin');
      expect(operators).to.include('没有待办').and.to.include('七天之内').and.to.include(client.clientId);
      const statistics = await textOf(await createStaff(at, ['statistics']), '/admin');
      expect(statistics).not.to.include('七天之内').and.not.to.include('没有待办');
    });
  });

  it('leads staff who decide about no submissions to the actions that are theirs', async () => {
    const desk = async (role: 'auditor' | 'reviewer') =>
      (await (await signInToConsole(at, await createStaff(at, [role]))).walk('/admin')).text;
    expect(await desk('auditor'))
      .to.include('核对审计是否完整')
      .and.not.to.include('授予和收回运营角色');
    expect(await desk('reviewer'))
      .to.include('没有待办')
      .and.not.to.include('管理搜索同义词');
  });
});
