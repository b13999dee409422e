import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { operator, startApp, type TestApp } from '../support/app.ts';
import { createBrowser, type Page, type TestBrowser } from '../support/citizen.ts';
import { createMember, createNewcomer, createStaff, signInToConsole } from '../support/console.ts';
import { certify, register } from '../support/institutions.ts';

const wordsOf = (page: Page) =>
  page.text
    .replace(/<head[\s\S]*?<\/head>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

/** The form on a page whose action ends so, filled in and sent. */
async function send(
  browser: TestBrowser,
  page: Page,
  ending: string,
  values: Record<string, string> = {},
): Promise<Page> {
  const form = page.text.match(/<form\b[\s\S]*?<\/form>/g)?.find((each) => each.includes(`${ending}"`));
  if (form === undefined) throw new Error(`no form for ${ending}: ${page.status} ${wordsOf(page).slice(0, 400)}`);
  return browser.submit({ ...page, text: form }, values);
}

describe('the pages of an institution', function () {
  this.timeout(90_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('R11 R14 lead from nothing to an institution that may be certified, with its harmless rights before', async () => {
    const person = await createNewcomer(at);
    const browser = await signInToConsole(at, person, { secondFactor: false });
    let page = await browser.walk('/console/register');
    page = await browser.submit(page, { name: '馆' });
    expect([page.status, wordsOf(page)]).to.satisfy(
      ([status, words]: [number, string]) => status === 422 && words.includes('机构全称至少 2 个字'),
    );
    page = await browser.submit(page, { name: '青溪县文化馆' });
    expect([page.status, page.url.pathname]).to.eql([200, '/console']);

    page = await browser.walk('/console/institution');
    expect(wordsOf(page)).to.include('未认证').and.include('开始机构认证');
    expect((await browser.walk('/console/members')).status).to.equal(200);
    const closed = await browser.walk('/console/members/invite');
    expect([closed.status, closed.text.includes('>继续认证</a>')]).to.eql([403, true]);
    page = await send(browser, page, '/console/submissions');
    expect(page.url.pathname).to.match(/^\/console\/submissions\/[\da-f-]{36}$/);
    expect(page.text).to.include('value="青溪县文化馆"').and.include('经办人');
    expect(wordsOf(await browser.walk('/console/institution'))).to.include('机构认证：草稿');
  });

  it('tell that a name is taken, and let who insists go on only with that name', async () => {
    await register(at, '柳湾区图书馆');
    const browser = await signInToConsole(at, await createNewcomer(at), { secondFactor: false });
    let page = await browser.submit(await browser.walk('/console/register'), { name: '柳湾区图书馆' });
    expect(wordsOf(page)).to.match(/该机构已登记（管理员 138\*{4}\d{4}），可请管理员邀请您加入/);
    await register(at, '柳湾区美术馆');
    page = await browser.submit(page, { name: '柳湾区美术馆' });
    expect(wordsOf(page), 'another name is another question').to.include('该机构已登记');
    page = await browser.submit(page);
    expect(page.url.pathname).to.equal('/console');
  });

  it('R12 show the certified data masked, and the letter to be stamped', async () => {
    const owner = await register(at, '青溪县群众艺术馆');
    await certify(at, owner);
    const browser = await signInToConsole(at, owner);
    const page = await browser.walk('/console/institution');
    expect(wordsOf(page))
      .to.include('已认证')
      .and.include('138****8111')
      .and.include('1101**********002X')
      .and.include('变更资料');
    expect(page.text).not.to.include('11010519491231002X');
    const letter = wordsOf(await browser.walk('/console/institution/letter'));
    expect(letter)
      .to.include('授权书')
      .and.include('陈静')
      .and.include('1101**********002X')
      .and.include('授权单位：青溪县群众艺术馆');
    const change = await send(browser, page, '/console/submissions');
    expect(change.url.pathname).to.match(/^\/console\/submissions\//);
    expect(wordsOf(await browser.walk('/console/institution')))
      .to.include('资料变更：草稿')
      .and.include('继续有效');
    // Limited to single applications: the institution's certified data are not theirs to read.
    const hired = await createMember(at, {
      institutionId: owner.institutionId,
      role: 'developer',
      applications: ['ncc_a'],
    });
    const outside = await signInToConsole(at, hired, { secondFactor: false });
    expect(wordsOf(await outside.walk('/console/institution'))).not.to.include('1101****');
    expect((await outside.walk('/console/institution/letter')).status).to.equal(403);
  });

  it('P17 invite by phone, accept, change and remove', async () => {
    const owner = await createMember(at);
    const guest = await createNewcomer(at);
    const browser = await signInToConsole(at, owner);
    expect(wordsOf(await browser.walk('/console/members'))).to.include('只有您一人');
    let page = await browser.submit(await browser.walk('/console/members/invite'), {
      phone: guest.phone,
      post: 'hired',
    });
    expect(page.status).to.equal(422);
    expect(wordsOf(page)).to.include('结束日期'); // no AK is asked for where there is none
    expect(page.text, 'what was typed stays')
      .to.include(guest.phone)
      .and.match(/value="hired" checked/);
    page = await browser.submit(page, { post: 'agent' });
    expect([page.url.pathname, wordsOf(page)]).to.satisfy(
      ([path, words]: string[]) => path === '/console/members' && words?.includes('等待接受的邀请') === true,
    );
    expect(page.text).not.to.include(guest.phone);

    const [invitation] = await at.app.invitations.pendingFor(guest.accountId);
    const other = await signInToConsole(at, await createNewcomer(at), { secondFactor: false });
    expect((await other.walk(`/console/invitations/${invitation?.id}`)).status).to.equal(404);
    const theirs = await signInToConsole(at, guest, { secondFactor: false });
    page = await theirs.submit(await theirs.walk(`/console/invitations/${invitation?.id}`));
    expect(page.url.pathname).to.equal('/console');
    expect(wordsOf(await theirs.walk('/console/members'))).to.include('您的角色是经办人');
    // The letter of the invitation still leads there.
    page = await theirs.walk(`/console/invitations/${invitation?.id}`);
    expect([page.status, wordsOf(page).includes('您已加入')]).to.eql([200, true]);
    expect((await send(theirs, page, '/console/switch')).url.pathname).to.equal('/console');
    expect((await other.walk(`/console/invitations/${invitation?.id}`)).status).to.equal(404);
    expect((await theirs.walk('/console/members/invite')).status).to.equal(403);
    expect((await theirs.walk(`/console/members/${owner.accountId}`)).status).to.equal(404);

    page = await send(browser, await browser.walk(`/console/members/${guest.accountId}`), guest.accountId, {
      post: 'reader',
    });
    expect(wordsOf(page)).to.include('只读');
    page = await send(browser, await browser.walk(`/console/members/${owner.accountId}`), `${owner.accountId}/remove`, {
      sure: '1',
    });
    expect(wordsOf(page)).to.include('至少保留一名管理员');
    await send(browser, await browser.walk(`/console/members/${guest.accountId}`), '/remove', { sure: '1' });
    expect((await theirs.walk('/console/members')).url.pathname, 'out at once').to.equal('/console/start');
  });

  it('P17 say to the recipient of an invitation, and to no other account, why it can be accepted no more', async () => {
    const [owner, guest, stranger] = [await createMember(at), await createNewcomer(at), await createNewcomer(at)];
    const actor = {
      kind: 'member',
      accountId: owner.accountId,
      institutionId: owner.institutionId,
      role: 'owner',
    } as const;
    const invite = () => at.app.invitations.invite(actor, owner.institutionId, { phone: guest.phone, post: 'agent' });
    const [theirs, others] = await Promise.all(
      [guest, stranger].map((each) => signInToConsole(at, each, { secondFactor: false })),
    );
    const read = async (id: string, sentence: string) => {
      const page = await theirs?.walk(`/console/invitations/${id}`);
      expect([page?.status, page && wordsOf(page)?.includes(sentence)], sentence).to.eql([200, true]);
      expect((await others?.walk(`/console/invitations/${id}`))?.status, sentence).to.equal(404);
    };
    const revoked = await invite();
    await at.app.invitations.revoke(actor, owner.institutionId, revoked.id);
    await read(revoked.id, '已经撤销这份邀请');
    const late = await invite();
    await at.database.db.run(`update invitations set expires_at = $2 where id = $1`, [late.id, at.app.clock.now()]);
    await read(late.id, '已经过期');
    const taken = await invite();
    await at.app.invitations.accept({ kind: 'citizen', accountId: guest.accountId }, taken.id);
    await read(taken.id, '您已加入');
    await at.app.members.remove(actor, owner.institutionId, guest.accountId);
    await read(taken.id, '您现在不是');
    expect((await theirs?.walk('/console/invitations/nonsense'))?.status).to.equal(404);
  });

  it('reveal no member of another institution', async () => {
    const [owner, stranger] = [await createMember(at), await createMember(at)];
    const browser = await signInToConsole(at, owner);
    expect((await browser.walk(`/console/members/${stranger.accountId}`)).status).to.equal(404);
    const page = await browser.walk(`/console/members/${owner.accountId}`);
    const moved = await browser.submit(page, { post: 'reader' }, `/console/members/${stranger.accountId}`);
    expect(moved.status).to.equal(404);
    const { id } = await at.app.invitations.invite(operator, stranger.institutionId, {
      phone: '13800008998',
      post: 'owner',
    });
    expect((await browser.submit(page, { sure: '1' }, `/console/members/invitations/${id}/revoke`)).status).to.equal(
      404,
    );
  });

  it('need the token of the form', async () => {
    const browser = await signInToConsole(at, await createMember(at));
    for (const path of ['/console/register', '/console/members/invite', '/console/invitations/x']) {
      const answer = await browser.request(path, {
        method: 'POST',
        body: new URLSearchParams({ name: '青溪', phone: '13800008997' }),
      });
      expect(answer.status, path).to.equal(400);
    }
    expect((await createBrowser(at.origin).request('/console/institution')).status).to.equal(303);
  });
});

describe('the operators’ pages of institutions', function () {
  this.timeout(90_000);
  let at: TestApp;
  let browser: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename);
    browser = await signInToConsole(at, await createStaff(at, ['operator']));
  });
  after(() => at.close());

  it('list, find and page', async () => {
    for (let count = 0; count < 31; count += 1)
      await at.app.institutions.create(operator, { name: `第${count}文化站`, certified: count % 2 === 0 });
    const first = await browser.walk('/admin/institutions');
    expect(first.text.match(/<th role="rowheader" scope="row">/g)).to.have.lengthOf(30);
    const next = /href="([^"]*before=[^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await browser.walk(next);
    expect(wordsOf(second)).to.include('第0文化站').and.not.include('第30文化站');
    expect(wordsOf(await browser.walk('/admin/institutions?q=%E7%AC%AC7%E6%96%87')))
      .to.include('第7文化站')
      .and.not.include('第8文化站');
    expect(wordsOf(await browser.walk('/admin/institutions?standing=certified&q=%E7%AC%AC7%E6%96%87'))).to.include(
      '没有符合条件的机构',
    );
    expect((await browser.walk('/admin/institutions?before=%00&q=%00&region=zz&standing=x')).status).to.be.below(500);
  });

  it('disable with a reason, which the institution sees, and enable again', async () => {
    const owner = await createMember(at);
    const path = `/admin/institutions/${owner.institutionId}`;
    let page = await send(browser, await browser.walk(path), '/disable');
    expect([page.status, wordsOf(page).includes('请填写停用的原因')]).to.eql([422, true]);
    page = await send(browser, page, '/disable', { reason: '投诉核实中' });
    expect(wordsOf(page)).to.include('已停用').and.include('投诉核实中');
    const theirs = await signInToConsole(at, owner);
    expect(wordsOf(await theirs.walk('/console/institution')))
      .to.include('贵机构已被停用')
      .and.include('投诉核实中');
    page = await send(browser, page, '/enable');
    expect(wordsOf(page)).to.include('已认证');
  });

  it('R16 enter an institution that writes letters, its papers, and its first owner', async () => {
    let page = await browser.submit(await browser.walk('/admin/institutions/new'), { name: '柳湾镇综合文化站' });
    expect(wordsOf(page)).to.include('柳湾镇综合文化站').and.include('还没有成员');
    page = await send(browser, page, '/owner', { phone: '13800008996' });
    expect(wordsOf(page)).to.include('已邀请 138****8996');
    page = await send(browser, page, '/certification');
    expect(page.url.pathname).to.match(/^\/admin\/institutions\/certifications\//);
    page = await send(browser, page, page.url.pathname, { submit: '1', creditCode: '12330106DEM0000154' });
    expect(page.status).to.equal(422);
    expect(wordsOf(page)).to.include('统一社会信用代码第 18 位校验不通过').and.include('请上传授权书');
    expect(page.text, 'what was typed stays').to.include('12330106DEM0000154');
  });

  it('do not change data that an institution enters itself', async () => {
    const owner = await register(at, '澜江市图书馆');
    const member = {
      kind: 'member',
      accountId: owner.accountId,
      institutionId: owner.institutionId,
      role: 'owner',
    } as const;
    const { id } = await at.app.review.begin(member, 'certification', { institutionId: owner.institutionId });
    expect((await browser.walk(`/admin/institutions/certifications/${id}`)).status).to.equal(404);
    const page = await browser.walk(`/admin/institutions/${owner.institutionId}`);
    expect((await send(browser, page, '/certification')).status).to.equal(409);
  });

  it('are closed to staff with other duties, and reviewers may only look', async () => {
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    const { institutionId } = await createMember(at);
    const page = await reviewer.walk(`/admin/institutions/${institutionId}`);
    expect([page.status, page.text.includes('/disable')]).to.eql([200, false]);
    expect((await reviewer.walk('/admin/institutions/new')).status).to.equal(403);
    const statistics = await signInToConsole(at, await createStaff(at, ['statistics']));
    expect((await statistics.walk('/admin/institutions')).status).to.equal(403);
    expect((await reviewer.walk('/admin/institutions/nonsense')).status).to.equal(404);
  });
});
