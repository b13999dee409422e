import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createAccounts } from '../../src/accounts/service.ts';
import { minutes } from '../../src/clock.ts';
import { createPasswords } from '../../src/crypto/passwords.ts';
import { Problem } from '../../src/errors.ts';
import { fact } from '../support/words.ts';
import { type AccountsSetting, accountsSetting, device, operator, password } from './setting.ts';

const left = (count: number) => ({ problem: fact('accounts.wrong_password', { left: count }), triesLeft: count });
const tooMany = (minutes: number) => ({
  problem: fact('accounts.tries_spent', { minutes }),
  triesLeft: 0,
  retryAfter: minutes * 60,
});

describe('many logins at once', () => {
  let setting: AccountsSetting;
  before(async () => {
    // 64 may wait, and for minutes: a busy machine hashes slowly, and its own test asks for a full queue.
    setting = await accountsSetting(undefined, createPasswords({ concurrency: 4, longest: minutes(1) * 1000 }));
  });
  after(() => setting.drop());

  type Try = { username: string; password?: string; address?: string; knownDevice?: string };
  const attempt = ({ password: given = 'wrong-horse-5', address = '203.0.113.9', ...rest }: Try) =>
    setting.authenticate({ ...rest, password: given, address, device });
  const citizen = () =>
    setting.accounts.create(operator, { username: setting.newUsername(), phone: setting.newPhone(), password });

  it('answers 40 right logins of one person', async () => {
    const { username = '' } = await citizen();
    const results = await Promise.all(
      Array.from({ length: 40 }, () => attempt({ username, password, address: setting.newAddress() })),
    );
    expect(results.filter((result) => 'account' in result)).to.have.length(40);
  });

  it('does not let a right guess through behind 40 wrong ones', async () => {
    const { username = '' } = await citizen();
    const address = setting.newAddress();
    const guesses = Array.from({ length: 40 }, () => attempt({ username, address }));
    const results = await Promise.all([...guesses, attempt({ username, password, address })]);
    expect(results.at(-1)).to.eql(tooMany(15));
    expect(results.filter((result) => 'triesLeft' in result && result.triesLeft !== 0)).to.have.length(4);
  });

  it('tells who finds the queue full to come back, and takes no try away', async () => {
    const { username = '' } = await citizen();
    const accounts = createAccounts({ ...setting, passwords: createPasswords({ concurrency: 1, queue: 1 }) });
    const address = setting.newAddress();
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, () => accounts.authenticate({ username, password, address, device })),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).to.not.have.length(0);
    for (const reason of refused) expect(reason).to.be.instanceOf(Problem).and.include({ code: 'maintenance' });
    expect(await attempt({ username, address })).to.eql(left(4));
  });
});
