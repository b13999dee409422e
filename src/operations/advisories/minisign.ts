import { createHash, createPublicKey, verify } from 'node:crypto';

// Signatures of minisign (https://jedisct1.github.io/minisign): Ed25519 of the file or of its BLAKE2b hash, and once more of that with the
// trusted comment. Verified here, so that a machine without network and without the tool can.

export type Refusal = 'not_a_signature' | 'other_key' | 'altered' | 'no_key';

const encoded = (line: string | undefined, bytes: number): Buffer | undefined => {
  const read = Buffer.from(line ?? '', 'base64');
  return read.length === bytes ? read : undefined;
};
const isBy = (key: Buffer, text: Buffer, signature: Buffer): boolean =>
  verify(
    null,
    text,
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }, format: 'jwk' }),
    signature,
  );

/** Why the signature is not one of this key under this text; undefined where it is. */
export function verifySignature(text: Buffer, signature: string, key: string): Refusal | undefined {
  const open = encoded(key.trim().split('\n').at(-1), 42);
  if (open === undefined || open.toString('latin1', 0, 2) !== 'Ed') return 'no_key';
  const [, first, comment = '', last] = signature.split(/\r?\n/);
  const [made, whole] = [encoded(first, 74), encoded(last, 64)];
  const algorithm = made?.toString('latin1', 0, 2);
  const said = /^trusted comment: (.*)$/.exec(comment)?.[1];
  if (made === undefined || whole === undefined || said === undefined || !/^E[dD]$/.test(algorithm ?? ''))
    return 'not_a_signature';
  if (!made.subarray(2, 10).equals(open.subarray(2, 10))) return 'other_key';
  const signed = algorithm === 'ED' ? createHash('blake2b512').update(text).digest() : text;
  const [point, own] = [open.subarray(10), made.subarray(10)];
  const isSound = isBy(point, signed, own) && isBy(point, Buffer.concat([own, Buffer.from(said)]), whole);
  return isSound ? undefined : 'altered';
}
