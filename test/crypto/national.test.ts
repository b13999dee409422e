import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { sm3, sm4 } from 'sm-crypto-v2';
import { createSeal } from '../../src/crypto/seal.ts';
import { mustSupportNational } from '../../src/crypto/suite.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const hmac = (key: Buffer, data: Buffer) => Buffer.from(sm3(data, { mode: 'hmac', key: hex(key) }), 'hex');

describe('SM3 (GB/T 32905)', () => {
  it('gives the results of the standard, by both implementations', () => {
    const examples = {
      abc: '66c7f0f4 62eeedd9 d1f2d46b dc10e4e2 4167c487 5cf2f7a2 297da02b 8f4ba8e0',
      ['abcd'.repeat(16)]: 'debe9ff9 2275b8a1 38604889 c18e5a4d 6fdb70e5 387e5765 293dcba3 9c0c5732',
    };
    for (const [text, hash] of Object.entries(examples)) {
      expect(hex(createHash('sm3').update(text).digest())).to.equal(hash.replaceAll(' ', ''));
      expect(sm3(text)).to.equal(hash.replaceAll(' ', ''));
    }
  });

  it('is the same as a keyed hash by both, whatever the lengths', () => {
    for (const length of [0, 1, 55, 63, 64, 65, 300])
      for (const keyLength of [16, 32, 64, 65]) {
        const [key, data] = [randomBytes(keyLength), randomBytes(length)];
        expect(hex(createHmac('sm3', key).update(data).digest()), `${length}, ${keyLength}`).to.equal(
          hex(hmac(key, data)),
        );
      }
  });
});

describe('SM4 (GB/T 32907)', () => {
  const block = bytesOf('01234567 89abcdef fedcba98 76543210');

  it('gives the results of the standard', () => {
    const once = createCipheriv('sm4-ecb', block, null).setAutoPadding(false).update(block);
    expect(hex(once)).to.equal('681edf34d206965e86b3e94f536e4246');
    expect(sm4.encrypt(block, block, { padding: 'none', output: 'string' })).to.equal(hex(once));
    // A million times over: each block of zeros in CBC is the encryption of the one before.
    const chained = createCipheriv('sm4-cbc', block, block).setAutoPadding(false).update(Buffer.alloc(16_000_000));
    expect(hex(chained.subarray(-16))).to.equal('595298c7c6fd271f0402f804c33d3f66');
  });

  it('gives in counter mode the result of its published example', () => {
    // The example of draft-ribose-cfrg-sm4, A.2.5.
    const text = ['aa', 'bb', 'cc', 'dd', 'ee', 'ff', 'aa', 'bb'].map((byte) => byte.repeat(8)).join('');
    const cipher = createCipheriv('sm4-ctr', block, bytesOf('00010203 04050607 08090a0b 0c0d0e0f'));
    expect(hex(cipher.update(bytesOf(text)))).to.equal(
      'ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514',
    );
  });

  it('is known by this Node.js, or a start that needs it would be refused', () => {
    expect(mustSupportNational).not.to.throw();
  });
});

describe('a value sealed by SM4 and HMAC-SM3', () => {
  const [key, index] = [randomBytes(32), randomBytes(32)];
  const seal = createSeal(() => ({ sealing: [key], index }), 'national');

  /** The format once more, by another implementation: a change loses all sealed data. */
  function open(sealed: Buffer, context: string): string {
    const [cipherKey, macKey] = ['sm4-ctr', 'hmac-sm3'].map((of) => hmac(key, Buffer.from(`seal 2 ${of}`)));
    if (!cipherKey || !macKey) throw new Error('two keys are made');
    const encrypted = sealed.subarray(0, -32);
    const where = Buffer.from(context);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(where.length);
    if (!hmac(macKey, Buffer.concat([length, where, encrypted])).equals(sealed.subarray(-32)))
      throw new Error('changed');
    const counter = BigInt(`0x${hex(encrypted.subarray(5, 21))}`);
    const text = encrypted.subarray(21);
    return Buffer.from(
      text.map((byte, place) => {
        const block = ((counter + BigInt(Math.floor(place / 16))) % 2n ** 128n).toString(16).padStart(32, '0');
        const stream = sm4.encrypt(bytesOf(block), cipherKey.subarray(0, 16), { padding: 'none', output: 'array' });
        return byte ^ (stream[place % 16] ?? 0);
      }),
    ).toString();
  }

  it('keeps its format, as a second implementation reads it', () => {
    for (const text of ['', '13800138000', '青溪文化云'.repeat(9)])
      expect(open(seal.seal(text, 'accounts.phone:一'), 'accounts.phone:一')).to.equal(text);
    const sealed = seal.seal('x', 'phone');
    expect(hex(sealed.subarray(0, 1))).to.equal('02');
    expect(hex(sealed.subarray(1, 5))).to.equal(sm3(Buffer.concat([Buffer.from('key id\0'), key])).slice(0, 8));
    expect(() => open(sealed, 'email')).to.throw('changed');
  });
});
