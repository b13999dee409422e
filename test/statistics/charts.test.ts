import { expect } from 'chai';
import { describe, it } from 'mocha';
import { provinceName } from '../../src/fields/regions/province-tiles.ts';
import { rank, stack } from '../../src/statistics/dashboards/chart-bars.ts';
import { sparkline, stepsOf, trend } from '../../src/statistics/dashboards/chart-line.ts';
import { holidayOf, holidays, marksOf } from '../../src/statistics/dashboards/trend.ts';
import { daysBetween } from '../../src/statistics/reports/closing.ts';
import { cartogram, quantileEdges, quantileOf } from '../../src/statistics/totals/chart-carto.ts';

describe('lines', () => {
  it('go from the lowest to the highest', () => {
    expect(sparkline([0, 10, 5])).to.equal('M4 32L80 4L156 18');
    expect(sparkline([3, 3])).to.equal('M4 18L156 18');
  });

  it('leave a gap where nothing is known, and nothing where there is nothing to draw', () => {
    expect(sparkline([0, undefined, 10])).to.equal('M4 32h.1M156 4h.1');
    expect(sparkline([undefined, 1, 2, undefined, 3])).to.match(/^M42 32L80 18M156 4h\.1$/);
    expect([sparkline([]), sparkline([5]), sparkline([undefined, 5])]).to.deep.equal(['', '', '']);
  });

  for (const [highest, steps] of [
    [0, '0 1'],
    [1, '0 1'],
    [3, '0 1 2 3'],
    [7, '0 2 4 6 8'],
    [100, '0 20 40 60 80 100'],
    [231_000, '0 50000 100000 150000 200000 250000'],
    [1_100_000, '0 200000 400000 600000 800000 1000000 1200000'],
  ] as const)
    it(`have steps that people count in, up to ${highest}`, () => {
      expect(stepsOf(highest).join(' ')).to.equal(steps);
    });

  it('never end below the highest value', () => {
    for (let value = 1; value < 3_000_000; value = Math.ceil(value * 1.37)) {
      const steps = stepsOf(value);
      expect(steps.at(-1), String(value)).to.be.at.least(value);
      expect(steps.length, String(value)).to.be.within(2, 7);
    }
  });

  it('say 万 once at the axis and name the last day that is known', () => {
    const drawn = trend([120_000, undefined, 167_000, undefined], { bands: [], marks: [] });
    expect(drawn.unit).to.equal('万');
    expect(drawn.steps.map(({ label }) => label)).to.deep.equal(['0', '5', '10', '15', '20']);
    expect(drawn.end?.label).to.equal('16.7');
    expect(trend([], { bands: [], marks: [] }).end).to.equal(undefined);
    expect(JSON.stringify(trend([5], { bands: [], marks: [{ place: 0, name: 'x' }] }))).not.to.match(
      /NaN|Infinity|null,/,
    );
  });
});

describe('holidays', () => {
  it('that lie side by side in a long time are named once', () => {
    const names = (first: string) => {
      const days = daysBetween(first, '2026-11-23');
      return trend(
        days.map(() => 1),
        { bands: holidays(days), marks: [] },
      )
        .bands.map(({ name }) => name)
        .filter(Boolean);
    };
    expect(names('2026-08-26')).to.deep.equal(['中秋', '国庆']);
    expect(names('2025-10-20')).to.deep.equal(['元旦', '春节', '清明', '劳动', '端午', '国庆']);
  });

  it('are bands with their names, without the Saturdays that are worked for them', () => {
    const days = daysBetween('2026-09-20', '2026-10-12');
    expect(holidays(days).map(({ first, last, name }) => `${name} ${days[first]} ${days[last]}`)).to.deep.equal([
      '中秋 2026-09-25 2026-09-27',
      '国庆 2026-10-01 2026-10-07',
    ]);
    expect([
      holidayOf('2026-10-10'),
      holidayOf('2026-11-21'),
      holidayOf('2026-02-17'),
      holidayOf('2026-05-01'),
    ]).to.deep.equal([undefined, undefined, '春节', '劳动']);
  });

  it('leave room between the days that an axis names, and always name the last', () => {
    for (const [first, last] of [
      ['2026-10-25', '2026-11-23'],
      ['2026-08-26', '2026-11-23'],
      ['2025-10-20', '2026-11-23'],
      ['2026-11-23', '2026-11-23'],
    ] as const) {
      const days = daysBetween(first, last);
      const places = marksOf(days).map(({ place }) => place);
      expect(places.at(-1)).to.equal(days.length - 1);
      for (const [n, place] of places.entries())
        if (n > 0) expect(place - (places[n - 1] ?? 0)).to.be.at.least(Math.min(4, days.length / 12));
    }
    expect(marksOf([])).to.deep.equal([]);
  });
});

describe('the cartogram', () => {
  it('has a tile for each of the 34, none on another', () => {
    const tiles = cartogram(new Map());
    expect(tiles).to.have.length(34);
    expect(new Set(tiles.map(({ x, y }) => `${x} ${y}`)).size).to.equal(34);
    expect(tiles.every(({ quantile, label }) => quantile === 0 && label === '未接入')).to.equal(true);
    expect([provinceName('15'), provinceName('99')]).to.deep.equal(['内蒙古', undefined]);
  });

  it('colours by fifths, hatches incomplete regions, and never shows a missing one as zero', () => {
    const tiles = cartogram(
      new Map([
        ['33', { value: 19_390, label: '1.9万', isEnough: true }],
        ['54', { value: 370, label: '370', isEnough: false }],
        ['46', { value: undefined, label: '—', isEnough: false }],
      ]),
    );
    const tile = (code: string) => tiles.find((each) => each.code === code);
    expect(tile('33')).to.include({ character: '浙', quantile: 5, isHatched: false, label: '1.9万' });
    expect(tile('54')).to.include({ isHatched: true });
    expect(tile('46')).to.include({ quantile: 0, isHatched: false, label: '未报' });
  });

  it('puts a fifth into each colour', () => {
    const values = Array.from({ length: 30 }, (_, n) => (n + 1) * 10);
    const edges = quantileEdges(values);
    const counts = [1, 2, 3, 4, 5].map(
      (quantile) => values.filter((value) => quantileOf(value, edges) === quantile).length,
    );
    expect(counts).to.deep.equal([6, 6, 6, 6, 6]);
  });
});

describe('bars', () => {
  it('are parts of a whole, the largest first', () => {
    const slices = stack([
      { name: '享活动', value: 1, text: '1' },
      { name: '看直播', value: 3, text: '3' },
      { name: '订场馆', value: 0, text: '0' },
    ]);
    expect(slices.map(({ name, share, x, width }) => `${name} ${share} ${x} ${width}`)).to.deep.equal([
      '看直播 75% 0% 74.6%',
      '享活动 25% 75% 24.6%',
    ]);
    expect(stack([{ name: 'x', value: 0, text: '' }])).to.deep.equal([]);
  });

  it('are ranked, and equal ones share a place', () => {
    expect(
      rank([{ value: 5 }, { value: 10 }, { value: 5 }, { value: 1 }]).map(({ place, width }) => `${place} ${width}`),
    ).to.deep.equal(['1 100%', '2 50%', '2 50%', '4 10%']);
    expect(rank([{ value: 0 }])[0]).to.include({ place: 1, width: '0%' });
    expect(rank([], 5)).to.deep.equal([]);
  });
});
