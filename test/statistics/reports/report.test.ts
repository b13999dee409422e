import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Fact } from '../../../src/fact.ts';
import { figuresOf, isMetric, metrics, rowOf } from '../../../src/statistics/reports/metric.ts';
import { noticesOf, problemsOf } from '../../../src/statistics/reports/report.ts';
import { fact, words } from '../../support/words.ts';

const day = { pv: 1_000, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };

describe('metrics', () => {
  it('have a place each, of their own', () => {
    const places = Object.values(metrics).map(({ place }) => place);
    expect(new Set(places).size).to.equal(places.length);
  });

  it('keep a day in a row and read it back', () => {
    expect(figuresOf(rowOf(day))).to.deep.equal(day);
    expect(figuresOf(rowOf({}).map((value) => (value === null ? null : String(value))))).to.deep.equal({});
  });

  it('cannot be summed where a sum counts people twice', () => {
    const summed = Object.entries(metrics).filter(([, { additive }]) => !additive);
    expect(summed.map(([code]) => code)).to.have.members([
      'uv',
      'ip',
      'active_users',
      'ncc_login_users',
      'ncc_counter_uv',
      'ncc_counter_ip',
      'ncc_visitors',
    ]);
    expect(isMetric('toString')).to.equal(false);
  });
});

describe('a report', () => {
  const cases: readonly [string, Record<string, number>, Record<string, Fact>][] = [
    ['is fine', {}, {}],
    ['is fine with nothing but zeros', { pv: 0, uv: 0, ip: 0, new_activities: 0 }, {}],
    ['has more visitors than visits', { uv: 1_200 }, { uv: fact('statistics.uv_above_pv', { uv: 1200, pv: 1000 }) }],
    ['has more addresses than visits', { ip: 1_001 }, { ip: fact('statistics.ip_above_pv', { ip: 1001, pv: 1000 }) }],
    ['has visits by nobody', { uv: 0 }, { uv: fact('statistics.uv_at_least_1') }],
    [
      'has half a visit',
      { pv: 1.5 },
      { pv: fact('statistics.metric_form', { metric: '资源访问量', largest: 10000000000 }) },
    ],
    [
      'has less than nothing',
      { new_venues: -1 },
      { new_venues: fact('statistics.metric_form', { metric: '日增场馆数', largest: 10000000000 }) },
    ],
    [
      'counts what the Cloud counts',
      { ncc_logins: 3 },
      { ncc_logins: fact('statistics.metric_of_cloud', { metric: '国家云登录次数' }) },
    ],
    ['counts something unknown', { likes: 3 }, { likes: fact('statistics.metric_unknown', { code: 'likes' }) }],
  ];
  for (const [what, change, problems] of cases)
    it(`R52 ${what}`, () => {
      expect(problemsOf({ figures: { ...day, ...change } })).to.deep.equal(problems);
    });

  it('R52 names each figure that is missing', () => {
    expect(Object.keys(problemsOf({ figures: {} }))).to.have.members([
      'pv',
      'uv',
      'ip',
      'new_activities',
      'new_venues',
    ]);
  });

  it('R52 tells a wrong sum beside an unknown figure and a value that is none of a terminal, and guesses none', () => {
    const found = (terminals: Record<string, Record<string, number>>, figures = day) =>
      Object.keys(problemsOf({ figures, terminals })).toSorted();
    expect(found({ h5: { pv: 99, zz: 1 } })).to.eql(['h5.zz', 'pv']);
    expect(found({ h5: { pv: 1_000, zz: 1, uv: -1 } })).to.eql(['h5.uv', 'h5.zz']);
    // The unread part might be all that is missing; too much is too much in any case.
    expect(found({ pc: { pv: 400 }, h5: { pv: -1 } })).to.eql(['h5.pv']);
    expect(found({ pc: { pv: 1_001 }, h5: { pv: -1 } })).to.eql(['h5.pv', 'pv']);
    expect(found({ h5: { pv: 99, zz: 1 } }, { ...day, pv: -1 })).to.eql(['h5.zz', 'pv']);
  });

  it('R52 compares the terminals with the whole', () => {
    const split = (pc: object, h5: object) => problemsOf({ figures: day, terminals: { pc: { ...pc }, h5: { ...h5 } } });
    expect(split({ pv: 600, uv: 200 }, { pv: 400, uv: 150 })).to.deep.equal({});
    expect(split({ pv: 600 }, { pv: 300 })).to.deep.equal({
      pv: fact('statistics.terminals_sum', { metric: '资源访问量', sum: 900, whole: 1000 }),
    });
    expect(split({ uv: 310 }, { uv: 10 }))
      .to.have.nested.property('uv.params')
      .that.includes({ most: 310, sum: 320 });
    expect(split({ uv: 100 }, { uv: 100 }))
      .to.have.nested.property('uv.params')
      .that.includes({ most: 100, sum: 200 });
    expect(split({ pv: -1 }, {})).to.have.property('pc.pv');
  });
});

