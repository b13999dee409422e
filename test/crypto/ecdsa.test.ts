import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { joseSignature } from '../../src/crypto/ecdsa.ts';

/** Whole numbers in DER: of the fewest bytes, with a zero before one that would look negative, behind the length of them all. */
function derOf(numbers: readonly Buffer[]): Buffer {
  const all = numbers.map((n) => {
    const whole = (n[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), n]) : n;
    return Buffer.concat([Buffer.of(0x02, whole.length), whole]);
  });
  const content = Buffer.concat(all);
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.of(0x30, ...length), content]);
}

describe('an ECDSA signature as JOSE writes it', () => {
  for (const [namedCurve, bytes] of [
    ['P-256', 32],
    ['P-384', 48],
    ['P-521', 66],
  ] as const) {
    it(`is the same as OpenSSL's, for ${namedCurve}`, () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      for (let time = 0; time < 40; time += 1) {
        const data = randomBytes(40);
        const signature = joseSignature(sign('sha256', data, privateKey), bytes);
        expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).to.equal(true);
      }
    });

    it(`holds both numbers in their places, however short they are, for ${namedCurve}`, () => {
      for (let r = 1; r <= bytes; r += 1)
        for (let s = 1; s <= bytes; s += 1)
          for (const first of [0x01, 0x7f, 0x80, 0xff]) {
            const numbers = [r, s].map((size) => Buffer.concat([Buffer.of(first), randomBytes(size - 1)]));
            const wanted = Buffer.concat(numbers.map((n) => Buffer.concat([Buffer.alloc(bytes - n.length), n])));
            expect(Buffer.from(joseSignature(derOf(numbers), bytes)).equals(wanted), `${r} ${s} ${first}`).to.equal(
              true,
            );
          }
    });
  }

  it('keeps small numbers at the end of their places', () => {
    const der = Buffer.from('3006020101020200ff', 'hex');
    expect(Buffer.from(joseSignature(der, 4)).toString('hex')).to.equal('00000001000000ff');
  });
});
