import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf } from '../../../src/clock.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOn,
  type Page,
  redeem,
  signIn,
  type TestBrowser,
  textOf,
} from '../../support/citizen.ts';
import { byDay, testClock } from '../../support/clock.ts';

const scope = 'openid profile age_range phone realname';

describe('R04 children under 14 through their guardians (C12)', function () {
  this.timeout(90_000);
  const clock = testClock(byDay.now().toISOString());
  let at: TestApp;
  let library: Client;
  let museum: Client;
  let guardian: TestBrowser;
  let child: TestBrowser;
  let childId: string;
  let page: Page;
  let token: string;

  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    library = await createClient(at, { name: '青溪县图书馆', scope });
    museum = await createClient(at, { name: '澜江市美术馆', scope });
    await createCitizen(at, 'guardian', { phone: '13912340001' });
    await createCitizen(at, 'no-phone');
    guardian = createBrowser(at.origin);
    child = createBrowser(at.origin);
    await signIn(guardian, authorization(library.clientId), 'guardian');
  });
  after(() => at.close());

  const form = { nickname: '小禾', birthYear: '2017', username: 'xiaohe', password };
  const ticks = { guardian: '1', agreed: '1' };
  const add = async (fields: Record<string, string>, by = guardian) =>
    by.submit(formOn(await by.walk('/account/family/new'), '/account/family/new'), fields);
  const begin = (client: Client) => authorization(client.clientId, { scope: 'openid profile age_range' });
  /** The page shown after name and password at a platform. */
  async function tryAt(client: Client, by: TestBrowser, username = 'xiaohe', secret: string = password): Promise<Page> {
    const shown = await by.walk(begin(client).url);
    return shown.text.includes('name="password"')
      ? by.submit(shown, { username, password: secret, agree: '1' })
      : shown;
  }
  const decide = async (client: Client, answer: string) =>
    guardian.submit(formOn(await guardian.walk(`/account/family/${childId}`), '/platforms', client.clientId), {
      platform: client.clientId,
      answer,
    });
  const userinfo = () => fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } });

  it('tells a child at the registration where to begin, and a guardian without a phone which step is missing', async () => {
    const begun = await createBrowser(at.origin).walk(authorization(library.clientId, { prompt: 'create' }).url);
    const byName = createBrowser(at.origin);
    const shown = await byName.walk(authorization(library.clientId, { prompt: 'create' }).url);
    const registration = await byName.walk(`${shown.url.pathname}?way=username`);
    const told = await byName.submit(registration, {
      ...{ username: 'tooyoung', password, over14: 'no', agree: '1' },
    });
    expect(begun.status).to.equal(200);
    expect(told.text).to.include('请让家长登录后在“家庭账号”中添加您').and.include('href="/account/family"');
    const other = createBrowser(at.origin);
    await signIn(other, authorization(library.clientId), 'no-phone');
    expect(textOf(await other.walk('/account/family'))).to.include('请先绑定手机号');
    expect((await other.walk('/account/family/new')).url.pathname).to.equal('/account/family');
  });

  it('reports all missing fields of the form together, and refuses a child who needs no guardian', async () => {
    expect(textOf(await guardian.walk('/account/family'))).to.include('还没有添加孩子');
    const empty = await add({ nickname: '', birthYear: '', username: '', password: '' });
    expect(empty.status).to.equal(422);
    expect(textOf(empty)).to.include('有 6 处需要修改');
    const old = await add({ ...form, ...ticks, birthYear: '2010' });
    expect(textOf(old)).to.include('已满 14 周岁，可以用自己的手机号注册');
    expect(old.text).not.to.include(password);
    const foreign = await add({ ...form, ...ticks, [`at_${museum.clientId}`]: '1' });
    expect(textOf(foreign)).to.include('请从列出的平台里选择');
    expect(await at.app.accounts.findByIdentifier('xiaohe')).to.equal(undefined);
  });

  it('adds a child with an account of its own, and records the guardian’s agreement, its time and its text', async () => {
    page = await add({ ...form, ...ticks, [`at_${library.clientId}`]: '1' });
    childId = page.url.pathname.split('/').at(-1) ?? '';
    expect(textOf(page))
      .to.include('小禾')
      .and.include('2017 年生')
      .and.include('青溪县图书馆')
      .and.include('您添加了小禾');
    expect(textOf(await guardian.walk('/account')), 'on the overview').to.match(/家庭账号 \S*小禾/u);
    const account = await at.app.accounts.findByIdentifier('xiaohe');
    expect(account).to.include({ id: childId, over14: false, birthYear: 2017, phone: undefined });
    const kept = await at.database.db.rows<object>(
      `select act, client_id, given, text_version, adult, guardian_id = (select guardian_id from accounts where id = child_id) as own
         from child_consents where child_id = $1 order by act`,
      [childId],
    );
    const same = { text_version: '2026-11', adult: 'declared', own: true };
    expect(kept).to.eql([
      { act: 'add', client_id: null, given: ['nickname', 'birth_year', 'username'], ...same },
      { act: 'allow', client_id: library.clientId, given: ['profile', 'age_range'], ...same },
    ]);
    expect(textOf(await add({ ...form, ...ticks }))).to.include('用户名');
  });

  it('lets the child in where its guardian allowed it, with its age as far as it is certain and nothing else', async () => {
    const flow = begin(library);
    const welcome = await tryAt(library, createBrowser(at.origin));
    expect(textOf(welcome), 'R04 no consent is asked of a child')
      .to.include('进青溪县图书馆')
      .and.include('家长已经同意了，不用你再点同意')
      .and.include('小禾（昵称），你不满 14 岁')
      .and.include('可以用到晚上 10:00');
    expect(welcome.text).not.to.include('name="scope_');
    const callback = await signIn(child, flow, 'xiaohe', ['phone', 'realname']); // a child ticks nothing, whatever is sent
    const { body } = await redeem(at.origin, library, callback, flow);
    token = String(body.access_token);
    const answer = await (await userinfo()).json();
    expect(answer).to.deep.include({ nickname: '小禾', age_over_14: false, age_over_18: false, age_over_60: false });
    expect(JSON.stringify(answer)).not.to.match(/2017|phone/);
    const again = await child.walk(begin(library).url);
    expect([again.text, again.url.searchParams.has('code')]).to.eql(['', true]);
    expect(textOf(await guardian.walk(`/account/family/${childId}`)))
      .to.include('已给出')
      .and.include('登录成功');
  });

  it('refuses it elsewhere, signed in or not, and asks the guardian', async () => {
    const signedIn = await child.walk(begin(museum).url);
    expect(textOf(signedIn)).to.include('家长还没有同意这里').and.include('我不是小禾');
    const other = createBrowser(at.origin);
    const refused = await tryAt(museum, other);
    expect([refused.status, refused.url.pathname.startsWith('/interaction/')]).to.eql([200, true]);
    expect(textOf(refused)).to.include('家长还没有同意这里').and.not.include('不对');
    expect(textOf(await guardian.walk('/account/family')), 'only once it is sent').not.to.include('小禾想登录');
    const sent = await other.submit(formOn(refused, '/child'));
    expect(textOf(sent)).to.include('已经告诉家长了');
    await other.submit(formOn(refused, '/child'));
    const told = await at.database.db.rows("select from notices where event = 'child.asks'", []);
    expect(told.length, 'once a day for a platform').to.equal(1);
    const asked = await guardian.walk('/account/family');
    expect(textOf(asked)).to.include('小禾想登录 澜江市美术馆');
    expect(textOf(await other.submit(formOn(sent, '/child/on'))), 'not yet').to.include('家长还没有同意这里');
    await decide(museum, 'refuse');
    expect(textOf(await guardian.walk('/account/family'))).not.to.include('小禾想登录');
    await child.submit(formOn(signedIn, '/child'));
    await decide(museum, 'allow');
    const back = await signIn(child, begin(museum), 'xiaohe', ['profile']);
    expect(back.searchParams.has('code')).to.equal(true);
    const goesOn = await other.submit(formOn(sent, '/child/on'));
    expect(goesOn.url.searchParams.has('code'), 'the login waited, and asks for no password again').to.equal(true);
  });

  it('R04 rests from ten in the evening until six, signed in or not, and the guardian sees that it tried', async () => {
    const before_ = clock.now();
    const night = `${dayOf(before_)}T22:00:00+08:00`;
    clock.set(`${dayOf(before_)}T21:59:59+08:00`);
    const late = createBrowser(at.origin);
    expect((await tryAt(museum, late)).url.searchParams.has('code')).to.equal(true);
    clock.set(night);
    const signedIn = await late.walk(begin(museum).url);
    const fresh = await tryAt(museum, createBrowser(at.origin));
    for (const page of [signedIn, fresh])
      expect([page.status, textOf(page)].join(' '))
        .to.include('200')
        .and.include('晚上 10:00 以后休息')
        .and.include('明天早上 6:00 再来');
    const ids = { client: museum.clientId, child: childId };
    const refused = await at.database.db.rows(
      'select from logins where account_id = $1 and client_id = $2 and not succeeded and at >= $3',
      [ids.child, ids.client, new Date(night)],
    );
    expect(refused).to.have.length(1);
    clock.set(`${dayOf(before_)}T06:00:00+08:00`); // which may be earlier than the guardian's login
    expect((await tryAt(museum, createBrowser(at.origin))).url.searchParams.has('code')).to.equal(true);
    const seen = await guardian.walk(`/account/family/${childId}`);
    expect(textOf(seen)).to.include('没有进去：晚上 10:00 到早上 6:00 休息');
    clock.set(before_.toISOString());
    await at.database.db.run('delete from logins where at > $1', [before_]);
  });

  it('keeps the child out of the account centre, the back office, and ways in of its own', async () => {
    const centre = await child.walk('/account');
    expect([centre.status, textOf(centre).includes('孩子的账号由家长管理')]).to.eql([403, true]);
    expect((await child.request('/account/security/phone')).status).to.equal(403);
    const office = createBrowser(at.origin);
    const refused = await office.submit(await office.walk('/console'), { username: 'xiaohe', password, agree: '1' });
    expect(textOf(refused)).to.include('孩子的账号由家长在“家庭账号”中管理');
    const phone = at.database.db.run(`update accounts set phone_index = 'a', phone_sealed = 'b' where id = $1`, [
      childId,
    ]);
    expect(await phone.catch((error: Error) => error.message)).to.include('accounts_child_reached_by_guardian');
  });

  it('is managed by its guardian only', async () => {
    const stranger = createBrowser(at.origin);
    await createCitizen(at, 'stranger', { phone: '13912340002' });
    await signIn(stranger, authorization(library.clientId), 'stranger');
    expect((await stranger.walk(`/account/family/${childId}`)).status).to.equal(404);
    const own = formOn(await stranger.walk('/account/family/new'), '/new');
    for (const act of ['platforms', 'password', 'end', 'keep']) {
      const tried = await stranger.submit(
        own,
        { platform: library.clientId, answer: 'withdraw', password: 'another-horse-6' },
        `/account/family/${childId}/${act}`,
      );
      expect([act, tried.status]).to.eql([act, 404]);
    }
  });

  it('revokes a platform’s access at the moment when the guardian withdraws it', async () => {
    expect((await userinfo()).status).to.equal(200);
    expect(textOf(await decide(library, 'withdraw'))).to.include('已收回');
    expect((await userinfo()).status).to.equal(401);
    expect(textOf(await child.walk(begin(library).url))).to.include('家长还没有同意这里');
    expect((await child.walk(begin(museum).url)).url.searchParams.has('code')).to.equal(true);
  });

  it('signs the child out where its guardian gives it another password', async () => {
    const shown = formOn(await guardian.walk(`/account/family/${childId}`), '/password');
    expect(textOf(await guardian.submit(shown, { password: 'xiaohe' }))).to.include('至少 8 位');
    expect(textOf(await guardian.submit(shown, { password: 'another-horse-6' }))).to.include('密码已改');
    expect((await child.walk(begin(museum).url)).text).to.include('name="password"');
    expect(textOf(await tryAt(museum, createBrowser(at.origin)))).to.include('不对');
    const back = await tryAt(museum, child, 'xiaohe', 'another-horse-6');
    expect(back.url.searchParams.has('code')).to.equal(true);
  });

  it('R04 shows the guardian a new device first; 是 is the end of it, 不是 signs the child out and asks for another password', async () => {
    const home = `/account/family/${childId}`;
    const shown = await guardian.walk(home);
    expect(textOf(shown)).to.include('一台没见过的设备').and.include('新设备，请看');
    const known = await guardian.submit(formOn(shown, '/device'), { answer: 'yes' });
    expect(textOf(known)).to.include('这台设备您看过了').and.not.include('一台没见过的设备');
    clock.advance(1);
    const stranger = createBrowser(at.origin);
    expect((await tryAt(museum, stranger, 'xiaohe', 'another-horse-6')).url.searchParams.has('code')).to.equal(true);
    const asked = formOn(await guardian.walk(home), '/device');
    clock.advance(1);
    expect(textOf(await guardian.submit(asked, { answer: 'no' }))).to.include('原来的密码不能再用');
    expect((await stranger.walk(begin(museum).url)).text).to.include('name="password"');
    const again = await tryAt(museum, createBrowser(at.origin), 'xiaohe', 'another-horse-6');
    expect(textOf(again), 'the stranger may have the password').to.include('不对');
    await guardian.submit(formOn(await guardian.walk(home), '/password'), { password: 'another-horse-6' });
    await guardian.submit(formOn(await guardian.walk(home), '/called'), { called: 'nana' });
    clock.advance(1);
    const welcome = await tryAt(library, createBrowser(at.origin), 'xiaohe', 'another-horse-6');
    expect(textOf(welcome)).to.include('外婆还没有同意这里');
  });

  it('ends the account by 注销, which the guardian alone takes back, and keeps the guardian until then', async () => {
    expect(textOf(await guardian.walk('/account/privacy/close'))).to.include('还有 1 个孩子');
    const ended = await guardian.submit(formOn(await guardian.walk(`/account/family/${childId}`), '/end'));
    expect(textOf(ended)).to.include('正在注销');
    const refused = await tryAt(museum, createBrowser(at.origin), 'xiaohe', 'another-horse-6');
    expect(textOf(refused)).to.include('这个账号要注销了');
    expect(textOf(await guardian.walk('/account/family')))
      .to.include('正在注销')
      .and.not.include('小禾想登录');
    const kept = await guardian.submit(formOn(ended, '/keep'));
    expect(textOf(kept)).to.include('已撤销注销').and.include('还不能进任何平台');
  });

  it('keeps the password that its guardian typed, where only the ticks are missing', async () => {
    const typed = { nickname: '小苇', birthYear: '2018', username: 'xiaowei', password };
    const unticked = await add({ ...typed, guardian: '', agreed: '' });
    expect(unticked.text).to.include('不用再填').and.not.include(`value="${password}"`);
    const done = await guardian.submit(formOn(unticked, '/account/family/new'), { ...ticks, password: '' });
    expect(done.url.searchParams.get('done')).to.equal('added');
    expect(textOf(await tryAt(library, createBrowser(at.origin), 'xiaowei'))).not.to.include('不对');
  });

  it('has five children at most for one guardian, however many are added at once, and no platform that neither of them knows', async () => {
    const { family } = at.app;
    const parent = await createCitizen(at, 'parent-of-many', { phone: '13912340009' });
    const child = (number: number) =>
      family.add(parent, {
        form: { ...form, username: `child-${number}` },
        ...{ isGuardian: true, agreed: true, platforms: [], own: [] },
      });
    const added = await Promise.all([1, 2, 3, 4, 5, 6].map(child));
    expect(added.filter((each) => 'id' in each)).to.have.length(5);
    expect(added.find((each) => 'problems' in each)).to.have.nested.property(
      'problems.form.code',
      'family.most_children',
    );
    const [one] = await family.list(parent.id);
    const asked = { clientId: museum.clientId, answer: 'allow', own: [library.clientId] } as const;
    const said = await family.decide(parent.id, one?.id ?? '', asked).then(
      () => 'allowed',
      (error: unknown) => Reflect.get(Object(error), 'code'),
    );
    expect(said).to.equal('not_found');
    expect((await family.list(parent.id)).flatMap(({ platforms }) => platforms)).to.eql([]);
  });

  it('gives only the guardian a copy of a child’s stored data', async () => {
    const { id } = await addChild();
    const home = `/account/family/${id}`;
    const shown = await guardian.walk(home);
    const after_ = await guardian.submit(formOn(shown, '/exports'));
    expect(textOf(after_)).to.include('正在准备');
    const job = at.app.modules
      .flatMap(({ jobs = [] }) => jobs)
      .find((each) => 'queue' in each && each.queue === 'privacy.export');
    const [made] = await at.app.privacy.exports.list(id);
    if (job === undefined || !('queue' in job)) throw new Error('no such job');
    await job.handle({ id: made?.id ?? '' }, 1);
    expect((await guardian.walk(home)).text).to.include(`href="${home}/exports/${made?.id}"`);
    const notices = await at.database.db.rows(`select 1 from notices where key = $1`, [
      `account.export_ready ${made?.id}`,
    ]);
    expect(notices.length, 'the guardian is told').to.be.above(0);
    const file = await guardian.walk(`${home}/exports/${made?.id}`);
    expect([file.status, file.headers.get('content-type')]).to.eql([200, 'application/zip']);
    const stranger = createBrowser(at.origin);
    await createCitizen(at, 'other-guardian', { phone: '13912340077' });
    await signIn(stranger, authorization(library.clientId), 'other-guardian');
    expect((await stranger.walk(`${home}/exports/${made?.id}`)).status).to.equal(404);
  });

  async function addChild(): Promise<{ id: string }> {
    const account = await at.app.accounts.findByIdentifier('guardian');
    if (account === undefined) throw new Error('nobody there');
    const given = { nickname: '小雨', birthYear: '2018', username: 'xiaoyu', password };
    const made = await at.app.family.add(account, {
      ...{ form: given, isGuardian: true, agreed: true, platforms: [], own: [] },
    });
    if ('problems' in made) throw new Error(JSON.stringify(made.problems));
    return made;
  }
});
