import type { Accounts } from '../accounts/service.ts';
import { system } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database, Reader } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Quota } from '../http/limits/quota.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import { type CallWrapper, inEachSpace } from '../http/operation.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { InstitutionPages } from '../institutions/page/service.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Links } from '../links/service.ts';
import type { Watch } from '../links/watch/service.ts';
import type { Log } from '../log.ts';
import type { Module, ProgressLine } from '../module.ts';
import type { NotifyManagers } from '../notices/managers.ts';
import type { Notices } from '../notices/service.ts';
import type { Names } from '../review/api-answers.ts';
import type { Review } from '../review/workflow/service.ts';
import type { InSandbox } from '../sandbox/index.ts';
import { sandboxJobs } from '../sandbox/jobs.ts';
import type { Space } from '../space.ts';
import type { Webhooks } from '../webhooks/service.ts';
import { actions } from './actions.ts';
import { type AddressWatch, createAddressWatch } from './addresses/service.ts';
import { createFormats } from './announcements/formats/formats.ts';
import { createPastingPages } from './announcements/pages.ts';
import { type Announcements, createAnnouncements } from './announcements/service.ts';
import { createOperations } from './api/all-operations.ts';
import { eventOf, eventOfImport } from './api/events.ts';
import { channelNamed, channels } from './channels/channels.ts';
import { createConfirmationPages } from './confirmations/pages.ts';
import { type Confirmations, createConfirmations, createWeekReminding } from './confirmations/service.ts';
import { createDuplicates } from './entries/duplicates.ts';
import type { Count } from './entries/entry-list-store.ts';
import { resourceKind, type WhenSent, withdrawalKind } from './entries/kinds.ts';
import { createObstacles } from './entries/obstacles.ts';
import { createResourcePages } from './entries/pages.ts';
import { createPictures } from './entries/pictures.ts';
import { createPublishing, type SendEvent } from './entries/publishing.ts';
import { createReminding } from './entries/reminding.ts';
import { createSelection, type Selection } from './entries/selection.ts';
import { createResources, type Resources } from './entries/service.ts';
import { fact } from './facts.ts';
import { createAnnouncing } from './imports/announcing.ts';
import type { Completed } from './imports/check-job.ts';
import { importFinder } from './imports/finder.ts';
import { importHistory } from './imports/history.ts';
import { createImportPages } from './imports/pages.ts';
import { createImports, type Imports } from './imports/service.ts';
import { createListingIndex, type ListingIndex } from './listing/listing-index.ts';
import { createMeanings } from './listing/meanings.ts';
import { personal } from './personal-data.ts';
import { createBookings } from './public/booking.ts';
import { createChannelPages } from './public/channel-pages.ts';
import { createFeedPages } from './public/feeds-pages.ts';
import { createInstitutionPages } from './public/institution-pages.ts';
import { createMeaningPages } from './public/meanings-pages.ts';
import { createNear, type Near } from './public/near.ts';
import { createNearPages } from './public/near-pages.ts';
import { createPublicResourcePages } from './public/pages.ts';
import { createPreviewPages } from './public/preview-pages.ts';
import { createPublicResources, type PublicResources } from './public/public.ts';
import { createWholes, type Wholes } from './public/wholes.ts';
import { createZonePages } from './public/zone-pages.ts';
import { sealed } from './sealed.ts';
import { fact as sourceFact } from './sources/facts.ts';
import { createSourcePages } from './sources/pages.ts';
import { createSources, type Sources } from './sources/service.ts';

type Needs = {
  db: Database;
  reads: Reader;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  fetch: typeof globalThis.fetch;
  cursors: Cursors;
  quota: Quota;
  throttle: Throttle;
  idempotency: CallWrapper;
  files: Files;
  sandboxFiles: Files;
  review: Review;
  sandboxReview: Review;
  notices: Notices;
  accounts: Accounts;
  names: Names;
  institutions: Institutions;
  institutionPages: InstitutionPages;
  notifyManagers: NotifyManagers;
  webhooks: Webhooks;
  sandboxWebhooks: Webhooks;
  links: Links;
  linkWatch: Watch;
  log: Log;
  applications: Applications;
  inSandbox: InSandbox;
  publicUrl: URL;
  config: Pick<Config, 'SOURCES_TRUSTED_AFTER' | 'SOURCES_SAMPLE_PERCENT'>;
};

/** Work on entries that jobs do when its time has come, and not a person. */
interface DueWork {
  /** Publishes due versions, and takes down expired ones; each minute. */
  turn(): Promise<void>;
  /** 授权截止: letters to institutions 30, 7 and 1 days before; each occasion once, however often it runs. */
  remind(): Promise<void>;
  /** 下周都照常吗: letters to institutions that did not answer, on Friday and on Monday; each once. */
  remindOfWeek(): Promise<void>;
}

