import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/** Encrypts columns. `context` says where a value belongs, so that it can be decrypted nowhere else. */
export interface Seal {
  seal(text: string, context: string): Buffer;
  unseal(sealed: Buffer, context: string): string;
  /** The same for what is not text: files. */
  sealBytes(bytes: Buffer, context: string): Buffer;
  unsealBytes(sealed: Buffer, context: string): Buffer;
  /** Keyed hash for a search by equality; its key never rotates. */
  index(text: string, context: string): Buffer;
}

/** The first key seals, all of them unseal. */
export interface SealKeys {
  sealing: readonly Buffer[];
  index: Buffer;
}

// version (1) · key id (4) · nonce (12) · ciphertext · tag (16)
const version = 1;
const nonceAt = 5;
const textAt = 17;
const tagLength = 16;

/** Names a key without giving anything of it away. */
const keyId = (key: Buffer) => createHash('sha256').update('key id\0').update(key).digest().subarray(0, 4);

/** Whether one of the keys can open a value, by how it begins: its first bytes name the key. */
export const opensWith = (sealed: Buffer, keys: readonly Buffer[]): boolean =>
  sealed[0] === version && keys.some((key) => keyId(key).equals(sealed.subarray(1, nonceAt)));

const keyedHash = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();

const bound = (header: Buffer, context: string) => Buffer.concat([header, Buffer.from(context)]);

/** `keys` is asked at every use: keys rotate while the process runs. */
export function createSeal(keys: () => SealKeys): Seal {
  const keyNamed = (id: Buffer) => keys().sealing.find((key) => keyId(key).equals(id));

  function sealBytes(bytes: Buffer, context: string): Buffer {
    const [key] = keys().sealing;
    if (key === undefined) throw new Error('There is no sealing key');
    const header = Buffer.concat([Buffer.of(version), keyId(key)]);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
    cipher.setAAD(bound(header, context));
    const body = [cipher.update(bytes), cipher.final()];
    return Buffer.concat([header, nonce, ...body, cipher.getAuthTag()]);
  }

  function unsealBytes(sealed: Buffer, context: string): Buffer {
    if (sealed.length < textAt + tagLength || sealed[0] !== version) throw new Error('This is not a sealed value');
    const header = sealed.subarray(0, nonceAt);
    const key = keyNamed(header.subarray(1));
    if (key === undefined)
      throw new Error('The key that sealed this value is not in KEYS_DIR: restore secrets.json from its backup');
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(nonceAt, textAt), {
      authTagLength: tagLength,
    });
    decipher.setAAD(bound(header, context));
    decipher.setAuthTag(sealed.subarray(-tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(textAt, -tagLength)), decipher.final()]);
  }

  return {
    seal: (text, context) => sealBytes(Buffer.from(text, 'utf8'), context),
    unseal: (sealed, context) => unsealBytes(sealed, context).toString('utf8'),
    sealBytes,
    unsealBytes,
    index: (text, context) => keyedHash(keyedHash(keys().index, context), text),
  };
}
