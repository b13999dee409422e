import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { enough, likeness, marksOf } from '../../../src/resources/entries/alike.ts';

const at = (iso: string) => new Date(iso);
const marks = (title: string, more: object = {}) =>
  marksOf('activity', { title, regionCode: '330106', startsAt: at('2036-12-05T14:00:00+08:00'), ...more });
const share = (one: readonly number[], other: readonly number[]) => one.some((mark) => other.includes(mark));

describe('entries that are much alike', () => {
  it('are recognised by the neighbouring characters of their titles, in any spelling', () => {
    expect(likeness('银龄剪纸体验课（第三期）', '银龄剪纸体验课(第3期)')).to.be.within(0.5, 0.8);
    expect(likeness('银龄剪纸体验课', '银龄剪纸体验课！')).to.equal(1);
    expect(likeness('ＡＢＣ 音乐会', 'abc音乐会')).to.equal(1);
    expect(likeness('银龄剪纸体验课', '少儿围棋比赛')).to.equal(0);
    expect(likeness('', '')).to.equal(0);
  });

  it('have a mark in common on one day in one city and channel, and no other', () => {
    const one = marks('银龄剪纸体验课（第三期）');
    expect(share(one, marks('银龄剪纸体验课 第三期'))).to.equal(true);
    expect(share(one, marks('银龄剪纸体验课（第三期）', { startsAt: at('2036-12-05T09:00:00+08:00') }))).to.equal(true);
    expect(share(one, marks('银龄剪纸体验课（第三期）', { regionCode: '330110' }))).to.equal(true);
    expect(share(one, marks('银龄剪纸体验课（第三期）', { startsAt: at('2036-12-06T14:00:00+08:00') }))).to.equal(
      false,
    );
    expect(share(one, marks('银龄剪纸体验课（第三期）', { regionCode: '650100' }))).to.equal(false);
    expect(share(one, marks('少儿围棋比赛'))).to.equal(false);
    expect(marks('', {})).to.deep.equal([]);
    expect(marks('剪纸', { regionCode: undefined })).to.deep.equal([]);
  });

  it('are found by their marks wherever they are alike enough', () => {
    const chars = '青溪剪纸课老人银龄体验免费讲座音乐舞蹈书法第一二三期'.split('');
    const title = fc.array(fc.constantFrom(...chars), { minLength: 8, maxLength: 24 });
    let alike = 0;
    let missed = 0;
    for (const [words, from, to] of fc.sample(fc.tuple(title, fc.nat(20), fc.constantFrom(...chars)), {
      numRuns: 500,
      seed: 33,
    })) {
      const other = words.with(from % words.length, to).join('');
      if (likeness(words.join(''), other) < enough) continue;
      alike += 1;
      if (!share(marks(words.join('')), marks(other))) missed += 1;
    }
    expect(alike).to.be.greaterThan(300);
    expect(missed / alike).to.be.lessThan(0.01);
  });
});
