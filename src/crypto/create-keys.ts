import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import {
  isOpen,
  placeNew,
  readOlderSecrets,
  replace,
  type SecretsFile,
  type SigningFile,
  secretsName,
  signingName,
} from './key-files.ts';
import { withLock } from './lock.ts';
import { createLogKeys, logKeysName } from './log-keys.ts';
import { newToken } from './secrets.ts';
import { newSigningJwks } from './signing.ts';

/**
 * Makes the missing files and returns their names. Never changes existing ones, and never makes new secrets beside signing keys: secrets come
 * first, so their lack means a loss, and new ones would change every citizen’s sub. Only a secret that this release brings is added to an older
 * folder.
 */
export async function createKeys(dir: string, clock: Clock): Promise<string[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const there = await readdir(dir);
  if (there.includes(signingName) && !there.includes(secretsName) && !(await readdir(dir)).includes(secretsName))
    throw new Error(
      `${join(dir, secretsName)} is missing while ${signingName} is there: restore it from the backup. ` +
        `Whoever really wants to begin anew removes ${signingName} first; sealed data and every citizen’s sub are lost then.`,
    );
  const now = clock.now().toISOString();
  const made: string[] = [];
  if (!there.includes(secretsName) && (await placeNew(dir, secretsName, newSecrets(now)))) made.push(secretsName);
  if (!there.includes(signingName) && (await placeNew(dir, signingName, await newSigning(now)))) made.push(signingName);
  if (await addSecrets(dir)) made.push(secretsName);
  if (await createLogKeys(dir, clock)) made.push(logKeysName);
  return made;
}

/** Under the lock of rotations, which write the same file. */
async function addSecrets(dir: string): Promise<boolean> {
  if ((await readOlderSecrets(dir)) === undefined) return false;
  return withLock(dir, 'rotation.lock', async () => {
    const older = await readOlderSecrets(dir);
    if (older === undefined) return false;
    await replace(dir, secretsName, { ...older, audit: newToken() });
    return true;
  });
}

/** Removes others' rights that a careless copy or umask gave. */
export async function closeToOthers(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  if (await isOpen(dir)) await chmod(dir, 0o700);
  for (const path of [join(dir, secretsName), join(dir, signingName)]) if (await isOpen(path)) await chmod(path, 0o600);
}

const newSecrets = (createdAt: string): SecretsFile => ({
  subject: newToken(),
  rotation: newToken(),
  form: newToken(),
  dpop: newToken(),
  index: newToken(),
  audit: newToken(),
  cookie: [
    { key: newToken(), createdAt, addedIn: 0 },
    { key: newToken(), createdAt, addedIn: 0 },
  ],
  sealing: [{ key: newToken(), createdAt, addedIn: 0 }],
});

const newSigning = async (now: string): Promise<SigningFile> => ({
  round: 0,
  keys: (await newSigningJwks()).map((jwk) => ({ phase: 'active', publishedAt: now, promotedAt: now, jwk })),
});
