/** Passwords, secrets, sealed columns, signatures; the keys in KEYS_DIR and their rotation. */

import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { closeToOthers, createKeys } from './create-keys.ts';
import { createHourlyKeys } from './hourly-keys.ts';
import { type KeyFault, type KeyFiles, readKeyFiles } from './key-files.ts';
import { nameOfKey } from './rotation.ts';
import { createSeal, type Seal } from './seal.ts';
import { hashToken } from './secrets.ts';
import { algorithms, type SigningJwk } from './signing.ts';
import { createSm2Key, mustReadSm2File, openSm2Signer, type Sm2Signer } from './sm2.ts';
import { type AuditHash, auditHashOf, mustSupportNational, type Suite } from './suite.ts';

export { createKeys } from './create-keys.ts';
export { describeKeys, rotateKeys } from './rotation.ts';

export interface Keys {
  /** Private keys for the provider; of each algorithm the active one first, since the first one signs. */
  jwks(): { keys: SigningJwk[] };
  /** The first signs, all verify. */
  cookieKeys(): string[];
  readonly subjectKey: Buffer;
  readonly rotationKey: Buffer;
  /** CSRF tokens of forms. */
  readonly formKey: Buffer;
  readonly dpopNonceSecret: Buffer;
  /** Links the chain of audit seals. */
  readonly auditKey: Buffer;
  readonly auditHash: AuditHash;
  readonly seal: Seal;
  /** For tokens, which are over within the hour: by keys that are made for each hour of those that sign cookies, and go with them. */
  readonly tokenSeal: Seal;
  /** The names of the keys that open sealed data, the one that seals first. */
  dataKeys(): readonly string[];
  /** SHA-256 of each secret that never changes, by its name in secrets.json. */
  readonly fingerprints: Readonly<Record<string, Buffer>>;
  /** Signs exports by SM2; undefined without NATIONAL_CRYPTOGRAPHY. */
  readonly sm2: (() => Promise<Sm2Signer>) | undefined;
  onChange(listener: () => void): void;
  /** Whether the folder was whole when it was read last. Where it was not, the keys in use stay, and the next start is refused. */
  isSound(): boolean;
  /** Reads the folder now; a broken folder is logged, and the keys in use stay. */
  refresh(): Promise<void>;
  close(): void;
}

interface Needs {
  dir: string;
  clock: Clock;
  /** Production creates and repairs nothing: a folder that is not in order is refused. */
  production: boolean;
  log: Log;
  /** With the suite for new seals and chain links. */
  suite?: Suite;
  /** How often the folder is read. */
  everyMs?: number;
}

export async function openKeys({
  dir,
  clock,
  production,
  log,
  suite = 'international',
  everyMs = 30_000,
}: Needs): Promise<Keys> {
  if (!production) {
    await createKeys(dir, clock);
    await closeToOthers(dir);
  }
  const sm2 = suite === 'national' ? await sm2KeysOf({ dir, clock, production }) : undefined;
  const first = await readKeyFiles(dir);
  if ('faults' in first) throw new Error(refusal(dir, first.faults));

  const lasting = lastingOf(first.files);
  const { subject, rotation, form, dpop, index, audit } = lasting;
  const indexKey = bytes(index);
  const hourlyKeys = createHourlyKeys();
  let text = first.text;
  let current = usable(first.files);
  const listeners: (() => void)[] = [];

  /** Whether the folder held the keys in use, or valid successors, when it was read last. */
  let isSound = true;
  async function look(): Promise<void> {
    isSound = false;
    const read = await readKeyFiles(dir);
    if ('faults' in read)
      return log.error(
        { faults: read.faults.map(({ text }) => text) },
        'The keys were not read again, the former ones stay in use',
      );
    if (read.text !== text && !isDeepStrictEqual(lastingOf(read.files), lasting))
      return log.error('Secrets that never change have changed in KEYS_DIR: restore them; the former ones stay in use');
    isSound = true;
    if (read.text === text) return;
    text = read.text;
    current = usable(read.files);
    for (const listener of listeners) listener();
  }

  // One read after the other: two at the same time could end with the older content.
  let looking = Promise.resolve();
  let asked = 0;
  const refresh = () => {
    asked += 1;
    looking = looking
      .then(look)
      .catch((error) => log.error({ err: error }, 'The keys were not read again'))
      .finally(() => {
        asked -= 1;
      });
    return looking;
  };
  // If reading takes longer than the interval, callers would wait behind all due reads.
  const due = () => {
    if (asked === 0) void refresh();
  };
  const timer = setInterval(due, everyMs).unref();

  return {
    jwks: () => ({ keys: current.jwks }),
    cookieKeys: () => current.cookieKeys,
    subjectKey: bytes(subject),
    rotationKey: bytes(rotation),
    formKey: bytes(form),
    dpopNonceSecret: bytes(dpop),
    auditKey: bytes(audit),
    auditHash: auditHashOf(suite),
    fingerprints: fingerprintsOf(first.files),
    seal: createSeal(() => ({ sealing: current.sealing, index: indexKey }), suite),
    tokenSeal: createSeal(() => ({ sealing: hourlyKeys(current.forTokens), index: indexKey }), suite),
    dataKeys: () => current.dataKeys,
    sm2,
    onChange: (listener) => listeners.push(listener),
    isSound: () => isSound,
    refresh,
    close: () => clearInterval(timer),
  };
}

/** Loaded by the first export; a key that cannot be used is refused at the start. */
async function sm2KeysOf({ dir, clock, production }: Pick<Needs, 'dir' | 'clock' | 'production'>) {
  mustSupportNational();
  if (!production) await createSm2Key(dir, clock.now());
  const file = await mustReadSm2File(dir);
  let opened: Promise<Sm2Signer> | undefined;
  return () => {
    opened ??= openSm2Signer(file);
    return opened;
  };
}

/** The secrets that no rotation touches. */
const lastingOf = ({ secrets: { cookie: _cookie, sealing: _sealing, ...lasting } }: KeyFiles) => lasting;

/** SHA-256 of each secret that never changes, by its name. */
export const fingerprintsOf = (files: KeyFiles): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(lastingOf(files)).map(([name, secret]) => [name, hashToken(secret)]));

const bytes = (secret: string) => Buffer.from(secret, 'base64url');

const order = ['active', 'published', 'retiring'] as const;

const usable = ({ signing, secrets }: KeyFiles) => ({
  jwks: algorithms.flatMap((alg) =>
    order.flatMap((phase) =>
      signing.keys.filter((key) => key.jwk.alg === alg && key.phase === phase).map(({ jwk }) => jwk),
    ),
  ),
  cookieKeys: secrets.cookie.map(({ key }) => key),
  forTokens: secrets.cookie.map(({ key }) => bytes(key)),
  sealing: secrets.sealing.map(({ key }) => bytes(key)),
  dataKeys: secrets.sealing.map(({ key }) => nameOfKey(key)),
});

const refusal = (dir: string, faults: readonly KeyFault[]) =>
  [
    `KEYS_DIR=${dir} is not usable:`,
    ...faults.map(({ text }) => `  ${text}`),
    'Restore the files from their backup. Only for a new deployment, whose database is still empty, make them with: npm run -s cloud -- keys create',
  ].join('\n');
