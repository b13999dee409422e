import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { handoverDay } from '../../../src/citizens/family/child.ts';
import { createHandoverNotices } from '../../../src/citizens/family/handover-notices.ts';
import { createHandovers } from '../../../src/citizens/family/handovers.ts';
import { type Clock, days, after as later, systemClock, yearOf } from '../../../src/clock.ts';
import { createCitizen, createClient, password, settled, startApp, type TestApp } from '../../support/app.ts';
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
import { byDay } from '../../support/clock.ts';
import { remember } from '../../support/record.ts';
import { asOwner } from '../../support/transparency.ts';

const own = remember('a-horse-of-my-own-7');
const scope = 'openid profile age_range';

describe('R04 a child that reaches 14 takes its account over (C12)', function () {
  this.timeout(90_000);
  const year = () => yearOf(systemClock.now());
  const clock = byDay;
  let at: TestApp;
  let library: Client;
  let guardian: TestBrowser;
  let stranger: TestBrowser;

  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    library = await createClient(at, {
      name: '青溪县图书馆',
      scope,
      backchannelLogoutUri: 'http://localhost:9/logout',
    });
    await createCitizen(at, 'guardian', { phone: '13912340001' });
    await createCitizen(at, 'stranger', { phone: '13912340002' });
    [guardian, stranger] = [createBrowser(at.origin), createBrowser(at.origin)];
    await signIn(guardian, authorization(library.clientId), 'guardian');
    await signIn(stranger, authorization(library.clientId), 'stranger');
  });
  after(() => at.close());

  const begin = () => authorization(library.clientId, { scope });
  /** Of this guardian, in the year of its fourteenth birthday, and let in at the library. */
  async function addChild(username: string): Promise<string> {
    const page = await guardian.walk('/account/family/new');
    const made = await guardian.submit(formOn(page, '/account/family/new'), {
      ...{ nickname: username, birthYear: String(year() - 14), username, password },
      ...{ guardian: '1', agreed: '1', [`at_${library.clientId}`]: '1' },
    });
    return made.url.pathname.split('/').at(-1) ?? '';
  }
  /** As on the day: the birthday was a year before. */
  const grow = (id: string) =>
    at.database.db.run('update accounts set birth_year = birth_year - 1 where id = $1', [id]).then(settled);
  const handOver = async (id: string, by = guardian) =>
    by.submit(formOn(await by.walk(`/account/family/${id}/handover`), '/handover'), { reached: '1' });
  async function typeAt(browser: TestBrowser, username: string, secret: string = password): Promise<Page> {
    const page = await browser.walk(begin().url);
    return page.text.includes('name="password"')
      ? browser.submit(page, { username, password: secret, agree: '1' })
      : page;
  }
  let numbers = 0;
  /** A free number, and the code sent to it from this page. */
  async function prove(browser: TestBrowser, page: Page, phone = `1370000${String(4_000 + ++numbers)}`) {
    await browser.submit(formOn(page, '/handover'), { phone, send: '1' });
    const [newest] = (await at.app.sms.recent()).filter(({ to }) => to === phone);
    return { phone, code: remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]) ?? '' };
  }
  const takeOver = async (browser: TestBrowser, page: Page, fields: Record<string, string> = {}) =>
    browser.submit(formOn(page, '/handover'), {
      ...{ password: own, agree: '1' },
      ...(page.text.includes('name="code"') && (await prove(browser, page))),
      ...fields,
    });
  const accountOf = (id: string) => at.app.accounts.find(id);
  const acts = async (id: string) =>
    (
      await at.database.db.rows<{ act: string }>(
        "select act from child_consents where child_id = $1 and act not in ('add', 'allow') order by at, id",
        [id],
      )
    ).map(({ act }) => act);
  /** As it would run at that moment. Other clocks stay: sessions would end by it. */
  const jobAt = (moment: Clock) => {
    const { accounts, notices } = at.app;
    return createHandovers({
      ...{ db: at.app.db, clock: moment, throttle: at.app.throttle, accounts },
      notices: createHandoverNotices({ accounts, notices, publicUrl: new URL(at.origin) }),
      forgetConsents: at.app.privacy.forgetConsents,
    }).job;
  };
  const job = (moment: Clock = clock) => {
    const { run } = jobAt(moment);
    return run(moment.now());
  };
  const messages = async () =>
    (
      await at.database.db.rows<{ text: string }>(
        "select event as text from notices where event like 'child.%' order by created_at, key",
      )
    ).map(({ text }) => text);

  let subject: string;
  let token: string;
  let childId: string;

  it('is handed over by its guardian only, who declares that it has reached 14', async () => {
    childId = await addChild('xiaohe');
    const flow = begin();
    const child = createBrowser(at.origin);
    const { body } = await redeem(
      at.origin,
      library,
      await signIn(child, flow, 'xiaohe', ['profile', 'age_range']),
      flow,
    );
    token = String(body.access_token);
    subject = String(((await (await userinfo()).json()) as { sub?: unknown }).sub);
    expect((await stranger.walk(`/account/family/${childId}/handover`)).status).to.equal(404);
    const unsaid = await guardian.submit(
      formOn(await guardian.walk(`/account/family/${childId}/handover`), '/handover'),
    );
    expect([unsaid.status, textOf(unsaid).includes('请先勾选孩子已满 14 周岁')]).to.eql([422, true]);
    const done = await handOver(childId);
    expect(textOf(done)).to.include('账号已交给xiaohe').and.include('请孩子做三步');
  });

  const userinfo = () => fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } });

  it('ends every login with it, tells the platforms, and shows the guardian nothing of it any more', async () => {
    expect((await userinfo()).status).to.equal(401);
    const told = await at.database.db.rows(
      "select from jobs where queue = 'backchannel-logout' and payload->>'accountId' = $1",
      [childId],
    );
    expect(told.length).to.equal(1);
    expect((await guardian.walk(`/account/family/${childId}`)).status).to.equal(404);
    const list = textOf(await guardian.walk('/account/family'));
    expect(list).to.include('等孩子接手').and.not.include('管理：xiaohe');
    const page = await guardian.walk('/account/family/new');
    for (const act of ['platforms', 'password', 'end', 'keep']) {
      const tried = await guardian.submit(
        formOn(page, '/new'),
        { platform: library.clientId, answer: 'allow', password: 'another-horse-6' },
        `/account/family/${childId}/${act}`,
      );
      expect([act, tried.status]).to.eql([act, 404]);
    }
  });

  it('lets its guardian give another first password, or take it back, and a stranger neither', async () => {
    const page = await stranger.walk('/account/family/new');
    for (const act of ['password', 'return']) {
      const path = `/account/family/${childId}/handover/${act}`;
      const tried = await stranger.submit(formOn(page, '/new'), { password: 'another-horse-6' }, path);
      expect([act, tried.status]).to.eql([act, 404]);
    }
    const waiting = await guardian.walk(`/account/family/${childId}/handover`);
    expect(textOf(await guardian.submit(formOn(waiting, '/password'), { password: 'short' }))).to.include('至少 8 位');
    const back = await guardian.submit(formOn(waiting, '/return'));
    expect(textOf(back)).to.include('已收回').and.include('还不能进任何平台');
    expect(await accountOf(childId).then((account) => account?.allowedAt)).to.eql([]);
    expect(textOf(await handOver(childId))).to.include('账号已交给');
  });

  it('cannot sign in with the first password before it has one of its own, and gets all problems together', async () => {
    const child = createBrowser(at.origin);
    const shown = await typeAt(child, 'xiaohe');
    expect(textOf(shown)).to.include('这个账号现在归您自己');
    // Nor without a phone of its own: no number, a wrong code, the number of its guardian.
    expect(textOf(await takeOver(child, shown, { phone: '', code: '' }))).to.include('手机号');
    expect(textOf(await takeOver(child, shown, { code: '000000' }))).to.include('验证码不对');
    const guardians = await prove(child, shown, '13912340001');
    expect(textOf(await takeOver(child, shown, guardians))).to.include('已经绑定了别的账号');
    expect(await accountOf(childId)).to.deep.include({ phone: undefined, over14: false });
    const refused = await takeOver(child, shown, { password, agree: '' });
    expect(textOf(refused)).to.include('请换一个新密码').and.include('请先阅读并同意');
    expect(textOf(await takeOver(child, shown, { password: 'xiaohe' }))).to.include('至少 8 位');
    const unticked = await takeOver(child, shown, { agree: '' });
    expect(unticked.text, 'the password that was typed is kept, and in no page').to.include('不用再填');
    expect(unticked.text).to.include('请先阅读并同意').and.not.include(own);
    const wrong = await takeOver(child, unticked, { password: '', code: '000000' });
    expect(textOf(wrong)).to.include('验证码不对').and.include('不用再填');
    expect((await child.walk('/account')).text).to.include('name="password"');
    const forged = await takeOver(child, shown, { ticket: 'x' });
    expect(textOf(forged)).to.include('请重新登录');
    expect(await accountOf(childId).then((account) => account?.handoverAt)).to.be.instanceOf(Date);
  });

  it('proves nothing any more with a first password that was given up, and counts once of two at the same moment', async () => {
    const child = createBrowser(at.origin);
    const old = await typeAt(child, 'xiaohe');
    const waiting = await guardian.walk(`/account/family/${childId}/handover`);
    await guardian.submit(formOn(waiting, '/password'), { password: 'another-horse-6' });
    expect(textOf(await takeOver(child, old))).to.include('起始密码已经换过');
    const browsers = [createBrowser(at.origin), createBrowser(at.origin)];
    const pages: Page[] = [];
    for (const browser of browsers) pages.push(await typeAt(browser, 'xiaohe', 'another-horse-6'));
    const proved = await Promise.all(browsers.map((browser, index) => prove(browser, pages[index] as Page)));
    const [first, second] = await Promise.all(
      browsers.map((browser, index) => takeOver(browser, pages[index] as Page, proved[index])),
    );
    const asked = [first, second].map((page) => page?.text.includes('/consent"') === true);
    expect(asked.filter(Boolean).length, 'the one that came first goes on').to.equal(1);
    expect([first, second].filter((page) => page && textOf(page).includes('请重新登录')).length).to.equal(1);
    expect(await acts(childId)).to.eql(['handover', 'return', 'handover', 'password', 'own']);
  });

  it('asks the person itself at the platforms, which know it by the same number, and tells them that it is 14', async () => {
    const child = createBrowser(at.origin);
    const flow = begin();
    const asked = await typeAt(child, 'xiaohe', own);
    expect(asked.text).to.include('/consent"');
    await child.submit(asked, { scope_age_range: '1' });
    const callback = await signIn(child, flow, 'xiaohe', ['age_range']);
    const { body } = await redeem(at.origin, library, callback, flow);
    token = String(body.access_token);
    const claims = await (await userinfo()).json();
    expect(claims).to.deep.include({ sub: subject, age_over_18: false });
    const account = await accountOf(childId);
    expect([account?.over14, account?.guardianId, account?.handoverAt]).to.eql([true, undefined, undefined]);
    expect(account?.phone, 'a phone of its own').to.match(/^1370000/);
    expect(textOf(await child.walk('/account'))).to.include('我的账号');
    expect(textOf(await guardian.walk('/account/family'))).to.include('还没有添加孩子');
    expect((await guardian.walk(`/account/family/${childId}/handover`)).status).to.equal(404);
    expect(await messages()).to.eql(['child.handover', 'child.handover', 'child.handover']);
    const audit = await at.database.db.rows<{ verb: string }>(
      "select verb from audit_events where subject_id = $1 and verb like 'account.%' order by id",
      [childId],
    );
    const verbs = audit.map(({ verb }) => verb);
    expect(verbs).to.include.members(['account.hand_over', 'account.hand_back', 'account.take_over']);
  });

  it('tells the guardian at the beginning of that year and 30 days before its end, and the child at its next login, each once', async () => {
    const id = await addChild('xiaomai');
    const day = handoverDay(year() - 14);
    const due = (on: Date) =>
      at.database.db.run('update child_handovers set due_at = $2 where child_id = $1', [id, on]);
    const jobBefore = async (inDays: number) => {
      await job({ now: () => later(day, -days(inDays)) });
      await job({ now: () => later(day, -days(inDays)) });
    };
    const since = (await messages()).length;
    await jobBefore(31);
    expect((await messages()).slice(since)).to.eql(['child.year']);
    await due(later(clock.now(), days(60))); // whatever day it is today
    const child = createBrowser(at.origin);
    expect((await typeAt(child, 'xiaomai')).text).to.include('/consent"');
    await due(day);
    await jobBefore(29);
    expect((await messages()).slice(since)).to.eql(['child.year', 'child.handover']);
    await due(later(clock.now(), days(1)));
    const other = createBrowser(at.origin);
    const told = await typeAt(other, 'xiaomai');
    expect(textOf(told)).to.include('账号快要归您自己管理');
    expect((await other.submit(formOn(told, '/soon'))).text).to.include('/consent"');
    expect((await typeAt(createBrowser(at.origin), 'xiaomai')).text).to.include('/consent"');
    expect((await accountOf(id))?.guardianId).to.be.a('string');
  });

  it('is handed over on the day, whatever the guardian says: by the job, by its login, by a look of the guardian', async () => {
    const ids = [await addChild('byjob'), await addChild('bylogin'), await addChild('bylook')];
    for (const id of ids) await grow(id);
    const shown = await typeAt(createBrowser(at.origin), 'bylogin');
    expect(textOf(shown)).to.include('这个账号现在归您自己');
    expect((await guardian.walk(`/account/family/${ids[2]}`)).status).to.equal(404);
    await Promise.all([job(), job()]);
    for (const id of ids) {
      expect(await acts(id)).to.eql(['due']);
      const page = await guardian.walk(`/account/family/${id}/handover`);
      expect(textOf(page)).to.include('孩子已满 14 周岁').and.not.include('收回');
      const tried = await guardian.submit(formOn(page, '/password'), {}, `/account/family/${id}/handover/return`);
      expect([tried.status, textOf(tried).includes('不能再收回')]).to.eql([409, true]);
    }
  });

  /** A guardian has five in a year; a test has more. */
  const yearsPass = () => at.database.db.run(`update child_consents set at = at - interval '2 years'`, []);

  it('is either ended by its guardian or handed over, where both come at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      await yearsPass();
      await at.database.db.run('delete from child_handovers', []);
      await at.database.db.run(
        'update accounts set guardian_id = null, deleted_at = $1 where guardian_id is not null',
        [clock.now()],
      );
      const id = await addChild(`race${round}`);
      const { guardianId = '' } = (await accountOf(id)) ?? {};
      const child = await at.app.family.mustFind(guardianId, id);
      const answer = { clientId: library.clientId, answer: 'allow', own: [library.clientId] } as const;
      const work = [
        () => at.app.family.end(guardianId, id, { device: '' }),
        () => at.app.handovers.handOverBy({ ...child, guardianId }, { reached: true }),
        () => at.app.family.decide(guardianId, id, answer),
      ];
      if (round % 2 === 1) work.reverse();
      const done = await Promise.allSettled(work.map((each) => each()));
      const ended = round % 2 === 1 ? done[2] : done[0];
      const row = await at.database.db.row<{ closing: boolean; waits: boolean; managed: boolean; allowed: number }>(
        `select closing_at is not null as closing, handover_at is not null as waits, guardian_id is not null as managed,
           (select count(*)::int from child_platforms where account_id = id) as allowed from accounts where id = $1`,
        [id],
      );
      const isEnded = ended?.status === 'fulfilled';
      expect(row, `round ${round}`).to.eql({ closing: isEnded, waits: !isEnded, managed: isEnded, allowed: 0 });
      expect(await acts(id)).to.eql([isEnded ? 'end' : 'handover']);
    }
  });

  it('does not keep its guardian, who may go while it waits', async () => {
    await yearsPass();
    const id = await addChild('waiting');
    const { guardianId = '' } = (await accountOf(id)) ?? {};
    await handOver(id);
    await at.database.db.run('update accounts set guardian_id = null where guardian_id = $1 and id <> $2', [
      guardianId,
      id,
    ]);
    expect(await at.app.privacy.deletions.obstacles(guardianId)).to.eql([]);
    await at.database.db.run('update accounts set guardian_id = null where id = $1', [id]);
  });

  it('does not come back to the guardian once the day is there, also where the guardian handed it over before', async () => {
    await yearsPass();
    const id = await addChild('too-late');
    const { guardianId = '' } = (await accountOf(id)) ?? {};
    await handOver(id);
    await at.database.db.run('update child_handovers set due_at = $2 where child_id = $1', [id, clock.now()]);
    const taken = await at.app.handovers.takeBack(guardianId, id).then(
      () => 'taken back',
      (error: unknown) => Reflect.get(Object(error), 'code'),
    );
    expect(taken).to.equal('conflict');
    await settled();
    expect((await accountOf(id))?.guardianId).to.equal(undefined);
  });

  describe('counts for its guardian, so that one phone makes no row of grown-ups', () => {
    let guardianId: string;
    let family: TestBrowser;
    before(async () => {
      ({ id: guardianId } = await createCitizen(at, 'prolific', { phone: '13912340003' }));
      family = createBrowser(at.origin);
      await signIn(family, authorization(library.clientId), 'prolific');
    });

    const add = (username: string) =>
      at.app.accounts.find(guardianId).then((account) => {
        if (account === undefined) throw new Error('no guardian');
        const form = { nickname: username, birthYear: String(year() - 14), username, password };
        const ticks = { isGuardian: true, agreed: true, platforms: [], own: [] };
        return at.app.family.add(account, { form, ...ticks });
      });
    const give = async (id: string) => {
      const child = await at.app.family.mustFind(guardianId, id);
      return at.app.handovers.handOverBy({ ...child, guardianId }, { reached: true });
    };
    const codeOf = (error: unknown) => String(Reflect.get(Object(error), 'code'));

    it('five at most, also while they wait, once they have it, and where ten are added at the same moment', async () => {
      const rounds = Array.from({ length: 10 }, async (_, round) => {
        const made = await add(`row${round}`);
        if (!('id' in made)) return 'refused';
        await give(made.id);
        return made.id;
      });
      const made = (await Promise.all(rounds)).filter((one) => one !== 'refused');
      expect(made.length).to.equal(5);
      const [first = '', second = ''] = made;
      expect(await add('sixth')).to.have.nested.property('problems.form.code', 'family.most_children');
      const child = createBrowser(at.origin);
      const { username = '' } = (await accountOf(first)) ?? {};
      const page = await typeAt(child, username);
      expect((await takeOver(child, page)).text).to.include('/consent"');
      expect(await add('sixth')).to.have.nested.property('problems.form.code', 'family.most_children');
      await at.app.handovers.takeBack(guardianId, second);
      expect(await add('sixth')).to.have.nested.property('problems.form.code', 'family.most_children');
    });

    it('and none is taken back beyond that, nor by a guardian whose own account ends', async () => {
      const waiting = (await at.app.handovers.waiting(guardianId)).map(({ childId }) => childId);
      const [one = '', two = ''] = waiting;
      // From a time before the limit: five more.
      await at.database.db.run(
        `update accounts set guardian_id = $1, handover_at = null, phone_index = null, phone_sealed = null, birth_year = coalesce(birth_year, 2013)
          where username in ('xiaohe', 'byjob', 'bylook', 'bylogin', 'too-late')`,
        [guardianId],
      );
      const results = await Promise.allSettled([one, two].map((id) => at.app.handovers.takeBack(guardianId, id)));
      expect(results.map((each) => (each.status === 'rejected' ? codeOf(each.reason) : 'taken back'))).to.eql([
        'conflict',
        'conflict',
      ]);
      await at.database.db.run('update accounts set guardian_id = null, deleted_at = $2 where guardian_id = $1', [
        ...[guardianId, clock.now()],
      ]);
      await at.database.db.run('update accounts set closing_at = $2 where id = $1', [guardianId, clock.now()]);
      expect(await at.app.handovers.takeBack(guardianId, one).then(() => 'taken back', codeOf)).to.equal('conflict');
      expect((await accountOf(one))?.guardianId).to.equal(undefined);
    });

    it('for a year, and no longer', async () => {
      await at.database.db.run('update accounts set closing_at = null where id = $1', [guardianId]);
      await at.database.db.run(`update accounts set deleted_at = $1 where handover_at is not null`, [clock.now()]);
      expect(await add('later')).to.have.nested.property('problems.form.code', 'family.most_children');
      await asOwner(at, `update child_consents set at = at - interval '366 days' where guardian_id = '${guardianId}'`);
      const form = { nickname: 'later', birthYear: String(year() - 5), username: 'later', password };
      const account = await at.app.accounts.find(guardianId);
      if (account === undefined) throw new Error('no guardian');
      const ticks = { isGuardian: true, agreed: true, platforms: [], own: [] };
      expect(await at.app.family.add(account, { form, ...ticks })).to.have.property('id');
    });
  });
});
