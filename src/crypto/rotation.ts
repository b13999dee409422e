import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type KeyFiles, readKeyFiles, replace, secretsName, signingName, sweep } from './key-files.ts';
import { withLock } from './lock.ts';
import { type Next, nextPhase, type Phase, secretsAfter, signingAfter } from './phases.ts';
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

/** What lies in the folder, without any secret. The first key of each list signs or seals. */
export async function describeKeys(dir: string) {
  const { signing, secrets } = await soundFiles(dir);
  const named = <T extends { key: string }>({ key, ...rest }: T) => ({ id: nameOf(key), ...rest });
  return {
    rotations: signing.round,
    next: nextPhase(signing),
    signing: signing.keys.map(({ jwk, ...rest }) => ({ kid: jwk.kid, alg: jwk.alg, ...rest })),
    cookie: secrets.cookie.map(named),
    sealing: secrets.sealing.map(named),
  };
}

const nameOf = (secret: string) => createHash('sha256').update(`name of a key\0${secret}`).digest('hex').slice(0, 8);

async function soundFiles(dir: string): Promise<KeyFiles> {
  const read = await readKeyFiles(dir);
  if ('faults' in read) throw new Error(`${dir} is not usable:\n  ${read.faults.map(({ text }) => text).join('\n  ')}`);
  return read.files;
}
