import { BlockList, isIPv6 } from 'node:net';
import { longestExpiry } from '../../../applications/aksk/lifetime.ts';
import * as seals from '../../../audit/seal-store.ts';
import { type Report, verifyChain } from '../../../audit/verify.ts';
import { after, days, epoch, hours, minutes } from '../../../clock.ts';
import { type Config, widestTrust } from '../../../config.ts';
import { fingerprintsOf } from '../../../crypto/keys.ts';
import { opensWith } from '../../../crypto/seal.ts';
import { foreignSecrets } from '../../../database/key-fingerprints.ts';
import { coverage } from '../../months/store.ts';
import * as nodeStore from '../../nodes/store.ts';
import { area, type Check, checksOf, type On } from '../check.ts';
import * as store from '../contents-store.ts';
import { daysLeft, disksOf, growthOf } from '../disk.ts';
import { triedWithin, untriedFor } from '../trials.ts';

type Late = { count: number; minutes: number } | undefined;
type Seen = {
  foreign: readonly string[];
  /** Tables with values that no key opens. */
  lost: readonly string[];
  /** Since when a resealing run makes no progress. */
  sealingStuckAt: Date | undefined;
  demoSince: Date | undefined;
  audit: Report | undefined;
  jobs: Late;
  deadJobs: number;
  mails: Late;
  deadMails: number;
  sms: Late;
  deadSms: number;
  resting: readonly string[];
  webhooks: Late;
  events: Late;
  roles: readonly string[];
  unprotected: number;
  beyondTerm: number;
  untold: number;
  watched: { at: Date | null } | undefined;
  /** The address that hides all others, where the newest logins have but one. */
  hiding: string | undefined;
  backupAt: Date | undefined;
  /** Seconds for which backups are made and none was tried. */
  untried: number | undefined;
  /** Logs without a part for the next weeks, or with rows in none. */
  monthless: readonly string[];
  nodes: readonly nodeStore.Node[];
  connections: { needed: number; there: number; processes: number } | undefined;
  /** Days until the known disk of PostgreSQL is full, and its daily growth. */
  filling: { days: number; megabytes: number } | undefined;
  isProduction: boolean;
};
const check = checksOf<Seen | undefined>();

