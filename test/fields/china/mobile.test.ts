import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { maskMobile, mobile, normalMobile } from '../../../src/fields/china/mobile.ts';

describe('a mobile number', () => {
  it('is read in every way that people write it', () => {
    const ways = [
      '13800138000',
      '１３８００１３８０００',
      '+8613800138000',
      '+86 138 0013 8000',
      '0086-138-0013-8000',
      '86 138-0013-8000',
      '（＋８６）138–0013–8000',
      '138\u00a00013\u30008000',
      '\u202a13800138000\u202c',
    ];
    for (const typed of ways) expect(normalMobile(typed), typed).to.equal('13800138000');
  });

  it('may begin with every range that is in use', () => {
    for (const range of ['148', '149', '166', '174', '191', '199'])
      expect(normalMobile(`${range}00138000`)).to.not.equal(undefined);
  });

  it('is asked for again when it is none', () => {
    for (const typed of [
      '12800138000',
      '1380013800',
      '138001380000',
      '0571-88880000',
      '+1 13800138000',
      '1380013800a',
      '138001380OO',
    ])
      expect(mobile().safeParse(typed).error?.issues[0]?.message, typed).to.equal(
        'fields.mobile_form {"label":"手机号"}',
      );
    expect(mobile().safeParse(undefined).error?.issues[0]?.message).to.equal('fields.missing {"label":"手机号"}');
  });

  it('has a normal form that stays as it is, and differs for different numbers', () => {
    const number = fc
      .tuple(fc.constantFrom(...'3456789'), fc.stringMatching(/^\d{9}$/))
      .map(([second, rest]) => `1${second}${rest}`);
    const dressed = fc.tuple(
      number,
      fc.constantFrom('', '+86', '0086', '86 '),
      fc.nat(10),
      fc.constantFrom(' ', '-', '\u3000'),
    );
    fc.assert(
      fc.property(
        dressed,
        ([digits, prefix, place, gap]) =>
          normalMobile(`${prefix}${digits.slice(0, place)}${gap}${digits.slice(place)}`) === digits &&
          normalMobile(digits) === digits,
      ),
    );
  });

  it('R21 is shown with its middle hidden', () => {
    expect(maskMobile('13800138000')).to.equal('138****8000');
    expect(maskMobile('not a number')).to.equal('****');
  });
});
