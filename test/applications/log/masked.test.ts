import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { differences, nearest } from '../../../src/applications/log/addresses.ts';
import { masked, sentence } from '../../../src/applications/log/masked.ts';
import { createWords } from '../../../src/words/index.ts';

const registered = [
  'https://m.qx.example.cn/callback?from=cloud',
  'https://long.example.cn/abcdefghijklmnopqrstuvwxyz',
];

describe('received values as the log shows them', () => {
  for (const [came, shown] of [
    ['https://m.qx.example.cn/callback?from=cloud', 'https://m.qx.example.cn/callback?from=cloud'],
    ['https://m.qx.example.cn/callback?from=cloud&code=abc', 'https://m.qx.example.cn/callback?from=cloud&code=…'],
    ['https://m.qx.example.cn/callback#access_token=abc', 'https://m.qx.example.cn/callback#…'],
    ['https://zhang:secret@m.qx.example.cn/', 'https://…@m.qx.example.cn/'],
    ['https://a.cn/13800138000', 'https://a.cn/…'],
    ['https://a.cn:8443/v2/cb', 'https://a.cn:8443/v2/cb'],
    ['https://long.example.cn/abcdefghijklmnopqrstuvwxyz/', 'https://long.example.cn/abcdefghijklmnopqrstuvwxyz/'],
    ['https://long.example.cn/zyxwvutsrqponmlkjihgfedcba', 'https://long.example.cn/…'],
    ['m.qx.example.cn/callback', 'm.qx.example.cn/callback'],
    ['openid profile emial', 'openid profile emial'],
    ['a\u0000b\u202ec\r\nd', 'abcd'],
    ['', ''],
  ] as const) {
    it(`is ${JSON.stringify(shown)} of ${JSON.stringify(came)}`, () =>
      expect(masked(came, registered)).to.equal(shown));
  }

  it('never holds a long run, a value of a parameter or a fragment, whatever came', () => {
    const secret = fc.stringMatching(/^[\w-]{24,60}$/);
    const part = fc.stringMatching(/^[a-z/.:?&=#@%+ -]{0,12}$/);
    fc.assert(
      fc.property(part, secret, part, secret, (before, one, between, other) => {
        const shown = masked(`${before}${one}${between}?k=${other}`, registered);
        expect(shown).not.to.include(one).and.not.to.include(other);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        expect(masked(text, registered).length).to.be.at.most(700);
        expect(masked(text, registered).isWellFormed()).to.equal(true);
        expect(sentence(text)).not.to.match(/\p{Cc}/u);
      }),
    );
  });

  it('leaves the sentences of the library as they are, but for numbers and tokens', () => {
    const said = 'pushed_authorization_request must not be used; AK expired on 2026-11-20';
    expect(sentence(said)).to.equal(said);
    expect(sentence('who is 13800138000 with eyJhbGciOiJSUzI1NiIsInR5cCI6')).to.equal('who is … with …');
  });
});

describe('the difference between two addresses', () => {
  const known = 'https://m.qx.example.cn/callback';
  for (const [came, words] of [
    ['http://m.qx.example.cn/callback', '协议不同：收到 http，登记的是 https'],
    ['https://www.qx.example.cn/callback', '域名不同，登记的是 m.qx.example.cn'],
    ['https://m.qx.example.cn:8443/callback', '端口不同：收到 8443，登记的是 443'],
    ['https://m.qx.example.cn/callback/', '只差路径末尾的斜线'],
    ['https://m.qx.example.cn/Callback', '路径的大小写不同'],
    ['https://m.qx.example.cn/cb', '路径不同，登记的是 /callback'],
    ['https://m.qx.example.cn/callback?a=…', '问号后面的内容不同'],
    ['https://m.qx.example.cn/callback#…', '不能带 # 和后面的内容'],
    ['HTTPS://M.qx.example.cn:443/callback', '写法不同：域名大小写、端口或编码'],
    ['m.qx.example.cn/callback', '收到的不是完整的网址，应以 https:// 开头'],
    ['javascript:alert(1)', '收到的不是完整的网址，应以 https:// 开头'],
    ['http://m.qx.example.cn/cb', '协议不同：收到 http，登记的是 https；路径不同，登记的是 /callback'],
  ] as const) {
    it(`of ${came} is: ${words}`, () =>
      expect(differences(came, known).map(createWords()('zh', 'institution').say).join('；')).to.equal(words));
  }

  it('is nothing where nothing is registered', () => expect(differences(known, undefined)).to.deep.equal([]));

  it('is taken to the one that is most alike', () => {
    const all = ['https://b.cn/x', 'https://m.qx.example.cn/login', known, 'https://c.cn/'];
    expect(nearest('http://m.qx.example.cn/callbak', all, 2)).to.deep.equal([known, 'https://m.qx.example.cn/login']);
  });
});
