import { expect } from 'chai';
import { describe, it } from 'mocha';
import { multiplied } from '../../../src/statistics/questions/multiplied.ts';
import type { Series } from '../../../src/statistics/questions/series.ts';
import { seeded } from './simulation/random.ts';

const [length, from] = [120, 90];

/** Days of a small library; from one of them on, each figure is changed. */
function series(change: (value: number) => number, means = { pv: 400, uv: 150, ip: 120 }): Series {
  const random = seeded(7);
  const line = (mean: number) =>
    Float64Array.from({ length }, (_, column) => {
      const value = random.poisson(mean);
      return column < from ? value : change(value);
    });
  return {
    start: 20_000,
    reported: { pv: line(means.pv), uv: line(means.uv), ip: line(means.ip) },
    seen: {},
    sentAt: new Float64Array(length),
    irregular: new Uint8Array(length),
    others: undefined,
  };
}

describe('R54 figures times one number', () => {
  it('are asked about after a week, with the number', () => {
    for (const tenths of [23, 37, 60]) {
      const times = tenths / 10;
      const multiple = series((value) => Math.floor((value * tenths + 5) / 10));
      const [sign] = multiplied(multiple, from + 6);
      expect(sign, `${times}`).to.include({ rule: 'multiplied', metric: 'pv' });
      expect(sign?.about.times).to.be.closeTo(times, 0.02);
    }
  });

  it('are told from as many people who came', () => {
    const random = seeded(8);
    for (const times of [2.3, 3.7, 6]) {
      const risen = series((value) => random.poisson(value * times));
      for (let at = from; at < length; at += 1) expect(multiplied(risen, at), `${times} on ${at}`).to.deep.equal([]);
    }
  });

  it('are not seen in rounding that goes on, nor in figures as before', () => {
    const tens = series((value) => Math.round(value / 10) * 10);
    const always: Series = {
      ...tens,
      reported: Object.fromEntries(
        Object.entries(tens.reported).map(([code, line]) => [
          code,
          line.map((value, column) => 10 * Math.round((value * (column < from ? 1 : 2 + 0.01 * (column % 9))) / 10)),
        ]),
      ),
    };
    for (let at = from; at < length; at += 1) expect(multiplied(always, at)).to.deep.equal([]);
    expect(
      multiplied(
        series((value) => value),
        from + 6,
      ),
    ).to.deep.equal([]);
  });
});
