import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Account, isLive } from '../../../src/accounts/account/account.ts';
import { fact } from '../../../src/accounts/facts.ts';
import { minutes } from '../../../src/clock.ts';
import { refusal } from '../../support/refusal.ts';
import { together } from '../../support/together.ts';
import { type AccountsSetting, accountsSetting, device, operator, otherThan, password } from '../setting.ts';

describe('changes of one’s own account', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());

  const person = async (phone?: string) => {
    const { accounts, newUsername } = setting;
    return accounts.create(operator, { username: newUsername(), password, name: '溪边人家', ...(phone && { phone }) });
  };
  const old = async (id: string, phone: string) => {
    await setting.accounts.requestOldPhoneCode(id, { address: setting.newAddress() });
    return setting.accounts.proveOldPhone(id, await setting.codeFor(phone));
  };
  const codeAt = async (id: string, phone: string) => {
    await setting.accounts.requestNewPhoneCode(id, { phone, address: setting.newAddress() });
    return setting.codeFor(phone);
  };
  async function ticketOf(id: string, phone: string): Promise<string> {
    const proved = await old(id, phone);
    if (!('ticket' in proved)) throw new Error(JSON.stringify(proved));
    return proved.ticket;
  }

  it('R04 names of every script survive, an empty or endless one is refused', async () => {
    const { id } = await person();
    for (const name of ['𠮷𱁬𫝀', 'བཀྲ་ཤིས', 'ئابدۇرېھىم', 'ᠪᠠᠲᠤ', '溪边·人家']) {
      expect(await setting.accounts.rename(id, { nickname: name })).to.deep.equal({ done: true });
      expect((await setting.accounts.find(id))?.nickname).to.equal(name.normalize('NFC'));
    }
    for (const name of ['', ' ', '溪'.repeat(21)])
      expect(await setting.accounts.rename(id, { nickname: name })).to.have.nested.property('problems.nickname');
    expect((await setting.accounts.find(id))?.nickname).to.equal('溪边·人家');
    const row = (await setting.audit(id)).at(-1);
    expect([row?.verb, row?.details]).to.deep.equal(['account.rename', {}]);
  });

  it('a first password is set once, and then changed', async () => {
    const { accounts, newPhone } = setting;
    const { id } = await accounts.create(operator, { phone: newPhone(), name: '溪边人家' });
    expect(await accounts.hasPassword(id)).to.equal(false);
    expect(await accounts.setPassword(id, '12345678')).to.have.nested.property('problems.password');
    expect(await accounts.setPassword(id, 'lamplight over reeds')).to.have.property('account');
    expect(await accounts.setPassword(id, 'another lamp 5')).to.have.nested.property('problems.current');
    expect(await accounts.hasPassword(id)).to.equal(true);
  });

  describe('the phone', () => {
    it('is changed by a code to the old and one to the new number, and both are notified', async () => {
      const [from, to] = [setting.newPhone(), setting.newPhone()];
      const { id } = await person(from);
      const without = { ticket: '', phone: to, code: await codeAt(id, to) };
      expect(await setting.accounts.changePhone(id, without)).to.have.nested.property('problems.ticket');

      const wrong = await old(id, from).then(() => setting.accounts.proveOldPhone(id, otherThan('123456')));
      expect(wrong, 'used up or wrong').to.have.nested.property('problems.code');
      setting.clock.advance(minutes(2));
      const ticket = await ticketOf(id, from);
      setting.clock.advance(minutes(2));
      const code = await codeAt(id, to);
      const bad = await setting.accounts.changePhone(id, { ticket, phone: to, code: otherThan(code) });
      expect(bad).to.have.nested.property('problems.code');
      expect(await setting.accounts.changePhone(id, { ticket, phone: to, code })).to.deep.equal({ done: true });
      expect((await setting.accounts.find(id))?.phone).to.equal(to);
      for (const phone of [from, to]) expect((await setting.textsTo(phone)).join('\n')).to.include('已改绑手机号');
      expect((await setting.audit(id)).map(({ verb }) => verb)).to.include('account.change_phone');
    });

    it('of two changes by one proof at once one counts', async () => {
      const [from, one, other] = [setting.newPhone(), setting.newPhone(), setting.newPhone()];
      const { id } = await person(from);
      const ticket = await ticketOf(id, from);
      const wanted: { phone: string; code: string }[] = [];
      for (const phone of [one, other]) wanted.push({ phone, code: await codeAt(id, phone) });
      const held = { text: 'select from accounts where id = $1 for update', values: [id] };
      const ended = await together(setting.db, held, () =>
        wanted.map((each) => setting.accounts.changePhone(id, { ticket, ...each })),
      );
      const done = ended.filter((each) => each.status === 'fulfilled' && 'done' in each.value);
      expect([ended.length, done.length]).to.deep.equal([2, 1]);
      setting.clock.advance(minutes(2));
      const again = { ticket, phone: from, code: await codeAt(id, from) };
      expect(await setting.accounts.changePhone(id, again), 'the proof is over').to.have.nested.property(
        'problems.ticket',
      );
    });

    it('of another account is not taken over, and only the reader of its messages learns that it has one', async () => {
      const [from, taken] = [setting.newPhone(), setting.newPhone()];
      const [{ id }, neighbour] = [await person(from), await person(taken)];
      const ticket = await ticketOf(id, from);
      const asked = await setting.accounts.requestNewPhoneCode(id, { phone: taken, address: setting.newAddress() });
      expect(asked, 'as for any number').to.have.property('masked');
      const code = await setting.codeFor(taken);
      const guessed = await setting.accounts.changePhone(id, { ticket, phone: taken, code: otherThan(code) });
      expect(guessed).to.deep.equal({ problems: { code: fact('accounts.wrong_code') } });
      expect(await setting.accounts.changePhone(id, { ticket, phone: taken, code })).to.deep.equal({
        problems: { phone: fact('accounts.phone_has_account') },
      });
      expect((await setting.accounts.find(neighbour.id))?.phone).to.equal(taken);
    });

    it('is bound without a proof where there was none', async () => {
      const [{ id }, to] = [await person(), setting.newPhone()];
      const bound = await setting.accounts.changePhone(id, { ticket: '', phone: to, code: await codeAt(id, to) });
      expect(bound).to.deep.equal({ done: true });
    });
  });

  describe('the e-mail', () => {
    const linkIn = async (to: string) => {
      const mails = (await setting.mail.recent()).filter((each) => each.to === to);
      return (
        /\/account\/security\/email\/([\w-]+)/.exec(
          mails.find(({ text }) => text.includes('/email/'))?.text ?? '',
        )?.[1] ?? ''
      );
    };
    const ask = (id: string, email: string) => setting.accounts.requestEmail(id, { email }, setting.newAddress());

    it('is bound by a link that is read there, once, by the requesting account', async () => {
      const { accounts, clock } = setting;
      const [{ id }, stranger] = [await person(), await person()];
      expect(await ask(id, 'not an address')).to.have.nested.property('problems.email');
      expect(await ask(id, 'Reed@Example.cn')).to.deep.equal({ sentTo: 'reed@example.cn' });
      const link = await linkIn('reed@example.cn');
      expect(await accounts.confirmEmail(stranger.id, link)).to.have.nested.property('problems.form');
      expect(await accounts.confirmEmail(id, link)).to.deep.equal({ done: true });
      expect(await accounts.find(id)).to.include({ email: 'reed@example.cn', emailVerified: true });
      expect(await accounts.confirmEmail(id, link), 'again').to.have.nested.property('problems.form');

      await ask(id, 'lamp@example.cn');
      clock.advance(86_401);
      const late = await accounts.confirmEmail(id, await linkIn('lamp@example.cn'));
      expect(late).to.deep.equal({ problems: { form: fact('accounts.email_link_over') } });
    });

    it('is changed once where two links are opened together, and the old address is notified', async () => {
      const { id } = await person();
      await ask(id, 'before@example.cn');
      await setting.accounts.confirmEmail(id, await linkIn('before@example.cn'));
      const links: string[] = [];
      for (const to of ['one@example.cn', 'other@example.cn']) {
        await ask(id, to);
        links.push(await linkIn(to));
      }
      const held = { text: 'select from accounts where id = $1 for update', values: [id] };
      const ended = await together(setting.db, held, () =>
        links.map((link) => setting.accounts.confirmEmail(id, link)),
      );
      expect(ended.filter((each) => each.status === 'fulfilled' && 'done' in each.value)).to.have.length(1);
      const told = (await setting.mail.recent()).filter(
        ({ to, text }) =>
          to === 'before@example.cn' && text.includes('绑定了另一个邮箱') && text.includes('/account/added/'),
      );
      expect(told).to.have.length(1);
    });

    it('of another account gets the same answer and the same mail; only its reader learns of the account', async () => {
      const [{ id }, neighbour] = [await person(), await person()];
      await ask(neighbour.id, 'taken@example.cn');
      await setting.accounts.confirmEmail(neighbour.id, await linkIn('taken@example.cn'));
      setting.clock.advance(1); // the newest mail is the one that counts
      expect(await ask(id, 'taken@example.cn')).to.deep.equal({ sentTo: 'taken@example.cn' });
      expect(await setting.accounts.confirmEmail(id, await linkIn('taken@example.cn'))).to.deep.equal({
        problems: { form: fact('accounts.email_has_account') },
      });
    });

    it('is asked for five times a day, and removed only where another way remains', async () => {
      const { accounts } = setting;
      const { id } = await person();
      for (let n = 0; n < 5; n += 1) expect(await ask(id, `n${n}@example.cn`)).to.have.property('sentTo');
      expect(await ask(id, 'n6@example.cn')).to.have.nested.property('problems.email');
      await accounts.confirmEmail(id, await linkIn('n4@example.cn'));
      expect(await accounts.removeEmail(id)).to.deep.equal({ done: true });
      const only = await accounts.create(operator, { email: 'only@example.cn', password, name: '溪边人家' });
      expect(await accounts.removeEmail(only.id)).to.deep.equal({ problems: { form: fact('accounts.last_way') } });
    });
  });

  describe('a new device', () => {
    const login = { method: 'password', address: '198.51.100.9', device } as const;
    const signIn = async (account: Account, known?: string) => {
      const { accounts, db } = setting;
      const isNewDevice = await accounts.isNewDevice(account, known, 'password');
      const isTold = isNewDevice && (await accounts.mayTellOfDevice(account));
      await db.transaction(async (trx) => {
        if (isTold) await accounts.tellOfDevice(trx, account, login);
        await accounts.recordLogin(trx, account, { ...login, isNewDevice });
      });
      return accounts.deviceToken(account.id, known);
    };

    it('is announced by SMS with a link that ends it: not the first, not a known one, three times a day', async () => {
      const phone = setting.newPhone();
      const account = await person(phone);
      const told = async () =>
        (await setting.textsTo(phone)).filter(
          (text) => text.includes('在一台新设备上登录') && text.includes('/account/added/'),
        ).length;
      const known = await signIn(account);
      expect(await told(), 'the first').to.equal(0);
      await signIn(account, known);
      expect(await told(), 'known').to.equal(0);
      for (let n = 0; n < 4; n += 1) await signIn(account);
      expect(await told()).to.equal(3);
      const shown = await setting.accounts.loginsOf(account.id);
      expect(shown.map(({ isNewDevice }) => isNewDevice)).to.deep.equal([true, true, true, true, false, false]);
    });
  });

  describe('不是我', () => {
    const login = { method: 'sms', address: '198.51.100.9', device } as const;

    it('blocks every way to sign in, before a new password was chosen by SMS', async () => {
      const { accounts, db, newPhone } = setting;
      const phone = newPhone();
      const { id } = await person(phone);
      setting.clock.advance(1);
      expect(await accounts.disown(id)).to.equal(true);
      const account = await accounts.find(id);
      if (account === undefined || !isLive.holds(account)) throw new Error('gone');
      for (const method of ['sms', 'password', 'registration'] as const)
        expect(
          (await refusal(db.transaction((trx) => accounts.recordLogin(trx, account, { ...login, method })))).code,
        ).to.equal('start_again');

      const asked = { purpose: 'recovery', phone, binding: 'b', address: setting.newAddress() } as const;
      const proved = await accounts.proveForRecovery({ ...asked, code: await setting.send(asked) });
      if (!('ticket' in proved)) throw new Error(JSON.stringify(proved));
      const changed = await accounts.recover({ ticket: proved.ticket, binding: 'b', password: 'lamplight over reeds' });
      if (!('account' in changed)) throw new Error(JSON.stringify(changed));
      const recovered = { ...login, method: 'recovery' } as const;
      expect(await db.transaction((trx) => accounts.recordLogin(trx, changed.account, recovered))).to.be.a('number');
      expect((await setting.audit(id)).map(({ verb }) => verb)).to.include('account.disown');
    });

    it('does nothing where the account would be lost: without a phone the password is changed instead', async () => {
      const { id } = await person();
      expect(await setting.accounts.disown(id)).to.equal(false);
      expect((await setting.accounts.find(id))?.newPasswordSince).to.equal(undefined);
    });
  });
});
