import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { z } from 'zod';
import {
  creditCode,
  creditCodeProblem,
  regionOfCreditCode,
  typeOfCreditCode,
} from '../../../src/fields/china/credit-code.ts';
import { readFields } from '../../../src/fields/read.ts';

const good = [
  '9144030071526726XG',
  '91330100799655058B',
  '914403001922038216',
  '91110000802100433B',
  '12100000400012203P',
  '11100000000013071A',
  '91350100M000100Y43',
  '12330106DEM0000145',
  '11510100DEM000022H',
  '12440300DEM0000309',
  '52110105DEM000049F',
  '91330100DEM000057N',
  '51650100DEM0000652',
];
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const form = z.object({ code: creditCode() });

describe('a unified social credit code', () => {
  it('R19 is taken when both of its check characters are right', () => {
    for (const code of good) expect(creditCodeProblem(code), code).to.equal(undefined);
  });

  it('R19 is read as people type it', () => {
    expect(readFields(form, { code: ' 91440300 7152-6726ｘｇ ' })).to.deep.equal({
      values: { code: '9144030071526726XG' },
    });
  });

  it('R19 names the problem and the cure', () => {
    const words: [string, string][] = [
      ['9144030071526726XH', 'fields.credit_code_last'],
      ['12330106DEM0000154', 'fields.credit_code_last'],
      ['91330106DEM00001', 'fields.credit_code_length'],
      ['9144030O71526726XG', 'fields.credit_code_letters'],
      ['9144030071526726XS', 'fields.credit_code_letters'],
      ['9144030071526726X*', 'fields.credit_code_signs'],
    ];
    for (const [code, answer] of words) expect(creditCodeProblem(code), code).to.have.property('code', answer);
  });

  it('R19 notices every single wrong character', () => {
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.nat(17), fc.constantFrom(...alphabet), (code, place, other) => {
        fc.pre(code[place] !== other);
        return creditCodeProblem(code.slice(0, place) + other + code.slice(place + 1)) !== undefined;
      }),
    );
  });

  it('R19 notices two neighbours that changed places', () => {
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.integer({ min: 0, max: 16 }), (code, place) => {
        const [one = '', other = ''] = [code[place], code[place + 1]];
        fc.pre(one !== other);
        return creditCodeProblem(code.slice(0, place) + other + one + code.slice(place + 2)) !== undefined;
      }),
    );
  });

  it('tells the type and the region', () => {
    expect(typeOfCreditCode('12330106DEM0000145')).to.equal('事业单位');
    expect(typeOfCreditCode('N2330106DEM0000145')).to.equal(undefined);
    expect(regionOfCreditCode('12330106DEM0000145')).to.equal('330106');
  });
});
