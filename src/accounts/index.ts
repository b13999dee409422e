import { after, type Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Cost } from '../crypto/argon2.ts';
import { createPasswords } from '../crypto/passwords.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Words } from '../fact.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Log } from '../log.ts';
import type { Mail } from '../mail/service.ts';
import type { LateServices, Module } from '../module.ts';
import type { Notices } from '../notices/service.ts';
import type { Sms } from '../sms/service.ts';
import { actions } from './actions.ts';
import { createAddedPages } from './added-pages.ts';
import { createAppealPages } from './appeal-pages.ts';
import { type CitizenNeeds, type Citizens, createCitizens } from './citizen-guard.ts';
import { codesIn } from './codes/code-store.ts';
import { createEmailPages } from './email-pages.ts';
import { fact } from './facts.ts';
import { staffFinder } from './finders.ts';
import { codeRetention } from './limits.ts';
import * as addedWays from './own/added-way-store.ts';
import type { AccountPageNeeds } from './page-needs.ts';
import { createAccountPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { createPhonePages } from './phone-pages.ts';
import * as scans from './scans/scan-store.ts';
import { sealed } from './sealed.ts';
import { createSecurityPages } from './security-pages.ts';
import { type Accounts, createAccounts } from './service.ts';
import { createStaffPages } from './staff-pages.ts';

const batch = 5_000;

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  seal: Seal;
  throttle: Throttle;
  cursors: Cursors;
  sms: Sms;
  mail: Mail;
  notices: Notices;
  words: Words;
  passwordCost?: Cost | undefined;
  workHardness?: number | undefined;
  asks: AccountPageNeeds['asks'];
  config: Pick<Config, 'LONGEST_WAIT' | 'PUBLIC_URL' | 'SMS_PER_DAY'>;
};

type Service = Pick<LateServices, 'names'> & {
  /** People who log in. */
  accounts: Accounts;
  /** Citizens, as the provider knows them who are signed in there. */
  citizensOf: (provider: CitizenNeeds) => Citizens;
};

/** People who log in: citizens, members of institutions, staff; registering, authenticating, recovering, the account centre. */
export function createAccountsModule({ config, ...needs }: Needs): Module<Service> {
  const passwords = createPasswords({ longest: config.LONGEST_WAIT * 1000, cost: needs.passwordCost });
  const { origin } = config.PUBLIC_URL;
  const accounts = createAccounts({
    ...{ ...needs, passwords, origin },
    codesInDay: config.SMS_PER_DAY,
    waysIn: needs.asks.waysIn,
  });
  return {
    pools: () => ({ hashing: passwords.state() }),
    personal,
    sealed,
    service: {
      accounts,
      names: accounts.names,
      citizensOf: (provider) => createCitizens({ ...provider, clock: needs.clock, accounts }),
    },
    actions,
    finders: [staffFinder({ accounts })],
    menu: [
      { side: 'citizen', key: 'home', href: '/account', label: fact('accounts.menu_home'), order: 10 },
      { side: 'citizen', key: 'profile', href: '/account/profile', label: fact('accounts.menu_profile'), order: 20 },
      { side: 'citizen', key: 'security', href: '/account/security', label: fact('accounts.menu_security'), order: 30 },
      { side: 'citizen', key: 'grants', href: '/account/grants', label: fact('accounts.menu_grants'), order: 40 },
      { side: 'citizen', key: 'logins', href: '/account/logins', label: fact('accounts.menu_logins'), order: 50 },
      { side: 'staff', key: 'staff', href: '/admin/staff', label: fact('accounts.menu_staff'), order: 120, gap: true },
    ],
    pages(services) {
      const all = { ...needs, ...services, accounts };
      return [
        ...createAccountPages(all),
        ...createSecurityPages(all),
        ...createPhonePages(all),
        ...createAppealPages(all),
        ...createEmailPages(all),
        ...createAddedPages(all),
        ...createStaffPages(all),
      ];
    },
    firstSteps: [
      {
        ...{ key: 'password', href: '/account/security/password', label: fact('accounts.set_password'), order: 10 },
        isDone: accounts.hasPassword,
      },
      {
        ...{ key: 'email', href: '/account/security/email', label: fact('accounts.bind_email'), order: 20 },
        isDone: async (accountId) => (await accounts.find(accountId))?.emailVerified === true,
      },
    ],
    jobs: [
      { name: 'accounts.purge', schedule: '20 3 * * *', run: () => purgeAccounts(needs) },
      { name: 'accounts.appeals', schedule: '*/5 * * * *', run: accounts.appeals.run },
    ],
  };
}

export const accountCommands = async () => (await import('./commands.ts')).commands;

/**
 * Purges codes by SMS and e-mail and QR codes a day after they expired, and added methods once their link has ended. 登录记录 is dropped by the
 * month (src/operations/months).
 */
export async function purgeAccounts({ db, clock }: Pick<Needs, 'db' | 'clock'>): Promise<void> {
  for (const table of ['sms_codes', 'email_codes'] as const)
    await inBatches(() => codesIn(table).removeOver(db, after(clock.now(), -codeRetention), batch));
  await inBatches(() => addedWays.removeOver(db, clock.now(), batch));
  await inBatches(() => scans.removeOver(db, after(clock.now(), -codeRetention), batch));
}

async function inBatches(remove: () => Promise<number>): Promise<void> {
  while ((await remove()) >= batch);
}