type Service = {
  /** Entries, from the draft to the withdrawal. */
  resources: Resources & DueWork;
  /** Files with entries. */
  imports: Imports;
  /** Many entries of a list at once. */
  selection: Selection;
  /** Published entries, as anyone reads them. */
  publicResources: PublicResources;
  /** The same by their distance from a place. */
  near: Near;
  /** Published entries in bulk. */
  wholes: Wholes;
  /** The same, never from a standby: for reading together with the order of changes. */
  currentWholes: Wholes;
  /** Whether the pages, films and captions that entries name are there. */
  addressWatch: AddressWatch;
  /** 接入来源. */
  sources: Sources;
  /** 下周都照常吗. */
  confirmations: Confirmations;
  /** 粘贴通知. */
  announcements: Announcements;
  /** The index of the public pages. */
  listingIndex: ListingIndex;
  /** R27: the same verbs, on sandbox data. */
  sandboxResources: Resources;
  sandboxListingIndex: ListingIndex;
};

/** Entries of institutions: channels as data, a kind each; one path for form, workbook and API; the public pages, and search. */
export function createResourcesModule(needs: Needs): Module<Service> {
  const { webhooks, sandboxWebhooks, sandboxReview, inSandbox, sandboxFiles: files } = needs;
  const announceImport = createAnnouncing(needs);
  const addresses = createAddressWatch(needs);
  const { pictures, listingIndex, turn, ...own } = createSharing({
    ...{ ...needs, tell: webhooks.tell, sent: addresses.enqueue },
    completed: announceImport,
  });
  const sandbox = createSharing({
    ...{ ...needs, ...inSandbox, files, review: sandboxReview, tell: sandboxWebhooks.tell },
    completed: async () => undefined, // no notices
  });
  for (const kind of sandbox.kinds) sandboxReview.register(kind);

  const remind = createReminding(needs);
  const remindOfWeek = createWeekReminding({ ...needs, channels });
  const resources = { ...own.resources, turn, remind, remindOfWeek };
  const { imports, confirmations, announcements } = own;
  const sources = createSources({
    ...{ ...needs, resources: own.resources, duplicates: own.duplicates },
    trust: { after: needs.config.SOURCES_TRUSTED_AFTER, share: needs.config.SOURCES_SAMPLE_PERCENT / 100 },
  });
  const selection = createSelection({ ...needs, resources: own.resources, channels });

  const meanings = createMeanings(needs);
  const jobs: Job[] = [
    turning(turn),
    // Every hour of the day: a node missing at nine sends them later, and an occasion is notified once.
    { name: 'resources.remind', schedule: '13 9-20 * * *', run: remind },
    { name: 'resources.remind_week', schedule: '23 9-20 * * 1,5', run: remindOfWeek },
    { name: 'listings.count', schedule: '* * * * *', run: listingIndex.count },
    { name: 'listings.zones', schedule: '*/5 * * * *', run: listingIndex.moveRetiredRegions },
    { name: 'listings.restock', schedule: '17 3 * * *', run: listingIndex.indexMissing },
    { name: 'listings.names', schedule: '* * * * *', run: listingIndex.nameInstitutions },
    { name: 'listings.respell', schedule: '* * * * *', run: listingIndex.respell },
    ...imports.jobs,
    ...announcements.jobs,
    ...selection.jobs,
    ...addresses.jobs,
    ...sources.jobs,
    // Expired data there go with all other sandbox data.
    ...sandboxJobs([turning(sandbox.turn), ...sandbox.imports.jobs.filter((job) => !('schedule' in job))]),
  ];
  const { db, reads } = needs;
  const publicResources = createPublicResources({ ...needs, db: reads, kept: db, changes: db.changes, meanings });
  const near = createNear({ db: reads, clock: needs.clock, publicResources, meanings });
  const wholes = createWholes({ ...needs, db: reads });
  const service = {
    ...{
      resources,
      imports,
      selection,
      publicResources,
      near,
      wholes,
      currentWholes: createWholes(needs),
      listingIndex,
    },
    addressWatch: addresses,
    ...{ confirmations, announcements, sources },
    ...{ sandboxResources: sandbox.resources, sandboxListingIndex: sandbox.listingIndex },
  };
  return {
    personal,
    sealed,
    service,
    progress: [resourceProgress(resources)],
    history: [importHistory({ ...needs, titleOf: (code) => channelNamed(code).name })],
    kinds: own.kinds,
    actions,
    finders: [importFinder({ imports })],
    menu: [
      {
        side: 'member',
        key: 'resources',
        href: '/console/resources',
        label: fact('resources.menu_resources'),
        order: 30,
      },
      { side: 'member', key: 'sources', href: '/console/sources', label: sourceFact('sources.menu'), order: 31 },
      { side: 'staff', key: 'sources', href: '/admin/sources', label: sourceFact('sources.menu'), order: 111 },
      { side: 'staff', key: 'synonyms', href: '/admin/synonyms', label: fact('resources.menu_synonyms'), order: 112 },
    ],
    pages(services) {
      const all = {
        ...needs,
        ...service,
        ...services,
        channels,
        pictures,
        meanings,
        selection,
        bookings: createBookings(needs),
      };
      return [
        ...createImportPages(all),
        ...createPastingPages(all),
        ...createPreviewPages(all),
        ...createConfirmationPages(all),
        ...createSourcePages(all),
        ...createResourcePages({
          ...all,
          // Entries came of those that were imported, not of those that failed or wait.
          batches: async (actor, limit) =>
            (await imports.list(actor, actor.institutionId, undefined, limit)).filter(({ startedAt }) => startedAt),
        }),
        ...createFeedPages(all),
        ...createChannelPages(all),
        ...createNearPages(all),
        ...createPublicResourcePages(all),
        ...createZonePages(all),
        ...createInstitutionPages(all),
        ...createMeaningPages(all),
      ];
    },
    operations: inEachSpace(
      createOperations({ ...needs, resources, imports, confirmations, announcements }),
      createOperations({
        ...needs,
        files,
        ...{ resources: sandbox.resources, imports: sandbox.imports, confirmations: sandbox.confirmations },
        announcements: sandbox.announcements,
      }),
    ),
    jobs,
  };
}

