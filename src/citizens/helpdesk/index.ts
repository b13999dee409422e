import type { Accounts } from '../../accounts/service.ts';
import { after, type Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Module } from '../../module.ts';
import type { Names } from '../../review/api-answers.ts';
import type { Deletions } from '../privacy/deletions.ts';
import { actions } from './actions.ts';
import { fact } from './facts.ts';
import { caseRetention } from './limits.ts';
import { createHelpdeskPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { createHelpdesk, type Helpdesk } from './service.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  throttle: Throttle;
  cursors: Cursors;
  accounts: Accounts;
  privacy: { deletions: Deletions };
  names: Names;
};

const batch = 5_000;

/** 用户支持: people who call because they cannot get in. */
export function createHelpdeskModule(needs: Needs): Module<{ helpdesk: Helpdesk }> {
  const helpdesk = createHelpdesk({ ...needs, deletions: needs.privacy.deletions });
  return {
    service: { helpdesk },
    actions,
    menu: [
      { side: 'staff', key: 'helpdesk', href: '/admin/support', label: fact('helpdesk.menu_helpdesk'), order: 115 },
    ],
    personal,
    pages: (services) =>
      createHelpdeskPages({
        ...{ ...needs, ...services, helpdesk },
        pictureOf: (account) => needs.accounts.avatarPath(account, 'support'),
      }),
    jobs: [{ name: 'helpdesk.purge', schedule: '35 3 * * *', run: () => purgeCases(needs) }],
  };
}

export async function purgeCases({ db, clock }: Pick<Needs, 'db' | 'clock'>): Promise<void> {
  while ((await store.removeBefore(db, after(clock.now(), -caseRetention), batch)) >= batch);
}
