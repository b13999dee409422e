import { after, type Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Database } from '../../database/open.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Module } from '../../module.ts';
import type { Accounts } from '../service.ts';
import * as challenges from './challenge-store.ts';
import { fact } from './facts.ts';
import { createPasskeyPages } from './pages.ts';
import { challengeRetention } from './passkey.ts';
import { personal } from './personal-data.ts';
import { createPasskeys, type Passkeys } from './service.ts';

const batch = 5_000;

type Needs = { db: Database; clock: Clock; seal: Seal; throttle: Throttle; accounts: Accounts; publicUrl: URL };

/** 通行密钥: made in the account centre or after a login, used on the pages of the login (oidc). */
export function createPasskeysModule(needs: Needs): Module<{ passkeys: Passkeys }> {
  const passkeys = createPasskeys(needs);
  return {
    service: { passkeys },
    menu: [
      {
        side: 'citizen',
        key: 'passkeys',
        href: '/account/security/passkeys',
        label: fact('passkeys.menu_passkeys'),
        order: 35,
      },
    ],
    waysIn: [
      {
        ...{ key: 'passkeys', href: '/account/security/passkeys', title: fact('passkeys.passkeys'), order: 10 },
        remove: passkeys.removeIn,
        async standing(accountId) {
          const keys = await passkeys.list(accountId);
          if (keys.length === 0) return { isSet: false, note: fact('passkeys.none') };
          return { isSet: true, note: fact('passkeys.named', { names: keys.map(({ name }) => name) }) };
        },
      },
    ],
    firstSteps: [
      {
        ...{ key: 'passkeys', href: '/account/security/passkeys', label: fact('passkeys.turn_on'), order: 30 },
        isDone: async (accountId) => (await passkeys.list(accountId)).length > 0,
      },
    ],
    personal,
    pages: (services) => createPasskeyPages({ ...services, accounts: needs.accounts, passkeys }),
    jobs: [{ name: 'passkeys.purge', schedule: '25 3 * * *', run: () => purgeChallenges(needs) }],
  };
}

export async function purgeChallenges({ db, clock }: Pick<Needs, 'db' | 'clock'>): Promise<void> {
  while ((await challenges.removeOver(db, after(clock.now(), -challengeRetention), batch)) >= batch);
}
