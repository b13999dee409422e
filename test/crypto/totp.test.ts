import { expect } from 'chai';
import { describe, it } from 'mocha';
import { newTotpSecret, stepOf, totpCode, totpUri } from '../../src/crypto/totp.ts';

const at = (seconds: number) => new Date(seconds * 1000);
/** The secret of RFC 6238, appendix B. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('one-time codes', () => {
  it('are those of RFC 6238', () => {
    for (const [time, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
    ] as const) {
      expect(totpCode(secret, at(time))).to.equal(code);
      expect(stepOf(secret, code, at(time))).to.equal(Math.floor(time / 30));
    }
  });

  it('count one step early and late, and say which step they are of', () => {
    expect(stepOf(secret, '287082', at(30 * 2))).to.equal(1);
    expect(stepOf(secret, '287082', at(29))).to.equal(1);
    expect(stepOf(secret, '287082', at(30 * 3))).to.equal(undefined);
  });

  it('are six digits and nothing else', () => {
    for (const code of ['', '28708', '2870820', '28708a', ' 287082', '２８７０８２'])
      expect(stepOf(secret, code, at(59)), code).to.equal(undefined);
  });

  it('come from 160 random bits, which an app reads with the name of the Cloud', () => {
    expect(newTotpSecret()).to.match(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.to.equal(newTotpSecret());
    const uri = new URL(totpUri(secret, '138****8101'));
    expect([uri.host, decodeURIComponent(uri.pathname)]).to.eql(['totp', '/国家公共文化云:138****8101']);
    expect(uri.searchParams.get('secret')).to.equal(secret);
    expect(uri.searchParams.get('issuer')).to.equal('国家公共文化云');
  });
});
