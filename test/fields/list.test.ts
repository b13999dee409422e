import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Fact } from '../../src/fact.ts';
import { readForm } from '../../src/fields/form.ts';
import { problemOfLines } from '../../src/fields/list.ts';
import { keywords, someOf } from '../../src/fields/option.ts';
import { fact, speech } from '../support/words.ts';

const wrong = (lines: number): Fact[] =>
  Array.from({ length: lines }, (_, place) =>
    fact('fields.in_line', { line: place + 1, problem: fact('fields.missing', { label: '时间' }) }),
  );

describe('the problems of the lines of a field', () => {
  it('are told together, one a line, the first twenty with the number of the others', () => {
    expect(problemOfLines([])).to.equal(undefined);
    expect(problemOfLines(wrong(1))).to.deep.equal(wrong(1)[0]);
    const said = speech.say(problemOfLines(wrong(23)) ?? expect.fail('none')).split('\n');
    expect([said.length, said[0], said.at(-1)]).to.eql([21, '第 1 行：请填写时间', '还有 3 行']);
  });

  it('are all told of words that are too long, and of names that are no option', () => {
    const fields = { words: keywords('关键词', { most: 9, max: 3 }), uses: someOf('用途', { show: '放映' }) };
    const read = readForm(
      { groups: [{ name: 'one', title: '一', fields }] },
      { words: '长长长长，短，也很长长', uses: '唱歌' },
    );
    const { words, uses } = 'problems' in read ? read.problems : {};
    expect(words).to.have.property('code', 'fields.in_lines');
    expect(uses).to.have.property('code', 'fields.not_an_option');
  });
});
