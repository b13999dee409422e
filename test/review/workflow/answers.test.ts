import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Form } from '../../../src/fields/form.ts';
import { text } from '../../../src/fields/text.ts';
import { presentAnswers } from '../../../src/review/workflow/answers.ts';

const form: Form = {
  groups: [
    {
      name: 'person',
      title: '负责人',
      fields: {
        keeper: text('姓名', { max: 5 }),
        post: text('职务', { max: 5 }),
        site: text('网站', { max: 5 }).optional(),
        venue: text('场馆', { max: 5 }).optional(),
      },
    },
  ],
};

describe('answers to be read', () => {
  const shown = (more: { data?: Record<string, string>; comments?: Record<string, string> } = {}) => {
    const [part] = presentAnswers(form, { data: {}, uploads: {}, masked: false, ...more });
    return [part?.rows.map(({ name }) => name), part?.unfilled];
  };

  it('fold away optional fields that are empty, and none that is required or commented', () => {
    expect(shown()).to.eql([
      ['keeper', 'post'],
      ['网站', '场馆'],
    ]);
    expect(shown({ data: { keeper: '陈', site: '云' } })).to.eql([['keeper', 'post', 'site'], ['场馆']]);
    expect(shown({ comments: { venue: '请填写' } })).to.eql([['keeper', 'post', 'venue'], ['网站']]);
  });
});
