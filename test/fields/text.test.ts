import { expect } from 'chai';
import { describe, it } from 'mocha';
import { beginningOf, composed, countCharacters, text } from '../../src/fields/text.ts';

const problem = (value: string, limits: Parameters<typeof text>[1] = { max: 20 }) =>
  text('昵称', limits).safeParse(value).error?.issues[0]?.message;

describe('a text field', () => {
  it('R35 counts characters as a reader counts', () => {
    expect(countCharacters('青溪县文化馆')).to.equal(6);
    expect(countCharacters('𠮷野家')).to.equal(3);
    expect(countCharacters('👨‍👩‍👧‍👦🇨🇳👍🏽')).to.equal(3);
    expect(countCharacters('cafe\u0301')).to.equal(4);
  });

  it('says how long it may be and how long it is', () => {
    expect(problem('馆'.repeat(20))).to.equal(undefined);
    expect(problem('馆'.repeat(23))).to.equal('fields.too_long {"label":"昵称","max":20,"now":23}');
    expect(problem('👨‍👩‍👧‍👦'.repeat(20))).to.equal(undefined);
  });

  it('has one line unless more are allowed', () => {
    expect(problem('甲\r\nX-Header: 乙')).to.include('fields.unreadable');
    expect(problem('甲\r\n乙\t丙', { max: 20, lines: true })).to.equal(undefined);
    expect(problem('甲\u0007', { max: 20, lines: true })).to.include('fields.unreadable');
  });

  it('refuses invisible and direction-changing characters', () => {
    for (const hidden of ['\u202e', '\u2066', '\u200b', '\ufeff', '\u00ad', '\u2028', '\u0000', '\ud800'])
      expect(problem(`馆${hidden}长`), JSON.stringify(hidden)).to.include('fields.unreadable');
    expect(problem(`馆${'\u0301'.repeat(40)}`)).to.include('fields.unreadable');
  });

  it('takes the sign within Mongolian names where it belongs, and nowhere else', () => {
    expect(problem('ᠴᠠᠭᠠᠨ\u180eᠠ')).to.equal(undefined);
    for (const hidden of ['馆\u180e长', '\u180eᠠ', 'ᠠ\u180e', 'ᠨ\u180e\u180eᠠ'])
      expect(problem(hidden), JSON.stringify(hidden)).to.include('fields.unreadable');
  });

  it('is composed, but a character of the register of residents stays the one that was written', () => {
    expect(composed('cafe\u0301 孙\ufa18 \u{2f804} 葛\u{e0100}')).to.equal('caf\u00e9 孙\ufa18 \u{2f804} 葛\u{e0100}');
    expect(composed('\u1100\u1161')).to.equal('\uac00');
  });

  it('begins with whole characters', () => {
    expect(beginningOf('王𠅤', 2)).to.equal('王');
    expect(beginningOf('ཚེ་རིང', 1)).to.equal('');
    expect(beginningOf('ཚེ་རིང', 3)).to.equal('ཚེ་');
    expect(beginningOf('溪边', 2)).to.equal('溪边');
  });
});
