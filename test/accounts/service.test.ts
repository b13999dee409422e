import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { loginTime } from '../../src/accounts/account/account.ts';
import { changePassword } from '../../src/accounts/account/store.ts';
import { createAccountsModule, purgeAccounts } from '../../src/accounts/index.ts';
import type { Actor } from '../../src/actor.ts';
import { Problem } from '../../src/errors.ts';
import { createCursors } from '../../src/http/requests/cursors.ts';
import { silent } from '../support/database.ts';
import { type AccountsSetting, accountsSetting, device, operator, password } from './setting.ts';

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('accounts', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());
  const citizen = () =>
    setting.accounts.create(operator, { username: setting.newUsername(), phone: setting.newPhone(), password });
  const self = (accountId: string): Actor => ({ kind: 'citizen', accountId });
  const support: Actor = { kind: 'staff', accountId: 'b0a5f8a2-2a25-4f4e-8a3e-0a9d3f1d3c11', roles: ['support'] };

  describe('finding', () => {
    it('finds no account by an invalid id', async () => {
      for (const id of ['', 'x', '7b7a9f4e-0f5d-4a3b-9a53-6f9f7a1f0b11', "'; drop table accounts", '\0'])
        expect(await setting.accounts.find(id)).to.equal(undefined);
    });

    it('returns the stored data', async () => {
      const made = await setting.accounts.create(operator, {
        username: setting.newUsername(),
        phone: setting.newPhone(),
        email: 'Zhang@Example.cn',
        name: '张溪',
        region: '330106',
        password,
      });
      expect(await setting.accounts.find(made.id)).to.eql(made);
      expect(made).to.include({
        email: 'zhang@example.cn',
        emailVerified: false,
        nickname: '张溪',
        regionCode: '330106',
      });
      expect(Object.keys(made).join()).not.to.match(/hash|password/i);
    });

    it('refuses a sealed phone that was moved to another row', async () => {
      const [one, other] = [await citizen(), await citizen()];
      await setting.db.run(
        'update accounts set phone_sealed = (select phone_sealed from accounts where id = $2) where id = $1',
        [one.id, other.id],
      );
      expect(await failure(setting.accounts.find(one.id))).to.be.instanceOf(Error);
    });
  });

  describe('locking', () => {
    it('closes the account and ends its sessions; unlocking brings none back', async () => {
      const { id, username = '', sessionsValidFrom } = await citizen();
      const login = () => setting.authenticate({ username, password, address: setting.newAddress(), device });
      setting.clock.advance(5);
      await setting.accounts.lock(support, id, '本人报失');
      const locked = await setting.accounts.find(id);
      expect(locked?.lockedAt).to.eql(setting.clock.now());
      expect(locked?.sessionsValidFrom).to.eql(setting.clock.now());
      expect(locked && setting.accounts.isLive(locked)).to.equal(false);
      expect(await login()).to.have.property('problem');
      const then = setting.clock.now();
      setting.clock.advance(5);
      await setting.accounts.unlock(support, id, '本人到场');
      expect((await setting.accounts.find(id))?.sessionsValidFrom).to.eql(then);
      expect(await login()).to.have.property('account');
      const rows = await setting.audit(id);
      const open = { lockedAt: null, sessionsValidFrom: sessionsValidFrom?.toISOString() };
      const closed = { lockedAt: then.toISOString(), sessionsValidFrom: then.toISOString() };
      expect(
        rows
          .slice(1)
          .map(({ verb, details }) => ({ verb, details }))
          .filter(({ verb }) => verb.includes('lock')),
      ).to.eql([
        { verb: 'account.lock', details: { reason: '本人报失', from: open, to: closed } },
        { verb: 'account.unlock', details: { reason: '本人到场', from: closed, to: { ...closed, lockedAt: null } } },
      ]);
    });

    it('counts from the last time, and each reason is recorded; unlocked once, it is open', async () => {
      const { id } = await citizen();
      await setting.accounts.lock(operator, id, 'a');
      setting.clock.advance(5);
      await setting.accounts.lock(operator, id, 'b');
      expect((await setting.accounts.find(id))?.lockedAt).to.eql(setting.clock.now());
      await setting.accounts.unlock(operator, id, 'c');
      await setting.accounts.unlock(operator, id, 'd');
      expect((await setting.audit(id)).map(({ verb }) => verb)).to.eql([
        ...['account.create', 'account.lock', 'account.lock', 'account.unlock'],
      ]);
    });

    it('is for staff of the right roles, and for existing accounts', async () => {
      const { id } = await citizen();
      const reviewer: Actor = { kind: 'staff', accountId: id, roles: ['reviewer'] };
      for (const actor of [self(id), reviewer, { kind: 'anonymous' } as const]) {
        expect(await failure(setting.accounts.lock(actor, id, ''))).to.include({ code: 'forbidden' });
        expect(await failure(setting.accounts.unlock(actor, id, ''))).to.include({ code: 'forbidden' });
      }
      for (const nobody of ['x', '7b7a9f4e-0f5d-4a3b-9a53-6f9f7a1f0b11'])
        expect(await failure(setting.accounts.lock(operator, nobody, '')))
          .to.be.instanceOf(Problem)
          .and.include({ code: 'not_found' });
    });
  });

  describe('ending sessions', () => {
    it('is for the person and for staff, and lets a login of the same second live', async () => {
      const { id } = await citizen();
      setting.clock.advance(7.5);
      await setting.accounts.endSessions(self(id), id);
      const account = await setting.accounts.find(id);
      expect(account?.sessionsValidFrom).to.eql(setting.clock.now());
      if (account === undefined) throw new Error('gone');
      expect(loginTime(account, setting.clock.now()) * 1000).to.be.at.least(account.sessionsValidFrom.getTime());
      await setting.accounts.endSessions(support, id);
      const { id: other } = await citizen();
      expect(await failure(setting.accounts.endSessions(self(other), id))).to.include({ code: 'forbidden' });
      expect((await setting.audit(id)).map(({ verb }) => verb)).to.eql([
        'account.create',
        'account.end_sessions',
        'account.end_sessions',
      ]);
    });
    it('never moves back: of two ends, the later one counts, whichever is written last', async () => {
      const ends: ((id: string) => Promise<unknown>)[] = [
        (id) => setting.accounts.endSessions(support, id),
        (id) => setting.accounts.lock(support, id, '试'),
        (id) => setting.db.transaction((trx) => changePassword(trx, id, undefined, 'hash', setting.clock.now())),
      ];
      for (const end of ends) {
        const { id } = await citizen();
        await setting.db.run('update accounts set password_hash = null where id = $1', [id]);
        setting.clock.advance(60);
        const later = setting.clock.now();
        await setting.accounts.endSessions(support, id);
        setting.clock.advance(-30); // a transaction that began before
        await end(id);
        setting.clock.advance(30);
        const row = await setting.db.row('select sessions_valid_from as "from" from accounts where id = $1', [id]);
        expect(row).to.eql({ from: later });
      }
    });
  });

  describe('purge', () => {
    it('shows logins for 180 days, and keeps codes for a day after they expired', async () => {
      const account = await citizen();
      const phone = setting.newPhone();
      await setting.send({ purpose: 'login', phone, binding: 'b', address: setting.newAddress() });
      await setting.db.transaction((trx) =>
        setting.accounts.recordLogin(trx, account, { method: 'sms', address: '192.0.2.1', device }),
      );
      const codes = () => setting.db.rows('select id from sms_codes');

      setting.clock.advance(86_400 + 300);
      await purgeAccounts(setting);
      expect(await codes()).to.have.length(1);
      setting.clock.advance(1);
      await purgeAccounts(setting);
      expect(await codes()).to.have.length(0);

      setting.clock.advance(179 * 86_400 - 301);
      expect(await setting.accounts.loginsOf(account.id)).to.have.length(1);
      setting.clock.advance(1);
      expect(await setting.accounts.loginsOf(account.id)).to.eql([]);
    });

    it('runs by schedule, once per cluster', () => {
      const { jobs = [] } = createAccountsModule({
        ...setting,
        ...{
          log: silent,
          config: { LONGEST_WAIT: 60, SMS_PER_DAY: 100_000, PUBLIC_URL: new URL(setting.origin) },
          cursors: createCursors(setting),
        },
        asks: { cards: () => [], firstSteps: () => [], waysIn: () => [] },
      });
      expect(jobs.flatMap((job) => ('schedule' in job ? [job.name] : []))).to.deep.equal([
        'accounts.purge',
        'accounts.appeals',
      ]);
    });
  });
});
