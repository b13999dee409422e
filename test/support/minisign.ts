import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A key pair of minisign and its signatures, as the tool itself makes them. */
export function minisignKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const id = randomBytes(8);
  return { publicKey: publicText(id, publicKey), sign: signerOf(id, privateKey) };
}

const publicText = (id: Buffer, key: KeyObject): string => {
  const point = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  return `untrusted comment: minisign public key\n${Buffer.concat([Buffer.from('Ed'), id, point]).toString('base64')}\n`;
};

const signerOf =
  (id: Buffer, key: KeyObject) =>
  (text: Buffer, { comment = 'timestamp:1764547200', isHashed = true } = {}): string => {
    const own = sign(null, isHashed ? createHash('blake2b512').update(text).digest() : text, key);
    const whole = sign(null, Buffer.concat([own, Buffer.from(comment)]), key);
    const made = Buffer.concat([Buffer.from(isHashed ? 'ED' : 'Ed'), id, own]).toString('base64');
    return `untrusted comment: signature\n${made}\ntrusted comment: ${comment}\n${whole.toString('base64')}\n`;
  };
