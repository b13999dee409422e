import { expect } from 'chai';
import { describe, it } from 'mocha';
import { belowRows } from '../../../src/statistics/dashboards/below.ts';
import { compared, kpiOf } from '../../../src/statistics/dashboards/kpis.ts';
import { summaryOf, trendSummary } from '../../../src/statistics/dashboards/summary.ts';
import { daysBetween } from '../../../src/statistics/reports/closing.ts';
import { metrics } from '../../../src/statistics/reports/metric.ts';
import {
  adjacentPeriods,
  periodName,
  periodOf,
  previousOf,
  yearAgoOf,
} from '../../../src/statistics/reports/period.ts';
import { above, codesBelow, lengthBelow, parentOf, placeName } from '../../../src/statistics/totals/area.ts';
import {
  changeOf,
  completeness,
  figureOf,
  formatChange,
  formatNumber,
  formatShare,
  isEnough,
  isFew,
  measured,
  wholeOf,
} from '../../../src/statistics/totals/figure.ts';
import { plainWords } from '../../support/words.ts';

const { say } = plainWords('zh', 'operator');

const day = (date: string, pv: number | undefined, reported = 1, due = 1) => ({
  day: date,
  figures: pv === undefined ? {} : { pv, uv: pv },
  ...{ reported, due, late: 0, revised: 0 },
});

describe('the figures of a dashboard', () => {
  for (const [value, text] of [
    [0, '0'],
    [9_999, '9,999'],
    [10_000, '1.00 万'],
    [42_149, '4.21 万'],
    [167_000, '16.7 万'],
    [12_345_678, '1,235 万'],
    [99_990_000, '9,999 万'],
    [99_999_999, '1.00 亿'],
    [120_000_000, '1.20 亿'],
    [undefined, '—'],
  ] as const)
    it(`says ${value} as ${text}`, () => {
      expect(formatNumber(value)).to.equal(text);
    });

  it('says them with their unit', () => {
    expect([measured(167_000, '次'), measured(8_030, '次')]).to.deep.equal(['16.7 万次', '8,030 次']);
  });

  for (const [value, base, text] of [
    [97, 100, '−3.0%'],
    [104.2, 100, '+4.2%'],
    [100, 100, '0.0%'],
    [100.01, 100, '0.0%'],
    [5_000, 100, '+4900%'],
    [5, 0, '—'],
    [0, 0, '—'],
    [0, 5, '−100.0%'],
    [5, undefined, '—'],
    [undefined, 5, '—'],
  ] as const)
    it(`R53 says a change from ${base} to ${value} as ${text}, never ∞`, () => {
      expect(formatChange(changeOf(value, base))).to.equal(text);
    });

  it('R53 never rounds 完整率 up to 100 %', () => {
    expect([999.9 / 1_000, 0.7999, 1, 0, undefined].map(formatShare)).to.deep.equal([
      '99.9%',
      '79.9%',
      '100%',
      '0.0%',
      '—',
    ]);
    expect(completeness({ reported: 0, due: 0 })).to.equal(undefined);
    expect([isEnough({ reported: 8, due: 10 }), isEnough({ reported: 79, due: 100 })]).to.deep.equal([true, false]);
  });

  it('R54 adds up summable figures, and of the others takes the mean of the known days', () => {
    const whole = wholeOf('uv', [day('2026-11-01', 100), day('2026-11-02', undefined, 0), day('2026-11-03', 300)]);
    expect(whole).to.include({ sum: 400, days: 2, peak: 300, peakDay: '2026-11-03', reported: 2, due: 3 });
    expect(figureOf(metrics.uv, whole)).to.equal(200);
    expect(figureOf(metrics.pv, whole)).to.equal(400);
    expect(figureOf(metrics.pv, wholeOf('pv', []))).to.equal(undefined);
  });

  it('shows few citizens as few to lower levels', () => {
    expect(isFew('ncc_login_users', 9, 'few')).to.equal(true);
    expect(isFew('ncc_login_users', 10, 'few')).to.equal(false);
    expect(isFew('ncc_login_users', 0, 'few')).to.equal(false);
    expect(isFew('ncc_login_users', 9, 'all')).to.equal(false);
    expect(isFew('pv', 9, 'few')).to.equal(false);
  });
});