/** Data in the database; undefined without tables. */
export const ofContents = area<Seen | undefined>({
  name: 'contents',
  async read(on) {
    const { db, config, keys, bounds, clock } = on;
    if (db === undefined) throw new Error('the database does not answer');
    if (!(await store.hasTables(db))) return undefined;
    const now = clock.now();
    const before = (seconds: number) => after(now, -seconds);
    const late = (found: store.Waiting | undefined): Late =>
      found === undefined || found.count === 0
        ? undefined
        : { count: found.count, minutes: Math.floor((epoch(now) - epoch(found.since ?? now)) / minutes(1)) };
    const sealing = keys?.secrets.sealing.map(({ key }) => Buffer.from(key, 'base64url')) ?? [];
    const heads = keys === undefined ? [] : await store.sealedHeads(db);
    const all = await nodeStore.all(db);
    const messageBefore = before(bounds.messageWaits);
    return {
      foreign: keys === undefined ? [] : await foreignSecrets(db, fingerprintsOf(keys)),
      lost: [...new Set(heads.flatMap(({ table, head }) => (opensWith(head, sealing) ? [] : [table])))].toSorted(),
      sealingStuckAt: (await store.stuckSealing(db, before(bounds.sealingStands)))?.at,
      demoSince: await store.demoSince(db),
      audit: await auditTail(on),
      jobs: late(await store.stuckJobs(db, before(bounds.jobWaits), now)),
      deadJobs: await store.deadJobs(db, before(bounds.deadSince)),
      mails: late(await store.waitingMails(db, messageBefore)),
      deadMails: await store.deadMails(db, before(bounds.deadSince), before(bounds.deadSince * 8)),
      sms: late(await store.waitingSms(db, messageBefore)),
      deadSms: await store.deadSms(db, before(bounds.deadSince), before(bounds.deadSince * 8)),
      resting: await store.restingGateways(db, now),
      webhooks: late(await store.lateWebhooks(db, before(bounds.webhookWaits))),
      events: late(await store.waitingEvents(db, before(bounds.eventWaits))),
      roles: await store.staffRoles(db),
      unprotected: await store.unprotectedStaff(db),
      beyondTerm: await store.beyondTerm(db, longestExpiry(now)),
      untold: await store.endingWithoutNotice(db, now, after(now, bounds.keyEndsWithin)),
      watched: await store.linksWatchedAt(db, before(bounds.linksUnwatched)),
      hiding: hidingAddress(await store.loginAddresses(db, bounds.loginsSeen), config, bounds.loginsSeen),
      backupAt: await store.lastBackup(db),
      untried: await untriedFor(db, now),
      monthless: (await coverage(db))
        .filter(({ until, hasRest }) => hasRest || until === undefined || until < after(now, bounds.monthsAhead))
        .map(({ parent }) => parent),
      nodes: all,
      connections: await connectionsOf(on, all),
      filling: await fillingOf(on),
      isProduction: config.NODE_ENV === 'production',
    };
  },
  checks: [
    check('doctor.keys_foreign', 'harm', (seen) =>
      seen && seen.foreign.length > 0 ? { names: seen.foreign.join('、') } : undefined,
    ),
    check('doctor.seal_lost', 'harm', (seen) =>
      seen && seen.lost.length > 0 ? { tables: seen.lost.join('、') } : undefined,
    ),
    check(
      'doctor.sealing_stuck',
      'warning',
      (seen) => seen?.sealingStuckAt && { at: seen.sealingStuckAt.toISOString() },
    ),
    check('doctor.demo_data', 'harm', (seen) =>
      seen?.isProduction && seen.demoSince ? { at: seen.demoSince.toISOString() } : undefined,
    ),
    check('doctor.audit_waiting', 'warning', (seen, { auditWaits }) => {
      const { count = 0, ageInSeconds = 0 } = seen?.audit?.unsealed ?? {};
      return ageInSeconds > auditWaits ? { count, seconds: ageInSeconds } : undefined;
    }),
    check('doctor.audit_broken', 'harm', (seen) => {
      const broken = seen?.audit?.broken;
      return broken && { fault: broken.fault, position: broken.position ?? 0 };
    }),
    check('doctor.jobs_stuck', 'warning', (seen) => seen?.jobs),
    check('doctor.jobs_dead', 'warning', (seen) => some(seen?.deadJobs)),
    check('doctor.mails_stuck', 'warning', (seen) => seen?.mails),
    check('doctor.mails_dead', 'warning', (seen) => some(seen?.deadMails)),
    check('doctor.sms_stuck', 'warning', (seen) => seen?.sms),
    check('doctor.sms_dead', 'warning', (seen) => some(seen?.deadSms)),
    check('doctor.sms_resting', 'warning', (seen) => seen?.resting.map((gateway) => ({ gateway }))),
    check('doctor.webhooks_stuck', 'warning', (seen) => seen?.webhooks),
    check('doctor.events_waiting', 'warning', (seen) => seen?.events),
    check('doctor.staff_missing', 'warning', (seen) => {
      const roles = ['administrator', 'security', 'auditor'].filter((role) => !seen?.roles.includes(role));
      return seen?.isProduction && roles.length > 0 ? { roles } : undefined;
    }),
    check('doctor.staff_unprotected', 'warning', (seen) => (seen?.isProduction ? some(seen.unprotected) : undefined)),
    check('doctor.ak_beyond_term', 'harm', (seen) => some(seen?.beyondTerm)),
    check('doctor.nobody_told', 'warning', (seen) => some(seen?.untold)),
    check('doctor.links_unwatched', 'warning', (seen, { linksUnwatched }, now) => {
      if (seen?.watched === undefined) return undefined;
      const age = seen.watched.at === null ? linksUnwatched + 1 : epoch(now) - epoch(seen.watched.at);
      return age > linksUnwatched ? { hours: Math.floor(age / hours(1)) } : undefined;
    }),
    check('doctor.proxy_hides', 'harm', (seen) => (seen?.hiding === undefined ? undefined : { address: seen.hiding })),
    check('doctor.backup_unknown', 'warning', (seen) => (seen?.isProduction && !seen.backupAt ? {} : undefined)),
    check('doctor.backup_old', 'warning', (seen, { backupAge }, now) => {
      const age = seen?.backupAt === undefined ? 0 : epoch(now) - epoch(seen.backupAt);
      return seen?.backupAt && age > backupAge
        ? { at: seen.backupAt.toISOString(), hours: Math.floor(age / hours(1)) }
        : undefined;
    }),
    check('doctor.backup_untried', 'warning', (seen) =>
      seen?.untried !== undefined && seen.untried > triedWithin
        ? { days: Math.floor(seen.untried / days(1)) }
        : undefined,
    ),
    check('doctor.database_disk_filling', 'warning', (seen, { diskDays }) =>
      seen?.filling && seen.filling.days < diskDays ? seen.filling : undefined,
    ),
    check('doctor.months_missing', 'warning', (seen) =>
      seen && seen.monthless.length > 0 ? { tables: seen.monthless.join('、') } : undefined,
    ),
    check('doctor.few_connections', 'warning', (seen) =>
      seen?.connections && seen.connections.needed > seen.connections.there ? seen.connections : undefined,
    ),
    ...ofNodes(),
  ],
});

