import type { Member } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database, Reader } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Log } from '../log.ts';
import type { LateServices, Module } from '../module.ts';
import type { NotifyManagers } from '../notices/managers.ts';
import type { Review } from '../review/workflow/service.ts';
import { actions } from './actions.ts';
import { createLinksApi } from './api.ts';
import { createLinkDeskPages } from './desk-pages.ts';
import { fact } from './facts.ts';
import { linkKind, linkProgress } from './kind.ts';
import { createMaterialPages } from './material-pages.ts';
import { createLinkPages } from './pages.ts';
import { createPublicLinkPages } from './public-pages.ts';
import { createLinks, type Links } from './service.ts';
import { linkAlarmHistory, linkHistory } from './watch/history.ts';
import { createLetters } from './watch/letters.ts';
import { createLook } from './watch/look.ts';
import { createWatchPages } from './watch/pages.ts';
import { createWatch, type Watch } from './watch/service.ts';
import { createVisit } from './watch/visit.ts';

type Needs = {
  asks: Pick<LateServices, 'promotionsShown'>;
  db: Database;
  reads: Reader;
  clock: Clock;
  files: Files;
  institutions: Institutions;
  review: Review;
  cursors: Cursors;
  publicUrl: URL;
  config: Pick<Config, 'APP_URL'>;
  log: Log;
  jobs: Jobs;
  throttle: Throttle;
  notifyManagers: NotifyManagers;
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
};

/** 端口互访: links between the Cloud and the sites of institutions. */
export function createLinksModule(needs: Needs): Module<{ links: Links; linkWatch: Watch }> {
  const { fetch, publicUrl } = needs;
  const links = createLinks(needs);
  const agent = `CultureCloudLinkWatch/1.0 (+${publicUrl.origin}/partners/materials)`;
  const visit = createVisit({ fetch, agent });
  const look = createLook({ visit, publicUrl });
  const linkWatch = createWatch({ ...needs, look, visit, letters: createLetters(needs), find: links.find });
  const waitingFor = async ({ institutionId }: Member) => {
    const own = (await links.list(institutionId)).filter(({ state }) => state === 'online').map(({ id }) => id);
    const standings = own.length === 0 ? [] : await linkWatch.standings(own);
    return new Set(standings.filter(({ alarmedAt }) => alarmedAt).map(({ linkId }) => linkId)).size;
  };
  return {
    service: { links, linkWatch },
    actions,
    menu: [
      {
        side: 'member',
        key: 'links',
        href: '/console/links',
        label: fact('links.menu_links'),
        order: 50,
        waiting: waitingFor,
      },
      {
        side: 'staff',
        key: 'links',
        href: '/admin/links',
        label: fact('links.menu_links_staff'),
        order: 50,
        waiting: linkWatch.alarmed,
      },
    ],
    pages(services) {
      const all = { ...needs, ...services, links, linkWatch };
      return [
        ...createLinkPages(all),
        ...createLinkDeskPages(all),
        ...createWatchPages(all),
        ...createPublicLinkPages(all),
        ...createMaterialPages(all),
      ];
    },
    progress: [linkProgress({ ...needs, links, linkWatch })],
    operations: createLinksApi({ ...needs, links }),
    jobs: linkWatch.jobs,
    stop: async () => linkWatch.stop(),
    history: [linkHistory(needs), linkAlarmHistory(needs)],
    kinds: [linkKind({ ...needs, links })],
  };
}
