import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { anonymous } from '../../src/actor.ts';
import { fact } from '../support/words.ts';
import { type AccountsSetting, accountsSetting, device, operator, otherThan } from './setting.ts';

const purpose = 'login';
const binding = 'interaction-1';

describe('login by SMS', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());
  beforeEach(() => setting.clock.advance(3600));

  async function login(phone: string, change: (code: string) => string = (code) => code) {
    const address = setting.newAddress();
    const code = await setting.send({ purpose, phone, binding, address });
    return setting.accounts.authenticateBySms({ phone, code: change(code), binding, address, device });
  }

  it('lets in who reads the code of a registered number', async () => {
    const phone = setting.newPhone();
    const { id } = await setting.accounts.create(operator, { phone });
    expect(await login(phone)).to.eql({ account: await setting.accounts.find(id) });
  });

  it('leads the reader of a code for an unknown number to its registration, and reveals to no one else that it is unknown', async () => {
    const [phone, known] = [setting.newPhone(), setting.newPhone()];
    await setting.accounts.create(operator, { phone: known });
    expect(await login(phone, otherThan)).to.eql(await login(known, otherThan));
    setting.clock.advance(60);
    const result = await login(phone);
    if (!('unregistered' in result)) throw new Error('not offered to register');
    const registered = await setting.accounts.register(anonymous, {
      way: 'phone',
      ticket: result.ticket,
      binding,
      password: 'correct-horse-5',
      over14: true,
      agreed: 1,
    });
    expect(registered).to.have.nested.property('account.phone', phone);
  });

  it('names the contact only to the owner of a locked or deleted account', async () => {
    const phone = setting.newPhone();
    const { id } = await setting.accounts.create(operator, { phone });
    await setting.accounts.lock(operator, id, 'test');
    expect(await login(phone, otherThan)).to.eql({ problem: fact('accounts.wrong_code') });
    setting.clock.advance(60);
    expect(await login(phone)).to.eql({ problem: fact('accounts.not_now') });
  });

  it('writes wrong codes into the history', async () => {
    const phone = setting.newPhone();
    const { id } = await setting.accounts.create(operator, { phone });
    await login(phone, otherThan);
    expect((await setting.accounts.loginsOf(id)).map(({ method, succeeded }) => ({ method, succeeded }))).to.eql([
      { method: 'sms', succeeded: false },
    ]);
    await login(setting.newPhone(), otherThan);
  });

  it('passes on that a new code is on its way', async () => {
    const phone = setting.newPhone();
    const address = setting.newAddress();
    const code = await setting.send({ purpose, phone, binding, address });
    setting.clock.advance(300);
    expect(await setting.accounts.authenticateBySms({ phone, code, binding, address, device })).to.eql({
      problem: fact('accounts.code_sent_again', { minutes: 5 }),
      resent: true,
    });
  });
});
