import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Fact } from '../../src/fact.ts';
import { checkRedirectUri, checkRedirectUris } from '../../src/fields/redirect-uri.ts';
import { fact } from '../support/words.ts';
import { bad, good, local } from './redirect-uri-vectors.ts';

const production = { loopback: false };
const sandbox = { loopback: true };

const answer = (uri: string, options = production) => {
  const checked = checkRedirectUri(uri, options);
  return 'problem' in checked ? checked.problem : 'accepted';
};

describe('a redirect address', () => {
  for (const uri of good) {
    it(`R22 is taken exactly as written: ${uri.slice(0, 60)}`, () => {
      expect(checkRedirectUri(uri, production)).to.deep.equal({ uri });
    });
  }

  for (const [uri, code] of bad) {
    it(`R22 is refused with its cure: ${JSON.stringify(uri).slice(0, 70)}`, () => {
      expect(answer(uri)).to.have.property('code', code);
    });
  }

  it('R22 may be on this machine only where that is allowed', () => {
    for (const uri of local) {
      expect(answer(uri, sandbox), uri).to.equal('accepted');
      expect(answer(uri, production), uri).not.to.equal('accepted');
    }
  });

  it('R27 may be on the own network in a sandbox, and nowhere else', () => {
    for (const host of ['10.0.0.8', '172.16.0.1', '172.31.255.254', '192.168.1.20:8080']) {
      expect(answer(`http://${host}/callback`, sandbox), host).to.equal('accepted');
      expect(answer(`http://${host}/callback`, production), host).not.to.equal('accepted');
    }
  });

  it('R22 is no machine of others by http, and no other spelling of this one, in a sandbox', () => {
    const refused = [
      'http://m.qx.example.cn/callback',
      'http://11.0.0.8/callback',
      'http://172.15.0.1/callback',
      'http://172.32.0.1/callback',
      'http://192.169.1.20/callback',
      'http://169.254.169.254/callback',
      'http://10.0.0.256/callback',
      'http://010.0.0.8/callback',
      'http://10.8/callback',
      'http://10.0.0.8.evil.example.com/callback',
      'http://127.1/callback',
      'http://2130706433/callback',
      'http://0.0.0.0/callback',
      'http://[::]/callback',
      'http://localhost./callback',
      'http://LOCALHOST/callback',
      'http://localhost:80/callback',
      'http://localhost@evil.example.com/callback',
      'http://localhost.evil.example.com/callback',
      'http://localhost/a/../b',
      'javascript:alert(1)',
    ];
    for (const uri of refused) expect(answer(uri, sandbox), uri).not.to.equal('accepted');
    expect(answer('http://localhost:80/callback', sandbox)).to.have.property('code', 'fields.default_port');
  });

  it('is named as its form names it', () => {
    const checked = checkRedirectUri('https://m.qx.example.cn/#', { loopback: false, label: '退出后返回地址' });
    expect(checked).to.deep.equal({ problem: fact('fields.no_fragment', { label: '退出后返回地址' }) });
  });

  const pieces = [
    '..',
    '.',
    ';',
    '%2e',
    '%',
    '\\',
    '#',
    '?',
    '*',
    '[',
    ' ',
    '\t',
    '馆',
    '。',
    'A',
    'code=1',
    '0x7f',
    '//',
    '@',
    ':',
    '443',
    '/',
    'a',
  ];
  const tail = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 2 })), { maxLength: 4 });
  const head = fc.constantFrom(
    'https://a.cn',
    'https://a.cn/',
    'https://a.cn/b?',
    'https://',
    'http://localhost',
    'http://127.0.0.1/',
    'https://127.1',
  );
  const typed = fc.tuple(head, tail).map(([start, rest]) => start + rest.join(''));
  const isTaken = (uri: string, loopback: boolean) => 'uri' in checkRedirectUri(uri, { loopback });

  it('R22 once accepted reads the same to every parser, whatever was typed', () => {
    const isSafe = (uri: string, loopback: boolean) => {
      const url = new URL(uri);
      const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
      return (
        [uri, uri.replace(/(?<=^https?:\/\/[^/?]*)(?=\?|$)/, '/')].includes(url.href) &&
        (url.protocol === 'https:' || (loopback && isHere)) &&
        (loopback || !isHere) &&
        (isHere || /^[a-z\d-]+(\.[a-z\d-]+)*\.[a-z][a-z\d-]*$/.test(url.hostname)) &&
        url.username + url.password + url.hash === ''
      );
    };
    const holds = fc.property(typed, fc.boolean(), (uri, loopback) => !isTaken(uri, loopback) || isSafe(uri, loopback));
    fc.assert(holds, { numRuns: 5_000 });
    // Enough of the samples must be accepted, or the sentence above proves nothing.
    expect(fc.sample(typed, 500).filter((uri) => isTaken(uri, true)).length).to.be.within(50, 450);
  });
});

describe('a list of redirect addresses', () => {
  it('R22 holds each address once', () => {
    const twice = [
      'https://a.example.cn/1',
      'https://a.example.cn/2',
      'https://a.example.cn/3',
      'https://a.example.cn/2',
    ];
    expect(checkRedirectUris(twice, production)).to.deep.equal({
      problem: fact('fields.in_line', { line: 4, problem: fact('fields.same_line', { line: 2 }) }),
    });
  });

  it('R22 names the line that needs a change, but not the only one', () => {
    const lines = ['https://a.example.cn/1', 'https://a.example.cn/#'];
    expect(checkRedirectUris(lines, production)).to.deep.equal({
      problem: fact('fields.in_line', { line: 2, problem: fact('fields.no_fragment', { label: '回调地址' }) }),
    });
    expect(checkRedirectUris(lines.slice(1), production)).to.deep.equal({
      problem: fact('fields.no_fragment', { label: '回调地址' }),
    });
  });

  it('R22 names all lines that need a change, each with its cure', () => {
    const lines = [
      'https://a.example.cn/#',
      'https://a.example.cn/1',
      'http://a.example.cn/',
      'https://a.example.cn/1',
    ];
    const line = (place: number, problem: Fact) => fact('fields.in_line', { line: place, problem });
    expect(checkRedirectUris(lines, production)).to.deep.equal({
      problem: fact('fields.in_lines', {
        problems: [
          line(1, fact('fields.no_fragment', { label: '回调地址' })),
          line(3, fact('fields.https_only', { label: '回调地址' })),
          line(4, fact('fields.same_line', { line: 2 })),
        ],
        more: 0,
      }),
    });
  });

  it('R22 holds 20 at most', () => {
    const many = Array.from({ length: 21 }, (_, number) => `https://a.example.cn/${number}`);
    expect(checkRedirectUris(many, production)).to.deep.equal({
      problem: fact('fields.addresses_most', { label: '回调地址', max: 20, now: 21 }),
    });
    expect(checkRedirectUris(many.slice(1), production)).to.deep.equal({ uris: many.slice(1) });
  });
});
