import { after, days } from '../clock.ts';
import { staff } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import { form, page, type Route } from '../http/route.ts';
import type { Doors, Module } from '../module.ts';
import { fact, lockShown, workers as roles } from './facts.ts';
import { lockOf } from './item-store.ts';
import type { IncidentNeeds } from './needs.ts';
import { personal } from './personal-data.ts';
import type { IncidentDesk } from './room.ts';
import { countOpen } from './store.ts';

type Service = { incidentDesk: () => Promise<IncidentDesk> };

/** 事件处置: what is stopped, who was affected, what is owed when. */
export function createIncidentsModule(needs: IncidentNeeds): Module<Service> {
  let opened: Promise<IncidentDesk> | undefined;
  function incidentDesk(): Promise<IncidentDesk> {
    opened ??= import('./room.ts').then(({ createIncidentDesk }) => createIncidentDesk(needs));
    return opened;
  }
  return {
    service: { incidentDesk },
    menu: [
      {
        ...{ side: 'staff', key: 'incidents', href: '/admin/incidents', label: '事件处置', order: 112 },
        waiting: () => countOpen(needs.db),
      },
    ],
    cards: [
      {
        ...{ key: 'incidents', href: '/account/logins', title: fact('incidents.card'), order: 45 },
        async note(accountId) {
          const last = await lockOf(needs.db, accountId);
          if (last === undefined || last.lockedAt < after(needs.clock.now(), -lockShown)) return undefined;
          return fact('incidents.card_locked', { at: last.lockedAt.toISOString() });
        },
      },
    ],
    pages: (doors) => pagesOf(needs, doors, incidentDesk),
    personal,
    jobs: [
      { queue: 'incidents.freeze', handle: async (asked) => (await incidentDesk()).freezes.handle(asked) },
      { queue: 'incidents.tell_locked', handle: async (asked) => (await incidentDesk()).lockNotices.handle(asked) },
      { queue: 'incidents.count', handle: async (asked) => (await incidentDesk()).counting.handle(asked) },
      { name: 'incidents.counts', schedule: '*/5 * * * *', run: async () => (await incidentDesk()).counting.run() },
      {
        name: 'incidents.clear',
        schedule: '45 3 * * *',
        run: async () => (await incidentDesk()).clearing.run(),
        madeUpFor: days(1),
      },
      { queue: 'incidents.tell', handle: async (asked) => (await incidentDesk()).telling.handle(asked) },
    ],
  };
}

function pagesOf(needs: IncidentNeeds, doors: Doors, incidentDesk: Service['incidentDesk']): Route[] {
  async function pages() {
    const { createIncidentPages } = await import('./pages.ts');
    return createIncidentPages({ ...needs, ...doors, ...(await incidentDesk()) });
  }
  let made: ReturnType<typeof pages> | undefined;
  const shown =
    (name: keyof Awaited<ReturnType<typeof pages>>) =>
    async (ctx: Context, given: Readonly<Record<string, string>> = {}) => {
      made ??= pages();
      return (await made)[name](ctx, given);
    };
  const home = '/admin/incidents';
  const workers = staff(...roles);
  return [
    page(home, workers, shown('list')),
    page(`${home}/new`, workers, shown('write')),
    form(home, workers.withStepUp, shown('open')),
    page(`${home}/:id`, workers, shown('show')),
    page(`${home}/:id/edit`, workers, shown('edit')),
    form(`${home}/:id`, workers.withStepUp, shown('change')),
    form(`${home}/:id/freezes/preview`, workers.withStepUp, shown('preview')),
    form(`${home}/:id/freezes`, workers.withStepUp, shown('freeze')),
    form(`${home}/:id/freezes/:freeze/undo`, workers.withStepUp, shown('unfreeze')),
    form(`${home}/:id/tellings`, workers.withStepUp, shown('tell')),
    form(`${home}/:id/notes`, workers.withStepUp, shown('note')),
    page(`${home}/:id/report`, workers, shown('showReport')),
    form(`${home}/:id/report`, workers.withStepUp, shown('saveReport')),
    page(`${home}/:id/report.txt`, workers, shown('sendReport')),
    page(`${home}/:id/summary.txt`, workers, shown('sendSummary')),
    form(`${home}/:id/reported`, workers.withStepUp, shown('reported')),
    form(`${home}/:id/people`, workers.withStepUp, shown('sendPeople')),
    form(`${home}/:id/status`, workers.withStepUp, shown('toStatus')),
    form(`${home}/:id/close`, workers.withStepUp, shown('close')),
  ];
}
