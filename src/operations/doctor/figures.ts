import { after, type Clock, days, epoch, hours, minutes } from '../../clock.ts';
import type { Config } from '../../config.ts';
import { readKeyFiles } from '../../crypto/key-files.ts';
import { nextPhase } from '../../crypto/phases.ts';
import type { Database } from '../../database/open.ts';
import type { Figure } from '../../http/gate/metrics.ts';
import { logNames, type Transparency } from '../../oversight/transparency/service.ts';
import type { Advisories } from '../advisories/service.ts';
import { coverage } from '../months/store.ts';
import * as nodeStore from '../nodes/store.ts';
import * as contents from './contents-store.ts';
import { disksOf, growthOf, holdingSlots, type Sizes } from './disk.ts';
import * as disks from './disk-store.ts';
import * as store from './figures-store.ts';
import { type Backlogs, queueNames } from './queues/queue.ts';
import { untriedFor } from './trials.ts';

type Needs = {
  db: Database;
  clock: Clock;
  config: Pick<Config, 'KEYS_DIR'> & Sizes;
  backlogs: Backlogs;
  transparency: Transparency;
  advisories: Advisories;
};
type Values = Figure['values'];

const ago = (at: Date, now: Date): number => Math.max(0, epoch(now) - epoch(at));
const since = (at: Date | undefined, now: Date): Values => (at === undefined ? [] : [[{}, ago(at, now)]]);
const standings = async (transparency: Needs['transparency']) => {
  return Promise.all(logNames.map(transparency.standing));
};

/**
 * Figures of the whole service, from the database and the keys: the same in every process, so they are never summed. Adding one is an entry
 * here; docs/operating.md has the list of them (test/operations/doctor/figures.test.ts compares).
 */
