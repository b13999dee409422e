import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { isFact } from '../../src/fact.ts';
import { newPassword } from '../../src/fields/account.ts';
import { readFields } from '../../src/fields/read.ts';
import { text } from '../../src/fields/text.ts';
import { fact } from '../support/words.ts';

const form = z.object({
  name: text('机构全称', { min: 2, max: 50 }),
  note: text('备注', { max: 20, lines: true }).optional(),
  password: newPassword().optional(),
});

const problems = (input: unknown) => {
  const read = readFields(form, input);
  return 'problems' in read ? read.problems : {};
};

describe('reading fields', () => {
  it('takes exactly the fields of the schema, trimmed and in NFC', () => {
    const read = readFields(form, { name: ' \u3000青溪县文化馆cafe\u0301\n', note: '', unknown: 'x' });
    expect(read).to.deep.equal({ values: { name: '青溪县文化馆café' } });
  });

  it('asks for missing, empty and blank fields', () => {
    for (const input of [{}, { name: '' }, { name: ' \u3000\t' }, { name: undefined }, { name: null }])
      expect(problems(input)).to.deep.equal({ name: fact('fields.missing', { label: '机构全称' }) });
  });

  it('leaves the space in a password alone', () => {
    const read = readFields(form, { name: '青溪县文化馆', password: ' kb7 雨天 ' });
    expect(read).to.deep.equal({ values: { name: '青溪县文化馆', password: ' kb7 雨天 ' } });
  });

  it('calls everything that is no text by the name of its field', () => {
    const sentence = { name: fact('fields.one_text', { label: '机构全称' }) };
    for (const name of [['a', 'b'], [], 7, true, { $ne: '' }, () => 'x'])
      expect(problems({ name })).to.deep.equal(sentence);
    expect(problems({ name: '青溪县文化馆', note: ['a'] })).to.deep.equal({
      note: fact('fields.one_text', { label: '备注' }),
    });
  });

  it('refuses NUL and half characters, in passwords too', () => {
    for (const hostile of ['青溪\0文化馆', '青溪\ud83d', '\udc00青溪']) {
      expect(problems({ name: hostile })).to.deep.equal({
        name: fact('fields.unreadable', { label: '机构全称' }),
      });
      expect(problems({ name: '青溪县', password: `${hostile}12345678` })).to.have.keys('password');
    }
  });

  it('reads neither inherited values nor getters', () => {
    const inherited = Object.create({ name: '青溪县文化馆' });
    const getter = Object.defineProperty({}, 'name', { get: () => '青溪县文化馆', enumerable: true });
    const planted: unknown = JSON.parse('{"__proto__": {"name": "青溪县文化馆"}}');
    for (const input of [inherited, getter, planted])
      expect(problems(input)).to.deep.equal({ name: fact('fields.missing', { label: '机构全称' }) });
  });

  it('is not moved by fields that are named like parts of every object', () => {
    const odd = z.object({
      constructor: text('甲', { max: 5 }).optional(),
      toString: text('乙', { max: 5 }).optional(),
    });
    expect(readFields(odd, {})).to.deep.equal({ values: {} });
    expect(readFields(odd, { toString: 'b' })).to.deep.equal({ values: { toString: 'b' } });
  });

  it('gives one problem a field, and all fields at once', () => {
    expect(problems({ name: '馆', note: 'x'.repeat(21), password: '1' })).to.deep.equal({
      name: fact('fields.too_short', { label: '机构全称', min: 2, now: 1 }),
      note: fact('fields.too_long', { label: '备注', max: 20, now: 21 }),
      password: fact('fields.password_short', { label: '密码', min: 8 }),
    });
  });

  it('answers with a value whatever comes', () => {
    const anything = fc.oneof(
      fc.anything({ withNullPrototype: true, withSparseArray: true }),
      fc.record({ name: fc.anything(), note: fc.string({ unit: 'binary' }) }),
    );
    fc.assert(
      fc.property(anything, (input) => {
        const read = readFields(form, input);
        return 'values' in read || Object.values(read.problems).every(isFact);
      }),
      { numRuns: 2_000 },
    );
  });
});
