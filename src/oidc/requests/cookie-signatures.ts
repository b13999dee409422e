import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { equal } from '../../crypto/secrets.ts';

/**
 * The signatures of the library's cookies, as `keygrip` makes them (so either knows the other's), with keys that are prepared once
 * and not at every cookie. The first key signs, all verify.
 */
export function createCookieSignatures(keys: readonly string[]) {
  const [first, ...others] = keys.map((key) => createSecretKey(key, 'utf8'));
  if (first === undefined) throw new Error('There is no key for cookies');
  const signed = (data: string, key: KeyObject) => createHmac('sha1', key).update(data).digest('base64url');
  const known = [first, ...others];
  const index = (data: string, signature: string) =>
    known.findIndex((key) => equal(Buffer.from(signed(data, key)), Buffer.from(signature)));

  return {
    sign: (data: string) => signed(data, first),
    verify: (data: string, signature: string) => index(data, signature) >= 0,
    index,
  };
}

export type CookieSignatures = ReturnType<typeof createCookieSignatures>;
