import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { wordDiff } from '../../../src/review/desk/word-diff.ts';
import { growthProblem } from '../../support/cost.ts';

const shown = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => ({ same: text, gone: `[-${text}]`, new: `[+${text}]` })[kind])
    .join('');

describe('a diff word by word', () => {
  for (const [before, after, expected] of [
    ['三月起每周六开放。', '三月起每周六开放。', '三月起每周六开放。'],
    ['', '新的', '[+新的]'],
    ['旧的', '', '[-旧的]'],
    ['文化馆三楼展厅', '文化馆二楼展厅', '文化馆[-三楼][+二楼]展厅'],
    ['one two three', 'one 2 three four', 'one [-two][+2] three[+ four]'],
    ['甲\n乙\n丙', '甲\n丙\n丁', '甲\n[-乙\n]丙[+\n丁]'],
  ] as const)
    it(`of “${before}” and “${after}” is ${expected}`, () => {
      expect(shown(before, after)).to.equal(expected);
    });

  it('holds both versions whole, whatever they are', () => {
    const text = fc.string({ unit: fc.constantFrom('文', '化', '馆', ' ', '\n', 'a', '1', '，') });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        const without = (left: string) =>
          parts.flatMap(({ kind, text: part }) => (kind === left ? [] : [part])).join('');
        expect([without('new'), without('gone')]).to.eql([before, after]);
      }),
    );
  });

  it('keeps all between the first and the last word of a long text', () => {
    const between = Array.from({ length: 3_000 }, (_, n) => `${n}`).join('，');
    expect(shown(`旧${between}甲`, `新${between}乙`)).to.equal(`[-旧][+新]${between}[-甲][+乙]`);
  });

  it('gives up on single words where there are too many, and still holds both', async () => {
    const numbered = (letter: string, count: number) =>
      Array.from({ length: count }, (_, n) => `${letter}${n}`).join(' ');
    const [before, after] = [numbered('a', 3_000), numbered('b', 3_000)];
    expect(wordDiff(before, after)).to.eql([
      { kind: 'gone', text: before },
      { kind: 'new', text: after },
    ]);
    const [longer, other] = [numbered('a', 12_000), numbered('b', 12_000)];
    const problem = await growthProblem(
      () => wordDiff(before, after),
      () => wordDiff(longer, other),
    );
    expect(problem).to.equal(undefined);
  });
});
