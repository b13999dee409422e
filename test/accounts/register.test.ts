import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Registration } from '../../src/accounts/register.ts';
import { anonymous } from '../../src/actor.ts';
import { Problem } from '../../src/errors.ts';
import { fact } from '../support/words.ts';
import { worked } from '../support/work.ts';
import { type AccountsSetting, accountsSetting, device, otherThan, password } from './setting.ts';

describe('registration', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());

  const binding = 'interaction-1';
  const promised = { password, over14: true, agreed: 1 };
  const register = (input: Registration) => setting.accounts.register(anonymous, input);

  /** As the form does it: a code, then the ticket. */
  async function prove(phone: string): Promise<string> {
    const code = await setting.send({ purpose: 'registration', phone, binding, address: setting.newAddress() });
    const proved = await setting.accounts.proveForRegistration({ phone, binding, code });
    if (!('ticket' in proved)) throw new Error(proved.problem.code);
    return proved.ticket;
  }

  async function made(input: Registration) {
    const result = await register(input);
    if (!('account' in result)) throw new Error(JSON.stringify(result));
    return result.account;
  }

  describe('by user name', () => {
    it('R04 makes an account that can log in at once', async () => {
      const username = setting.newUsername();
      const account = await made({ ...promised, way: 'username', username, nickname: '溪边人家' });
      expect(account).to.include({ username, nickname: '溪边人家', phone: undefined, over14: true });
      expect(account.termsAgreedAt).to.eql(setting.clock.now());
      const result = await setting.authenticate({ username, password, address: setting.newAddress(), device });
      expect(result).to.eql({ account: await setting.accounts.find(account.id), hasSignedIn: false });
    });

    it('gives who chooses no nickname one that says nothing: 文化用户 and four digits', async () => {
      const account = await made({ ...promised, way: 'username', username: setting.newUsername(), nickname: ' ' });
      expect(account.nickname).to.match(/^文化用户\d{4}$/);
    });

    it('finds a taken name however it is written', async () => {
      const username = setting.newUsername();
      await made({ ...promised, way: 'username', username });
      for (const same of [
        username,
        username.toUpperCase(),
        ` ${username} `,
        username.replace('citizen', 'ｃｉｔｉｚｅｎ'),
      ])
        expect(await register({ ...promised, way: 'username', username: same })).to.eql({
          problems: { username: fact('accounts.username_taken') },
        });
    });

    it('makes one account of two registrations of one name at once', async () => {
      const username = setting.newUsername();
      const results = await Promise.all(
        Array.from({ length: 6 }, () => register({ ...promised, way: 'username', username })),
      );
      expect(results.filter((result) => 'account' in result)).to.have.length(1);
      for (const result of results)
        if ('problems' in result) expect(result.problems).to.eql({ username: fact('accounts.username_taken') });
    });

    type ByUsername = Extract<Registration, { way: 'username' }>;
    const wrong: [string, Partial<ByUsername>, object][] = [
      ['no answer about the age', { over14: undefined }, { over14: fact('accounts.age_missing') }],
      ['an age under 14', { over14: false }, { over14: fact('accounts.too_young') }],
      ['terms that were not agreed to', { agreed: 0 }, { agreed: fact('accounts.terms_missing') }],
      [
        'a short password',
        { password: 'abc-12' },
        { password: fact('fields.password_short', { label: '密码', min: 8 }) },
      ],
      [
        'a common password',
        { password: 'password123' },
        { password: fact('fields.password_common', { label: '密码' }) },
      ],
      [
        'a password like the name',
        { password: 'CitizenSame' },
        { password: fact('fields.password_own_name', { label: '密码' }) },
      ],
      [
        'a long nickname',
        { nickname: '一'.repeat(23) },
        { nickname: fact('fields.too_long', { label: '昵称', max: 20, now: 23 }) },
      ],
    ];
    for (const [what, change, problems] of wrong) {
      it(`names the problem of ${what}, and makes nothing`, async () => {
        const before = await setting.db.rows('select id from accounts');
        const input: ByUsername = { ...promised, way: 'username', username: 'citizensame', ...change };
        expect(await register(input)).to.eql({ problems });
        expect(await setting.db.rows('select id from accounts')).to.have.length(before.length);
      });
    }

    it('tells all problems at once', async () => {
      const result = await register({
        way: 'username',
        username: '12',
        password: '',
        over14: undefined,
        agreed: 0,
      });
      expect('problems' in result && Object.keys(result.problems)).to.have.members([
        'username',
        'password',
        'over14',
        'agreed',
      ]);
    });

    it('lets one address register 60 accounts an hour, and others go on', async () => {
      const address = setting.newAddress();
      const taken = setting.newUsername();
      await made({ ...promised, way: 'username', username: taken });
      for (let i = 0; i < 60; i++) await register({ ...promised, way: 'username', username: taken, address });
      const refused = await register({ ...promised, way: 'username', username: taken, address }).catch(
        (error: unknown) => error,
      );
      expect(refused).to.be.instanceOf(Problem).and.include({ code: 'rate_limited', retryAfter: 3600 });
      expect(refused).to.have.property('message', 'accounts.many_registrations {"minutes":60}');
      await byName(setting.newAddress());
      setting.clock.advance(3600);
      await byName(address);
    });

    /** As the form does it: the work of the page, then the name. */
    async function byName(address: string, username = setting.newUsername()) {
      const binding = `interaction of ${username}`;
      const given = worked(await setting.accounts.registrationWork(binding));
      return made({ ...promised, way: 'username', username, binding, address, worked: given });
    }

    it('costs work each time, done for that login alone and once', async () => {
      const address = setting.newAddress();
      const ask = (more: Partial<ByUsername>, username = setting.newUsername()) =>
        register({ ...promised, way: 'username', username, binding, address, ...more });
      const first = await ask({});
      if (!('work' in first)) throw new Error('an account without work');
      expect(first.work.wait).to.equal(60);
      expect(await ask({ worked: { task: first.work.task, solution: '' } })).to.have.nested.property('work.wait', 60);
      expect(await ask({ worked: worked(first.work), binding: 'another login' })).to.have.property('work');
      expect(await ask({ worked: worked(first.work) })).to.have.property('account');
      expect(await ask({ worked: worked(first.work) })).to.have.property('work');
    });

    it('asks for no work where the form is wrong or the name is taken, and the same work stays good', async () => {
      const address = setting.newAddress();
      const { username: takenName = '' } = await byName(address);
      const given = worked(await setting.accounts.registrationWork(binding));
      const ask = (more: Partial<ByUsername>) =>
        register({ ...promised, way: 'username', username: takenName, binding, address, worked: given, ...more });
      expect(await ask({})).to.eql({ problems: { username: fact('accounts.username_taken') } });
      expect(await ask({ password: 'abc-12' })).to.have.nested.property('problems.password');
      expect((await setting.accounts.registrationWork(binding, given)).task).to.equal(given.task);
      expect(await ask({ username: setting.newUsername() })).to.have.property('account');
    });

    it('lets one address make 20 in an hour and 40 in a day, names the other ways, and is open by phone', async () => {
      const address = setting.newAddress();
      const refused = async () => {
        const answer = await register({
          ...promised,
          way: 'username',
          username: setting.newUsername(),
          binding,
          address,
        });
        return 'problems' in answer ? answer : undefined;
      };
      for (let n = 0; n < 20; n += 1) await byName(address);
      expect(await refused()).to.deep.include({ problems: { form: fact('accounts.many_names', { seconds: 3600 }) } });
      setting.clock.advance(3600);
      for (let n = 0; n < 20; n += 1) await byName(address);
      expect(await refused()).to.have.property('retryAfter', 82_800);
      await byName(setting.newAddress());
      const phone = setting.newPhone();
      await made({ ...promised, way: 'phone', ticket: await prove(phone), binding, address });
      setting.clock.advance(82_800);
      await byName(address);
    });
  });

  describe('by phone', () => {
    it('makes an account of a proved phone, which is found however the number is written', async () => {
      const phone = setting.newPhone();
      const account = await made({ ...promised, way: 'phone', ticket: await prove(phone), binding });
      expect(account).to.include({ phone, username: undefined });
      for (const typed of [phone, `+86 ${phone}`, `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`])
        expect((await setting.accounts.findByIdentifier(typed))?.id).to.equal(account.id);
    });

    it('makes one account of parallel registrations of one phone', async () => {
      const phone = setting.newPhone();
      const ticket = await prove(phone);
      const results = await Promise.all(
        Array.from({ length: 8 }, () => register({ ...promised, way: 'phone', ticket, binding })),
      );
      expect(results.filter((result) => 'account' in result)).to.have.length(1);
      for (const result of results)
        if ('problems' in result) expect(result.problems).to.eql({ phone: fact('accounts.phone_taken') });
    });

    it('says that a number is registered only to who read the code', async () => {
      const phone = setting.newPhone();
      await made({ ...promised, way: 'phone', ticket: await prove(phone), binding });
      setting.clock.advance(60);
      const code = await setting.send({ purpose: 'registration', phone, binding, address: setting.newAddress() });
      expect(await setting.accounts.proveForRegistration({ phone, binding, code: otherThan(code) })).to.eql({
        problem: fact('accounts.wrong_code'),
      });
      expect(await setting.accounts.proveForRegistration({ phone, binding, code })).to.eql({
        problem: fact('accounts.phone_taken'),
        registered: true,
      });
    });

    const expired = { problems: { ticket: fact('accounts.proof_expired') } };

    it('takes a ticket for 15 minutes, only where it was issued, and none that was made up', async () => {
      const ticket = await prove(setting.newPhone());
      expect(await register({ ...promised, way: 'phone', ticket, binding: 'interaction-2' })).to.eql(expired);
      for (const made of ['', 'x', ticket.slice(2), `${ticket}AAAA`, 'A'.repeat(5000)])
        expect(await register({ ...promised, way: 'phone', ticket: made, binding })).to.eql(expired);
      setting.clock.advance(15 * 60 - 1);
      expect(setting.accounts.ticketPhone(ticket, binding)).to.be.a('string');
      setting.clock.advance(1);
      expect(await register({ ...promised, way: 'phone', ticket, binding })).to.eql(expired);
      expect(setting.accounts.ticketPhone(ticket, binding)).to.equal(undefined);
    });

    it('refuses the phone as its own password', async () => {
      const phone = setting.newPhone();
      const result = await register({
        ...promised,
        way: 'phone',
        ticket: await prove(phone),
        binding,
        password: phone,
      });
      expect(result).to.eql({ problems: { password: fact('fields.password_own_name', { label: '密码' }) } });
    });
  });

  describe('its traces', () => {
    it('is audited in the same transaction, with the phone masked', async () => {
      const phone = setting.newPhone();
      const account = await made({ ...promised, way: 'phone', ticket: await prove(phone), binding });
      expect(await setting.audit(account.id)).to.eql([
        {
          verb: 'account.register',
          actor_kind: 'anonymous',
          actor_id: null,
          subject_kind: 'account',
          subject_id: account.id,
          details: { way: 'phone', phone: `${phone.slice(0, 3)}****${phone.slice(-4)}` },
        },
      ]);
    });

    it('is no phone, e-mail, password or code in clear in any table', async () => {
      const phone = setting.newPhone();
      await made({ ...promised, way: 'phone', ticket: await prove(phone), binding });
      const tables = ['accounts', 'sms_codes', 'logins', 'throttle', 'audit_events', 'sms_messages', 'jobs'];
      for (const table of tables) {
        const rows = await setting.db.rows<{ row: string }>(`select to_json(t)::text as row from ${table} t`);
        const dump = rows.map(({ row }) => row).join('\n');
        for (const secret of [phone, Buffer.from(phone).toString('hex'), password])
          expect(dump.includes(secret), `${table}: ${secret}`).to.equal(false);
        const withoutHex = dump.replace(/\\x[\da-f]+|[\da-f-]{36}/g, ''); // six digits may stand there by chance
        expect(withoutHex).not.to.contain(await setting.codeFor(phone));
      }
    });
  });
});