const described: readonly {
  name: string;
  help: string;
  read: (on: Needs, now: Date) => Promise<Values>;
}[] = [
  {
    name: 'cloud_queue_waiting',
    help: 'What waits in each queue: jobs that are due, mails, short messages, webhooks',
    read: async ({ backlogs }) =>
      Promise.all(queueNames.map(async (queue) => [{ queue }, (await backlogs[queue].counts()).waiting] as const)),
  },
  {
    name: 'cloud_queue_dead',
    help: 'What nobody tries any more, in each queue',
    read: async ({ backlogs }) =>
      Promise.all(queueNames.map(async (queue) => [{ queue }, (await backlogs[queue].counts()).dead] as const)),
  },
  {
    name: 'cloud_queue_oldest_seconds',
    help: 'For how long the oldest of what waits does',
    read: async ({ backlogs }, now) =>
      Promise.all(
        queueNames.map(async (queue) => {
          const { oldestAt } = await backlogs[queue].counts();
          return [{ queue }, oldestAt === undefined ? 0 : Math.max(0, epoch(now) - epoch(oldestAt))] as const;
        }),
      ),
  },
  {
    name: 'cloud_event_lag_seconds',
    help: 'For how long the oldest event waits to be put in order, before anybody is told of it',
    async read({ db }, now) {
      const at = (await contents.waitingEvents(db, now))?.since;
      return [[{}, at ? Math.max(0, epoch(now) - epoch(at)) : 0]];
    },
  },
  {
    name: 'cloud_runs_failing',
    help: 'Kinds of scheduled work of which a run begun an hour ago did not end, and none that came later did',
    read: async ({ db }, now) => [[{}, await store.failingRuns(db, after(now, -days(1)), after(now, -hours(1)))]],
  },
  {
    name: 'cloud_audit_unsealed',
    help: 'Audit events that are not in the chain yet',
    read: async ({ db }) => [[{}, (await store.unsealed(db))?.count ?? 0]],
  },
  {
    name: 'cloud_audit_seal_lag_seconds',
    help: 'For how long the oldest of them waits',
    async read({ db }, now) {
      const at = (await store.unsealed(db))?.since;
      return [[{}, at ? Math.max(0, epoch(now) - epoch(at)) : 0]];
    },
  },
  {
    name: 'cloud_signing_key_age_seconds',
    help: 'For how long the oldest key that signs has done so',
    async read({ config }, now) {
      const read = await readKeyFiles(config.KEYS_DIR);
      if (!('files' in read)) return [];
      const active = read.files.signing.keys.filter(({ phase }) => phase === 'active');
      return [[{}, Math.max(...active.map((key) => epoch(now) - epoch(new Date(key.promotedAt ?? key.publishedAt))))]];
    },
  },
  {
    name: 'cloud_key_rotation_overdue_seconds',
    help: 'For how long a step of a rotation has been due; 0: none is',
    async read({ config }, now) {
      const read = await readKeyFiles(config.KEYS_DIR);
      const due = 'files' in read ? nextPhase(read.files.signing).due : undefined;
      return [[{}, due === undefined ? 0 : Math.max(0, epoch(now) - epoch(due))]];
    },
  },
  {
    name: 'cloud_applications_ending',
    help: 'AKs in use that end within so many days',
    async read({ db }, now) {
      const found = await store.endingBefore(db, now, after(now, days(3)), after(now, days(7)));
      return [
        [{ days: 3 }, found?.soon ?? 0],
        [{ days: 7 }, found?.later ?? 0],
      ];
    },
  },
  {
    name: 'cloud_link_sides',
    help: 'Links by side and by how they were found last',
    read: async ({ db }) => (await store.linkSides(db)).map(({ side, state, count }) => [{ side, state }, count]),
  },
  {
    name: 'cloud_links_watched_seconds_ago',
    help: 'How long ago all links were looked at',
    read: async ({ db }, now) => since(await store.lastRun(db, 'links.watch'), now),
  },
  {
    name: 'cloud_verifications_in_day',
    help: 'Online verifications begun within a day, by how they stand',
    read: async ({ db }, now) =>
      (await store.verifications(db, after(now, -days(1)))).map(({ state, count }) => [{ state }, count]),
  },
  {
    name: 'cloud_known_holes',
    help: 'Each known hole, and each floor that is not kept, of a version that runs: open, accepted (HOLES_ACCEPTED) or beside (no stranger gets there)',
    async read({ advisories }) {
      const { holes, floors } = await advisories.judged();
      const named = [
        ...holes.map(({ hole: { id, component, severity }, ...of }) => ({ ...of, id, component, severity })),
        ...floors.map((each) => ({ ...each, severity: 'floor' })),
      ];
      return named.map(({ id, component, version, severity, standing }) => [
        { id, component, version, severity, standing },
        1,
      ]);
    },
  },
  {
    name: 'cloud_nodes',
    help: 'Processes that told within three minutes that they live',
    async read({ db }, now) {
      const all = await nodeStore.all(db);
      return [[{}, all.filter(({ seenAt }) => epoch(now) - epoch(seenAt) <= minutes(3)).length]];
    },
  },
  {
    name: 'cloud_clock_skew_seconds',
    help: 'By how much the clock of a machine is off that of the database, the worst of all; 0 up to a second',
    async read({ db }) {
      const all = await nodeStore.all(db);
      return [[{}, Math.max(0, ...all.map(({ skew }) => Math.abs(skew)))]];
    },
  },
  {
    name: 'cloud_backup_seconds_ago',
    help: 'How long ago a backup was noted (cloud backup noted); absent: never',
    read: async ({ db }, now) => since(await contents.lastBackup(db), now),
  },
  {
    name: 'cloud_backup_untried_seconds',
    help: 'For how long backups are made, and none was restored and tried (cloud backup tried); absent: no backup was ever noted',
    async read({ db }, now) {
      const seconds = await untriedFor(db, now);
      return seconds === undefined ? [] : [[{}, seconds]];
    },
  },
  {
    name: 'cloud_log_ahead_seconds',
    help: 'For how long to come a log has months made; those of the job months.keep are 59 days at least',
    read: async ({ db }, now) =>
      (await coverage(db)).map(({ parent, until }) => [
        { log: parent },
        until === undefined ? 0 : Math.max(0, epoch(until) - epoch(now)),
      ]),
  },
  {
    name: 'cloud_transparency_leaves',
    help: 'Leaves of each public log: it only grows',
    read: async ({ transparency }) => (await standings(transparency)).map(({ log, size }) => [{ log }, size]),
  },
  {
    name: 'cloud_transparency_waiting',
    help: 'Sealed events and published figures that have no leaf yet',
    read: async ({ transparency }) =>
      Promise.all(logNames.map(async (log) => [{ log }, await transparency.waiting(log)] as const)),
  },
  {
    name: 'cloud_transparency_checkpoint_seconds_ago',
    help: 'How long ago the newest head of each log was signed; absent: there is none',
    read: async ({ transparency }, now) =>
      (await standings(transparency)).flatMap(({ log, at }) => (at ? [[{ log }, ago(at, now)] as const] : [])),
  },
  {
    name: 'cloud_transparency_cosigned_seconds_ago',
    help: 'How long ago each witness of WITNESSES co-signed last; one that never did counts from the oldest head that is kept',
    async read({ transparency }, now) {
      const found = await Promise.all(
        logNames.map(async (log) => (await transparency.cosigned(log)).map((each) => ({ log, ...each }))),
      );
      return found.flat().flatMap(({ log, witness, at }) => (at ? [[{ log, witness }, ago(at, now)] as const] : []));
    },
  },
  {
    name: 'cloud_figures_altered',
    help: 'Published figures that are other than their leaves say',
    read: async ({ transparency }) => [[{}, (await transparency.altered(0)).count]],
  },
  {
    name: 'cloud_figures_compared_seconds_ago',
    help: 'How long ago they were compared; absent: never',
    read: async ({ transparency }, now) => since((await transparency.altered(0)).at, now),
  },
  {
    name: 'cloud_database_bytes',
    help: 'Size of the database',
    read: async ({ db }) => [[{}, await store.databaseBytes(db)]],
  },
  {
    name: 'cloud_database_growth_bytes',
    help: 'By how much all databases of the server grow a day, by their sizes of the last 14; absent: not known yet',
    async read({ db }, now) {
      const bytes = await growthOf(db, now);
      return bytes === undefined ? [] : [[{}, bytes]];
    },
  },
  {
    name: 'cloud_database_disk_bytes',
    help: 'The disk of PostgreSQL as DATABASE_DISK names it, and that of its log by DATABASE_LOG_DISK; absent: nobody named it',
    read: async ({ db, config }) => (await disksOf(db, config)).map(({ part, bytes }) => [{ part }, bytes]),
  },
  {
    name: 'cloud_database_disk_free_bytes',
    help: 'What the databases and the log of PostgreSQL leave of it',
    read: async ({ db, config }) =>
      (await disksOf(db, config)).map(({ part, bytes, used }) => [{ part }, bytes - used]),
  },
  {
    name: 'cloud_database_slot_bytes',
    help: 'How much of its log each replication slot keeps; read: whether somebody reads it now',
    read: async ({ db }) =>
      (await disks.slots(db)).map(({ slot, bytes, isRead }) => [{ slot, read: isRead ? 'yes' : 'no' }, bytes]),
  },
  {
    name: 'cloud_database_slots_holding',
    help: 'Slots that nobody reads and that keep more than 2 GiB, or a tenth of the disk that was named',
    read: async ({ db, config }) => [[{}, (await holdingSlots(db, config)).length]],
  },
  {
    name: 'cloud_table_bytes',
    help: 'Size of what grows for years, with indexes; of a log by the month all its months',
    read: async ({ db }) => (await store.tableBytes(db)).map(({ name, bytes }) => [{ table: name }, bytes]),
  },
  {
    name: 'cloud_database_connections',
    help: 'Connections to the database, of everybody',
    read: async ({ db }) => [[{}, (await store.connections(db))?.used ?? 0]],
  },
  {
    name: 'cloud_database_connections_max',
    help: 'How many there may be',
    read: async ({ db }) => [[{}, (await store.connections(db))?.most ?? 0]],
  },
];

/** Milliseconds for which the same figures are returned; not longer where the clock is set back meanwhile. */
const fresh = 5_000;

export function createFigures(needs: Needs) {
  let known: { at: number; figures: Promise<readonly Figure[]> } | undefined;

  async function read(): Promise<readonly Figure[]> {
    const now = needs.clock.now();
    const figures: Figure[] = [];
    // One after the other: a scrape must not take all connections.
    for (const { name, help, read: of } of described) figures.push({ name, help, values: await of(needs, now) });
    return figures;
  }

  return {
    read(): Promise<readonly Figure[]> {
      const at = needs.clock.now().getTime();
      if (known === undefined || Math.abs(at - known.at) > fresh) known = { at, figures: read() };
      known.figures.catch(() => {
        known = undefined;
      });
      return known.figures;
    },
  };
}
