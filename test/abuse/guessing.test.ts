import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createAccounts } from '../../src/accounts/service.ts';
import { type AccountsSetting, accountsSetting } from '../accounts/setting.ts';
import { guessAtMany, pump } from './crowd.ts';

// The long form, with the figures: npm run abuse.
describe('strangers at a thousand addresses', function () {
  this.timeout(90_000);
  let setting: AccountsSetting;
  beforeEach(async () => {
    setting = await accountsSetting();
  });
  afterEach(() => setting.drop());

  it('have at most ten passwords an hour looked at for an account, whatever work they do, and every owner comes in', async () => {
    const figures = await guessAtMany(setting, { accounts: 4, addresses: 1_000, guesses: 80 });
    expect(figures).to.include({ guesses: 80, most: 10, evaluated: 40, ownersIn: 4 });
  });

  it('get no more messages sent than ten a day to a number, five of them from one address, and thirty an hour from an address', async () => {
    expect(await pump(setting, { numbers: 1, addresses: 40, asks: 14 })).to.eql({
      sent: 10,
      mostOfNumber: 10,
      mostOfAddress: 1,
    });
    const one = await accountsSetting();
    expect(await pump(one, { numbers: 1, addresses: 1, asks: 8 })).to.eql({
      sent: 5,
      mostOfNumber: 5,
      mostOfAddress: 5,
    });
    await one.drop();
    const many = await accountsSetting();
    expect((await pump(many, { numbers: 40, addresses: 1, asks: 40 })).sent).to.equal(30);
    await many.drop();
  });

  it('get no more sent in a day than the platform pays for, on all nodes together', async () => {
    const nodes = [1, 2].map(() => createAccounts({ ...setting, codesInDay: 12 }));
    const ask = (n: number) =>
      (nodes[n % 2] ?? setting.accounts).requestCode({
        ...{ purpose: 'login', phone: setting.newPhone(), binding: `login ${n}`, address: setting.newAddress() },
      });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => ask(n)));
    expect(answers.filter((answer) => 'masked' in answer)).to.have.length(12);
    expect(answers.find((answer) => 'problem' in answer)).to.have.nested.property('problem.code', 'accounts.sms_down');
    setting.clock.advance(86_400);
    expect(await ask(1)).to.have.property('masked');
  });
});
