import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { type Field, fieldsIn } from '../../src/fields/form.ts';
import {
  fieldRows,
  isUsed,
  numbered,
  previewHref,
  shownField,
  shownInput,
  shownOptions,
} from '../../src/http/form-text.ts';

const field = (meta: z.GlobalMeta = {}, schema: z.ZodType<unknown, string | undefined> = z.string()): Field => {
  const [first] = fieldsIn({ name: schema.meta({ title: '名称', ...meta }) });
  if (first === undefined) throw new Error('no field');
  return first;
};
const state = { values: { name: '甲' }, problems: {} };

describe('a field of a form', () => {
  it('has all its descriptions, in the order of the page', () => {
    const shown = shownField(field({ control: 'textarea', hint: '写全称', max: 300 }), {
      values: {},
      problems: { name: '请填写' },
      comments: { name: '太短' },
    });
    expect(shown.about).to.equal('name-msg name-cm name-hint name-max');
    expect(shown.aria).to.eql({ about: shown.about, problem: '请填写' });
    expect(shown.counter).to.eql({ max: 300, isHidden: false });
    expect(shown.rows).to.equal(6);
  });

  it('counts characters of a short text by script only, and not of untypable controls', () => {
    expect(shownField(field({ max: 20 }), state).counter).to.eql({ max: 20, isHidden: true });
    expect(shownField(field({ max: 20 }), state).about).to.equal('');
    expect(shownField(field({ max: 20, readonly: true }), state).counter).to.equal(undefined);
  });

  it('says when it may be left out, or when it may not', () => {
    expect(shownField(field(), state).note).to.equal(undefined);
    expect(shownField(field({}, z.string().optional()), state).note).to.equal('选填');
    expect(shownField(field({ requiredWhen: '登录时必填' }, z.string().optional()), state).note).to.equal('登录时必填');
  });

  it('asks for the part of a picture when there is one', () => {
    const crop = field({ control: 'crop', of: 'poster' });
    expect(shownField(crop, state).isTooEarly).to.equal(true);
    const uploads = { poster: [{ id: 'f1', name: 'a.png', size: 9, width: 460, height: 120 }] };
    expect(shownField(crop, { ...state, uploads })).to.include({ isTooEarly: false });
    expect(shownField(crop, { ...state, uploads }).picture).to.eql({ id: 'f1', width: 460, height: 120 });
    expect(previewHref('/p', 'f1', '0,0,4,1', '180x50')).to.equal('/p?file=f1&crop=0%2C0%2C4%2C1&size=180x50');
  });

  it('says which files it takes', () => {
    const files = field({ control: 'files', accept: { types: ['application/pdf'], most: 3 } });
    expect(shownField(files, state).hint).to.match(/最多 3 个，每个不超过 10 MB$/);
  });

  it('is a date field only for a date that one can show', () => {
    expect(shownInput(field({ control: 'date' }), '2026-12-05').type).to.equal('date');
    expect(shownInput(field({ control: 'date' }), '明天').type).to.equal('text');
    expect(shownInput(field({ control: 'datetime' }), '2026-12-05 09:30:00+08:00')).to.eql({
      type: 'datetime-local',
      value: '2026-12-05T09:30',
    });
    for (const [value, shown] of [
      ['2026-12-31T23:59:59+08:00', '2026-12-31T23:59:59'],
      ['2026-12-31T23:59:00+08:00', '2026-12-31T23:59'],
    ] as const)
      expect(shownInput(field({ control: 'datetime' }), value), value).to.eql({ type: 'datetime-local', value: shown });
    expect(shownInput(field({ control: 'datetime' }), '明天早上')).to.eql({ type: 'text', value: '明天早上' });
    expect(shownInput(field({ control: 'email' }), '').type).to.equal('email');
    expect(shownInput(field({ control: 'number' }), '5').type).to.equal('text');
    expect(shownInput(field({ control: 'region' }), '330000')).to.include({ region: '浙江省' });
    expect(shownInput(field({ control: 'region' }), '33000x')).to.eql({ type: 'text', value: '33000x' });
  });

  it('shows the name, the purpose and the state of an option', () => {
    expect(shownOptions({ a: '资源：读取目录', b: '统计' }, 'b')).to.eql([
      { option: 'a', label: '资源', more: '读取目录', isChosen: false },
      { option: 'b', label: '统计', more: '', isChosen: true },
    ]);
  });
});

describe('the fields of a group', () => {
  it('stand in pairs where they are short and have no messages', () => {
    const fields = fieldsIn({
      phone: z.string().meta({ title: '电话', control: 'tel' }),
      mail: z.string().meta({ title: '邮箱', control: 'email' }),
      words: z.string().meta({ title: '说明', control: 'textarea' }),
      from: z.string().meta({ title: '从', control: 'date' }),
      until: z.string().meta({ title: '到', control: 'date' }),
    });
    const names = (comments = {}) => fieldRows(fields, comments).map((row) => row.map(({ name }) => name));
    expect(names()).to.eql([['phone', 'mail'], ['words'], ['from', 'until']]);
    expect(names({ from: '太早' })).to.eql([['phone', 'mail'], ['words'], ['from'], ['until']]);
  });
});

describe('a folded group', () => {
  const fields = {
    way: z.string().meta({ title: '方式', options: { usual: '常用', other: '另一种' } }),
    note: z.string(),
  };
  const isOpen = (values: Record<string, string>, problems: Record<string, string> = {}) =>
    isUsed(fields, { values, problems });

  it('is open where something stands in it that is not usual, or is wrong', () => {
    expect(isOpen({})).to.equal(false);
    expect(isOpen({ way: 'usual', note: '' })).to.equal(false);
    expect(isOpen({ way: 'other' })).to.equal(true);
    expect(isOpen({ note: '一' })).to.equal(true);
    expect(isOpen({}, { note: '请填写' })).to.equal(true);
  });

  it('R21 counts the parts of a form, without those beside them', () => {
    const groups = [{ title: '联系人' }, { title: '高级设置', aside: true as const }, { title: '附件' }];
    expect(numbered(groups).map(([{ title }, place]) => `${place} ${title}`)).to.eql([
      '1 联系人',
      '0 高级设置',
      '2 附件',
    ]);
  });
});
