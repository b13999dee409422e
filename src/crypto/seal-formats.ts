import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { equal, newNonce, preparedKey } from './secrets.ts';
import type { Suite } from './suite.ts';

/** version (1) · key id (4) · the suite's own data; both suites have the first two here. */
export const keyIdAt = 1;
export const bodyAt = 5;

type Format = {
  version: number;
  /** Bytes added to a text. */
  overhead: number;
  /** Names a key without giving anything of it away. */
  keyId(key: Buffer): Buffer;
  seal(key: Buffer, header: Buffer, bytes: Buffer, context: string): Buffer;
  /** Throws for whatever was not sealed so. */
  open(key: Buffer, sealed: Buffer, context: string): Buffer;
};

/** Of a key that does not change, once a process. */
function once(make: (key: Buffer) => Buffer): (key: Buffer) => Buffer {
  const made = new WeakMap<Buffer, Buffer>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

const nonceLength = 12;
const tagLength = 16;
const bound = (header: Buffer, context: string) => Buffer.concat([header, Buffer.from(context)]);

/** AES-256-GCM: header · nonce (12) · ciphertext · tag (16) */
const international: Format = {
  version: 1,
  overhead: bodyAt + nonceLength + tagLength,
  keyId: once((key) => createHash('sha256').update('key id\0').update(key).digest().subarray(0, 4)),
  seal(key, header, bytes, context) {
    const nonce = newNonce(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', preparedKey(key), nonce, { authTagLength: tagLength });
    cipher.setAAD(bound(header, context));
    const body = [cipher.update(bytes), cipher.final()];
    return Buffer.concat([header, nonce, ...body, cipher.getAuthTag()]);
  },
  open(key, sealed, context) {
    const textAt = bodyAt + nonceLength;
    const decipher = createDecipheriv('aes-256-gcm', preparedKey(key), sealed.subarray(bodyAt, textAt), {
      authTagLength: tagLength,
    });
    decipher.setAAD(bound(sealed.subarray(0, bodyAt), context));
    decipher.setAuthTag(sealed.subarray(-tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(textAt, -tagLength)), decipher.final()]);
  },
};

const ivLength = 16;
const macLength = 32;

/** A key is never used for two purposes: an encryption and an authentication key are derived from it, once a process. */
const made = new WeakMap<Buffer, { cipher: Buffer; mac: Buffer }>();
function keysOf(key: Buffer) {
  const known = made.get(key);
  if (known !== undefined) return known;
  const derive = (purpose: string) => createHmac('sm3', key).update(`seal 2 ${purpose}`).digest();
  const keys = { cipher: derive('sm4-ctr').subarray(0, 16), mac: derive('hmac-sm3') };
  made.set(key, keys);
  return keys;
}

/** Over all that came before and where it belongs, each of one length or with its length. */
function macOf(key: Buffer, before: Buffer, context: string): Buffer {
  const where = Buffer.from(context);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(where.length);
  return createHmac('sm3', keysOf(key).mac).update(length).update(where).update(before).digest();
}

/** SM4-CTR, then HMAC-SM3 over the ciphertext (GB/T 32907, 32905): header · IV (16) · ciphertext · MAC (32). Node has no SM4-GCM. */
const national: Format = {
  version: 2,
  overhead: bodyAt + ivLength + macLength,
  keyId: once((key) => createHash('sm3').update('key id\0').update(key).digest().subarray(0, 4)),
  seal(key, header, bytes, context) {
    const iv = newNonce(ivLength);
    const cipher = createCipheriv('sm4-ctr', keysOf(key).cipher, iv);
    const encrypted = Buffer.concat([header, iv, cipher.update(bytes), cipher.final()]);
    return Buffer.concat([encrypted, macOf(key, encrypted, context)]);
  },
  open(key, sealed, context) {
    const encrypted = sealed.subarray(0, -macLength);
    // Nothing is decrypted before it is known to be ours.
    if (!equal(macOf(key, encrypted, context), sealed.subarray(-macLength)))
      throw new Error('This sealed value was changed, or belongs elsewhere');
    const textAt = bodyAt + ivLength;
    const decipher = createDecipheriv('sm4-ctr', keysOf(key).cipher, encrypted.subarray(bodyAt, textAt));
    return Buffer.concat([decipher.update(encrypted.subarray(textAt)), decipher.final()]);
  },
};

export const formats: Readonly<Record<Suite, Format>> = { international, national };

/** How values begin that are sealed by a key in a suite: version and name of the key. */
export const headOf = (suite: Suite, key: Buffer): Buffer =>
  Buffer.concat([Buffer.of(formats[suite].version), formats[suite].keyId(key)]);

/** By how a value begins. */
export const formatOf = (sealed: Buffer): Format | undefined =>
  Object.values(formats).find(({ version }) => version === sealed[0]);
