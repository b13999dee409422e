import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Example, measure, tableOf } from './measure.ts';

const example = (id: string, text: string, expected: Example['expect']): Example => ({
  id,
  form: 'lecture',
  text,
  written_on: '2026-11-24',
  today: '2026-11-24',
  institution: { name: '青溪县文化馆', regionCode: '330106', phone: '0571-00000011' },
  places: [{ title: '四楼小剧场' }],
  expect: expected,
});

describe('the measure of reading', () => {
  it('counts fields that are right, wrong and certain, or right and asked, by form', () => {
    const text = '冬日讲座\n时间：12月5日14:00\n地点：四楼小剧场\n报名截止：12月3日下班前\n电话：0571-00000011';
    const values = { title: '冬日讲座', category: 'lecture', place_name: '小剧场', contact_phone: '0571-00000011' };
    const { whole, faults } = measure([
      example('a', text, {
        entries: [
          { channel: 'activity', values: { ...values, start_at: '2026-12-06T14:00', booking_end: '2026-12-03' } },
        ],
      }),
      example('b', '讲座结果公示\n获奖名单如下', { none: 'result' }),
      example('c', text, { none: 'other' }),
    ]);
    expect(whole).to.include({ announcements: 3, fields: 6, right: 5, doubtful: 1, none: 2, noneRight: 1 });
    expect(whole, 'title, kind and beginning are required').to.include({ required: 3, requiredRight: 2 });
    expect(faults.filter(({ isCertain }) => isCertain).map(({ field }) => field)).to.include.members([
      'start_at',
      'none',
    ]);
    expect(tableOf(measure([example('b', '讲座结果公示\n获奖名单如下', { none: 'result' })]))).to.match(
      /\| All \| 1 \|/,
    );
  });
});

describe('fields that a channel requires', () => {
  it('are those of its form, and a price where it is paid', () => {
    const text = '冬日讲座\n时间：12月5日14:00\n地点：四楼小剧场\n费用：20元\n限40人';
    const values = { title: '冬日讲座', category: 'lecture', start_at: '2026-12-05T14:00', capacity: 40 };
    const requiredIn = (more: Record<string, string | number>) =>
      measure([example('a', text, { entries: [{ channel: 'activity', values: { ...values, ...more } }] })]).whole;
    expect(requiredIn({})).to.include({ fields: 4, required: 3 });
    expect(requiredIn({ fee_type: 'paid', price_min: 20 })).to.include({ fields: 6, required: 5 });
    expect(requiredIn({ fee_type: 'free', price_min: 20 })).to.include({ fields: 6, required: 4 });
  });
});

describe('announcements as halls write them', () => {
  const read = (name: string) => {
    const lines = readFileSync(new URL(`./texts/${name}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n');
    return measure(lines.map((line): Example => JSON.parse(line))).whole;
  };

  for (const [name, least] of [
    ['open', { fields: 0.955, none: 0.99, grave: 0 }],
    ['others', { fields: 0.98, none: 0.99, grave: 0 }],
    ['kept', { fields: 0.97, none: 0.99, grave: 0 }],
    ['known', { fields: 0.97, none: 0.92, grave: 0 }],
    ['fresh', { fields: 0.98, none: 0.99, grave: 0 }],
    ['further', { fields: 0.97, none: 0.99, grave: 0 }],
    ['sixth', { fields: 0.905, none: 0.99, grave: 0 }],
    ['seventh', { fields: 0.92, none: 0.84, grave: 0, asked: 0.16 }],
    ['eighth', { fields: 0.955, none: 0.99, grave: 0 }],
    ['ninth', { fields: 0.835, none: 0.87, grave: 1 }],
    ['tenth', { fields: 0.905, none: 0.85, grave: 0 }],
    ['own', { fields: 0.94, none: 0.99, grave: 0 }],
    ['halls', { fields: 0.84, none: 0.99, grave: 0 }],
  ] as const)
    it(`are read no worse than they were: the ${name} ones`, () => {
      const { fields, right, doubtful, none, noneRight, grave } = read(name);
      expect(right / fields, 'fields').to.be.at.least(least.fields);
      expect(noneRight / none, 'recognised as no entry').to.be.at.least(least.none);
      expect(doubtful / right, 'right, but asked about').to.be.at.most('asked' in least ? least.asked : 0.155);
      expect(grave, 'days, prices and places that are wrong and certain').to.be.at.most(least.grave);
    });
});
