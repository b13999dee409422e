import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { loginTime } from '../../../src/accounts/account/account.ts';
import { Problem } from '../../../src/errors.ts';
import { type AccountsSetting, accountsSetting, device, operator, password } from '../setting.ts';

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a login and its history', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());
  const citizen = () =>
    setting.accounts.create(operator, { username: setting.newUsername(), phone: setting.newPhone(), password });

  it('takes place also for two who log in first at once, and the terms are agreed to once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const account = await citizen();
      const login = { method: 'password', address: '2001:db8::7', device, agreed: 1 } as const;
      const at = () =>
        setting.db.transaction(async (trx) => {
          await setting.accounts.recordLogin(trx, account, login);
          await sleep(5);
        });
      await Promise.all([at(), at(), at(), at()]);
      const agreed = (await setting.audit(account.id)).filter(({ verb }) => verb === 'account.agree_to_terms');
      expect(agreed).to.have.length(1);
    }
  });

  it('succeeds for many first logins at once, when the terms have to be read again', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, citizen));
    const login = { method: 'password', address: '2001:db8::7', device, agreed: 1 } as const;
    setting.accounts.terms.readAnew();
    // A transaction each, and so every connection that they may take: none is left to read the terms with.
    await Promise.all(
      people.map((account) => setting.db.transaction((trx) => setting.accounts.recordLogin(trx, account, login))),
    );
    for (const { id } of people) expect(await setting.accounts.loginsOf(id)).to.have.length(1);
  });

  it('is written with its audit row in the transaction of the login, or not at all', async () => {
    const account = await citizen();
    const login = { method: 'password', address: '2001:db8::7', device, clientId: 'ncc_a' } as const;
    await failure(
      setting.db.transaction(async (trx) => {
        await setting.accounts.recordLogin(trx, account, login);
        throw new Error('the rest of the login');
      }),
    );
    expect(await setting.accounts.loginsOf(account.id)).to.eql([]);
    expect(await setting.audit(account.id)).to.have.length(1);

    await setting.db.transaction((trx) => setting.accounts.recordLogin(trx, account, login, 'ABCD-1234'));
    const [row, ...rest] = await setting.accounts.loginsOf(account.id);
    expect(rest).to.eql([]);
    expect(row).to.deep.include({ ...login, at: setting.clock.now(), succeeded: true });
    expect((await setting.audit(account.id)).at(-1)).to.deep.include({
      verb: 'account.login',
      actor_id: account.id,
      details: { method: 'password', address: '2001:db8::7', client: 'ncc_a' },
    });
  });

  it('takes place after sessions were ended by SQL, as after a restore', async () => {
    const account = await citizen();
    await setting.db.run(
      'update accounts set sessions_valid_from = now(), updated_at = now() where deleted_at is null',
    );
    const now = await setting.accounts.find(account.id);
    const login = { method: 'password', address: '192.0.2.1', device } as const;
    await setting.db.transaction((trx) => setting.accounts.recordLogin(trx, now ?? account, login));
    expect(await setting.accounts.loginsOf(account.id)).to.have.length(1);
  });

  it('does not take place when the password, the sessions or the account ended since it was proved', async () => {
    const login = { method: 'password', address: '192.0.2.1', device } as const;
    const endings = [
      (id: string) => setting.accounts.endSessions(operator, id),
      (id: string) => setting.accounts.lock(operator, id, 'test'),
      (id: string) => setting.db.run('update accounts set deleted_at = $2 where id = $1', [id, setting.clock.now()]),
    ];
    for (const end of endings) {
      const account = await citizen();
      setting.clock.advance(1);
      await end(account.id);
      const refused = await failure(setting.db.transaction((trx) => setting.accounts.recordLogin(trx, account, login)));
      expect(refused)
        .to.be.instanceOf(Problem)
        .and.include({ code: 'start_again', message: 'accounts.changed_meanwhile' });
      expect(await setting.accounts.loginsOf(account.id)).to.eql([]);
      const verbs = (await setting.audit(account.id)).map(({ verb }) => verb);
      expect(verbs).to.not.include('account.login');
    }
  });

  it('waits for a change of the same moment, and then does not take place', async () => {
    const account = await citizen();
    setting.clock.advance(1);
    const at = setting.clock.now();
    let login: Promise<unknown> = Promise.resolve();
    await setting.db.transaction(async (trx) => {
      await trx.run('update accounts set sessions_valid_from = $2 where id = $1', [account.id, at]);
      const occasion = { method: 'password', address: '192.0.2.1', device } as const;
      login = failure(setting.db.transaction((other) => setting.accounts.recordLogin(other, account, occasion)));
      await sleep(50);
    });
    expect(await login).to.include({ code: 'start_again' });
  });

  it('takes place for many at once', async () => {
    const account = await citizen();
    const login = { method: 'password', address: '192.0.2.1', device } as const;
    const times = await Promise.all(
      Array.from({ length: 20 }, () =>
        setting.db.transaction((trx) => setting.accounts.recordLogin(trx, account, login)),
      ),
    );
    expect(new Set(times)).to.eql(new Set([loginTime(account, setting.clock.now())]));
  });

  it('keeps the first agreement to the terms, also of two logins at once', async () => {
    const account = await citizen();
    const login = { method: 'sms', address: '192.0.2.1', device, agreed: 1 } as const;
    const agree = () => setting.db.transaction((trx) => setting.accounts.recordLogin(trx, account, login));
    await agree();
    const first = (await setting.accounts.find(account.id))?.termsAgreedAt;
    expect(first).to.eql(setting.clock.now());
    setting.clock.advance(60);
    await agree();
    expect((await setting.accounts.find(account.id))?.termsAgreedAt).to.eql(first);
    const agreements = (await setting.audit(account.id)).filter(({ verb }) => verb === 'account.agree_to_terms');
    expect(agreements).to.have.length(1);
  });

  it('takes whatever a browser calls itself', async () => {
    const account = await citizen();
    const login = { method: 'sms', address: 'fe80::1%eth0', device: `a\0b\r\nc${'x'.repeat(5000)}` } as const;
    await setting.db.transaction((trx) => setting.accounts.recordLogin(trx, account, login));
    const [row] = await setting.accounts.loginsOf(account.id);
    expect(row?.device).to.match(/^a b cx{195}$/);
    expect(row?.address).to.equal('fe80::1');
  });

  it('is read newest first, page by page, by key, and only of the person', async () => {
    const [account, other] = [await citizen(), await citizen()];
    for (let i = 0; i < 5; i++) {
      const login = { method: 'sms', address: `192.0.2.${i}`, device } as const;
      for (const person of [account, other])
        await setting.db.transaction((trx) => setting.accounts.recordLogin(trx, person, login));
    }
    const first = await setting.accounts.loginsOf(account.id, { limit: 3 });
    expect(first.map(({ address }) => address)).to.eql(['192.0.2.4', '192.0.2.3', '192.0.2.2']);
    const before = first.at(-1)?.id ?? 0;
    const second = await setting.accounts.loginsOf(account.id, { limit: 3, before });
    expect(second.map(({ address }) => address)).to.eql(['192.0.2.1', '192.0.2.0']);
  });
});
