import { expect } from 'chai';
import { describe, it } from 'mocha';
import { maskPhone, normalPhone } from '../../../src/fields/china/phone.ts';

describe('a phone number', () => {
  it('may be a mobile, a landline with its extension, or a 400 number, and has one spelling however it is typed', () => {
    const ways: [string, string][] = [
      ['+86 138 0000 8000', '13800008000'],
      ['0571-88880000', '0571-88880000'],
      ['０５７１－８８８８００００', '0571-88880000'],
      ['(0571)88880000', '0571-88880000'],
      ['010 88880000-8001', '010-88880000-8001'],
      ['400-0596-087', '400-0596-087'],
      ['4000596087', '400-0596-087'],
      ['400 059 6087', '400-0596-087'],
      ['400-059-6087', '400-0596-087'],
      ['0571 88880000', '0571-88880000'],
      ['057188880000', '0571-88880000'],
      ['+86 0571 8888 0000', '0571-88880000'],
      ['02088880000', '020-88880000'],
      ['05708880000', '0570-8880000'],
      ['0570-8880000', '0570-8880000'],
    ];
    for (const [given, normal] of ways) expect(normalPhone(given), given).to.equal(normal);
  });

  it('is asked for again when it is none', () => {
    for (const given of ['12800138000', '88880000', '0571-888', '011-88880000', '500-0596-087', 'abc'])
      expect(normalPhone(given), given).to.equal(undefined);
  });

  it('R21 is masked as 150****1235', () => {
    expect(maskPhone('15000001235')).to.equal('150****1235');
    expect(maskPhone('0571-88880000')).to.equal('0571-****0000');
    expect(maskPhone('400-0596-087')).to.equal('400-****6087');
    expect(maskPhone('?')).to.equal('****');
  });
});
