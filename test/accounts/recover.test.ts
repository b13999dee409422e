import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { purgeAccounts } from '../../src/accounts/index.ts';
import { limits } from '../../src/accounts/limits.ts';
import type { Fact } from '../../src/fact.ts';
import { fact, speech } from '../support/words.ts';
import { worked } from '../support/work.ts';
import { type AccountsSetting, accountsSetting, device, operator, otherThan, password } from './setting.ts';

const binding = 'interaction-1';
const fresh = 'another-horse-6';
const expired = { problems: { ticket: fact('accounts.email_proof_expired') } };
const unknown = { problem: fact('accounts.email_unknown') };

describe('recovery by e-mail', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());
  beforeEach(() => setting.clock.advance(3600)); // the budgets of the test before are full again

  let made = 0;
  const newEmail = () => `reader${++made}@example.cn`;
  const mailsTo = async (email: string) => (await setting.mail.recent()).filter(({ to }) => to === email);

  async function confirm(id: string, email: string): Promise<void> {
    await setting.accounts.requestEmail(id, { email }, setting.newAddress());
    const token = /\/email\/([\w-]+)/.exec((await mailsTo(email))[0]?.text ?? '')?.[1] ?? '';
    expect(await setting.accounts.confirmEmail(id, token)).to.eql({ done: true });
  }
  /** An account with a confirmed e-mail; with a phone by default. */
  async function citizen({ phone = setting.newPhone() }: { phone?: string | undefined } = {}) {
    const named = { username: setting.newUsername(), password };
    const { id } = await setting.accounts.create(operator, { ...named, ...(phone !== '' && { phone }) });
    const email = newEmail();
    await confirm(id, email);
    return { id, email, phone, username: named.username };
  }

  type Asked = Parameters<typeof setting.accounts.requestEmailCode>[0];
  async function request(asked: Asked) {
    const answer = await setting.accounts.requestEmailCode(asked);
    return 'work' in answer ? setting.accounts.requestEmailCode({ ...asked, worked: worked(answer.work) }) : answer;
  }
  const askedFor = (to: string): Asked => ({ purpose: 'recovery', to, binding, address: setting.newAddress() });
  async function codeTo(email: string): Promise<string> {
    const answer = await request(askedFor(email));
    if (!('masked' in answer)) throw new Error(JSON.stringify(answer));
    const codes = (await mailsTo(email)).flatMap(({ text }) => /验证码 (\d{6})/.exec(text)?.[1] ?? []);
    return codes[0] ?? '';
  }
  async function prove(email: string, change = (code: string) => code) {
    const code = change(await codeTo(email));
    return setting.accounts.proveEmailForRecovery({ email, binding, code, address: setting.newAddress() });
  }
  async function ticketFor(email: string): Promise<string> {
    const proved = await prove(email);
    if (!('ticket' in proved)) throw new Error(proved.problem.code);
    return proved.ticket;
  }
  const recover = (ticket: string, chosen = fresh, at = binding) =>
    setting.accounts.recoverByEmail({ ticket, binding: at, password: chosen, requestId: 'ABCD-1234' });
  const login = (username: string, given: string) =>
    setting.authenticate({ username, password: given, address: setting.newAddress(), device });

  it('sets a new password after a right code: same account and phone, no session before, both ways notified, recorded', async () => {
    const { id, email, phone, username } = await citizen();
    const before = (await setting.mail.recent()).length;
    const result = await recover(await ticketFor(email));
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    const { account } = result;
    expect([account.id, account.phone, account.email]).to.eql([id, phone, email]);
    expect(account.sessionsValidFrom).to.eql(setting.clock.now());
    expect(await login(username, password)).to.have.property('problem');
    expect(await login(username, fresh)).to.have.property('account');
    const said = speech.say(fact('accounts.recovered_by_email', { email: email.replace(/^(.).*@/, '$1***@') }));
    expect(await setting.textsTo(phone)).to.include(speech.signed(said));
    expect((await setting.mail.recent()).length - before, 'the code and the notice').to.equal(2);
    expect((await mailsTo(email)).map(({ text }) => text)).to.include(said);
    const row = (await setting.audit(id)).find(({ verb }) => verb === 'account.recover_by_email');
    expect(row).to.include({ actor_kind: 'citizen', actor_id: id });
    expect(JSON.stringify(row?.details)).not.to.include(email);
  });

  it('is for a person who never had a phone as well, and for one who has asked for deletion, who may take that back', async () => {
    const { email, username } = await citizen({ phone: '' });
    expect(await recover(await ticketFor(email))).to.have.property('account');
    expect(await login(username, fresh)).to.have.property('account');

    const leaving = await citizen();
    await setting.db.transaction((trx) => setting.accounts.beginClosing(trx, leaving.id, setting.clock.now()));
    const result = await recover(await ticketFor(leaving.email));
    expect(result).to.have.nested.property('account.closingAt');
  });

  it('takes an e-mail however it is written, and no other; a code once, for ten minutes, where it was asked for', async () => {
    const { email } = await citizen();
    const wide = email.toUpperCase().replace('@', '＠');
    const code = await codeTo(email);
    const typed = { email: ` ${wide} `, binding, address: setting.newAddress() };
    expect(await setting.accounts.proveEmailForRecovery({ ...typed, code })).to.have.property('ticket');
    expect(await setting.accounts.proveEmailForRecovery({ ...typed, code })).to.eql({
      problem: fact('accounts.code_used'),
    });
    setting.clock.advance(60);
    const second = await codeTo(email);
    const check = (given: string, at = binding) =>
      setting.accounts.proveEmailForRecovery({ email, binding: at, code: given });
    expect(await check(second, 'interaction-2')).to.eql({ problem: fact('accounts.code_not_asked') });
    expect(await check(otherThan(second))).to.eql({ problem: fact('accounts.wrong_code') });
    setting.clock.advance(599);
    const answers = await Promise.all(Array.from({ length: 10 }, () => check(second)));
    expect(answers.filter((answer) => 'ticket' in answer)).to.have.length(1);
    setting.clock.advance(60);
    const late = await codeTo(email);
    setting.clock.advance(600);
    expect(await check(late)).to.eql({ problem: fact('accounts.code_expired', { minutes: 10 }) });
    for (const none of ['', 'reader', 'reader@', 'a@b', `${'a'.repeat(300)}@example.cn`, 'reader@example.cn\0'])
      expect(await request({ ...askedFor(email), to: none }), none).to.eql({
        ...{ problem: fact('accounts.email_missing'), retryAfter: 0 },
      });
  });

  it('changes a password once per ticket, also of ten uses at once', async () => {
    const { id, email } = await citizen();
    const ticket = await ticketFor(email);
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => recover(ticket, `${fresh}${n}`)));
    expect(results.filter((result) => 'account' in result)).to.have.length(1);
    for (const result of results) if ('problems' in result) expect(result).to.eql(expired);
    const changes = (await setting.audit(id)).filter(({ verb }) => verb === 'account.recover_by_email');
    expect(changes).to.have.length(1);
  });

  it('takes a ticket for 15 minutes, only where it was issued, and none of a phone; keeps it for a better password', async () => {
    const { email, phone } = await citizen();
    const ticket = await ticketFor(email);
    expect(await recover(ticket, fresh, 'interaction-2')).to.eql(expired);
    expect(await recover('made up')).to.eql(expired);
    expect(await setting.accounts.recover({ ticket, binding, password: fresh })).to.have.property('problems');
    const asked = { phone, binding, address: setting.newAddress() };
    const code = await setting.send({ ...asked, purpose: 'recovery' });
    const byPhone = await setting.accounts.proveForRecovery({ ...asked, code });
    expect(await recover('ticket' in byPhone ? byPhone.ticket : '')).to.eql(expired);
    expect(await recover(ticket, email)).to.eql({
      problems: { password: fact('fields.password_own_name', { label: '密码' }) },
    });
    setting.clock.advance(899);
    expect(await recover(ticket)).to.have.property('account');
    setting.clock.advance(60);
    const late = await ticketFor(email);
    setting.clock.advance(900);
    expect(await recover(late)).to.eql(expired);
  });

  /** Changes of an account, before the code and again between the code and the password, and the message then. */
  type Change = (account: { id: string; email: string }) => Promise<unknown>;
  const changes: Record<string, { change: Change; told: { problem: Fact } }> = {
    'it is locked': {
      change: ({ id }) => setting.accounts.lock(operator, id, 'test'),
      told: { problem: fact('accounts.not_now') },
    },
    'it is deleted and not yet erased': {
      async change({ id }) {
        const at = setting.clock.now();
        await setting.db.transaction((trx) => setting.accounts.beginClosing(trx, id, at));
        await setting.db.transaction((trx) => setting.accounts.endClosing(trx, id, at));
      },
      told: { problem: fact('accounts.not_now') },
    },
    'its owner has said 不是我': {
      change: ({ id }) => setting.accounts.disown(id),
      told: { problem: fact('accounts.recover_by_phone') },
    },
    'it operates the Cloud': {
      change: async ({ id }) => {
        await setting.accounts.grantRole(operator, id, { role: 'support' });
      },
      told: { problem: fact('accounts.recover_by_phone') },
    },
    'another e-mail is confirmed instead': { change: ({ id }) => confirm(id, newEmail()), told: unknown },
    'the e-mail is removed': { change: ({ id }) => setting.accounts.removeEmail(id), told: unknown },
  };
  for (const [when, { change, told }] of Object.entries(changes))
    it(`is not where ${when}, neither before nor after the code`, async () => {
      const account = await citizen();
      const ticket = await ticketFor(account.email);
      await change(account);
      expect(await recover(ticket)).to.eql(expired);
      setting.clock.advance(60);
      expect(await prove(account.email)).to.eql(told);
    });

  it('is refused for an unconfirmed e-mail as for an unknown one, and only the reader of the code learns it', async () => {
    const unconfirmed = newEmail();
    await setting.accounts.create(operator, { username: setting.newUsername(), password, email: unconfirmed });
    const { email } = await citizen();
    const nobody = newEmail();
    expect(await prove(unconfirmed, otherThan)).to.eql(await prove(email, otherThan));
    expect(await prove(nobody, otherThan)).to.eql({ problem: fact('accounts.wrong_code') });
    setting.clock.advance(60);
    expect(await prove(unconfirmed)).to.eql(unknown);
    expect(await prove(nobody)).to.eql(unknown);
    const texts = await Promise.all(
      [email, unconfirmed, nobody].map(async (to) => (await mailsTo(to)).map(({ text }) => text)),
    );
    const shapes = texts.map((all) => all.filter((text) => text.includes('验证码'))[0]?.replace(/\d{6}/, 'CODE'));
    expect(new Set(shapes).size).to.equal(1);
    expect(shapes[0]).not.to.include('http');
  });

  it('is not for a child under 14: the table keeps no e-mail of one', async () => {
    const { id } = await setting.accounts.create(operator, { username: setting.newUsername(), password });
    const guardian = await citizen();
    await setting.db.run(`update accounts set guardian_id = $2, birth_year = 2020 where id = $1`, [id, guardian.id]);
    const given = setting.db.run(`update accounts set email_index = 'a', email_sealed = 'b' where id = $1`, [id]);
    expect(String(await given.catch((error: unknown) => error))).to.include('accounts_child_reached_by_guardian');
  });

  it('does not count as the phone in hand: an appeal for another number goes on, and a login says how it came', async () => {
    const { id, email } = await citizen();
    const to = setting.newPhone();
    await setting.accounts.requestNewPhoneCode(id, { phone: to, address: setting.newAddress() });
    await setting.accounts.appeals.ask(id, { phone: to, code: await setting.codeFor(to) });
    expect(await setting.accounts.appeals.open(id)).not.to.equal(undefined);
    const result = await recover(await ticketFor(email));
    if (!('account' in result)) throw new Error(JSON.stringify(result));
    const { account } = result;
    const occasion = { address: '192.0.2.1', device, method: 'recovery-email' } as const;
    await setting.db.transaction((trx) => setting.accounts.recordLogin(trx, account, occasion));
    expect(await setting.accounts.appeals.open(id)).not.to.equal(undefined);
    expect((await setting.accounts.loginsOf(id))[0]).to.include({ method: 'recovery-email', succeeded: true });
    expect(await setting.accounts.isNewDevice(account, undefined, 'recovery-email', true), 'told already').to.equal(
      false,
    );
  });

  it('strangers use up neither the e-mail of a known browser nor a phone, and must work for more than two codes', async () => {
    const { email, phone, id } = await citizen();
    const knownDevice = setting.accounts.deviceToken(id, undefined, true);
    const here = setting.newAddress();
    const answers: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      const plain = await setting.accounts.requestEmailCode({ ...askedFor(email), address: here });
      answers.push('work' in plain ? 'work' : 'masked' in plain ? 'sent' : plain.problem.code);
      if ('work' in plain)
        await setting.accounts.requestEmailCode({ ...askedFor(email), address: here, worked: worked(plain.work) });
      setting.clock.advance(60);
    }
    expect(answers).to.eql(['sent', 'sent', 'work', 'work', 'work', 'accounts.codes_often', 'accounts.codes_often']);
    for (let n = 0; n < 6; n += 1) {
      await request(askedFor(email));
      setting.clock.advance(60);
    }
    expect(await request(askedFor(email))).to.deep.include({
      problem: fact('accounts.codes_of_day', { limit: 10, hasOtherWay: false }),
    });
    expect(await request({ ...askedFor(email), knownDevice }), 'the reserve of its owner').to.have.property('masked');
    expect(await request({ ...askedFor(newEmail()), knownDevice }), 'of nobody else').to.have.property('masked');
    expect(
      await setting.requestCode({ purpose: 'recovery', phone, binding, address: setting.newAddress() }),
    ).to.have.property('masked');
  });

  it('all mails with codes together end at a number of the minute', async () => {
    for (let n = 0; n < limits.emailCodesOfPlatform.limit; n += 1)
      await setting.throttle.hit('email codes of platform', '', limits.emailCodesOfPlatform);
    expect(await request(askedFor(newEmail()))).to.deep.include({ problem: fact('accounts.mail_down') });
    setting.clock.advance(60);
    expect(await request(askedFor(newEmail()))).to.have.property('masked');
  });

  it('keeps keyed hashes, and nothing once the codes are long over', async () => {
    const { email } = await citizen();
    const code = await codeTo(email);
    const rows = JSON.stringify(await setting.db.rows('select * from email_codes'));
    for (const plain of [email, code, binding]) expect(rows).not.to.include(Buffer.from(plain).toString('hex'));
    setting.clock.advance(2 * 86_400);
    await purgeAccounts(setting);
    expect(await setting.db.rows('select id from email_codes')).to.eql([]);
  });
});
