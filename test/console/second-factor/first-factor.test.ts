import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { phoneBindingOf } from '../../../src/accounts/own/own.ts';
import { days, minutes, systemClock } from '../../../src/clock.ts';
import { commands } from '../../../src/console/commands.ts';
import { totpCode } from '../../../src/crypto/totp.ts';
import { createCitizen, operator, password, settled, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, formOn, type Page, type TestBrowser, textOf } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type Colleague, createMember, createStaff, enrol, signInToConsole } from '../../support/console.ts';
import { remember } from '../../support/record.ts';

describe('a first second factor', function () {
  this.timeout(60_000);
  let at: TestApp;
  let clock: TestClock;
  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  const keyOn = ({ text }: Page) => remember(/data-copy="([A-Z2-7]{32})"/.exec(text)?.[1]);
  const enter = (who: Colleague) => signInToConsole(at, who, { secondFactor: false });
  async function newestCode(phone: string): Promise<string> {
    const [newest] = (await at.app.sms.recent()).filter(({ to }) => to === phone);
    return remember(/(?<!\d)(\d{6})(?!\d)/.exec(newest?.text ?? '')?.[1]) ?? '';
  }
  /** 用手机号确认, as far as the browser leads. */
  async function byPhone(browser: TestBrowser, proof: Page, phone: string): Promise<Page> {
    const link = /href="([^"]*raise=1[^"]*)"/.exec(proof.text)?.[1] ?? '';
    const asks = await browser.walk(link.replaceAll('&amp;', '&'));
    clock.advance(61);
    const sent = await browser.submit(formOn(asks, '/factor'), { send: '1' });
    return browser.submit(formOn(sent, '/factor'), { code: await newestCode(phone) });
  }
  async function sessionOf({ accountId }: Colleague): Promise<string> {
    const [row] = await at.database.db.rows<{ id: string }>(`select id from console_sessions where account_id = $1`, [
      accountId,
    ]);
    return row?.id ?? '';
  }
  /** The output of `cloud account enrolment-code`. */
  async function hand({ username }: Colleague): Promise<string> {
    const command = commands['account enrolment-code'];
    if (command === undefined || command.bare) throw new Error('no command');
    const answer = await command.work(at.app, {}, [username]);
    return 'text' in answer && typeof answer.text === 'string' ? (remember(answer.text) ?? '') : '';
  }
  const someone = { staff: () => createStaff(at, ['administrator']), owner: () => createMember(at) };

  for (const [name, make] of Object.entries(someone))
    it(`is not set up with the password of ${name === 'staff' ? 'one of staff' : 'the owner of an institution'} alone: neither by page nor by form`, async () => {
      const who = await make();
      const thief = await enter(who);
      const page = await thief.walk('/console/second-factor');
      expect(textOf(page)).to.include('先确认是您本人');
      expect(keyOn(page), 'no key').to.equal(undefined);
      const secret = remember(await at.app.secondFactor.propose(await sessionOf(who)));
      const form = { ...page, text: page.text.replace('/console/second-factor/proof', '/console/second-factor') };
      const refused = await thief.submit(form, { code: totpCode(secret, clock.now()) }, '/console/second-factor');
      expect(textOf(refused)).to.include('先确认是您本人');
      const direct = await at.app.secondFactor.confirm(
        who.accountId,
        await sessionOf(who),
        totpCode(secret, clock.now()),
      );
      expect(direct).to.have.property('problem');
      expect(await at.app.secondFactor.isEnrolled(who.accountId)).to.equal(false);
    });

  it('is set up after a code to the phone, asked for beside the password, and announced by every way', async () => {
    const who = await createStaff(at, ['reviewer']);
    const browser = await enter(who);
    const set = await byPhone(browser, await browser.walk('/console/second-factor?to=/admin'), who.phone);
    expect([set.url.pathname, set.url.searchParams.get('to')]).to.eql(['/console/second-factor', '/admin']);
    const done = await browser.submit(set, { code: totpCode(keyOn(set) ?? '', clock.now()) });
    expect(done.text).to.include('保存好这 10 个恢复码');
    const [message] = await at.app.notices.inbox(who.accountId);
    expect([message?.event, message?.title]).to.eql(['account.second_factor_set', '您的账号设置了动态验证码']);
    const told = (await at.app.sms.recent()).filter(({ to, text }) => to === who.phone && text.includes('动态验证码'));
    expect(told.length).to.equal(1);
  });

  it('needs that proof within half an hour', async () => {
    const who = await createStaff(at, ['operator']);
    const browser = await enter(who);
    await byPhone(browser, await browser.walk('/console/second-factor'), who.phone);
    for (let passed = 0; passed < 2; passed += 1) {
      clock.advance(minutes(16));
      await browser.request('/console/stay');
    }
    expect(textOf(await browser.walk('/console/second-factor'))).to.include('先确认是您本人');
  });

  it('is set up by no number that the account first got within seven days: a thief of the password could have bound it', async () => {
    const { id } = await createCitizen(at, 'no-phone-yet', {});
    await at.app.accounts.grantRole(operator, id, { role: 'support' });
    const phone = '13800007777';
    await at.app.accounts.requestCode({
      purpose: 'phone-new',
      phone,
      binding: phoneBindingOf(id),
      address: '192.0.2.8',
    });
    const bound = await at.app.accounts.changePhone(id, { ticket: '', phone, code: await newestCode(phone) });
    expect(bound).to.eql({ done: true });
    await settled();
    const who = { accountId: id, username: 'no-phone-yet', phone };
    const thief = await enter(who);
    const after = await byPhone(thief, await thief.walk('/console/second-factor'), phone);
    expect(textOf(after)).to.include('先确认是您本人');
    clock.advance(days(7));
    const owner = await enter(who);
    const set = await byPhone(owner, await owner.walk('/console/second-factor'), phone);
    expect(keyOn(set)).to.match(/^[A-Z2-7]{32}$/);
  });

  it('is set up by an enrolment code that an operator handed out: of that account, once, within three days', async () => {
    const [who, other] = [await createStaff(at, ['auditor']), await createStaff(at, ['support'])];
    const [replaced, code, foreign] = [await hand(who), await hand(who), await hand(other)];
    const browser = await enter(who);
    const proof = await browser.walk('/console/second-factor?to=/admin');
    for (const wrong of ['', 'ABCDE', replaced, foreign]) {
      const again = await browser.submit(proof, { code: wrong });
      expect([again.status, textOf(again).includes('先确认是您本人')], wrong).to.eql([422, true]);
    }
    const set = await browser.submit(proof, { code: ` ${code.toLowerCase().replace('-', ' ')}` });
    expect([set.url.pathname, set.url.searchParams.get('to')]).to.eql(['/console/second-factor', '/admin']);
    const twice = await enter(who);
    expect((await twice.submit(await twice.walk('/console/second-factor'), { code })).status, 'twice').to.equal(422);
    const done = await browser.submit(set, { code: totpCode(keyOn(set) ?? '', clock.now()) });
    expect(done.text).to.include('保存好这 10 个恢复码');
    const verbs = await at.database.db.rows<{ verb: string }>(
      `select verb from audit_events where subject_id = $1 and verb in ('second_factor.enrolment_code', 'second_factor.use_enrolment_code') order by id`,
      [who.accountId],
    );
    expect(verbs.map(({ verb }) => verb)).to.eql([
      ...['second_factor.enrolment_code', 'second_factor.enrolment_code', 'second_factor.use_enrolment_code'],
    ]);
    const late = await enter(other);
    clock.advance(days(3));
    const fresh = await enter(other);
    const over = await fresh.submit(await fresh.walk('/console/second-factor'), { code: foreign });
    expect([over.status, (await late.request('/console')).status]).to.eql([422, 303]);
  });

  it('gets no enrolment code where there is a factor already', async () => {
    const who = await createStaff(at, ['statistics']);
    await enrol(at, who);
    expect(await hand(who).catch((error: Error) => error.name)).to.equal('Problem');
  });

  it('is begun again after an operator reset it, and its owner is notified', async () => {
    const who = await createStaff(at, ['security']);
    await enrol(at, who);
    await at.app.secondFactor.reset(operator, who.accountId, '手机遗失');
    const [message] = await at.app.notices.inbox(who.accountId);
    expect(message?.event).to.equal('account.second_factor_reset');
    const browser = createBrowser(at.origin);
    const login = await browser.walk('/console/sign-in?to=/console/second-factor');
    const page = await browser.submit(login, { username: who.username, password, agree: '1' });
    expect(textOf(page)).to.include('先确认是您本人');
  });
});
