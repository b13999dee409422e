import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type AccountsSetting, accountsSetting, device, operator, password } from './setting.ts';

const rounds = 15;
const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

/** Medians of alternating runs, so that whatever else the machine does slows all of them. */
async function compare(runs: Record<string, () => Promise<unknown>>): Promise<Record<string, number>> {
  const times = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const began = performance.now();
      await run();
      if (round >= 0) times.get(name)?.push(performance.now() - began);
    }
  }
  return Object.fromEntries([...times].map(([name, measured]) => [name, median(measured)]));
}

function expectAlike(medians: Record<string, number>) {
  const all = Object.values(medians);
  expect(Math.max(...all) / Math.min(...all), JSON.stringify(medians)).to.be.below(1.5);
}

describe('timing', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());

  const login = (username: string, given = 'wrong-horse-5') =>
    setting.accounts.authenticate({ username, password: given, address: setting.newAddress(), device });

  it('is the same for a wrong name, a wrong password, a locked account and one without a password', async () => {
    const known = Array.from({ length: rounds + 2 }, () => setting.newUsername());
    for (const username of known) await setting.accounts.create(operator, { username, password });
    const locked = await setting.accounts.create(operator, { username: setting.newUsername(), password });
    await setting.accounts.lock(operator, locked.id, 'test');
    const bare = await setting.accounts.create(operator, { username: setting.newUsername() });
    let next = 0;
    expectAlike(
      await compare({
        name: () => login(`nobody${next}`),
        password: () => login(known[next++] ?? ''),
        locked: () => login(locked.username ?? '', password),
        bare: () => login(bare.username ?? ''),
      }),
    );
  });

  it('is the same for codes to numbers that are registered and not, and so are the answers', async () => {
    const known = Array.from({ length: rounds + 2 }, () => setting.newPhone());
    for (const phone of known) await setting.accounts.create(operator, { phone, password });
    let next = 0;
    const ask = async (purpose: 'login' | 'recovery', phone: string) => {
      const answer = await setting.accounts.requestCode({
        purpose,
        phone,
        binding: 'b',
        address: setting.newAddress(),
      });
      expect(answer).to.eql({ masked: `${phone.slice(0, 3)}****${phone.slice(-4)}`, secondsLeft: 60 });
      setting.clock.advance(60);
    };
    expectAlike(
      await compare({
        unknown: () => ask('login', setting.newPhone()),
        known: () => ask('login', known[next++] ?? ''),
        unknownRecovery: () => ask('recovery', setting.newPhone()),
      }),
    );
  });

  it('can be told apart by this test: without a hash to check, a wrong name would be faster', async () => {
    const hash = await setting.passwords.hash(password);
    const medians = await compare({
      with: () => setting.passwords.verify(hash, 'wrong-horse-5'),
      without: async () => undefined,
    });
    expect(() => expectAlike(medians)).to.throw();
  });
});
