import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Module, Questions } from '../module.ts';
import { createNotifyManagers, type NotifyManagers } from '../notices/managers.ts';
import type { Notices } from '../notices/service.ts';
import { createTies } from './institution/ties.ts';
import { createInstitutions, type Institutions } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  accounts: Accounts;
  notices: Notices;
  asks: Pick<Questions, 'vendorsOf'>;
};

type Service = Pick<Questions, 'tieOf' | 'mustBeOpen'> & { institutions: Institutions; notifyManagers: NotifyManagers };

/** Institutions, and who runs them. How one comes to be, and what people open, is in later.ts. */
export function createInstitutionsModule(needs: Needs): Module<Service> {
  const { accounts, notices } = needs;
  const tieOf = createTies({ ...needs, reachLocked: accounts.reachLocked });
  const institutions = createInstitutions({ ...needs, tieOf });
  return {
    personal: async () => (await import('./personal-data.ts')).personal,
    sealed: async () => (await import('./sealed.ts')).sealed,
    service: {
      institutions,
      notifyManagers: createNotifyManagers({ notices, accounts, managersOf: institutions.managersOf }),
      tieOf,
      mustBeOpen: institutions.mustBeOpen,
    },
  };
}
