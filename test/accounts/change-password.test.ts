import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { loginTime } from '../../src/accounts/account/account.ts';
import type { Actor } from '../../src/actor.ts';
import { Problem } from '../../src/errors.ts';
import { fact, speech } from '../support/words.ts';
import { type AccountsSetting, accountsSetting, device, operator, otherThan, password } from './setting.ts';

const binding = 'interaction-1';
const fresh = 'another-horse-6';
const notice = speech.signed(speech.say(fact('accounts.password_changed')));
const expired = { problems: { ticket: fact('accounts.proof_expired') } };

describe('passwords', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());

  const citizen = () =>
    setting.accounts.create(operator, { username: setting.newUsername(), phone: setting.newPhone(), password });
  const login = (username: string | undefined, given: string) =>
    setting.authenticate({ username: username ?? '', password: given, address: setting.newAddress(), device });

  async function prove(phone: string | undefined, change: (code: string) => string = (code) => code) {
    const asked = { phone: phone ?? '', binding, address: setting.newAddress() };
    const code = await setting.send({ ...asked, purpose: 'recovery' });
    return setting.accounts.proveForRecovery({ ...asked, code: change(code) });
  }
  async function ticketFor(phone: string | undefined): Promise<string> {
    const proved = await prove(phone);
    if (!('ticket' in proved)) throw new Error(proved.problem.code);
    return proved.ticket;
  }

  describe('recovery', () => {
    it('sets a new password after a right code: the old one and every session before end, and the phone is notified', async () => {
      const before = await citizen();
      setting.clock.advance(90.25);
      const ticket = await ticketFor(before.phone);
      const result = await setting.accounts.recover({ ticket, binding, password: fresh });
      if ('problems' in result) throw new Error(JSON.stringify(result.problems));
      const { account } = result;
      expect(account.id).to.equal(before.id);
      expect(account.sessionsValidFrom).to.eql(setting.clock.now());
      expect(loginTime(account, setting.clock.now())).to.be.greaterThan(setting.clock.now().getTime() / 1000);
      expect(await login(before.username, password)).to.have.property('problem');
      expect(await login(before.username, fresh)).to.have.property('account');
      expect(await setting.textsTo(before.phone ?? ''))
        .to.include(notice)
        .and.have.length(2);
      expect((await setting.audit(before.id)).map(({ verb, actor_kind }) => `${actor_kind} ${verb}`)).to.include(
        'citizen account.recover',
      );
    });

    it('is recorded with its effect on the sessions, under the id of its request', async () => {
      const { id, phone, sessionsValidFrom } = await citizen();
      setting.clock.advance(5);
      const ticket = await ticketFor(phone);
      await setting.accounts.recover({ ticket, binding, password: fresh, requestId: 'ABCD-1234' });
      const recorded = await setting.db.row(
        `select details, request_id from audit_events where subject_id = $1 and verb = 'account.recover'`,
        [id],
      );
      expect(recorded).to.deep.equal({
        details: {
          from: { lockedAt: null, sessionsValidFrom: sessionsValidFrom.toISOString() },
          to: { lockedAt: null, sessionsValidFrom: setting.clock.now().toISOString() },
        },
        request_id: 'ABCD-1234',
      });
    });

    it('gives a password to an account that had none', async () => {
      const account = await setting.accounts.create(operator, { phone: setting.newPhone() });
      const result = await setting.accounts.recover({
        ticket: await ticketFor(account.phone),
        binding,
        password: fresh,
      });
      expect(result).to.have.nested.property('account.id', account.id);
      expect(await login(account.phone, fresh)).to.have.property('account');
    });

    it('changes a password once per ticket, also of ten uses at once', async () => {
      const { phone } = await citizen();
      const ticket = await ticketFor(phone);
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, i) => setting.accounts.recover({ ticket, binding, password: `${fresh}${i}` })),
      );
      expect(results.filter((result) => 'account' in result)).to.have.length(1);
      for (const result of results) if ('problems' in result) expect(result).to.eql(expired);
      expect(await setting.accounts.recover({ ticket, binding, password: fresh })).to.eql(expired);
    });

    it('takes a ticket for 15 minutes, only where it was issued, and none for something else', async () => {
      const { phone } = await citizen();
      const ticket = await ticketFor(phone);
      expect(await setting.accounts.recover({ ticket, binding: 'interaction-2', password: fresh })).to.eql(expired);
      expect(setting.accounts.ticketPhone(ticket, binding)).to.equal(undefined);
      setting.clock.advance(900);
      expect(await setting.accounts.recover({ ticket, binding, password: fresh })).to.eql(expired);
      const other = setting.newPhone();
      const code = await setting.send({
        purpose: 'registration',
        phone: other,
        binding,
        address: setting.newAddress(),
      });
      const proved = await setting.accounts.proveForRegistration({ phone: other, binding, code });
      if (!('ticket' in proved)) throw new Error(proved.problem.code);
      expect(await setting.accounts.recover({ ticket: proved.ticket, binding, password: fresh })).to.eql(expired);
      expect(await setting.accounts.recover({ ticket: 'made up', binding, password: fresh })).to.eql(expired);
    });

    it('keeps the ticket while the new password is not yet good enough', async () => {
      const { phone = '', username = '' } = await citizen();
      const ticket = await ticketFor(phone);
      const problems = [
        ['short', fact('fields.password_short', { label: '密码', min: 8 })],
        ['password123', fact('fields.password_common', { label: '密码' })],
        [phone, fact('fields.password_own_name', { label: '密码' })],
        [username.toUpperCase(), fact('fields.password_own_name', { label: '密码' })],
      ] as const;
      for (const [given, problem] of problems)
        expect(await setting.accounts.recover({ ticket, binding, password: given })).to.eql({
          problems: { password: problem },
        });
      expect(await setting.accounts.recover({ ticket, binding, password: fresh })).to.have.property('account');
    });

    it('tells only who read the code that a number is unknown, and leads to its registration', async () => {
      const phone = setting.newPhone();
      const { phone: known } = await citizen();
      expect(await prove(phone, otherThan)).to.eql(await prove(known, otherThan));
      setting.clock.advance(60);
      const proved = await prove(phone);
      if (!('unregistered' in proved)) throw new Error('not unregistered');
      expect(setting.accounts.ticketPhone(proved.ticket, binding)).to.equal(phone);
    });

    it('is not for a locked account, neither before nor after the code', async () => {
      const { id, phone } = await citizen();
      const ticket = await ticketFor(phone);
      await setting.accounts.lock(operator, id, 'test');
      expect(await setting.accounts.recover({ ticket, binding, password: fresh })).to.eql(expired);
      setting.clock.advance(60);
      expect(await prove(phone)).to.eql({ problem: fact('accounts.not_now') });
    });
  });

  describe('change', () => {
    const change = (actor: Actor, id: string, current: string, next = fresh) =>
      setting.accounts.changePassword(actor, id, { current, password: next });
    const self = (accountId: string): Actor => ({ kind: 'citizen', accountId });

    it('needs the current password, ends every session before and tells the phone', async () => {
      const { id, username, phone } = await citizen();
      setting.clock.advance(10);
      expect(await change(self(id), id, 'wrong-horse-5')).to.eql({
        problems: { current: fact('accounts.wrong_current') },
      });
      const result = await change(self(id), id, password);
      expect(result).to.have.nested.property('account.id', id);
      expect((await setting.accounts.find(id))?.sessionsValidFrom).to.eql(setting.clock.now());
      expect(await login(username, password)).to.have.property('problem');
      expect(await login(username, fresh)).to.have.property('account');
      expect(await setting.textsTo(phone ?? '')).to.eql([notice]);
      expect((await setting.audit(id)).at(1)).to.include({ verb: 'account.change_password', actor_id: id });
    });

    it('is possible for the owner only', async () => {
      const [one, other] = [await citizen(), await citizen()];
      for (const actor of [self(other.id), operator, { kind: 'anonymous' } as const]) {
        const refused = await change(actor, one.id, password).catch((error: unknown) => error);
        expect(refused)
          .to.be.instanceOf(Problem)
          .and.include({ code: 'forbidden', message: 'accounts.own_password_only' });
      }
    });

    it('names the problem of the new one', async () => {
      const { id, phone = '' } = await citizen();
      expect(await change(self(id), id, password, 'short')).to.eql({
        problems: { password: fact('fields.password_short', { label: '密码', min: 8 }) },
      });
      expect(await change(self(id), id, password, phone)).to.eql({
        problems: { password: fact('fields.password_own_name', { label: '密码' }) },
      });
      expect(await change(self(id), id, password, password)).to.eql({
        problems: { password: fact('accounts.same_password') },
      });
    });

    it('allows five wrong current passwords in 15 minutes', async () => {
      const { id } = await citizen();
      for (let i = 0; i < 5; i++) await change(self(id), id, 'wrong-horse-5');
      expect(await change(self(id), id, password)).to.eql({
        problems: { current: fact('accounts.tries_spent_recover', { minutes: 15 }) },
      });
      setting.clock.advance(900);
      expect(await change(self(id), id, password)).to.have.property('account');
    });

    it('sends who has no password to the recovery', async () => {
      const { id } = await setting.accounts.create(operator, { phone: setting.newPhone() });
      expect(await change(self(id), id, '')).to.eql({
        problems: { current: fact('accounts.no_password') },
      });
    });

    it('happens once of two changes at once', async () => {
      const { id } = await citizen();
      const results = await Promise.all([
        change(self(id), id, password, 'one-horse-11'),
        change(self(id), id, password, 'two-horses-22'),
      ]);
      expect(results.filter((result) => 'account' in result)).to.have.length(1);
    });
  });
});
