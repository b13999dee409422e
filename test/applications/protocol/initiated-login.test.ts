import { expect } from 'chai';
import { describe, it } from 'mocha';
import { beginsAtHome, initiatedLogin } from '../../../src/applications/protocol/initiated-login.ts';

const application = {
  redirectUris: ['https://m.qx.example.cn/callback', 'cn.example.qx:/callback'],
  postLogoutRedirectUris: ['https://www.qx.example.cn/bye'],
  homeUrl: 'https://qx.example.cn/',
  initiateLoginUri: 'https://m.qx.example.cn/enter?from=cloud',
};
const issuer = 'https://sso.example.cn';
const to = (target: string, more: Partial<typeof application> = {}) =>
  initiatedLogin({ ...application, ...more }, { issuer, target });

describe('a login that begins at a page of ours (OpenID Connect Core 4)', () => {
  it('contains the issuer and the target, beside the address’s own parameters', () => {
    const address = new URL(to('https://m.qx.example.cn/book/1?day=5') ?? '');
    expect(address.origin + address.pathname).to.equal('https://m.qx.example.cn/enter');
    expect(Object.fromEntries(address.searchParams)).to.deep.equal({
      from: 'cloud',
      iss: issuer,
      target_link_uri: 'https://m.qx.example.cn/book/1?day=5',
    });
  });

  it('leads to pages of every origin that was registered, and to no other', () => {
    for (const target of ['https://www.qx.example.cn/a', 'https://qx.example.cn/b'])
      expect(to(target), target).to.be.a('string');
    for (const target of [
      'https://m.qx.example.cn.evil.example/',
      'http://m.qx.example.cn/book',
      'https://m.qx.example.cn:8443/book',
      'https://evil.example/?https://m.qx.example.cn/',
      'cn.example.qx:/book',
      'javascript:alert(1)',
      '//m.qx.example.cn/book',
      'not an address',
      '',
    ])
      expect(to(target), target).to.equal(undefined);
  });

  it('begins where the callback is, never elsewhere', () => {
    const begins = (initiateLoginUri: string | undefined) => beginsAtHome({ ...application, initiateLoginUri });
    expect(begins('https://m.qx.example.cn/other')).to.equal(true);
    expect(begins(undefined), 'nothing begins').to.equal(true);
    for (const elsewhere of ['https://qx.example.cn/enter', 'http://m.qx.example.cn/enter', 'cn.example.qx:/enter'])
      expect(begins(elsewhere), elsewhere).to.equal(false);
    expect(to('https://qx.example.cn/b', { initiateLoginUri: 'https://evil.example/enter' })).to.equal(undefined);
  });
});
