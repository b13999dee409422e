import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createAccounts } from '../../../src/accounts/service.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, formOn, redeem, signIn, sure } from '../../support/citizen.ts';
import { createStaff, signInToConsole } from '../../support/console.ts';
import { together } from '../../support/together.ts';
import { type AccountsSetting, accountsSetting, device, operator, password } from '../setting.ts';

const linkIn = (text: string | undefined) => /\/account\/stop\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';
const hour = 3_600;

describe('R04 改绑 without the old number', function () {
  this.timeout(60_000);
  let s: AccountsSetting;
  before(async () => {
    s = await accountsSetting();
  });
  after(() => s.drop());

  async function owner(more: { email?: string } = {}) {
    const [phone, username] = [s.newPhone(), s.newUsername()];
    const { id } = await s.accounts.create(operator, { username, password, phone, name: '溪边人家' });
    if (more.email !== undefined)
      await s.db.run(`update accounts set email_index = $2, email_sealed = $3, email_verified_at = $4 where id = $1`, [
        ...[id, s.seal.index(more.email, 'accounts email'), s.seal.seal(more.email, `accounts ${id} email`)],
        s.clock.now(),
      ]);
    return { id, phone, username };
  }
  async function ask(id: string, phone = s.newPhone()) {
    const sent = await s.accounts.requestNewPhoneCode(id, { phone, address: s.newAddress() });
    if (!('masked' in sent)) throw new Error(JSON.stringify(sent));
    const answer = await s.accounts.appeals.ask(id, { phone, code: await s.codeFor(phone) });
    return { phone, answer };
  }
  const phoneOf = async (id: string) => {
    const row = await s.db.row<{ sealed: Buffer }>('select phone_sealed as sealed from accounts where id = $1', [id]);
    return row && s.seal.unseal(row.sealed, `accounts ${id} phone`);
  };
  const outcomeOf = async (id: string) =>
    (
      await s.db.row<{ outcome: string | null }>(
        'select outcome from phone_appeals where account_id = $1 order by asked_at desc limit 1',
        [id],
      )
    )?.outcome;
  const textsWithLink = async (phone: string) => (await s.textsTo(phone)).filter((text) => linkIn(text) !== '');

  it('counts after 48 hours, announced at once and again to every old way, and ends all sessions', async () => {
    const email = 'xibian@example.cn';
    const { id, phone: old } = await owner({ email });
    const { phone, answer } = await ask(id);
    expect(answer).to.deep.equal({ done: true });
    expect(await textsWithLink(old)).to.have.length(1);
    const mails = async () => (await s.mail.recent()).filter(({ to }) => to === email);
    expect(linkIn((await mails())[0]?.text)).to.match(/^[\w-]{24}$/);
    expect(await s.accounts.appeals.open(id)).to.include({ phone: `${phone.slice(0, 3)}****${phone.slice(-4)}` });

    s.clock.advance(35 * hour);
    await s.accounts.appeals.run();
    expect(await textsWithLink(old)).to.have.length(1);
    s.clock.advance(2 * hour);
    await s.accounts.appeals.run();
    await s.accounts.appeals.run();
    expect(await textsWithLink(old)).to.have.length(2);
    expect(await mails()).to.have.length(2);
    s.clock.advance(10 * hour);
    await s.accounts.appeals.run();
    expect(await phoneOf(id), 'an hour too soon').to.equal(old);
    s.clock.advance(hour);
    const before = (await s.accounts.find(id))?.sessionsValidFrom;
    await s.accounts.appeals.run();
    expect(await phoneOf(id)).to.equal(phone);
    const changed = await s.accounts.find(id);
    expect(changed?.id).to.equal(id);
    expect(changed?.sessionsValidFrom.getTime()).to.be.above(before?.getTime() ?? Number.POSITIVE_INFINITY);
    expect((await s.audit(id)).map(({ verb }) => verb)).to.include.members([
      ...['account.appeal_phone', 'account.change_phone_by_appeal'],
    ]);
    for (const number of [old, phone]) expect((await s.textsTo(number)).at(-1)).to.include('已改绑手机号');
  });

  it('is done once by two nodes at once', async () => {
    const { id } = await owner();
    const { phone } = await ask(id);
    s.clock.advance(48 * hour);
    const other = createAccounts(s);
    // Held until all of them have read that it is due: otherwise the first is often done before another looks.
    const hold = { text: 'select from phone_appeals where account_id = $1 for update', values: [id] };
    const runs = await together(s.db, hold, () => [s.accounts.appeals.run(), other.appeals.run()]);
    expect(runs.map(({ status }) => status)).to.deep.equal(['fulfilled', 'fulfilled']);
    expect(await phoneOf(id)).to.equal(phone);
    const verbs = (await s.audit(id)).filter(({ verb }) => verb === 'account.change_phone_by_appeal');
    expect(verbs).to.have.length(1);
    expect(await outcomeOf(id)).to.equal('done');
    expect((await s.textsTo(phone)).filter((text) => text.includes('已改绑'))).to.have.length(1);
  });

  it('is stopped by a link once, by its owner, by a code to the old number, by the support, and never comes back', async () => {
    const ways = {
      by_link: async (_id: string, old: string) => {
        const link = linkIn((await textsWithLink(old)).at(-1));
        expect(await s.accounts.appeals.openByLink(link)).to.have.property('phone');
        expect([await s.accounts.appeals.stopByLink(link), await s.accounts.appeals.stopByLink(link)]).to.deep.equal([
          true,
          false,
        ]);
        expect(await s.accounts.appeals.openByLink(link)).to.equal(undefined);
      },
      by_owner: (id: string) => s.accounts.appeals.stopOwn(id),
      by_old_phone: async (id: string) => {
        const account = await s.accounts.find(id);
        if (account === undefined) throw new Error('gone');
        const login = { method: 'sms' as const, address: '203.0.113.7', device, clientId: undefined };
        await s.db.transaction((trx) => s.accounts.recordLogin(trx, account, login));
      },
      by_support: (id: string) => s.accounts.appeals.stopBySupport(operator, id),
    };
    for (const [outcome, stop] of Object.entries(ways)) {
      const { id, phone: old } = await owner();
      await ask(id);
      await stop(id, old);
      expect(await outcomeOf(id)).to.equal(outcome);
      s.clock.advance(49 * hour);
      await s.accounts.appeals.run();
      expect(await phoneOf(id), outcome).to.equal(old);
    }
    expect(await s.accounts.appeals.stopByLink('made-up')).to.equal(false);
  });

  it('cannot be stopped once its 48 hours are over, also where it was not carried out yet', async () => {
    const { id, phone: old } = await owner();
    const { phone } = await ask(id);
    const link = linkIn((await textsWithLink(old)).at(-1));
    s.clock.advance(48 * hour);
    expect(await s.accounts.appeals.stopByLink(link)).to.equal(false);
    await s.accounts.appeals.run();
    expect(await phoneOf(id)).to.equal(phone);
  });

  it('does nothing where the number was changed meanwhile, or the new one got an account', async () => {
    const { id, phone: old } = await owner();
    const { phone } = await ask(id);
    await s.accounts.create(operator, { username: s.newUsername(), password, phone, name: '别人' });
    s.clock.advance(48 * hour);
    await s.accounts.appeals.run();
    expect([await phoneOf(id), await outcomeOf(id)]).to.deep.equal([old, 'overtaken']);
  });

  for (const [name, column] of [
    ['locked', 'locked_at'],
    ['being deleted', 'closing_at'],
  ] as const)
    it(`does nothing where the account is ${name} by then`, async () => {
      const { id, phone: old } = await owner();
      await ask(id);
      await s.db.run(`update accounts set ${column} = $2 where id = $1`, [id, s.clock.now()]);
      s.clock.advance(48 * hour);
      await s.accounts.appeals.run();
      expect(await phoneOf(id)).to.equal(old);
      expect(await outcomeOf(id)).not.to.equal('done');
    });

  it('is one at a time, three a year, for a free number, and needs the code', async () => {
    const { id, phone: old } = await owner();
    const facts = (answer: Awaited<ReturnType<typeof ask>>['answer']) =>
      'problems' in answer ? Object.values(answer.problems).map(({ code }) => code) : [];
    expect(facts(await s.accounts.appeals.ask(id, { phone: old, code: '123456' }))).to.deep.equal([
      'accounts.same_phone',
    ]);
    expect(facts(await s.accounts.appeals.ask(id, { phone: s.newPhone(), code: '123456' }))).to.have.length(1);
    const { phone: taken } = await owner();
    expect(facts((await ask(id, taken)).answer)).to.deep.equal(['accounts.phone_has_account']);
    for (const n of [1, 2, 3]) {
      expect((await ask(id)).answer, String(n)).to.deep.equal({ done: true });
      expect(facts((await ask(id)).answer)).to.deep.equal(['accounts.appeal_open']);
      await s.accounts.appeals.stopOwn(id);
      s.clock.advance(24 * hour);
    }
    expect(facts((await ask(id)).answer)).to.deep.equal(['accounts.appeals_spent']);
    s.clock.advance(366 * 24 * hour);
    expect((await ask(id)).answer).to.deep.equal({ done: true });
  });
});

