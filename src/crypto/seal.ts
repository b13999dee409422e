import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { bodyAt, formatOf, formats, headOf, keyIdAt } from './seal-formats.ts';
import { preparedKey } from './secrets.ts';
import { type Suite, suites } from './suite.ts';

/** Encrypts columns. `context` says where a value belongs, so that it can be decrypted nowhere else. */
export interface Seal {
  seal(text: string, context: string): Buffer;
  unseal(sealed: Buffer, context: string): string;
  /** The same for binary data: files. */
  sealBytes(bytes: Buffer, context: string): Buffer;
  unsealBytes(sealed: Buffer, context: string): Buffer;
  /** How a value begins that is sealed now: whatever begins otherwise was sealed by another key, or in another way. */
  head(): Buffer;
  /** Keyed hash for a search by equality; its key never rotates. */
  index(text: string, context: string): Buffer;
}

/** The first key seals, all of them unseal. */
export interface SealKeys {
  sealing: readonly Buffer[];
  index: Buffer;
}

/** Whether one of the keys can open a value, by how it begins: its first bytes name the key. */
export function opensWith(sealed: Buffer, keys: readonly Buffer[]): boolean {
  const format = formatOf(sealed);
  return format !== undefined && keys.some((key) => format.keyId(key).equals(sealed.subarray(keyIdAt, bodyAt)));
}

/** The length of a value's unique beginning: no two sealings share it, as the random part follows the head. */
export const prefixLength = bodyAt + 28;

/** How values begin that a key sealed, in whichever way; without the one that this Node.js cannot do, in which nothing could be sealed. */
export const beginningsOf = (key: Buffer): Buffer[] =>
  suites.flatMap((suite) => {
    try {
      return [headOf(suite, key)];
    } catch {
      return [];
    }
  });

const keyedHash = (key: KeyObject, text: string) => createHmac('sha256', key).update(text).digest();

/** `keys` is asked at every use: keys rotate while the process runs. `suite` seals new values; those of the other one are still opened. */
export function createSeal(keys: () => SealKeys, suite: Suite = 'international'): Seal {
  const { seal } = formats[suite];
  /** By the key that they come from, and by their context. */
  const indexKeys = new WeakMap<Buffer, Map<string, KeyObject>>();

  function indexKey(context: string): KeyObject {
    const { index } = keys();
    const known = indexKeys.get(index) ?? new Map<string, KeyObject>();
    indexKeys.set(index, known);
    const key = known.get(context) ?? createSecretKey(keyedHash(preparedKey(index), context));
    known.set(context, key);
    return key;
  }

  function sealingKey(): Buffer {
    const [key] = keys().sealing;
    if (key === undefined) throw new Error('There is no sealing key');
    return key;
  }

  function sealBytes(bytes: Buffer, context: string): Buffer {
    const key = sealingKey();
    return seal(key, headOf(suite, key), bytes, context);
  }

  function unsealBytes(sealed: Buffer, context: string): Buffer {
    const format = formatOf(sealed);
    if (format === undefined || sealed.length < format.overhead) throw new Error('This is not a sealed value');
    const id = sealed.subarray(keyIdAt, bodyAt);
    const key = keys().sealing.find((each) => format.keyId(each).equals(id));
    if (key === undefined)
      throw new Error('The key that sealed this value is not in KEYS_DIR: restore secrets.json from its backup');
    return format.open(key, sealed, context);
  }

  return {
    seal: (text, context) => sealBytes(Buffer.from(text, 'utf8'), context),
    unseal: (sealed, context) => unsealBytes(sealed, context).toString('utf8'),
    sealBytes,
    unsealBytes,
    head: () => headOf(suite, sealingKey()),
    index: (text, context) => keyedHash(indexKey(context), text),
  };
}
