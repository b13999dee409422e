import { loginRetention } from '../../accounts/limits.ts';
import { after, days } from '../../clock.ts';
import type { Module } from '../../module.ts';

import { actions } from './actions.ts';
import { fact } from './facts.ts';

import { lockOf } from './item-store.ts';
import type { IncidentNeeds } from './needs.ts';
import { createIncidentPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { createIncidentDesk, type IncidentDesk } from './room.ts';
import { countOpen } from './store.ts';

type Service = {
  /** The services behind the desk. */
  incidentDesk: IncidentDesk;
};

/** 事件处置: measures, affected people, and reports with their deadlines. */
export function createIncidentsModule(needs: IncidentNeeds): Module<Service> {
  const incidentDesk = createIncidentDesk(needs);
  return {
    service: { incidentDesk },
    actions,
    menu: [
      {
        ...{
          side: 'staff',
          key: 'incidents',
          href: '/admin/incidents',
          label: fact('incidents.menu_incidents'),
          order: 112,
        },
        waiting: () => countOpen(needs.db),
      },
    ],
    cards: [
      {
        ...{ key: 'incidents', href: '/account/logins', title: fact('incidents.card'), order: 45 },
        async note(accountId) {
          const last = await lockOf(needs.db, accountId);
          if (last === undefined || last.lockedAt < after(needs.clock.now(), -loginRetention)) return undefined;
          return fact('incidents.card_locked', { at: last.lockedAt.toISOString() });
        },
      },
    ],
    pages: (services) => createIncidentPages({ ...needs, ...services, ...incidentDesk }),
    personal,
    jobs: [
      { queue: 'incidents.freeze', handle: incidentDesk.freezes.handle },
      { queue: 'incidents.tell_locked', handle: incidentDesk.lockNotices.handle },
      { queue: 'incidents.count', handle: incidentDesk.counting.handle },
      { name: 'incidents.counts', schedule: '*/5 * * * *', run: incidentDesk.counting.run },
      {
        name: 'incidents.clear',
        schedule: '45 3 * * *',
        run: incidentDesk.clearing.run,
        madeUpFor: days(1),
      },
      { queue: 'incidents.tell', handle: incidentDesk.noticeRuns.handle },
    ],
  };
}
