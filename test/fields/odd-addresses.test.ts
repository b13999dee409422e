import { expect } from 'chai';
import { describe, it } from 'mocha';
import { checkRedirectUri } from '../../src/fields/redirect-uri.ts';
import { webAddressProblem } from '../../src/fields/web-address.ts';
import { isRefusedTarget } from '../../src/http/outgoing.ts';
import { problemsOf } from '../../src/webhooks/endpoint.ts';

/** This machine and its neighbours, in letters that some readers take for numbers and others do not. */
const hosts = [
  '0177.0.0.1',
  '0x7f.0.0.1',
  '0x7f000001',
  '2130706433',
  '017700000001',
  '127.1',
  '127.0.0.1.',
  '１２７.０.０.１',
  '１27.0.0.1',
  '127。0。0。1',
  '①②⑦.0.0.1',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::1]',
  '0',
  '0.0.0.0',
  '169.254.169.254',
  '0251.0376.0251.0376',
  'localhost',
  'ＬＯＣＡＬＨＯＳＴ',
  'localhost.',
  'a.localhost',
  '127.0.0.1\0.example.cn',
  'example.cn\0.127.0.0.1',
  '%31%32%37.0.0.1',
  'example.cn@127.0.0.1',
];

describe('an address with a host that is written oddly', () => {
  for (const host of hosts) {
    const url = `https://${host}/callback`;
    it(`is taken by no field: ${JSON.stringify(host)}`, () => {
      expect(checkRedirectUri(url, { loopback: false }), 'redirect address').to.have.property('problem');
      expect(webAddressProblem(url), 'page on the web').to.have.property('problem');
      const typed = { url, description: '', types: [] };
      expect(
        problemsOf(typed, (each) => isRefusedTarget(each, [])),
        'endpoint of webhooks',
      ).to.have.property('url');
    });
  }

  it('is taken by no field with NUL or another control anywhere', () => {
    for (const control of ['\0', '\u0001', '\u007f', '\u200b', '\u202e', '\n', '\t'])
      for (const url of [
        `https://exa${control}mple.cn/a`,
        `https://example.cn/a${control}b`,
        `https://example.cn/a?${control}`,
      ]) {
        expect(checkRedirectUri(url, { loopback: false }), JSON.stringify(url)).to.have.property('problem');
        expect(webAddressProblem(url), JSON.stringify(url)).to.have.property('problem');
        const typed = { url, description: '', types: [] };
        expect(
          problemsOf(typed, (each) => isRefusedTarget(each, [])),
          JSON.stringify(url),
        ).to.have.property('url');
      }
  });

  it('leaves the usual ones alone', () => {
    expect(checkRedirectUri('https://m.qx.example.cn/callback', { loopback: false })).to.have.property('uri');
    expect(webAddressProblem('https://m.qx.example.cn/callback')).to.have.property('address');
    const typed = { url: 'https://m.qx.example.cn/hooks', description: '', types: [] };
    expect(problemsOf(typed, (each) => isRefusedTarget(each, []))).to.eql({});
  });
});
