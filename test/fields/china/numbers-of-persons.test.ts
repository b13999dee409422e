import { expect } from 'chai';
import { describe, it } from 'mocha';
import { hasNumberOfPerson, isNumberOfPerson } from '../../../src/fields/china/numbers-of-persons.ts';

describe('R54 numbers of persons in words that stand beside a figure', () => {
  it('finds mobile numbers and identity card numbers, however they are written', () => {
    for (const text of [
      '问张老师 138 1234 5678',
      '１３８１２３４５６７８',
      '身份证 11010519491231002X',
      '110105 19491231 002X',
    ])
      expect(hasNumberOfPerson(text), text).to.equal(true);
  });
  it('finds none in figures, dates, service numbers and other long numbers', () => {
    for (const text of ['9,870 次', '2026-11-23 共 13,812 人', '400-0596-087', '流水号 110105194912310021'])
      expect(hasNumberOfPerson(text), text).to.equal(false);
  });
  it('takes no identifier of a visitor that is such a number', () => {
    expect(['13812345678', '8613812345678', '11010519491231002x'].map(isNumberOfPerson)).to.deep.equal([
      true,
      true,
      true,
    ]);
    // The checksum is wrong, as after a slip.
    expect(isNumberOfPerson('110101199003071234')).to.equal(true);
    expect(isNumberOfPerson('110101199013071234'), 'no month').to.equal(false);
    expect(['day-8f3a91c2', '1786345012345678901', 'a13812345678'].map(isNumberOfPerson)).to.deep.equal([
      false,
      false,
      false,
    ]);
  });
});
