import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createCookieSignatures } from '../../../src/oidc/requests/cookie-signatures.ts';

describe('the signature of a cookie', () => {
  const keys = ['the newer key', 'the older key'];
  const { sign, verify, index } = createCookieSignatures(keys);

  it('equals that of keygrip: the cookies of an older release stay valid', () => {
    const [newer = ''] = keys;
    const made = createHmac('sha1', newer).update('session=abc').digest('base64');
    const asKeygrip = made.replaceAll('/', '_').replaceAll('+', '-').replaceAll('=', '');
    expect(sign('session=abc')).to.equal(asKeygrip);
  });

  it('is made by the first key and known by all', () => {
    const older = createCookieSignatures(keys.slice(1)).sign('session=abc');
    expect(index('session=abc', sign('session=abc'))).to.equal(0);
    expect(index('session=abc', older)).to.equal(1);
    expect(verify('session=abc', older)).to.equal(true);
  });

  it('is of one cookie and one value', () => {
    for (const [data, signature] of [
      ['session=abd', sign('session=abc')],
      ['session=abc', `${sign('session=abc')}x`],
      ['session=abc', ''],
    ] as const)
      expect(verify(data, signature)).to.equal(false);
  });
});