type SharingNeeds = Pick<
  Needs,
  'clock' | 'seal' | 'jobs' | 'fetch' | 'files' | 'review' | 'institutions' | 'institutionPages' | 'applications'
> & {
  db: Database;
  space?: Space;
  tell: Webhooks['tell'];
  completed: Completed;
  sent?: WhenSent;
};

/** How entries come in, are decided about and go: of production, and once more of the sandboxes. */
function createSharing({ tell, completed, ...needs }: SharingNeeds) {
  const formats = createFormats();
  const listingIndex = createListingIndex(needs);
  const told: SendEvent = (trx, event) => tell(trx, eventOf(event));
  const pictures = createPictures(needs);
  const publishing = createPublishing({ ...needs, listingIndex, tell: told });
  const duplicates = createDuplicates(needs);
  const obstacles = createObstacles({ ...needs, pictures });
  const kit = { ...needs, tell: told, pictures, obstacles, publishing, duplicates };
  const resources = createResources({ ...needs, channels });
  const imports = createImports({
    ...{ ...needs, resources, duplicates, pictures, obstacles },
    async completed(trx, done) {
      await tell(trx, eventOfImport(done));
      await completed(trx, done);
    },
  });
  return {
    ...{
      resources,
      imports,
      pictures,
      duplicates,
      listingIndex,
      confirmations: createConfirmations({ ...needs, channels }),
    },
    announcements: createAnnouncements({ ...needs, channels, resources, formats }),
    kinds: [...Object.values(channels).map((channel) => resourceKind(channel, kit)), withdrawalKind(kit)],
    turn: () => publishing.turn(system('resources.turn')),
  };
}

/** Every minute: publishes due versions, and takes down expired ones. */
const turning = (run: () => Promise<void>): Job => ({ name: 'resources.turn', schedule: '* * * * *', run });

const home = '/console/resources';

/** R41: an institution's entries, and the tasks about them. */
const resourceProgress = (resources: Pick<Resources, 'counts'>): ProgressLine => ({
  ...{ key: 'resources', title: fact('resources.progress_title'), part: 'integration', order: 3 },
  async of(institutionId) {
    const counts = await resources.counts(institutionId);
    const sum = (standing: Count['standing']) =>
      counts.filter((each) => each.standing === standing).reduce((all, { count }) => all + count, 0);
    if (counts.length === 0)
      return {
        ...{ progress: 'open', note: fact('resources.progress_none'), href: home },
        next: { sentence: fact('resources.next_first'), label: fact('resources.to_add') },
      };
    const [published, waiting, returned, drafts] = [sum('published'), sum('in_review'), sum('returned'), sum('draft')];
    const scheduled = sum('scheduled');
    const note = fact('resources.progress_counts', { published, scheduled, waiting, returned, drafts });
    const progress = returned > 0 ? 'returned' : published > 0 ? 'done' : waiting > 0 ? 'reviewing' : 'active';
    const next =
      progress !== 'active' || scheduled > 0
        ? undefined
        : drafts > 0
          ? { sentence: fact('resources.next_drafts'), label: fact('resources.to_drafts') }
          : { sentence: fact('resources.next_publish'), label: fact('resources.to_add') };
    return { progress, note, href: home, ...(next && { next }) };
  },
});
