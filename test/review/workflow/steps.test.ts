import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Form, ofFilled } from '../../../src/fields/form.ts';
import { text } from '../../../src/fields/text.ts';
import { stepsOf, within } from '../../../src/review/workflow/steps.ts';
import { fact } from '../../support/words.ts';

const form: Form = {
  paged: true,
  groups: [
    { name: 'person', title: '负责人', fields: { keeper: text('姓名', { max: 5 }), post: text('职务', { max: 5 }) } },
    { name: 'site', title: '网站', fields: { site: text('名称', { max: 5 }).optional() } },
  ],
};
const missing = (label: string) => fact('fields.missing', { label });

describe('the pages of a form', () => {
  const standings = (data: Record<string, string>, problems = {}) =>
    stepsOf(form, data, problems).map((step) => `${step.name} ${step.standing} ${step.wrong}+${step.missing}`);

  it('R12 count as done only where all that they hold is right', () => {
    expect(standings({}, { keeper: missing('姓名'), post: missing('职务') })).to.eql([
      'person missing 0+2',
      'site optional 0+0',
      'check last 0+0',
    ]);
    expect(standings({ keeper: '陈', post: '长长长长长长' }, { post: missing('职务') })[0]).to.equal(
      'person wrong 1+0',
    );
    expect(standings({ keeper: '陈', post: '主任', site: '云' })).to.eql([
      'person done 0+0',
      'site done 0+0',
      'check last 0+0',
    ]);
  });

  it('R12 count together each problem that the pages name, those of no page on the last', () => {
    const problems = { keeper: missing('姓名'), post: missing('职务'), site: missing('名称'), form: missing('全部') };
    expect(standings({ post: '长长长长长长' }, problems)).to.eql([
      'person wrong 1+1',
      'site missing 0+1',
      'check wrong 1+0',
    ]);
  });

  it('have the problems of their own fields, and before a page is left only those of filled ones', () => {
    const problems = { keeper: missing('姓名'), site: missing('名称') };
    expect(within(form.groups.slice(0, 1), problems)).to.have.all.keys('keeper');
    expect(ofFilled(problems, { keeper: ' ', post: '' })).to.have.all.keys('keeper');
  });
});
