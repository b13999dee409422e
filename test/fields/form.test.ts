import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isFact } from '../../src/fact.ts';
import { maskPhone, phoneNumber } from '../../src/fields/china/phone.ts';
import { check, checks, files, select } from '../../src/fields/choice.ts';
import { displayValue, type Form, fieldsOf, readForm, typed } from '../../src/fields/form.ts';
import { day } from '../../src/fields/moment.ts';
import { personName } from '../../src/fields/person-name.ts';
import { redirectUriLines } from '../../src/fields/redirect-uri.ts';
import { diff } from '../../src/fields/spelling.ts';
import { text } from '../../src/fields/text.ts';
import { fact } from '../support/words.ts';

const form: Form = {
  groups: [
    {
      name: 'who',
      title: '联系人',
      fields: {
        contact: personName('联系人'),
        phone: phoneNumber(),
        kind: select('机构类型', { library: '图书馆', hall: '文化馆' }),
      },
    },
    {
      name: 'what',
      title: '应用',
      fields: {
        name: text('应用名称', { max: 50 }),
        uris: redirectUriLines(),
        scopes: checks('能力', { login: '登录：市民用国家公共文化云账号登录', read: '查看资源' }),
        until: day('日期').optional(),
        papers: files('授权书', { types: ['image/png'], most: 2 }),
        agree: check('承诺', fact('forms.promise')),
      },
    },
  ],
  check: ({ name, contact }) => (name === contact ? { name: fact('forms.same_name') } : {}),
};
const id = '00000000-0000-4000-8000-000000000001';
const good = {
  contact: '买买提•艾力',
  phone: '0571-88880000',
  kind: 'hall',
  name: '青溪文化云',
  uris: 'https://a.example.cn/c\n\nhttps://b.example.cn/c ',
  scopes: 'login\nread',
  until: '2026年12月5日',
  papers: id,
  agree: '1',
};

describe('a form', () => {
  it('means values when everything is there', () => {
    expect(readForm(form, good)).to.deep.equal({
      values: {
        contact: '买买提·艾力',
        phone: '0571-88880000',
        kind: 'hall',
        name: '青溪文化云',
        uris: ['https://a.example.cn/c', 'https://b.example.cn/c'],
        scopes: ['login', 'read'],
        until: '2026-12-05',
        papers: [id],
        agree: true,
      },
    });
  });

  it('names the cure by field', () => {
    const read = readForm(form, {
      ...good,
      contact: '',
      kind: 'x',
      papers: '',
      agree: '',
      until: '12月5日',
      scopes: '',
    });
    expect(read).to.deep.equal({
      problems: {
        contact: fact('fields.missing', { label: '联系人' }),
        kind: fact('fields.choose', { label: '机构类型' }),
        scopes: fact('fields.choose', { label: '能力' }),
        until: fact('fields.day_form', { label: '日期' }),
        papers: fact('fields.upload', { label: '授权书' }),
        agree: fact('forms.promise'),
      },
    });
    expect(readForm(form, { ...good, name: good.contact, contact: good.contact.replace('•', '·') })).to.deep.equal({
      values: { ...(readForm(form, good) as { values: object }).values, name: good.contact },
    });
    expect(readForm(form, { ...good, name: '买买提·艾力' })).to.deep.equal({
      problems: { name: fact('forms.same_name') },
    });
  });

  it('describes its fields for views', () => {
    const described = fieldsOf(form).map(({ name, control, optional }) => [name, control, optional]);
    expect(described).to.deep.equal([
      ['contact', 'text', false],
      ['phone', 'tel', false],
      ['kind', 'select', false],
      ['name', 'text', false],
      ['uris', 'lines', false],
      ['scopes', 'checks', false],
      ['until', 'date', true],
      ['papers', 'files', false],
      ['agree', 'check', false],
    ]);
    expect(fieldsOf(form).find(({ name }) => name === 'name')?.max).to.equal(50);
    expect(fieldsOf(form).find(({ name }) => name === 'phone')?.mask).to.equal(maskPhone);
  });

  it('puts ticked boxes together, and leaves fields that were not on the page unchanged', () => {
    const before = { contact: '王芳', scopes: 'login', agree: '1', other: 'stays' };
    const posted = { 'scopes.read': '1', name: 'a\r\nb', stranger: 'x' };
    expect(typed(form.groups.slice(1), posted, before)).to.deep.equal({
      contact: '王芳',
      scopes: 'read',
      agree: '',
      name: 'a\nb',
      other: 'stays',
    });
  });

  it('shows two versions side by side in words, and masks personal data', () => {
    expect(diff(form, good, { ...good, scopes: 'read', kind: 'library' })).to.deep.equal([
      { name: 'kind', title: '机构类型', from: '文化馆', to: '图书馆' },
      { name: 'scopes', title: '能力', from: '登录、查看资源', to: '查看资源' },
    ]);
    const phone = fieldsOf(form).find(({ name }) => name === 'phone');
    expect(phone && displayValue(phone, good.phone, true)).to.equal('0571-****0000');
    expect(phone && displayValue(phone, '', true)).to.equal('');
  });

  it('answers whatever is typed with values or with facts', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(good), '__proto__'), fc.string({ unit: 'binary' })),
        (data) => {
          const read = readForm(form, data);
          return 'values' in read || Object.values(read.problems).every(isFact);
        },
      ),
    );
  });
});