describe('the notices of a report', () => {
  const past = (change: (n: number) => object = () => ({})) =>
    Array.from({ length: 28 }, (_, n) => ({
      day: `2026-10-${n}`,
      figures: { ...day, pv: 1_000 + (n % 5), uv: 300 + (n % 7), ip: 280 + (n % 3), ...change(n) },
    }));
  const codes = (figures: object, days = past(), published?: number) =>
    noticesOf({ figures: { ...day, pv: 1_001, ...figures } }, days, published).map(
      ({ code, metric }) => `${code} ${metric}`,
    );

  it('are none on a usual day', () => {
    expect(codes({})).to.deep.equal([]);
    expect(codes({}, [])).to.deep.equal([]);
  });

  it('R52 warn of values far from the last 28 days, as in the guide', () => {
    const [notice] = noticesOf({ figures: { ...day, pv: 7_314 } }, past());
    expect(notice?.problem).to.deep.equal(
      fact('statistics.unusual', { how: fact('statistics.above_median', { times: 7.3 }) }),
    );
    expect(codes({ pv: 301 })).to.deep.equal(['outlier pv']);
  });

  it('R52 tell of figures that people make up', () => {
    expect(codes({ ip: 305 })).to.include('ip_over_uv ip');
    expect(codes({ pv: 301 * 60, uv: 300 })).to.include('pv_per_uv pv');
    expect(
      codes(
        {},
        past(() => ({ pv: 1_001, uv: 300, ip: 280 })),
      ),
    ).to.deep.equal(['repeated pv']);
    expect(
      codes(
        { pv: 1_100 },
        past((n) => ({ pv: 1_000 + (n % 3) * 100 })),
      ),
    ).to.deep.equal(['rounded pv']);
    expect(codes({ pv: 0, uv: 0, ip: 0 })).to.include('all_zero pv');
  });

  it('R52 warn of more than there can be of a part, by the codes and names of both', () => {
    const warned = (change: object) => codes(change, []);
    expect(warned({ visits: 1_001, active_users: 300, new_users: 300 })).to.deep.equal([]);
    expect(warned({ visits: 1_002 })).to.deep.equal(['visits_over_pv visits']);
    expect(warned({ active_users: 301, new_users: 301 })).to.deep.equal(['active_users_over_uv active_users']);
    expect(warned({ active_users: 40, new_users: 41 })).to.deep.equal(['new_users_over_active_users new_users']);
    expect(warned({ new_users: 41 }), 'active users are not known').to.deep.equal([]);
    const [notice] = noticesOf({ figures: { ...day, active_users: 1_500 } }, []);
    if (notice === undefined) throw new Error('no warning');
    expect(words('zh', 'program').say(notice.problem)).to.equal(
      '活跃用户(1,500)大于独立访客数(300)，请确认并写一句说明',
    );
    expect(words('en', 'program').say(notice.problem)).to.include('active_users (1,500) is more than uv (300)');
  });

  it('R52 warn of a burst of each other figure, and of no small or seasonal one', () => {
    const usual = past((n) => ({ attendees: 12 + (n % 7), bookings: 30 + (n % 15), book_reads: 150 + (n % 29) }));
    expect(codes({ attendees: 100_000, bookings: 1_380, book_reads: 3_780 }, usual)).to.deep.equal([
      'outlier bookings',
      'outlier attendees',
      'outlier book_reads',
    ]);
    // 5 times the highest of 28 days and 200 above it: both are bounds.
    expect(codes({ attendees: 217, bookings: 219, book_reads: 884 }, usual)).to.deep.equal([]);
    expect(codes({ attendees: 218, bookings: 244, book_reads: 885 }, usual)).to.deep.equal([
      ...['outlier bookings', 'outlier attendees', 'outlier book_reads'],
    ]);
    // A day of nothing is no burst, nor is a large figure with few days before it.
    expect(codes({ attendees: 0, bookings: 0 }, usual)).to.deep.equal([]);
    expect(codes({ attendees: 100_000 }, usual.slice(0, 6))).to.deep.equal([]);
  });

  it('R52 warn of activities that differ from those published at the Cloud', () => {
    expect(codes({ new_activities: 10 }, past(), 8)).to.deep.equal(['activities_apart new_activities']);
    expect(codes({ new_activities: 9 }, past(), 8)).to.deep.equal([]);
  });
});
