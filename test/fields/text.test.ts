import { expect } from 'chai';
import { describe, it } from 'mocha';
import { countCharacters, text } from '../../src/fields/text.ts';

const problem = (value: string, limits: Parameters<typeof text>[1] = { max: 20 }) =>
  text('昵称', limits).safeParse(value).error?.issues[0]?.message;

describe('a text field', () => {
  it('R35 counts what a reader counts', () => {
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

  it('refuses what hides in a page or turns it round', () => {
    for (const hidden of ['\u202e', '\u2066', '\u200b', '\ufeff', '\u00ad', '\u2028', '\u0000', '\ud800'])
      expect(problem(`馆${hidden}长`), JSON.stringify(hidden)).to.include('fields.unreadable');
    expect(problem(`馆${'\u0301'.repeat(40)}`)).to.include('fields.unreadable');
  });
});
