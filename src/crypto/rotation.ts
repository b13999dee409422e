import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type KeyFiles, readKeyFiles, replace, secretsName, signingName, sweep } from './key-files.ts';
import { withLock } from './lock.ts';
import {
  dataKeyDue,
  type Next,
  nextDataKey,
  nextPhase,
  type Phase,
  secretsAfter,
  signingAfter,
  withDataKeyInUse,
  withNewDataKey,
} from './phases.ts';
import { beginningsOf } from './seal.ts';
import { newToken } from './secrets.ts';
import { newSigningJwks } from './signing.ts';

export interface Rotation {
  /** Undefined: nothing was due. */
  did: Phase | undefined;
  next: Next;
}

/** Does the phase that is due (publish, promote, retire); `force` does the next one although it is not due yet. */
export function rotateKeys({
  dir,
  clock,
  force = false,
}: {
  dir: string;
  clock: Clock;
  force?: boolean;
}): Promise<Rotation> {
  return withLock(dir, 'rotation.lock', async () => {
    const { signing, secrets } = await soundFiles(dir);
    const now = clock.now();
    const next = nextPhase(signing);
    if (next.due !== undefined && next.due > now && !force) return { did: undefined, next };

    const freshSecrets = { cookie: newToken(), sealing: newToken() };
    const freshKeys = next.phase === 'publish' ? await newSigningJwks() : [];
    const rotated = signingAfter(next.phase, signing, now, freshKeys);
    await sweep(dir);
    await replace(dir, secretsName, secretsAfter(next.phase, secrets, signing, now, freshSecrets));
    await replace(dir, signingName, rotated);
    return { did: next.phase, next: nextPhase(rotated) };
  });
}

export interface DataRotation {
  /** Undefined: nothing was due. */
  did: 'publish' | 'promote' | undefined;
  /** Of the key that the next step is about: its name, and from when on it may be used. */
  next: { name: string; due: Date } | undefined;
}

/**
 * The same for the key alone that seals data: published first, used when it is due. `mayUse` is asked before it is used, and throws if a node
 * could not open values sealed with it.
 */
export function rotateDataKey({
  dir,
  clock,
  force = false,
  mayUse,
}: {
  dir: string;
  clock: Clock;
  force?: boolean;
  mayUse: (name: string) => Promise<void>;
}): Promise<DataRotation> {
  return withLock(dir, 'rotation.lock', async () => {
    const { secrets } = await soundFiles(dir);
    const now = clock.now();
    const known = nextDataKey(secrets.sealing);
    const nextOf = (keys: typeof secrets.sealing) => {
      const key = nextDataKey(keys);
      return key && { name: nameOfKey(key.key), due: dataKeyDue(key) };
    };
    if (known !== undefined) {
      if (dataKeyDue(known) > now && !force) return { did: undefined, next: nextOf(secrets.sealing) };
      await mayUse(nameOfKey(known.key));
    }
    const sealing =
      known === undefined
        ? withNewDataKey(secrets.sealing, { key: newToken(), createdAt: now.toISOString(), addedIn: 0 })
        : withDataKeyInUse(secrets.sealing, () => true);
    await sweep(dir);
    await replace(dir, secretsName, { ...secrets, sealing });
    return { did: known === undefined ? 'publish' : 'promote', next: nextOf(sealing) };
  });
}

/** `published`: every node opens with it, none seals with it yet. `former`: it no longer seals, and only opens its own values. */
export type DataKeyPhase = 'seals' | 'published' | 'former';
export type DataKey = { name: string; createdAt: string; phase: DataKeyPhase; heads: Buffer[] };

/** The keys of sealed data: how values begin that each sealed. */
export async function dataKeys(dir: string): Promise<DataKey[]> {
  const { secrets } = await soundFiles(dir);
  const next = nextDataKey(secrets.sealing);
  return secrets.sealing.map((each, at) => ({
    ...{ name: nameOfKey(each.key), createdAt: each.createdAt },
    phase: at === 0 ? 'seals' : each === next ? 'published' : 'former',
    heads: beginningsOf(Buffer.from(each.key, 'base64url')),
  }));
}

/** Takes former data keys out of the folder; says which of these were there. */
export function removeDataKeys(dir: string, names: readonly string[]): Promise<string[]> {
  return withLock(dir, 'rotation.lock', async () => {
    const { secrets } = await soundFiles(dir);
    const former = (await dataKeys(dir)).flatMap(({ name, phase }) =>
      phase === 'former' && names.includes(name) ? [name] : [],
    );
    if (former.length === 0) return [];
    await sweep(dir);
    const sealing = secrets.sealing.filter(({ key }) => !former.includes(nameOfKey(key)));
    await replace(dir, secretsName, { ...secrets, sealing });
    return former;
  });
}

/** The content of the folder, without secrets. The first key of each list signs or seals. */
export async function describeKeys(dir: string) {
  const { signing, secrets } = await soundFiles(dir);
  const named = <T extends { key: string }>({ key, ...rest }: T) => ({ id: nameOfKey(key), ...rest });
  return {
    rotations: signing.round,
    next: nextPhase(signing),
    signing: signing.keys.map(({ jwk, ...rest }) => ({ kid: jwk.kid, alg: jwk.alg, ...rest })),
    cookie: secrets.cookie.map(named),
    sealing: (await dataKeys(dir)).map(({ name: id, createdAt, phase }) => ({ id, createdAt, phase })),
  };
}

/** Names a secret without giving anything of it away. */
export const nameOfKey = (secret: string) =>
  createHash('sha256').update(`name of a key\0${secret}`).digest('hex').slice(0, 8);

async function soundFiles(dir: string): Promise<KeyFiles> {
  const read = await readKeyFiles(dir);
  if ('faults' in read) throw new Error(`${dir} is not usable:\n  ${read.faults.map(({ text }) => text).join('\n  ')}`);
  return read.files;
}