describe('comparisons of periods', () => {
  const period = periodOf('month', '2026-10-31', '2026-11-23');
  const full = daysBetween('2026-10-01', '2026-10-31').map((date) => day(date, 100));
  const yearAgo = (due: number, reported = due) =>
    daysBetween('2025-10-02', '2025-11-01')
      .slice(31 - due)
      .map((date, place) => day(date, place < reported ? 50 : undefined, place < reported ? 1 : 0));
  const drawn = { period, days: full, sight: 'all', isSummed: false, asOf: undefined, say } as const;

  it('R54 is not a year in which reports were due on 12 of 31 days, and the page says so', () => {
    expect(compared('pv', { ...drawn, yearAgo: yearAgo(12) }).yearAgo).to.deep.equal({
      change: undefined,
      why: '当时应报 12/31 天',
    });
    expect(kpiOf('pv', { ...drawn, yearAgo: yearAgo(12) }).changes.at(-1)).to.deep.equal({
      name: '同比',
      text: '—',
      why: '当时应报 12/31 天，不作比较',
    });
    const few = { ...drawn, days: full.slice(0, 20), yearAgo: yearAgo(31) };
    expect(compared('pv', few).yearAgo.why).to.equal('应报 20/31 天');
  });

  it('R54 are not made with too few reports, on either side', () => {
    expect(compared('pv', { ...drawn, yearAgo: yearAgo(31, 24) }).yearAgo.why).to.equal('当时完整率 77.4%');
    const weak = full.map((each, place) => (place < 24 ? each : day(each.day, undefined, 0)));
    expect(compared('pv', { ...drawn, days: weak, yearAgo: yearAgo(31) }).yearAgo.why).to.equal('完整率 77.4%');
  });

  it('R54 are made with four fifths of the reports on both sides', () => {
    expect(compared('pv', { ...drawn, yearAgo: yearAgo(25) }).yearAgo).to.deep.equal({
      change: (3100 - 25 * 50) / (25 * 50),
      why: undefined,
    });
    expect(compared('pv', { ...drawn, yearAgo: [] }).yearAgo).to.deep.equal({ change: undefined, why: undefined });
  });

  it('R54 holds for the places below as well', () => {
    const place = { key: '33', name: '浙江', target: {}, days: 31, reported: 31, late: 0, revised: 0 };
    const rowOf = (dueDays: number) =>
      belowRows(
        'pv',
        [{ ...place, sum: 300, due: 31, dueDays: 31 }],
        [{ ...place, sum: 100, due: dueDays, reported: dueDays, dueDays }],
        'all',
        { now: 31, before: 30 },
        say,
      )[0];
    expect(rowOf(12)).to.include({ change: '—', why: '当时应报 12/30 天' });
    expect(rowOf(24)).to.include({ change: '+200.0%', why: undefined });
  });
});

describe('the periods of a dashboard', () => {
  const cases = [
    // kind, day, latest | period | before | a year ago
    ['day', '2026-11-23', '2026-11-23', '2026-11-23 2026-11-23', '2026-11-22 2026-11-22', '2025-11-24 2025-11-24'],
    ['week', '2026-11-22', '2026-11-23', '2026-11-16 2026-11-22', '2026-11-09 2026-11-15', '2025-11-17 2025-11-23'],
    ['week', '2026-11-23', '2026-11-24', '2026-11-23 2026-11-24', '2026-11-16 2026-11-17', '2025-11-24 2025-11-25'],
    ['month', '2026-10-05', '2026-11-23', '2026-10-01 2026-10-31', '2026-09-01 2026-09-30', '2025-10-02 2025-11-01'],
    ['month', '2026-11-23', '2026-11-23', '2026-11-01 2026-11-23', '2026-10-01 2026-10-23', '2025-11-02 2025-11-24'],
    ['month', '2026-03-30', '2026-03-30', '2026-03-01 2026-03-30', '2026-02-01 2026-02-28', '2025-03-02 2025-03-31'],
    ['month', '2026-01-31', '2026-01-31', '2026-01-01 2026-01-31', '2025-12-01 2025-12-31', '2025-01-02 2025-02-01'],
    ['year', '2026-11-23', '2026-11-23', '2026-01-01 2026-11-23', '2025-01-01 2025-11-23', '2025-01-01 2025-11-23'],
    ['year', '2025-03-03', '2026-11-23', '2025-01-01 2025-12-31', '2024-01-01 2024-12-31', '2024-01-01 2024-12-31'],
    ['day', '2027-05-05', '2026-11-23', '2026-11-23 2026-11-23', '2026-11-22 2026-11-22', '2025-11-24 2025-11-24'],
  ] as const;
  for (const [kind, asked, latest, own, before, yearAgo] of cases)
    it(`R53 ${kind} of ${asked}, as of ${latest}`, () => {
      const period = periodOf(kind, asked, latest);
      expect(
        [period, previousOf(period), yearAgoOf(period)].map(({ first, last }) => `${first} ${last}`),
      ).to.deep.equal([own, before, yearAgo]);
    });

  it('are named as people name them', () => {
    const name = (kind: 'day' | 'week' | 'month' | 'year', of: string) =>
      periodName(periodOf(kind, of, '2026-11-23'), '2026');
    expect([name('day', '2026-11-23'), name('day', '2025-10-01')]).to.deep.equal(['11月23日', '2025年10月1日']);
    expect([name('week', '2026-11-18'), name('week', '2026-09-30')]).to.deep.equal([
      '11月16日至22日',
      '9月28日至10月4日',
    ]);
    expect([name('month', '2026-10-10'), name('month', '2026-11-10')]).to.deep.equal(['10月', '11月（截至11月23日）']);
    expect([name('year', '2025-05-05'), name('year', '2026-05-05')]).to.deep.equal([
      '2025年',
      '2026年（截至11月23日）',
    ]);
  });

  it('lead to the ones around them, and to none that has not begun', () => {
    expect(adjacentPeriods(periodOf('week', '2026-11-18', '2026-11-23'), '2026-11-23')).to.deep.equal({
      before: '2026-11-15',
      after: '2026-11-23',
    });
    expect(adjacentPeriods(periodOf('month', '2026-11-18', '2026-11-23'), '2026-11-23').after).to.equal(undefined);
  });
});

