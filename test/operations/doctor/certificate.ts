import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

// A certificate that signs itself, as DER: the tests need some that end soon, or ended.

const tagged = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = body.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts);
const oid = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
const utcTime = (at: Date) => tagged(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replaceAll(/\D/g, '')}Z`));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));

/** For this address of this machine, good until `until`. */
export function certificateFor(address: string, until: Date, from = new Date(until.getTime() - 90 * 86_400_000)) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from('test')))));
  const addresses = sequence(tagged(0x87, Buffer.from(address.split('.').map(Number))));
  const isAuthority = sequence(tagged(0x01, Buffer.from([0xff])));
  const keyName = createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
  const extensions = tagged(
    0xa3,
    sequence(
      sequence(oid('551d11'), tagged(0x04, addresses)),
      sequence(oid('551d13'), tagged(0x01, Buffer.from([0xff])), tagged(0x04, isAuthority)),
      sequence(oid('551d0e'), tagged(0x04, tagged(0x04, keyName))),
    ),
  );
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
  const content = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serial),
    ecdsaWithSha256,
    name,
    sequence(utcTime(from), utcTime(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
  const der = sequence(content, ecdsaWithSha256, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
