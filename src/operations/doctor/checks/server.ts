import { epoch, minutes } from '../../../clock.ts';
import type { Database } from '../../../database/open.ts';
import { wronglyGranted } from '../../../database/privileges.ts';
import { area, checksOf } from '../check.ts';
import { type Disk, disksOf, holdingSlots, isLow } from '../disk.ts';
import * as store from '../server-store.ts';
import { isThisMachine } from './settings.ts';

type Seen = {
  is: store.ServerSettings;
  isProduction: boolean;
  /** Where DATABASE_URL leads; undefined for the embedded one. */
  host: string | undefined;
  wrong: readonly string[];
  waiting: readonly string[];
  archiveFailedAt: Date | undefined;
  isLogReceived: boolean;
  /** Unused replication slots that retain too much of the log. */
  slots: readonly { slot: string; bytes: number }[];
  /** Those that the settings name. */
  disks: readonly Disk[];
  transactions: readonly { pid: number; seconds: number; program: string }[];
  /** Milliseconds of a commit; undefined where nothing can be written. */
  commit: number | undefined;
  /** Seconds by which this machine is behind the server. */
  behind: number;
};
const check = checksOf<Seen>();
const commits = 5;

const major = (version: string) => Number.parseInt(version, 10);
const megabytesIn = (bytes: number) => Math.floor(bytes / 1024 ** 2);
const isOff = (value: string) => (value === 'off' ? {} : undefined);

/** How the server is set, and how it does. */
export const ofServer = area<Seen>({
  name: 'server',
  async read({ db, clock, config, bounds }) {
    const is = db && (await store.settings(db));
    if (db === undefined || is === undefined) throw new Error('the database does not answer');
    const mayWrite = !is.read_only && !is.is_standby;
    const before = clock.now().getTime();
    const there = (await store.time(db)) * 1_000;
    const after = clock.now().getTime();
    const url = config.DATABASE_URL === undefined ? undefined : new URL(config.DATABASE_URL);
    return {
      is,
      isProduction: config.NODE_ENV === 'production',
      host: url && (url.searchParams.get('host') ?? url.hostname),
      wrong: is.owns || is.is_superuser ? [] : await wronglyGranted(db),
      waiting: await store.waitingForRestart(db),
      archiveFailedAt: await store.archiveFailedAt(db),
      isLogReceived: await store.isLogReceived(db),
      slots: await holdingSlots(db, config, bounds),
      disks: await disksOf(db, config),
      transactions: await store.openTransactions(db),
      commit: mayWrite ? await commitTime(db) : undefined,
      behind: (there - (before + after) / 2) / 1_000,
    };
  },
  checks: [
    check('doctor.database_ending', 'warning', ({ is: { version } }, { serverEnds, serverEndsWithin }, now) => {
      const at = serverEnds[major(version)];
      return at !== undefined && epoch(new Date(at)) - epoch(now) < serverEndsWithin ? { version, at } : undefined;
    }),
    check('doctor.database_plain', 'warning', ({ is, host, isProduction }) =>
      isProduction && host !== undefined && is.ssl === false && !isThisMachine(host) && !host.startsWith('/')
        ? { host }
        : undefined,
    ),
    check('doctor.superuser', 'harm', ({ is: { role, is_superuser } }) => (is_superuser ? { role } : undefined)),
    check('doctor.role_owns', 'warning', ({ is: { role, owns, is_superuser } }) =>
      owns && !is_superuser ? { role } : undefined,
    ),
    check('doctor.grants', 'harm', ({ wrong }) =>
      wrong.length > 0 ? { tables: wrong.slice(0, 10).join('、') } : undefined,
    ),
    check('doctor.encoding', 'harm', ({ is: { encoding } }) => (encoding === 'UTF8' ? undefined : { encoding })),
    check('doctor.collation_changed', 'harm', ({ is: { collation_was: was, collation_is: is } }) =>
      was !== null && is !== null && was !== is ? { was, is } : undefined,
    ),
    check('doctor.timezone', 'warning', ({ is: { timezone } }) =>
      /^(UTC|Etc\/UTC|GMT|Asia\/Shanghai|PRC|Asia\/Chongqing|Asia\/Urumqi)$/.test(timezone) ? undefined : { timezone },
    ),
    check('doctor.commit_unsafe', 'harm', ({ is }) => isOff(is.synchronous_commit)),
    check('doctor.fsync_off', 'harm', ({ is }) => isOff(is.fsync)),
    check('doctor.pages_unsafe', 'harm', ({ is }) => isOff(is.full_page_writes)),
    check('doctor.vacuum_off', 'harm', ({ is }) => isOff(is.autovacuum)),
    check('doctor.little_buffer', 'warning', ({ is: { shared_megabytes: megabytes } }, { sharedBuffers: least }) =>
      megabytes < least ? { megabytes, least } : undefined,
    ),
    check('doctor.restart_pending', 'warning', ({ waiting }) =>
      waiting.length > 0 ? { names: waiting.join('、') } : undefined,
    ),
    check('doctor.read_only', 'harm', ({ is }) => (is.read_only || is.is_standby ? {} : undefined)),
    check('doctor.archive_off', 'warning', ({ is, isLogReceived }) =>
      (is.archive_mode === 'off' || is.archives_by === '') && !isLogReceived ? {} : undefined,
    ),
    check('doctor.archive_failing', 'harm', ({ archiveFailedAt: at }) =>
      at === undefined ? undefined : { at: at.toISOString() },
    ),
    check('doctor.slot_holds', 'harm', ({ slots }) =>
      slots.map(({ slot, bytes }) => ({ slot, megabytes: megabytesIn(bytes) })),
    ),
    check('doctor.database_disk_low', 'harm', ({ disks }, bounds) =>
      disks
        .filter((disk) => isLow(disk, bounds))
        .map(({ part, bytes, used }) => ({
          ...{ part, percent: Math.round((100 * used) / bytes) },
          left: megabytesIn(Math.max(0, bytes - used)),
        })),
    ),
    check('doctor.long_transaction', 'warning', ({ transactions }, { longTransaction }) =>
      transactions.flatMap(({ pid, seconds, program }) =>
        seconds > longTransaction ? [{ pid, program, minutes: Math.floor(seconds / minutes(1)) }] : [],
      ),
    ),
    check('doctor.slow_commit', 'warning', ({ commit }, { commit: most }) =>
      commit !== undefined && commit > most ? { milliseconds: Math.round(commit) } : undefined,
    ),
    check('doctor.ids_running_out', 'harm', ({ is }, { idAge }) =>
      is.id_age > idAge ? { millions: Math.floor(is.id_age / 1_000_000) } : undefined,
    ),
    check('doctor.clock_off', 'warning', ({ behind }, { skew }) =>
      Math.abs(behind) > skew ? { seconds: Math.round(behind) } : undefined,
    ),
  ],
});

async function commitTime(db: Database): Promise<number> {
  const took: number[] = [];
  for (let count = 0; count < commits; count += 1) {
    const began = performance.now();
    await store.commit(db);
    took.push(performance.now() - began);
  }
  return took.toSorted((one, other) => one - other)[Math.floor(commits / 2)] ?? 0;
}
