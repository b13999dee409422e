import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import * as secrets from '../../src/crypto/secrets.ts';

const many = <T>(make: () => T) => Array.from({ length: 2_000 }, make);

describe('secrets', () => {
  it('R24 make AKs and SKs of one recognisable form, each different', () => {
    const ids = many(secrets.newClientId);
    for (const id of ids) expect(id).to.match(/^ncc_[a-z2-7]{20}$/);
    expect(new Set(ids).size).to.equal(ids.length);
    const keys = many(secrets.newClientSecret);
    for (const key of keys) expect(key).to.match(/^ncc_sk_[\w-]{43}$/);
    expect(new Set(keys).size).to.equal(keys.length);
  });

  it('use every letter of an AK’s alphabet about equally often', () => {
    const counts = Map.groupBy(many(secrets.newClientId).join('').replaceAll('ncc_', ''), (letter) => letter);
    expect(counts.size).to.equal(32);
    for (const [letter, { length }] of counts) expect(length, letter).to.be.within(1_000, 1_500); // 1,250 ± 7 standard deviations
  });

  it('make tokens of as many random bytes as asked for', () => {
    expect(secrets.newToken()).to.have.length(43);
    expect(Buffer.from(secrets.newToken(16), 'base64url')).to.have.length(16);
  });

  it('make codes of six digits, with leading zeros too', () => {
    const codes = many(secrets.sixDigits);
    for (const code of codes) expect(code).to.match(/^\d{6}$/);
    expect(codes.some((code) => code.startsWith('0'))).to.equal(true);
  });

  it('are stored as SHA-256', () => {
    expect(secrets.hashToken('ncc_sk_x')).to.deep.equal(createHash('sha256').update('ncc_sk_x').digest());
    for (const value of ['', '共享', 'a'.repeat(10_000)])
      expect(secrets.hashToken(value)).to.deep.equal(createHash('sha256').update(value).digest());
  });

  it('compare equal only for equal values, whatever the lengths', () => {
    expect(secrets.equal(Buffer.from('abc'), Buffer.from('abc'))).to.equal(true);
    expect(secrets.equal(Buffer.from('abc'), Buffer.from('abd'))).to.equal(false);
    expect(secrets.equal(Buffer.from('abc'), Buffer.from('abcd'))).to.equal(false);
  });
});