async function fillingOf({ db, config, clock }: On): Promise<Seen['filling']> {
  if (db === undefined || config.DATABASE_DISK === undefined) return undefined;
  const growth = await growthOf(db, clock.now());
  const left = daysLeft(await disksOf(db, config), growth);
  return left === undefined ? undefined : { days: left, megabytes: Math.ceil((growth ?? 0) / 1024 ** 2) };
}

const some = (count: number | undefined) => (count === undefined || count === 0 ? undefined : { count });

/** Whether all processes that live run with the same. */
function ofNodes(): Check<Seen | undefined>[] {
  const living = (seen: Seen | undefined, gone: number, now: Date) =>
    (seen?.nodes ?? []).filter(({ seenAt }) => epoch(now) - epoch(seenAt) <= gone);
  return [
    check('doctor.nodes_keys', 'harm', (seen, { nodeGone }, now) => {
      const nodes = living(seen, nodeGone, now);
      const [first] = nodes;
      const others = nodes.filter(({ keys }) => keys !== first?.keys).map(({ name }) => name);
      return others.length > 0 ? { nodes: [first?.name ?? '', ...others].slice(0, 10).join('、') } : undefined;
    }),
    check('doctor.nodes_versions', 'warning', (seen, { nodeGone }, now) => {
      const versions = new Set(living(seen, nodeGone, now).map((each) => `${each.version} (Node ${each.nodeVersion})`));
      return versions.size > 1 ? { versions: [...versions].toSorted().join('、') } : undefined;
    }),
    check('doctor.nodes_settings', 'harm', (seen, { nodeGone }, now) => {
      const nodes = living(seen, nodeGone, now);
      const [first] = nodes;
      const names = Object.keys(first?.settings ?? {}).filter((name) =>
        nodes.some(({ settings }) => settings[name] !== first?.settings[name]),
      );
      return names.length > 0 ? { names: names.join('、') } : undefined;
    }),
    check('doctor.nodes_clock', 'warning', (seen, { nodeGone, skew }, now) =>
      living(seen, nodeGone, now).flatMap(({ name, skew: seconds }) =>
        Math.abs(seconds) > skew ? [{ node: name, seconds: Math.round(seconds) }] : [],
      ),
    ),
    check('doctor.nodes_gone', 'harm', (seen, { nodeGone }, now) => {
      const all = seen?.nodes ?? [];
      if (all.length === 0 || living(seen, nodeGone, now).length > 0) return undefined;
      const last = Math.max(...all.map(({ seenAt }) => epoch(seenAt)));
      return { minutes: Math.floor((epoch(now) - last) / minutes(1)) };
    }),
  ];
}

/** The end of the chain, or all of it where it is short. */
async function auditTail({ db, clock, keys, bounds }: On): Promise<Report | undefined> {
  if (db === undefined || keys === undefined) return undefined;
  const key = Buffer.from(keys.secrets.audit, 'base64url');
  const head = await seals.head(db);
  const from = head && (await seals.sealAt(db, head.position - bounds.auditTail));
  return verifyChain({ db, clock, key, ...(from !== undefined && { from }) });
}

/** All recent logins came from one proxy: it does not send the client's address, or it is not in the settings. */
function hidingAddress(addresses: readonly string[], config: Readonly<Config>, least: number): string | undefined {
  const [newest] = addresses;
  if (newest === undefined || addresses.length < least) return undefined;
  const proxies = new BlockList();
  for (const { address, prefix, family } of config.TRUSTED_PROXIES)
    if (prefix >= widestTrust[family]) proxies.addSubnet(address, prefix, family);
  const isProxy = (address: string) => proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  const isOne = config.TRUSTED_PROXIES.length === 0 && addresses.every((address) => address === newest);
  return isOne || addresses.every(isProxy) ? newest : undefined;
}

async function connectionsOf({ db, config, bounds, clock }: On, all: readonly nodeStore.Node[]) {
  // Past a pooler its own limits count; DATABASE_LISTEN_URL is set where there is one.
  if (db === undefined || config.DATABASE_LISTEN_URL !== undefined) return undefined;
  const now = epoch(clock.now());
  const living = all.filter(({ seenAt }) => now - epoch(seenAt) <= bounds.nodeGone).length;
  const processes = Math.max(config.WEB_CONCURRENCY, living);
  return { processes, needed: processes * bounds.connectionsOfProcess, there: await store.mostConnections(db) };
}
