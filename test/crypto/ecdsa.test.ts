import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { joseSignature } from '../../src/crypto/ecdsa.ts';

describe('an ECDSA signature as JOSE writes it', () => {
  for (const [namedCurve, bytes] of [
    ['P-256', 32],
    ['P-384', 48],
    ['P-521', 66],
  ] as const) {
    it(`is the same as OpenSSL's, for ${namedCurve}, however long its numbers are`, () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      const lengths = new Set<number>();
      for (let time = 0; time < 1500; time += 1) {
        const data = randomBytes(40);
        const der = sign('sha256', data, privateKey);
        lengths.add(der.length);
        const signature = joseSignature(der, bytes);
        expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).to.equal(true);
      }
      expect(lengths.size).to.be.greaterThan(2); // numbers with a leading zero, and shorter ones
    });
  }

  it('keeps small numbers at the end of their places', () => {
    const der = Buffer.from('3006020101020200ff', 'hex');
    expect(Buffer.from(joseSignature(der, 4)).toString('hex')).to.equal('00000001000000ff');
  });
});
