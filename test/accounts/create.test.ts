import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { CreateInput } from '../../src/accounts/create.ts';
import type { Actor } from '../../src/actor.ts';
import { Problem } from '../../src/errors.ts';
import { fact } from '../support/words.ts';
import { type AccountsSetting, accountsSetting, device, operator, password } from './setting.ts';

describe('accounts made by operators', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());

  async function problemsOf(work: Promise<unknown>) {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(Problem);
    return thrown instanceof Problem ? thrown.fields : undefined;
  }

  it('R05 can be staff from the start, which the audit shows', async () => {
    const phone = setting.newPhone();
    const account = await setting.accounts.create(operator, {
      username: 'first-admin',
      phone,
      password,
      role: 'administrator',
    });
    expect(await setting.accounts.rolesOf(account.id)).to.eql(['administrator']);
    expect(await setting.audit(account.id)).to.deep.include({
      verb: 'account.create',
      actor_kind: 'operator',
      actor_id: 'test',
      subject_kind: 'account',
      subject_id: account.id,
      details: { username: 'f***', phone: `${phone.slice(0, 3)}****${phone.slice(-4)}`, role: 'administrator' },
    });
    expect(
      await setting.accounts.rolesOf((await setting.accounts.create(operator, { phone: setting.newPhone() })).id),
    ).to.eql([]);
  });

  const wrong: [string, CreateInput, object][] = [
    ['nothing to find it by', { password }, { username: 'accounts.nothing_to_find' }],
    ['an unknown role', { username: 'somebody', role: 'root' }, { role: 'fields.one_of' }],
    ['a short name', { username: 'abc' }, { username: 'fields.username_form' }],
    ['a wrong phone', { phone: '12345' }, { phone: 'fields.mobile_form' }],
    ['a wrong e-mail', { email: 'a@' }, { email: 'fields.email_form' }],
    ['a wrong region', { username: 'somebody', region: '999999' }, { region: 'fields.region_unknown' }],
    ['a common password', { username: 'somebody', password: 'password123' }, { password: 'fields.password_common' }],
    [
      'the name as password',
      { username: 'somebody-9', password: 'Somebody-9' },
      { password: 'fields.password_own_name' },
    ],
  ];
  for (const [what, input, expected] of wrong) {
    it(`are refused with ${what}`, async () => {
      const problems = (await problemsOf(setting.accounts.create(operator, input))) ?? {};
      expect(Object.keys(problems)).to.eql(Object.keys(expected));
      for (const [field, code] of Object.entries(expected)) expect(problems[field]).to.have.property('code', code);
    });
  }

  it('do not take identifiers in use, and name them', async () => {
    const [username, phone, email] = [setting.newUsername(), setting.newPhone(), 'taken@example.cn'];
    await setting.accounts.create(operator, { username, phone, email });
    expect(await problemsOf(setting.accounts.create(operator, { username, phone, email: 'TAKEN@example.cn' }))).to.eql({
      username: fact('accounts.username_taken'),
      phone: fact('accounts.phone_taken'),
      email: fact('accounts.email_taken'),
    });
  });

  it('are for operators and administrators alone', async () => {
    const others: Actor[] = [
      { kind: 'anonymous' },
      { kind: 'citizen', accountId: 'x' },
      { kind: 'staff', accountId: 'x', roles: ['support'] },
    ];
    for (const actor of others) {
      expect(
        await setting.accounts.create(actor, { username: 'somebody' }).catch((error: unknown) => error),
      ).to.include({ code: 'forbidden' });
      expect(await setting.accounts.createMany(actor, { count: 1 }).catch((error: unknown) => error)).to.include({
        code: 'forbidden',
      });
    }
  });

  it('come by the thousand: user0 to the last, one password, each can log in', async () => {
    const made = await setting.accounts.createMany(operator, { count: 2_345, password });
    expect(made).to.have.length(2_345);
    for (const number of [0, 999, 1_000, 2_344]) {
      const username = `user${number}`;
      expect(made[number]?.username).to.equal(username);
      const result = await setting.authenticate({ username, password, address: setting.newAddress(), device });
      expect(result).to.have.nested.property('account.id', made[number]?.id);
      expect(result).to.have.nested.property('account.nickname', `文化用户${number}`);
    }
    const rows = await setting.db.rows<{ hashes: number }>(
      'select count(distinct password_hash) as hashes from accounts where username ~ $1',
      ['^user\\d'],
    );
    expect(rows).to.eql([{ hashes: 1 }]);
    expect((await setting.audit(made[0]?.id ?? '')).at(0)).to.deep.include({
      verb: 'account.create_many',
      details: { count: 2_345, first: 'user0', last: 'user2344' },
    });
  });

  it('come all or not at all', async () => {
    await setting.accounts.create(operator, { username: 'crowd1' });
    expect(await problemsOf(setting.accounts.createMany(operator, { count: 3, username: 'crowd' }))).to.eql({
      username: fact('accounts.username_taken'),
    });
    expect(await setting.accounts.findByIdentifier('crowd0')).to.equal(undefined);
  });

  it('come in a sensible number, and without unique identifiers', async () => {
    for (const count of [0, -1, 1.5, 100_001, Number.NaN])
      expect(await problemsOf(setting.accounts.createMany(operator, { count }))).to.eql({
        count: fact('accounts.count_form', { most: 100000 }),
      });
    const own = { phone: setting.newPhone(), email: 'one@example.cn' };
    expect(await problemsOf(setting.accounts.createMany(operator, { count: 2, ...own }))).to.have.keys(
      'phone',
      'email',
    );
    expect(await problemsOf(setting.accounts.createMany(operator, { count: 2, username: '!' }))).to.have.keys(
      'username',
    );
  });

  it('come with a role for each', async () => {
    const made = await setting.accounts.createMany(operator, { count: 3, username: 'reviewer', role: 'reviewer' });
    for (const { id } of made) expect(await setting.accounts.rolesOf(id)).to.eql(['reviewer']);
  });
});
