import { hash as slowHash } from 'argon2';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createAccounts } from '../../src/accounts/service.ts';
import { newId } from '../../src/crypto/secrets.ts';
import { unavailable } from '../../src/database/outage.ts';
import { isUnavailable } from '../../src/errors.ts';
import { createThrottle } from '../../src/http/limits/throttle.ts';
import { cheap } from '../support/passwords.ts';
import { fact } from '../support/words.ts';
import { type AccountsSetting, accountsSetting, device, operator, password } from './setting.ts';

const left = (count: number) => ({ problem: fact('accounts.wrong_password', { left: count }), triesLeft: count });
const tooMany = (minutes: number) => ({
  problem: fact('accounts.tries_spent', { minutes }),
  triesLeft: 0,
  retryAfter: minutes * 60,
});

describe('login by password', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());

  type Try = { username: string; password?: string; address?: string; knownDevice?: string };
  const attempt = ({ password: given = 'wrong-horse-5', address = '203.0.113.9', ...rest }: Try) =>
    setting.authenticate({ ...rest, password: given, address, device });
  const citizen = () =>
    setting.accounts.create(operator, { username: setting.newUsername(), phone: setting.newPhone(), password });

  /** Wrong passwords, from addresses of which none is used more than four times. */
  async function guess(username: string, times: number) {
    let address = setting.newAddress();
    for (let i = 0; i < times; i++) {
      if (i % 4 === 0) address = setting.newAddress();
      await attempt({ username, address });
    }
  }

  it('R04 lets in by phone, user name or e-mail, however they are written', async () => {
    const username = setting.newUsername();
    const phone = setting.newPhone();
    const { id } = await setting.accounts.create(operator, {
      username,
      phone,
      email: `${username}@Example.cn`,
      password,
    });
    const spaced = `+86 ${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`;
    for (const typed of [username, ` ${username.toUpperCase()} `, phone, spaced, `${username}@example.CN`]) {
      const result = await attempt({ username: typed, password, address: setting.newAddress() });
      expect(result, typed).to.have.nested.property('account.id', id);
    }
  });

  it('counts down five tries, then says when to come back and which other ways work', async () => {
    const { username = '' } = await citizen();
    for (const tries of [4, 3, 2, 1]) expect(await attempt({ username })).to.eql(left(tries));
    expect(await attempt({ username })).to.eql(tooMany(15));
    setting.clock.advance(60);
    expect(await attempt({ username, password })).to.eql(tooMany(14));
    setting.clock.advance(14 * 60);
    expect(await attempt({ username, password })).to.have.property('account');
  });

  it('says and counts the same for a name that does not exist, a wrong password, a locked, a deleted account and one without password', async () => {
    const locked = await citizen();
    await setting.accounts.lock(operator, locked.id, 'test');
    const deleted = await citizen();
    await setting.db.run('update accounts set deleted_at = $2 where id = $1', [deleted.id, setting.clock.now()]);
    const phoneOnly = await setting.accounts.create(operator, {
      username: setting.newUsername(),
      phone: setting.newPhone(),
    });
    const names = [
      locked.username,
      deleted.username,
      phoneOnly.username,
      (await citizen()).username,
      'nobody-at-all',
      'nobody\0',
      '@',
      '',
    ];
    for (const username of names) {
      const address = setting.newAddress();
      const given = username === locked.username || username === deleted.username ? password : 'wrong-horse-5';
      for (const tries of [4, 3, 2, 1])
        expect(await attempt({ username: username ?? '', password: given, address })).to.eql(left(tries));
      expect(await attempt({ username: username ?? '', password: given, address })).to.eql(tooMany(15));
    }
  });

  it('takes a password of any length and any characters without stumbling', async () => {
    const { username = '' } = await citizen();
    expect(
      await attempt({ username, password: `${password}${'x'.repeat(100_000)}`, address: setting.newAddress() }),
    ).to.eql(left(4));
    expect(await attempt({ username, password: '\0\ud800', address: setting.newAddress() })).to.eql(left(4));
    expect(await attempt({ username: 'x'.repeat(100_000), address: setting.newAddress() })).to.eql(left(4));
  });

  it('counts per name and address: a /64 is one address, another one has tries of its own', async () => {
    const { username = '' } = await citizen();
    for (let i = 1; i <= 5; i++) await attempt({ username, address: `2001:db8:0:1::${i}` });
    expect(await attempt({ username, password, address: '2001:db8:0:1:ffff::1' })).to.eql(tooMany(15));
    expect(await attempt({ username, address: '2001:db8:0:2::1' })).to.eql(left(4));
    expect(await attempt({ username: 'somebody-else', address: '2001:db8:0:1::1' })).to.eql(left(4));
  });

  it('counts one name however it is written', async () => {
    const phone = setting.newPhone();
    const address = setting.newAddress();
    const written = [phone, ` ${phone}`, `+86${phone}`, `86 ${phone}`];
    for (const [i, username] of written.entries()) expect(await attempt({ username, address })).to.eql(left(4 - i));
  });

  it('forgives the wrong tries of an address after a right one', async () => {
    const { username = '' } = await citizen();
    for (let i = 0; i < 3; i++) await attempt({ username });
    expect(await attempt({ username, password })).to.have.property('account');
    expect(await attempt({ username })).to.eql(left(4));
  });

  it('stops guesses from ever new addresses after 10 an hour, all but three of them with work', async () => {
    const { username = '' } = await citizen();
    await guess(username, 8);
    expect(await attempt({ username, address: setting.newAddress() })).to.eql(left(1));
    expect(await attempt({ username, address: setting.newAddress() })).to.eql(tooMany(60));
    expect(await attempt({ username, password, address: setting.newAddress() })).to.eql(tooMany(60));
    setting.clock.advance(3600);
    expect(await attempt({ username, password, address: setting.newAddress() })).to.have.property('account');
  });

  it('is not fooled by right logins between the guesses', async () => {
    const { username = '' } = await citizen();
    for (let i = 0; i < 2; i++) {
      await guess(username, 4);
      await attempt({ username, password, address: setting.newAddress() });
    }
    await guess(username, 2);
    expect(await attempt({ username, address: setting.newAddress() })).to.eql(tooMany(60));
  });

  describe('an address', () => {
    it('may try 60 passwords in ten minutes, right and wrong ones, for whichever names', async () => {
      const { username = '' } = await citizen();
      const address = setting.newAddress();
      for (let i = 0; i < 30; i++) {
        await attempt({ username: `nobody${i}`, address });
        expect(await attempt({ username, password, address })).to.have.property('account');
      }
      expect(await attempt({ username, password, address })).to.eql(tooMany(10));
      expect(await attempt({ username, password, address: setting.newAddress() })).to.have.property('account');
      setting.clock.advance(600);
      expect(await attempt({ username, password, address })).to.have.property('account');
    });

    it('counts names of test citizens apart, 600 in ten minutes, so that practice leaves a colleague his logins', async () => {
      const address = setting.newAddress();
      const { username = '' } = await setting.accounts.create(operator, {
        ...{ username: `test-${newId().slice(0, 8)}`, phone: setting.newPhone(), password },
      });
      for (let i = 0; i < 61; i++)
        expect(await attempt({ username, password, address })).to.have.nested.property('account.username', username);
      const { username: colleague = '' } = await citizen();
      expect(await attempt({ username: colleague, password, address })).to.have.property('account');
    });

    it('spends none of them on attempts that end in an outage', async () => {
      const address = setting.newAddress();
      const { username = '' } = await citizen();
      const cut = async () => {
        throw unavailable(new Error('cut off'));
      };
      const right = { username, password, address, device };
      for (let i = 0; i < 61; i++) {
        const lookedUp = setting.accounts.lookUp(username, address, undefined, i % 2 === 0 ? cut : undefined);
        const ended = await setting.accounts.authenticate({ ...right, lookedUp, whenRight: cut }).catch(isUnavailable);
        expect(ended).to.equal(true);
      }
      expect(await attempt({ username, password, address })).to.have.property('account');
    });

    it('has no such limit where THROTTLE is off, but a name keeps its own', async () => {
      const throttle = createThrottle({ db: setting.db, clock: setting.clock, lifted: true });
      const accounts = createAccounts({ ...setting, throttle });
      const address = setting.newAddress();
      for (let i = 0; i < 65; i++) {
        const answer = await accounts.authenticate({
          username: `lifted${i}`,
          password: 'wrong-horse-5',
          address,
          device,
        });
        expect(answer).to.eql(left(4));
      }
      for (let i = 0; i < 4; i++)
        await setting.authenticate({ username: 'lifted0', password: 'wrong-horse-5', address, device }, accounts);
      expect(
        await setting.authenticate({ username: 'lifted0', password: 'wrong-horse-5', address, device }, accounts),
      ).to.eql(tooMany(15));
    });
  });

  describe('its traces', () => {
    it('is a refused login in the history and the audit of an account that exists, and in the audit alone for others', async () => {
      const { id, username = '' } = await citizen();
      await attempt({ username, address: '::ffff:192.0.2.77' });
      expect(await setting.accounts.loginsOf(id)).to.have.length(1);
      expect((await setting.accounts.loginsOf(id))[0]).to.include({
        method: 'password',
        succeeded: false,
        address: '192.0.2.77',
        device,
      });
      expect((await setting.audit(id)).at(-1)).to.deep.include({
        verb: 'account.login_refused',
        actor_kind: 'anonymous',
        details: { method: 'password', address: '192.0.2.77' },
      });
      const count = () => setting.db.row<{ logins: number }>('select count(*) as logins from logins');
      const before = await count();
      await attempt({ username: 'nobody-here', address: '192.0.2.78' });
      expect(await count()).to.eql(before);
      const rows = await setting.db.rows<{ subject_kind: string; subject_id: string }>(
        `select subject_kind, subject_id from audit_events where person->>'address' = '192.0.2.78'`,
      );
      expect(rows).to.have.length(1);
      expect(rows[0]?.subject_kind).to.equal('identifier');
      expect(rows[0]?.subject_id).to.match(/^[\da-f]{64}$/);
    });

    it('is a hash of today’s cost, made from the old one at the first login, without ending sessions', async () => {
      const { id, username = '', sessionsValidFrom } = await citizen();
      const old = await slowHash(password, { memoryCost: 4096, timeCost: 1, parallelism: 1 });
      await setting.db.run('update accounts set password_hash = $2 where id = $1', [id, old]);
      const hashNow = async () =>
        (await setting.db.row<{ password_hash: string }>('select password_hash from accounts where id = $1', [id]))
          ?.password_hash;

      expect(await attempt({ username })).to.have.property('problem');
      expect(await hashNow()).to.equal(old);
      expect(await attempt({ username, password })).to.have.property('account');
      const fresh = await hashNow();
      expect(fresh).to.match(
        new RegExp(String.raw`^\$argon2id\$v=19\$m=${cheap.memoryCost},t=${cheap.timeCost},p=1\$`),
      );
      expect((await setting.audit(id)).map(({ verb }) => verb)).to.include('account.rehash');
      expect((await setting.accounts.find(id))?.sessionsValidFrom).to.eql(sessionsValidFrom);
      expect(await attempt({ username, password })).to.have.property('account');
      expect(await hashNow()).to.equal(fresh);
    });
  });
});
