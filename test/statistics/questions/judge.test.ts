import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { judge } from '../../../src/statistics/questions/judge.ts';
import { questionRules } from '../../../src/statistics/questions/rules.ts';
import type { Series } from '../../../src/statistics/questions/series.ts';
import { honest } from './simulation/honest.ts';
import { type Measured, measure } from './simulation/measure.ts';

/** The short form of `npm run frauds`: a twentieth of its institutions and an eighth of its frauds, on a seed of its own. */
describe('R54 rules about figures that do not look like days of people', function () {
  this.timeout(300_000);
  let found: Measured;
  before(() => {
    found = measure(4_711, { institutions: 15, tries: 36 });
  });

  it('ask about few honest months', () => {
    expect(found.questioned / found.months).to.be.below(0.02);
  });

  it('name most frauds by the morning after they can first be known', () => {
    const named = found.named.reduce((sum, each) => sum + each.named, 0);
    expect(named / 36).to.be.above(0.8);
  });

  it('are named in the table, each by its own detector', () => {
    const rules = new Set(found.named.flatMap(({ byRule }) => [...byRule.keys()]));
    expect([...rules].filter((rule) => !Object.hasOwn(questionRules, rule))).to.deep.equal([]);
    expect(rules.size).to.be.above(8);
  });

  it('say nothing of a platform without figures, of its first days, of zeros and of a year without a day', () => {
    const [one] = honest(1, 2);
    const series = one?.series as Series;
    const { length } = series.sentAt;
    const blank: Series = {
      ...series,
      reported: Object.fromEntries(
        Object.keys(series.reported).map((code) => [code, new Float64Array(length).fill(Number.NaN)]),
      ),
    };
    const closed: Series = {
      ...series,
      reported: Object.fromEntries(Object.keys(series.reported).map((code) => [code, new Float64Array(length)])),
    };
    for (const at of [0, 1, 30, 400]) expect([judge(blank, at), judge(closed, at)]).to.deep.equal([[], []]);
    expect(judge({ ...series, reported: {}, seen: {} }, 400)).to.deep.equal([]);
  });
});