describe('the places of a dashboard', () => {
  it('lie in each other, and of 北京 the counties right below', () => {
    expect(above('330106')).to.deep.equal(['', '33', '3301']);
    expect(above('110105')).to.deep.equal(['', '11']);
    expect([parentOf('33'), parentOf('')]).to.deep.equal(['', undefined]);
    expect(['', '33', '3301', '11', '330106'].map(lengthBelow)).to.deep.equal([2, 4, 6, 6, undefined]);
    expect(codesBelow('33')).to.have.length(100).and.include('3301').and.include('3300');
    expect(codesBelow('11')).to.include('110105').and.include('110000');
    expect(codesBelow('330106')).to.deep.equal([]);
  });

  it('have names, also where a province reports itself or the region is unknown', () => {
    expect(
      ['', '33', '3301', '330106', '3300', '330000', '330100', '110000', '00', '000000'].map(placeName),
    ).to.deep.equal([
      '全国',
      '浙江省',
      '杭州市',
      '西湖区',
      '省本级',
      '省本级',
      '市本级',
      '市本级',
      '未登记地区',
      '未登记地区',
    ]);
  });
});

describe('the sentence of a dashboard', () => {
  const period = periodOf('day', '2026-11-23', '2026-11-23');
  const weak = { isEnough: false } as Parameters<typeof summaryOf>[0]['weak'][number];
  const base = {
    ...{ place: '全国', period, year: '2026', label: '访问量', text: '16.7 万次', change: -0.031, part: 0.934 },
    ...{ from: ['浙江', '江苏', '广东'], weak: [weak, weak, weak], below: '省份' },
  };

  it('R53 says how much, how it changed, where from, and how complete that is', () => {
    expect(say(summaryOf(base))).to.equal(
      '11月23日全国访问量 16.7 万次，比前一日下降 3.1%，主要来自浙江、江苏和广东。完整率 93.4%，3 个省份低于 80%，不参与排名。',
    );
  });

  it('leaves unknown figures out', () => {
    expect(say(summaryOf({ ...base, change: undefined, from: [], weak: [] }))).to.equal(
      '11月23日全国访问量 16.7 万次。完整率 93.4%。',
    );
    expect(say(summaryOf({ ...base, change: 0.0001, from: ['浙江'], weak: [] }))).to.include(
      '，与前一日持平，主要来自浙江。',
    );
    expect(say(summaryOf({ ...base, text: undefined, part: 0 }))).to.equal(
      '11月23日全国还没有访问量的数据。完整率 0.0%。',
    );
  });

  it('tells of the highest day and the holiday of a trend', () => {
    const about = { label: '访问量', unit: '次', count: 90, weak: 2 };
    expect(
      say(
        trendSummary({
          ...about,
          highest: { name: '10月3日', value: 231_000 },
          holiday: { name: '国庆', mean: 197_000, times: 1.32 },
        }),
      ),
    ).to.equal(
      '近 90 天访问量最高的是10月3日，23.1 万次。国庆假期日均 19.7 万次，是平日的 1.3 倍。其中 2 天完整率低于 80%，数值偏低。',
    );
    expect(say(trendSummary({ ...about, highest: undefined, holiday: undefined }))).to.equal(
      '近 90 天还没有访问量的数据。',
    );
  });
});
