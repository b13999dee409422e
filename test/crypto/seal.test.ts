import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createSeal, opensWith } from '../../src/crypto/seal.ts';

const [index, first, second] = [randomBytes(32), randomBytes(32), randomBytes(32)];
for (const suite of ['international', 'national'] as const) {
  const sealWith = (...sealing: Buffer[]) => createSeal(() => ({ sealing, index }), suite);
  const other = suite === 'national' ? 'international' : 'national';

  describe(`a seal (${suite})`, () => {
    it('gives back any text, and shows none of it', () => {
      const seal = sealWith(first);
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
          const sealed = seal.seal(text, context);
          return seal.unseal(sealed, context) === text && (text.length < 4 || !sealed.includes(text));
        }),
      );
    });

    it('never looks the same twice', () => {
      const seal = sealWith(first);
      expect(seal.seal('13800138000', 'phone').equals(seal.seal('13800138000', 'phone'))).to.equal(false);
    });

    it('opens nowhere but where it was made', () => {
      const seal = sealWith(first);
      expect(() => seal.unseal(seal.seal('13800138000', 'accounts.phone:1'), 'accounts.phone:2')).to.throw();
    });

    it('is broken by a change of any byte', () => {
      const seal = sealWith(first);
      const sealed = seal.seal('138', 'phone');
      for (const place of sealed.keys()) {
        const forged = Buffer.from(sealed);
        forged[place] = (forged[place] ?? 0) ^ 1;
        expect(() => seal.unseal(forged, 'phone'), `byte ${place}`).to.throw();
      }
      for (const length of [0, 10, 32, sealed.length - 1])
        expect(() => seal.unseal(sealed.subarray(0, length), 'phone')).to.throw();
    });

    it('opens with every key that is there, and is made with the first', () => {
      const old = sealWith(first).seal('13800138000', 'phone');
      const rotated = sealWith(second, first);
      expect(rotated.unseal(old, 'phone')).to.equal('13800138000');
      expect(sealWith(second).unseal(rotated.seal('x', 'phone'), 'phone')).to.equal('x');
      expect(() => sealWith(second).unseal(old, 'phone')).to.throw('restore secrets.json');
    });

    it('finds an equal value by an index that no rotation changes and that needs its key', () => {
      const found = sealWith(first).index('13800138000', 'phone');
      expect(sealWith(second, first).index('13800138000', 'phone')).to.deep.equal(found);
      expect(sealWith(first).index('13800138001', 'phone')).not.to.deep.equal(found);
      expect(sealWith(first).index('13800138000', 'email')).not.to.deep.equal(found);
      expect(
        createSeal(() => ({ sealing: [first], index: second }), suite).index('13800138000', 'phone'),
      ).not.to.deep.equal(found);
      expect(sealWith(first).index('b', 'a\0')).not.to.deep.equal(sealWith(first).index('\0b', 'a'));
    });
    it('opens values of the earlier suite, and names the key of both', () => {
      const old = createSeal(() => ({ sealing: [first], index }), other).seal('13800138000', 'phone');
      const now = sealWith(second, first);
      expect(now.unseal(old, 'phone')).to.equal('13800138000');
      expect(now.index('13800138000', 'phone')).to.deep.equal(
        createSeal(() => ({ sealing: [first], index }), other).index('13800138000', 'phone'),
      );
      expect(() => now.unseal(old, 'email')).to.throw();
      expect([
        opensWith(old, [first]),
        opensWith(old, [second]),
        opensWith(now.seal('x', 'phone'), [second]),
      ]).to.deep.equal([true, false, true]);
      // A version that is taken for the other opens nothing.
      const dressed = Buffer.from(old);
      dressed[0] = suite === 'national' ? 2 : 1;
      expect(() => now.unseal(dressed, 'phone')).to.throw();
    });
  });
}
