import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Account } from '../../../src/accounts/account/account.ts';
import { purgeChallenges } from '../../../src/accounts/passkeys/index.ts';
import { createPasskeys, type Passkeys } from '../../../src/accounts/passkeys/service.ts';
import { type Authenticator, createAuthenticator, type Lie } from '../../support/authenticator.ts';
import { type AccountsSetting, accountsSetting, device, operator, password } from '../setting.ts';

const origin = 'https://cloud.example.cn';
const madeWith = 'urn:ncc:acr:3';

describe('passkeys', () => {
  let at: AccountsSetting;
  let passkeys: Passkeys;
  let account: Account;
  let authenticator: Authenticator;
  let logins = 0;

  before(async () => {
    at = await accountsSetting();
    passkeys = createPasskeys({ ...at, publicUrl: new URL(origin) });
  });
  after(() => at.drop());

  beforeEach(async () => {
    account = await at.accounts.create(operator, { username: at.newUsername(), password });
    authenticator = createAuthenticator({ origin });
  });

  const newLogin = () => `login ${++logins}`;
  const occasion = () => ({ address: at.newAddress(), device });

  async function add(to = account, by = authenticator, lie: Lie = {}) {
    const binding = `${to.id} browser`;
    const begun = await passkeys.beginRegistration(to, { binding, address: at.newAddress(), label: '张*' });
    if (begun.options === undefined) throw new Error('no options');
    const answer = by.create(begun.options, lie);
    return passkeys.register(to.id, { answer, binding, madeWith, ...occasion() });
  }

  async function begin(binding: string) {
    const begun = await passkeys.beginSignIn({ binding, address: at.newAddress() });
    if (begun.options === undefined) throw new Error('no options');
    return begun.options;
  }

  async function signIn(by = authenticator, lie: Lie = {}, accountId?: string) {
    const binding = newLogin();
    const answer = by.get(await begin(binding), lie);
    return passkeys.signIn({ answer, binding, accountId, ...occasion() });
  }

  const nameOf = (result: object) => Reflect.get(Reflect.get(result, 'problem') ?? {}, 'code');

  const refusedWith = async (doing: Promise<unknown>) =>
    doing.then(
      () => 'done',
      (error: unknown) => Reflect.get(Object(error), 'code'),
    );

  it('ask for a key that knows its person, stays on the device and proves nothing about its maker', async () => {
    const { options } = await passkeys.beginRegistration(account, { binding: 'b', address: '192.0.2.1', label: '张*' });
    expect(options).to.deep.include({
      rp: { id: 'cloud.example.cn', name: '国家公共文化云' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      timeout: 300_000,
    });
    expect(options?.user.id)
      .to.match(/^[\w-]{43}$/)
      .and.not.equal(account.id);
    expect(await begin(newLogin())).to.include({ rpId: 'cloud.example.cn', userVerification: 'required' });
  });

  it('open the account that they were made for, and say when and where they were last used', async () => {
    expect(await add()).to.have.property('id');
    expect(await signIn()).to.have.nested.property('account.id', account.id);
    const [key] = await passkeys.list(account.id);
    expect(key).to.deep.include({ counter: 1, madeOn: device, lastUsedOn: device, transports: ['internal'] });
    expect(key?.lastUsedAt).to.deep.equal(at.clock.now());
  });

  it('keep the device’s report of copies', async () => {
    const synced = createAuthenticator({ origin, backedUp: true, step: 0 });
    await add(account, synced);
    expect((await passkeys.list(account.id))[0]).to.deep.include({ backupEligible: true, backedUp: true });
    // A device that counts nothing is used as often as one likes.
    for (let use = 0; use < 2; use += 1) expect(await signIn(synced)).to.have.property('account');
  });

  it('are several for one person, and none twice', async () => {
    await add();
    await add(account, createAuthenticator({ origin }));
    expect(await passkeys.list(account.id)).to.have.length(2);
    expect(nameOf(await add())).to.equal('passkeys.known_already');
    for (let more = 2; more < 10; more += 1) await add(account, createAuthenticator({ origin }));
    expect(nameOf(await add(account, createAuthenticator({ origin })))).to.equal('passkeys.max_reached');
  });

  it('sign in once where a copy signs at the same moment with the same counter', async () => {
    await add();
    const logins = [newLogin(), newLogin()];
    const asked = await Promise.all(logins.map(begin));
    const answers = asked.map((options) => authenticator.get(options, { counter: 5 }));
    const results = await Promise.all(
      answers.map((answer, place) => passkeys.signIn({ answer, binding: logins[place] ?? '', ...occasion() })),
    );
    expect(results.map((result) => nameOf(result) ?? 'in').toSorted()).to.eql(['in', 'passkeys.counter_back']);
  });

  it('are not for a child, whose guardian manages how it signs in', async () => {
    const guardian = await at.accounts.create(operator, { username: at.newUsername(), password });
    await at.db.run('update accounts set guardian_id = $2, birth_year = 2016 where id = $1', [account.id, guardian.id]);
    expect(await refusedWith(add())).to.equal('not_found');
    expect(await passkeys.list(account.id)).to.eql([]);
  });

  describe('of one account never open another', () => {
    it('where a certain person is asked for', async () => {
      const other = await at.accounts.create(operator, { username: at.newUsername(), password });
      await add();
      expect(nameOf(await signIn(authenticator, {}, other.id))).to.equal('passkeys.other_account');
      expect(await signIn(authenticator, {}, account.id)).to.have.nested.property('account.id', account.id);
    });

    it('by naming another person to us', async () => {
      const other = await at.accounts.create(operator, { username: at.newUsername(), password });
      const theirs = await passkeys.beginRegistration(other, { binding: 'b', address: '192.0.2.1', label: '李*' });
      await add();
      const userHandle = theirs.options?.user.id ?? '';
      expect(nameOf(await signIn(authenticator, { userHandle }))).to.equal('passkeys.other_account');
    });

    it('once the account is locked, and no device that was never added', async () => {
      await add();
      expect(nameOf(await signIn(createAuthenticator({ origin })))).to.equal('passkeys.unknown');
      await at.accounts.lock(operator, account.id, 'lost');
      expect(nameOf(await signIn())).to.equal('passkeys.unknown');
    });
  });

  const lies: Record<string, [string, Lie]> = {
    'from another origin': ['passkeys.other_origin', { origin: 'https://cloud.example.cn.evil.example' }],
    'from within a frame of another site': ['passkeys.other_origin', { crossOrigin: true }],
    'for another site': ['passkeys.other_site', { rpId: 'evil.example' }],
    'without having verified the person': ['passkeys.not_verified_person', { verified: false }],
    'with an altered signature': ['passkeys.wrong_signature', { signature: flipped }],
    'with a counter that goes back': ['passkeys.counter_back', { counter: 1 }],
    'with a counter that stands still': ['passkeys.counter_back', { counter: 2 }],
    'for the making of a key': ['passkeys.unreadable', { type: 'webauthn.create' }],
  };
  for (const [name, [code, lie]] of Object.entries(lies)) {
    it(`refuse one signed ${name}`, async () => {
      await add();
      for (let use = 0; use < 2; use += 1) await signIn();
      expect(nameOf(await signIn(authenticator, lie))).to.equal(code);
      expect(await signIn()).to.have.property('account'); // the key itself is as good as before
    });
  }

  for (const name of ['from another origin', 'for another site', 'without having verified the person']) {
    it(`are not made ${name}`, async () => {
      const [code, lie] = lies[name] ?? [];
      expect(nameOf(await add(account, authenticator, lie))).to.equal(code);
      expect(await passkeys.list(account.id)).to.eql([]);
    });
  }

  it('refuse an invalid answer', async () => {
    const nonsense = [
      '',
      '{}',
      'null',
      '[]',
      '{"id":1}',
      `"${'x'.repeat(20_000)}"`,
      '\u0000',
      '{"id":"a","rawId":"a"}',
    ];
    for (const answer of nonsense) {
      expect(nameOf(await passkeys.signIn({ answer, binding: 'b', ...occasion() }))).to.equal('passkeys.unreadable');
      const made = await passkeys.register(account.id, { answer, binding: 'b', madeWith, ...occasion() });
      expect(nameOf(made)).to.equal('passkeys.unreadable');
    }
  });

  describe('a challenge', () => {
    it('is good once, even for two who send it at the same moment', async () => {
      await add();
      const binding = newLogin();
      const answer = authenticator.get(await begin(binding));
      const send = () => passkeys.signIn({ answer, binding, ...occasion() });
      const results = await Promise.all([send(), send(), send()]);
      expect(results.filter((result) => 'account' in result)).to.have.length(1);
      expect(nameOf(await send())).to.equal('passkeys.challenge_used');
    });

    it('is good in the login that asked for it, and nowhere else', async () => {
      await add();
      const [binding, elsewhere] = [newLogin(), newLogin()];
      const answer = authenticator.get(await begin(binding));
      await begin(elsewhere);
      expect(nameOf(await passkeys.signIn({ answer, binding: elsewhere, ...occasion() }))).to.equal(
        'passkeys.not_asked',
      );
    });

    it('for signing in makes no key, and one for a key gives no session', async () => {
      await add();
      const binding = newLogin();
      await passkeys.beginRegistration(account, { binding, address: at.newAddress(), label: '张*' });
      const answer = authenticator.get({ challenge: 'made-up' });
      expect(nameOf(await passkeys.signIn({ answer, binding, ...occasion() }))).to.equal('passkeys.not_asked');
    });

    it('is over after five minutes, and gone an hour later', async () => {
      await add();
      const binding = newLogin();
      const answer = authenticator.get(await begin(binding));
      at.clock.advance(301);
      expect(nameOf(await passkeys.signIn({ answer, binding, ...occasion() }))).to.equal('passkeys.challenge_over');
      at.clock.advance(3600);
      await purgeChallenges(at);
      expect(nameOf(await passkeys.signIn({ answer, binding, ...occasion() }))).to.equal('passkeys.not_asked');
    });

    it('is asked for by one address so many times and not more often', async () => {
      const address = at.newAddress();
      const ask = async () => passkeys.beginSignIn({ binding: newLogin(), address });
      for (let time = 0; time < 120; time += 1) expect(await ask()).to.have.property('options');
      expect(nameOf(await ask())).to.equal('passkeys.tries_spent');
    });
  });

  it('are in the login history when they were refused', async () => {
    await add();
    await signIn(authenticator, { signature: flipped });
    const [entry] = await at.accounts.loginsOf(account.id);
    expect(entry).to.include({ method: 'passkey', succeeded: false });
  });

  it('are named and removed by their owner alone', async () => {
    const added = await add();
    const id = String(Reflect.get(added, 'id'));
    const other = await at.accounts.create(operator, { username: at.newUsername(), password });
    expect(await refusedWith(passkeys.rename(other.id, id, { name: '我的' }))).to.equal('not_found');
    expect(await refusedWith(passkeys.remove(other.id, id))).to.equal('not_found');
    expect(await passkeys.rename(account.id, id, { name: '' })).to.have.nested.property('problems.name');
    expect(await passkeys.rename(account.id, id, { name: '家里的安卓手机' })).to.equal(undefined);
    expect((await passkeys.list(account.id))[0]?.name).to.equal('家里的安卓手机');
    expect(await passkeys.remove(account.id, id)).to.equal(undefined);
    expect(nameOf(await signIn())).to.equal('passkeys.unknown');
    expect((await at.audit(id)).map(({ verb }) => verb)).to.eql(['passkey.add', 'passkey.rename', 'passkey.remove']);
  });

  it('stay where they are the only way in', async () => {
    const bare = await at.accounts.create(operator, { username: at.newUsername() });
    const id = String(Reflect.get(await add(bare), 'id'));
    expect(await passkeys.remove(bare.id, id)).to.have.property('code', 'passkeys.only_way');
  });

  it('are offered to who has none, and after a no not for 90 days', async () => {
    expect(await passkeys.mayOffer(account.id)).to.equal(true);
    await passkeys.silenceOffer(account.id, false);
    expect(await passkeys.mayOffer(account.id)).to.equal(false);
    at.clock.advance(90 * 86_400 + 1);
    expect(await passkeys.mayOffer(account.id)).to.equal(true);
    await passkeys.silenceOffer(account.id, true);
    at.clock.advance(4000 * 86_400);
    expect(await passkeys.mayOffer(account.id)).to.equal(false);
    const other = await at.accounts.create(operator, { username: at.newUsername(), password });
    await add(other, createAuthenticator({ origin }));
    expect(await passkeys.mayOffer(other.id)).to.equal(false);
  });
});

function flipped(signature: Buffer): Buffer {
  const other = Buffer.from(signature);
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
  return other;
}
