import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { files } from '../../src/fields/choice.ts';
import { day, moment } from '../../src/fields/moment.ts';
import { decimal, integer } from '../../src/fields/number.ts';
import { readFields } from '../../src/fields/read.ts';
import { readRange } from '../../src/fields/written-time.ts';
import { apart, canonical, dataOf } from '../../src/resources/channels/canonical.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { readFigures } from '../../src/statistics/reports/typed.ts';
import { fact } from '../support/words.ts';

const readWith = (field: z.ZodType, typed: string) => {
  const read = readFields(z.object({ field }), { field: typed });
  return 'problems' in read ? read.problems.field : read.values.field;
};

describe('times and numbers as people write them', () => {
  const at = moment('开始时间');
  for (const [typed, read] of [
    ['2036年12月5日下午2点', '14:00'],
    ['2036年12月5日 下午 2点30分', '14:30'],
    ['2036-12-05 上午9点半', '09:30'],
    ['2036/12/5 晚上7:30', '19:30'],
    ['2036年12月5号中午12点', '12:00'],
    ['2036年12月5日中午1点', '13:00'],
    ['2036年12月5日凌晨12点', '00:00'],
    ['2036.12.5 下午14:05', '14:05'],
    ['2036-12-05 下午0:30', '12:30'],
    ['2036-12-05 夜里11点', '23:00'],
    ['二〇三六年十二月五日下午两点', '14:00'],
    ['二零三六年十二月五日十九时三十分', '19:30'],
    ['二○三六年十二月五日 14:00', '14:00'],
    ['２０３６年１２月５日　１４：００', '14:00'],
    ['2036-12-05T14:00', '14:00'],
    ['2036-12-05T06:00:00.000Z', '14:00'],
    ['2036-12-05 14:00:00', '14:00'],
    ['2036-12-05T14:00:00+08:00', '14:00'],
    ['2036-12-05T14:00+0800', '14:00'],
    ['2036-12-05 15:00:00+09:00', '14:00'],
    ['2036-12-05 06:00:00Z', '14:00'],
    ['2036-12-05T11:30:00+05:30', '14:00'],
    ['2036-12-05T02:00:00-04:00', '14:00'],
    ['2036-12-05T02:30:00-0330', '14:00'],
    ['2036年12月5日14时', '14:00'],
    ['2036年12月5日14点30分', '14:30'],
    ['2036年12月5日（星期五）下午15:00', '15:00'],
    ['2036年12月5日 周五 14:00', '14:00'],
    ['2036-12-05（周五）14:00', '14:00'],
  ] as const)
    it(`is a time: ${typed}`, () => expect(readWith(at, typed)).to.equal(`2036-12-05T${read}:00+08:00`));

  for (const [typed, read] of [
    ['二〇三六年十二月二十五日', '2036-12-25'],
    ['二〇三六年一月十日', '2036-01-10'],
    ['2036年12月25号', '2036-12-25'],
  ] as const)
    it(`is a day: ${typed}`, () => expect(readWith(day('刊发日期'), typed)).to.equal(read));

  it('are no time where the weekday beside the day is that of another day', () => {
    expect(readWith(at, '2036年12月5日（星期六）14:00')).to.deep.equal(
      fact('fields.no_such_moment', {
        label: '开始时间',
        none: fact('fields.none_weekday', { day: '2036-12-05', weekday: '六', is: '五' }),
      }),
    );
    expect(readWith(day('刊发日期'), '2036年12月7日 星期天')).to.equal('2036-12-07');
  });

  it('are no time if the day or hour does not exist, and that is named', () => {
    expect(readWith(at, '2036-13-05 14:00')).to.deep.equal(
      fact('fields.no_such_moment', { label: '开始时间', none: fact('fields.none_day', { day: '2036-13-05' }) }),
    );
    expect(readWith(at, '2036-02-30 14:00')).to.have.property('code', 'fields.no_such_moment');
    expect(readWith(at, '2036-12-05 25:00')).to.have.property('code', 'fields.no_such_moment');
    expect(readWith(at, '2036-12-05 上午15点')).to.have.property('code', 'fields.no_such_moment');
    expect(readWith(at, '2036-12-05')).to.have.property('code', 'fields.time_missing');
    for (const odd of ['12月5日', '明天下午', '2036年', '十二月五日', '晚上十二点', `2036-12-05 ${'1'.repeat(5_000)}`])
      expect(readWith(at, odd), odd.slice(0, 20)).to.deep.equal(fact('fields.moment_form', { label: '开始时间' }));
    for (const other of ['晚上12点', '晚上0:30', '晚上1点', '夜里2:30', '中午3点', '傍晚1点', '下午11点', '晚上14:00'])
      expect(readWith(at, `2036-12-05 ${other}`), other).to.have.property('code', 'fields.no_such_moment');
  });

  for (const typed of [
    '2036年12月5日14:30-16:30',
    '2036-12-05 14:30-16:30',
    '2036-12-05 14:30－16:30',
    '2036-12-05 14:30—16:30',
    '2036-12-05 14:30~16:30',
    '2036-12-05 14:30 至 16:30',
    '2036-12-05 14:30到16:30',
    '2036/12/5 下午2点半至4点半',
    '2036年12月5日下午2:30-4:30',
    '2036年12月5日14:30至2036年12月5日16:30',
    '2036-12-05T14:30-16:30',
    '二〇三六年十二月五日下午两点半至四点半',
  ])
    it(`is a range, and no time: ${typed}`, () => {
      expect(readWith(at, typed)).to.deep.equal(fact('fields.range', { label: '开始时间' }));
      expect(readRange(typed)).to.deep.equal({
        start: '2036-12-05T14:30:00+08:00',
        end: '2036-12-05T16:30:00+08:00',
      });
    });

  it('is a range of hours also where its end could be an offset from Greenwich', () => {
    expect(readWith(at, '2036-12-05 08:00-10:00')).to.have.property('code', 'fields.range');
    expect(readWith(at, '2036-12-05 08:00-1000')).to.have.property('code', 'fields.moment_form');
    expect(readRange('2036-12-05 08:00-10:00')).to.deep.include({ end: '2036-12-05T10:00:00+08:00' });
    expect(readRange('2036-12-05 22:00-08:00'), 'it ends before it begins').to.equal(undefined);
    expect(readWith(at, '2036-12-05 22:00-08:00')).to.have.property('code', 'fields.range');
    expect(readWith(day('刊发日期'), '2036-12-05 14:30-16:30')).to.have.property('code', 'fields.range_of_days');
    for (const days of ['2036-12-05至2036-12-07', '2036-12-05 - 2036-12-07', '2036年12月5日至7日'])
      expect(readWith(day('刊发日期'), days), days).to.have.property('code', 'fields.range_of_days');
    for (const odd of ['2036-12-05 14:30-', '2036-12-05 14:30-abc', '至', '-', '2036-12-05 14:30至25:00'])
      expect(readRange(odd), odd).to.equal(undefined);
  });

  it('is a range also where its hours have seconds, unless it is written as programs write a time with its offset', () => {
    for (const [typed, end] of [
      ['2036-12-05 09:00:00-10:00', '10:00:00'],
      ['2036-12-05 09:00:00-09:30', '09:30:00'],
      ['2036-12-05 09:00:00 -10:00', '10:00:00'],
      ['2036-12-05 09:00:00-10:00:00', '10:00:00'],
      ['2036-12-05T09:00:00 -10:00', '10:00:00'],
      ['2036年12月5日09:00:00-10:00', '10:00:00'],
    ] as const) {
      expect(readWith(at, typed), typed).to.have.property('code', 'fields.range');
      expect(readRange(typed), typed).to.deep.include({ end: `2036-12-05T${end}+08:00` });
    }
    expect(readWith(at, '2036-12-05 09:00:00-1000')).to.have.property('code', 'fields.moment_form');
    expect(readWith(at, '2036-12-05T09:00:00-05:00')).to.equal('2036-12-05T22:00:00+08:00');
    expect(readWith(at, '2036-12-05T09:00:00.000-05:00')).to.equal('2036-12-05T22:00:00+08:00');
    expect(readWith(day('刊发日期'), '2036-12-05 09:00:00-10:00')).to.have.property('code', 'fields.range_of_days');
  });

  it('is no count of days, which only cells of workbooks hold', () => {
    for (const typed of ['49283', '49283.604166', '４９２８３']) {
      expect(readWith(at, typed), typed).to.have.property('code', 'fields.moment_form');
      expect(readWith(day('授权截止'), typed), typed).to.have.property('code', 'fields.day_form');
    }
    const { activity } = channels;
    const sent = dataOf(activity, {
      ...apart(activity, activity.example).data,
      start_at: 49283,
      copyright_until: 49283,
    });
    const read = canonical(activity, sent.data);
    expect('problems' in read && read.problems).to.have.keys('start_at', 'copyright_until');
  });

  it('name the seconds if those do not exist', () => {
    expect(readWith(at, '2036-12-05T14:30:60')).to.deep.equal(
      fact('fields.no_such_moment', {
        label: '开始时间',
        none: fact('fields.none_time', { part: '', hour: '14', minute: '30', second: '60' }),
      }),
    );
  });

  it('are in a plausible year: nothing here begins in 1970 or 4903, and history may', () => {
    for (const typed of [
      '1970-01-01 08:00',
      '4903-12-05 14:00',
      '1999-12-31 23:59',
      '2100-01-01 00:00',
      '0036-12-05 14:00',
    ])
      expect(readWith(at, typed), typed).to.deep.equal(
        fact('fields.odd_year', { label: '开始时间', year: typed.slice(0, 4), from: 2000, to: 2099 }),
      );
    for (const typed of ['2000-01-01 00:00', '2099-12-31 23:59'])
      expect(readWith(at, typed), typed).to.equal(`${typed.replace(' ', 'T')}:00+08:00`);
    const { activity, course, live, news, video } = channels;
    for (const [channel, names] of [
      [activity, ['start_at', 'end_at', 'booking_start', 'booking_end', 'publish_at', 'expire_at', 'copyright_until']],
      [live, ['start_at', 'end_at']],
      [course, ['start_at']],
    ] as const)
      for (const name of names)
        for (const year of [1970, 4903]) {
          const read = canonical(channel, { ...apart(channel, channel.example).data, [name]: `${year}-12-05 14:00` });
          expect('problems' in read && read.problems[name], `${channel.code} ${name}`).to.have.property(
            'code',
            'fields.odd_year',
          );
        }
    const sessions = '1970-12-05 14:00｜1970-12-05 16:00｜40';
    const read = canonical(activity, { ...apart(activity, activity.example).data, sessions });
    expect('problems' in read && read.problems.sessions).to.have.property('code', 'fields.in_line');
    for (const [channel, name] of [
      [news, 'published_on'],
      [video, 'produced_on'],
    ] as const) {
      const old = canonical(channel, { ...apart(channel, channel.example).data, [name]: '1905-06-30' });
      expect('values' in old && old.values[name]).to.equal('1905-06-30');
    }
    const long = canonical(activity, { ...apart(activity, activity.example).data, copyright_until: '2126-12-31' });
    expect('values' in long && long.values.copyright_until).to.equal('2126-12-31');
  });

  it('is in a zone that there is, or in none', () => {
    for (const [typed, offset] of [
      ['2036-12-05T14:00:00+16:30', '+16:30'],
      ['2036-12-05T14:00:00-13:00', '-13:00'],
      ['2036-12-05T14:00:00+08:07', '+08:07'],
      ['2036-12-05T14:00:00+14:30', '+14:30'],
      ['2036-12-05 14:00+1630', '+16:30'],
    ] as const)
      expect(readWith(at, typed), typed).to.deep.equal(
        fact('fields.no_such_moment', { label: '开始时间', none: fact('fields.none_offset', { offset }) }),
      );
  });

  it('is the day that it is in Beijing, whatever zone a program wrote it in', () => {
    expect(readWith(day('刊发日期'), '2036-11-30T16:00:00.000Z')).to.equal('2036-12-01');
    expect(readWith(day('刊发日期'), '2036-12-01T00:00:00+08:00')).to.equal('2036-12-01');
  });

  it('are never read in part: text before, between and behind is a problem', () => {
    for (const odd of [
      ...['2036-12-05-16:30', '2036年12月5日+08:00', '2036-12-05Z', '2036-12-05 14:305', '2036-12-05 14:3055'],
      ...['2036-1-114:00', '2036-12-05 14:', '2036-12-05 14', '2036-12-05 14:30:', '2036年12月5日14点30:15'],
    ])
      expect(readWith(at, odd), odd).to.have.property('code', 'fields.moment_form');
    expect(readWith(day('刊发日期'), '2036-12-05-16:30')).to.have.property('code', 'fields.day_form');
  });

  const people = integer('名额', { min: 1, max: 100_000, units: ['人', '名'] });
  const price = decimal('价格', { min: 0, max: 999_999.99, digits: 2, units: ['元'] });
  it('are a number with its unit behind it, where the field counts that', () => {
    for (const typed of ['40人', '40 名', '４０人', '40']) expect(readWith(people, typed), typed).to.equal(40);
    for (const typed of ['128元', '￥128', '¥128.00', '128.00 元', '￥1２8元', '人民币128元'])
      expect(readWith(price, typed), typed).to.equal(128);
    expect(readWith(price, '1,280.50元')).to.equal(1280.5);
    for (const typed of ['1,2', '12,34人', '1,2345', '40 50', '1 280', '1,280,5'])
      expect(readWith(people, typed), typed).to.have.property('code', 'fields.whole_number');
    for (const typed of ['128,50', '1.280,50', '￥128 130'])
      expect(readWith(price, typed), typed).to.have.property('code', 'fields.number');
    expect(readWith(people, '1,280人')).to.equal(1280);
    for (const typed of ['40元', '40人以上', '约40人', '人', '￥40'])
      expect(readWith(people, typed), typed).to.have.property('code', 'fields.whole_number');
    for (const typed of ['128万元', '1.2万', '$128', '元'])
      expect(readWith(price, typed), typed).to.have.property('code', 'fields.number');
  });

  it('are ambiguous where the point may part thousands: 1.000 is one or a thousand', () => {
    for (const typed of ['1.000', '40.000人', '１．０００', '+1.000', '128.000'])
      expect(readWith(people, typed), typed).to.have.property('code', 'fields.whole_number');
    for (const typed of ['1.280', '￥1.280', '128.000元'])
      expect(readWith(price, typed), typed).to.have.property('code', 'fields.decimals');
    for (const typed of ['40.0', '40.00', '40.0000']) expect(readWith(people, typed), typed).to.equal(40);
    for (const typed of ['0.500', '0.5']) expect(readWith(price, typed), typed).to.equal(0.5);
    expect(readWith(decimal('经度', { min: 73, max: 136, digits: 6 }), '120.130')).to.equal(120.13);
    expect(readFigures({ pv: '1.000' })).to.have.nested.property('problems.pv');
    expect(readFigures({ pv: '1,000' })).to.deep.include({ figures: { pv: 1000 } });
  });

  it('is never another price than was written', () => {
    expect(readWith(price, '128.005')).to.deep.equal(
      fact('fields.decimals', { label: '价格', digits: 2, example: '128.00' }),
    );
    expect(readWith(price, '0.30000000000000004')).to.equal(0.3);
    expect(readWith(price, '128.10')).to.equal(128.1);
    expect(readWith(decimal('经度', { min: 73, max: 136, digits: 6, isRounded: true }), '120.13039612345')).to.equal(
      120.130396,
    );
  });

  it('are a picture only by upload or https, and the problem is named', () => {
    const cover = files('封面图', { types: ['image/png'], most: 1, orAddress: true });
    expect(readWith(cover, 'http://a.example.cn/1.jpg')).to.have.property('code', 'fields.not_https');
    expect(readWith(cover, `https://a.example.cn/${'x'.repeat(255)}`)).to.have.property('code', 'fields.address_long');
    expect(readWith(cover, '封面.jpg')).to.have.property('code', 'fields.not_an_address');
    expect(readWith(files('附件', { types: [], most: 1 }), 'x')).to.have.property('code', 'fields.not_an_upload');
    expect(readWith(cover, 'https://a.example.cn/1.jpg')).to.deep.equal(['https://a.example.cn/1.jpg']);
  });

  it('is read in every channel whichever way it comes', () => {
    const { activity, market } = channels;
    const read = canonical(activity, {
      ...apart(activity, activity.example).data,
      capacity: '40人',
      start_at: '二〇三六年十二月五日下午2点',
    });
    expect('values' in read && read.values).to.include({ capacity: 40, start_at: '2036-12-05T14:00:00+08:00' });
    const {
      end_at: _end,
      sessions: _sessions,
      booking_end: _booked,
      ...without
    } = apart(activity, activity.example).data;
    const range = {
      ...without,
      start_at: '2036年12月5日14:30-16:30',
      booking_start: '2036-11-25 09:00 至 2036-12-04 18:00',
    };
    const parted = { start_at: '2036-12-05T14:30:00+08:00', end_at: '2036-12-05T16:30:00+08:00' };
    const booked = { booking_start: '2036-11-25T09:00:00+08:00', booking_end: '2036-12-04T18:00:00+08:00' };
    for (const end_at of [undefined, '', '2036年12月5日14:30-16:30']) {
      const parts = canonical(activity, { ...range, ...(end_at !== undefined && { end_at }) });
      expect('values' in parts && parts.values, `end ${end_at}`).to.include({ ...parted, ...booked });
    }
    const both = canonical(activity, { ...range, end_at: '2036-12-05 17:00' });
    expect('problems' in both && both.problems.start_at).to.have.property('code', 'fields.range');
    const sessions = canonical(activity, {
      ...without,
      end_at: '2036-12-05 18:00',
      capacity: '',
      sessions: '2036-12-05 14:00-16:00｜40\n2036-12-05 16:00｜2036-12-05 18:00｜30',
    });
    expect('values' in sessions && sessions.values.sessions).to.deep.equal([
      { start_at: '2036-12-05T14:00:00+08:00', end_at: '2036-12-05T16:00:00+08:00', capacity: 40 },
      { start_at: '2036-12-05T16:00:00+08:00', end_at: '2036-12-05T18:00:00+08:00', capacity: 30 },
    ]);
    const { course, venue } = channels;
    const lessons = canonical(course, { ...course.example, start_at: '2036-12-05 14:30-16:30' });
    expect('problems' in lessons && lessons.problems.start_at, 'a course has no end').to.have.property(
      'code',
      'fields.range',
    );
    const open = canonical(venue, { ...venue.example, opening_hours: '周一至周三至周五 09:00–17:00' });
    expect('problems' in open && open.problems.opening_hours).to.have.property('code', 'fields.in_line');
    const goods = canonical(market, { ...apart(market, market.example).data, price: '￥128', list_price: '' });
    expect('values' in goods && goods.values.price).to.equal(128);
  });
});