describe('its pages', function () {
  this.timeout(60_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  const newest = async (to: string) => (await at.app.sms.recent()).find((message) => message.to === to)?.text;

  it('lead from the code to the notice, and a link stops by its button alone, without a login', async () => {
    const [old, next] = ['13900008911', '13900008912'];
    const { id } = await createCitizen(at, 'lost-phone', { phone: old });
    const partner = await createClient(at);
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId);
    await redeem(at.origin, partner, await signIn(browser, flow, 'lost-phone'), flow);
    expect((await browser.walk('/account/security/phone')).text).to.include('/account/security/phone/appeal');
    const page = await browser.walk('/account/security/phone/appeal');
    const sent = await browser.submit(formOn(page, '/appeal'), { phone: next, send: '1' });
    const code = /验证码 (\d{6})/.exec((await newest(next)) ?? '')?.[1] ?? '';
    const asked = await browser.submit(formOn(sent, '/appeal'), { phone: next, code });
    expect(asked.text).to.include('申请已收到').and.include('手机号正在更换').and.include('139****8912');
    expect((await browser.walk('/account')).text).to.include('手机号正在更换');

    const link = linkIn(await newest(old));
    const stranger = createBrowser(at.origin);
    const shown = await stranger.walk(`/account/stop/${link}`);
    expect(shown.text).to.include('停止更换手机号？').and.not.include(next);
    await stranger.walk(`/account/stop/${link}`);
    expect(await at.app.accounts.appeals.open(id), 'looking changes nothing').to.have.property('phone');

    const helper = await createStaff(at, ['support']);
    const desk = await signInToConsole(at, helper);
    const opened = await desk.submit(formOn(await desk.walk('/admin/support'), '/admin/support'), {
      ...{ who: old, reason: '本人来电，问手机号更换' },
    });
    expect(opened.text).to.include('139****8912').and.include('停止更换手机号');

    const stopped = await stranger.submit(formOn(shown, link));
    expect(stopped.text).to.include('已停止更换手机号');
    expect(await at.app.accounts.appeals.open(id)).to.equal(undefined);
    const again = await stranger.walk(`/account/stop/${link}`);
    expect([again.status, again.text.includes('已经失效')]).to.deep.equal([410, true]);
    const late = await sure(desk, opened, '/stop-appeal');
    expect([late.status, late.text.includes('没有正在更换的手机号')]).to.deep.equal([422, true]);
  });
});
