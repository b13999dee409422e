import { createECDH, createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { placeNew, readSm2File, replace, type Sm2File, sm2Name } from './key-files.ts';
import { withLock } from './lock.ts';

/** The user id of a signature unless another was agreed (GB/T 35276). With `openssl`: distid. */
export const sm2UserId = '1234567812345678';

/**
 * Signs files that institutions take to others (GB/T 32918.2), so that they can be proved ours without asking us. Node signs by ECDSA with a
 * generated SM2 key and with an empty user id with an imported one, and takes no id: only the curve and SM3 are Node's here.
 */
export interface Sm2Signer {
  /** SM3 that has begun as a signature by the first key wants it: take in the bytes, and hand it to `sign`. */
  begin(): Hash;
  /** As DER, which every implementation reads. */
  sign(begun: Hash): Buffer;
  /** Of all keys as PEM, the one that signs first. */
  publicKeys: string;
}

/** Up to where an uncompressed point begins: SubjectPublicKeyInfo, id-ecPublicKey, sm2p256v1. */
const spki = Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex');

/** The library is loaded only for signing. */
export async function openSm2Signer({ keys }: Sm2File): Promise<Sm2Signer> {
  const { sm2 } = await import('sm-crypto-v2');
  const points = keys.map(({ key }) => {
    const curve = createECDH('SM2');
    curve.setPrivateKey(Buffer.from(key, 'base64url'));
    return curve.getPublicKey();
  });
  const [first] = keys;
  const [point] = points;
  if (first === undefined || point === undefined) throw new Error('There is no key that signs exports');
  const privateKey = Buffer.from(first.key, 'base64url').toString('hex');
  const z = sm2.getZ(point.toString('hex'), sm2UserId);
  return {
    begin: () => createHash('sm3').update(z),
    sign: (begun) => Buffer.from(sm2.doSignature(begun.digest(), privateKey, { der: true }), 'hex'),
    publicKeys: points.map(pemOf).join(''),
  };
}

function pemOf(point: Buffer): string {
  const lines =
    Buffer.concat([spki, point])
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
}

/** Makes the key where none is; says whether it did. */
export const createSm2Key = (dir: string, now: Date): Promise<boolean> =>
  placeNew(dir, sm2Name, { keys: [newKey(now)] });

/** A new key signs from the next start of each node on; signatures of former ones stay verifiable. */
export const renewSm2Key = (dir: string, now: Date): Promise<void> =>
  withLock(dir, 'rotation.lock', async () => {
    const { keys } = await mustReadSm2File(dir);
    await replace(dir, sm2Name, { keys: [newKey(now), ...keys] });
  });

/** The keys of the folder; throws their faults in words. */
export async function mustReadSm2File(dir: string): Promise<Sm2File> {
  const { value, faults } = await readSm2File(dir);
  if (value !== undefined && faults.length === 0) return value;
  throw new Error(
    [
      `The key that signs exports is not usable in KEYS_DIR=${dir}:`,
      ...faults.map(({ text }) => `  ${text}`),
      'Restore it from the backup. If there never was one, make it with NATIONAL_CRYPTOGRAPHY=on and: npm run -s cloud -- keys create',
    ].join('\n'),
  );
}

function newKey(now: Date): Sm2File['keys'][number] {
  const curve = createECDH('SM2');
  curve.generateKeys();
  const key = Buffer.alloc(32);
  const made = curve.getPrivateKey();
  made.copy(key, key.length - made.length); // without its leading zeros
  return { key: key.toString('base64url'), createdAt: now.toISOString() };
}

/** Signs a file of any size; the signature lies beside it. */
export async function signFile(dir: string, path: string): Promise<{ signature: string; publicKeys: string }> {
  const { begin, sign, publicKeys } = await openSm2Signer(await mustReadSm2File(dir));
  const hash = begin();
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  const signature = `${path}.sm2`;
  await writeFile(signature, sign(hash));
  return { signature, publicKeys };
}
