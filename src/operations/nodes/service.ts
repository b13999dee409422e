import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { createBeat } from '../../beat.ts';
import { after, type Clock, days, epoch, minutes, seconds } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import { release } from '../../release.ts';
import * as store from './store.ts';

export type NodeNeeds = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Readonly<Config>;
  keys: Pick<Keys, 'dataKeys'> & { jwks: () => { keys: readonly { kid: string }[] } };
  time: { skew: () => number | undefined };
  everyMs?: number;
};

/** Settings that must be the same everywhere and are no secrets. Addresses of databases and gateways contain passwords: they stay out. */
const shared = [
  'NODE_ENV',
  'PUBLIC_URL',
  'NATIONAL_CRYPTOGRAPHY',
  'TRUSTED_PROXIES',
  'CONTACT_PHONE',
  'CONTACT_EMAIL',
  'APP_URL',
  'MAIL_FROM',
  'SMS_PER_DAY',
  'INCIDENT_REPORTER',
  'OUTGOING_HOSTS',
  'DEMO',
  'THROTTLE',
  'CLOCK_OFFSET',
] as const satisfies readonly (keyof Config)[];

const short = (value: string) => createHash('sha256').update(value).digest('base64url').slice(0, 12);

/** A node reports each minute; one that has missed some is gone, or hangs. */
export const quiet = minutes(3);

/** Milliseconds after which a node without a record yet tries again. */
const soon = seconds(1) * 1000;

/** One value for the same keys, whatever their order: they are promoted on one node some seconds before another. */
const keysInShort = (kids: readonly string[]) => short(kids.toSorted().join(' '));

/** The running processes, and their settings. */
export interface Nodes {
  /** Tells of this process now and once a minute; the promise is kept once that was tried. */
  start(): Promise<void>;
  /** This process is gone. */
  stop(): Promise<void>;
  /** All that told of themselves in the last seven days. */
  all(): Promise<store.Node[]>;
  /** Those that told of themselves in the last three minutes. */
  living(): Promise<store.Node[]>;
}

/** Each process reports its settings once a minute, so that differences are visible. */
export function createNodes({ db, clock, log, config, keys, time, everyMs = 60_000 }: NodeNeeds): Nodes {
  const name = `${hostname()}:${process.pid}`;
  const settings = Object.fromEntries(shared.map((each) => [each, short(JSON.stringify(config[each]) ?? '')]));
  const startedAt = clock.now();

  async function tell(): Promise<void> {
    const now = clock.now();
    const kids = keys.jwks().keys.map(({ kid }) => kid);
    await store.reportNode(db, {
      ...{ name, version: release.version, settings, startedAt },
      nodeVersion: process.versions.node,
      keys: keysInShort(kids),
      dataKeys: keys.dataKeys(),
      skew: time.skew() ?? 0,
      seenAt: now,
    });
  }

  let isKnown = false;
  let again: NodeJS.Timeout | undefined;
  let telling: Promise<void> | undefined;
  function tellQuietly(): Promise<void> {
    clearTimeout(again);
    telling = tellOrAgain();
    return telling;
  }
  async function tellOrAgain(): Promise<void> {
    try {
      await tell();
      if (isKnown) await store.forget(db, after(clock.now(), -days(7)));
      isKnown = true;
    } catch (error) {
      log.debug({ err: error }, 'this node could not tell that it lives');
      if (!isKnown) again = setTimeout(tellQuietly, soon).unref();
    }
  }
  const beat = createBeat(tellQuietly, everyMs, async () => {
    await telling;
    await store.leave(db, name).catch(() => undefined); // while the database is away it is forgotten later
  });

  return {
    start: beat.start,
    async stop() {
      clearTimeout(again);
      isKnown = true; // and does not try again
      await beat.stop();
    },
    all: () => store.all(db),
    living: async () => (await store.all(db)).filter(({ seenAt }) => epoch(clock.now()) - epoch(seenAt) <= quiet),
  };
}
