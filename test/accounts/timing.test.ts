import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPasswords } from '../../src/crypto/passwords.ts';
import { type AccountsSetting, accountsSetting, device, operator, password } from './setting.ts';

const rounds = 15;
const warmUp = 2;
const attempts = 5;
/** Each person logs in once, so that no limit cuts a login short. */
const people = attempts * (rounds + warmUp);

const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

type Runs = Record<string, () => Promise<unknown>>;

/** Medians of alternating runs, so that whatever else the machine does slows all of them. */
async function measure(runs: Runs): Promise<Record<string, number>> {
  const times = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const began = performance.now();
      await run();
      if (round >= 0) times.get(name)?.push(performance.now() - began);
    }
  }
  return Object.fromEntries([...times].map(([name, measured]) => [name, median(measured)]));
}

/** A busy machine may make equal things differ once; real differences come every time. */
async function areAlike(runs: Runs): Promise<string> {
  const seen: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const medians = await measure(runs);
    const all = Object.values(medians);
    if (Math.max(...all) / Math.min(...all) < 1.5) return 'alike';
    seen.push(JSON.stringify(medians));
  }
  return `different each time: ${seen.join(' ')}`;
}

describe('timing', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting(undefined, createPasswords());
  });
  after(() => setting.drop());

  const login = (username: string, given = 'wrong-horse-5') =>
    setting.accounts.authenticate({ username, password: given, address: setting.newAddress(), device });
  /** Names of that many people, one after the other. */
  async function crowd(username: string, given?: string) {
    const made = await setting.accounts.createMany(operator, { count: people, username, password: given });
    let next = 0;
    return { made, name: () => made[next++]?.username ?? '' };
  }

  it('is the same for a wrong name, a wrong password, a locked account and one without a password', async function () {
    this.timeout(90_000);
    const known = await crowd('known', password);
    const bare = await crowd('bare');
    const locked = await crowd('locked', password);
    for (const { id } of locked.made) await setting.accounts.lock(operator, id, 'test');
    let nobody = 0;
    const alike = await areAlike({
      name: () => login(`nobody${nobody++}`),
      password: () => login(known.name()),
      locked: () => login(locked.name(), password),
      bare: () => login(bare.name()),
    });
    expect(alike).to.equal('alike');
  });

  it('is the same for codes to numbers that are registered and not, and so are the answers', async function () {
    this.timeout(90_000);
    const known = Array.from({ length: people }, () => setting.newPhone());
    for (const phone of known) await setting.accounts.create(operator, { phone });
    let next = 0;
    const ask = async (purpose: 'login' | 'recovery', phone: string) => {
      const answer = await setting.accounts.requestCode({
        purpose,
        phone,
        binding: 'b',
        address: setting.newAddress(),
      });
      expect(answer).to.eql({
        masked: `${phone.slice(0, 3)}****${phone.slice(-4)}`,
        secondsLeft: 60,
        spoken: false,
        again: false,
        speaks: true,
      });
      setting.clock.advance(60);
    };
    const alike = await areAlike({
      unknown: () => ask('login', setting.newPhone()),
      known: () => ask('login', known[next++] ?? ''),
      unknownRecovery: () => ask('recovery', setting.newPhone()),
    });
    expect(alike).to.equal('alike');
  });

  it('would be told apart here if a wrong name spared the hash', async function () {
    this.timeout(90_000);
    const hash = await setting.passwords.hash(password);
    const alike = await areAlike({
      with: () => setting.passwords.verify(hash, 'wrong-horse-5'),
      without: () => setting.db.row('select 1 as one'),
    });
    expect(alike).to.match(/^different each time/);
  });
});
