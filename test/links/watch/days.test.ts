import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { type Course, expected, liveDays } from './days.ts';

/** LINK_DAYS=400 lives longer (`npm run links:days`). */
const total = Number(process.env.LINK_DAYS ?? 40);

const courses: readonly Course[] = [
  { name: '一直在', days: '+' },
  { name: '隔天不在', days: '+m' },
  { name: '两天不在', days: '+dm' },
  { name: '改版', days: `${'+'.repeat(12)}${'m'.repeat(10)}${'+'.repeat(18)}` },
  { name: '时好时坏', days: '+++mmm+mm+m+++d' },
  { name: '一直打不开', days: 'd' },
];

describe(`R40 ${total} days of flapping partners, on three nodes`, function () {
  this.timeout(600_000);
  let lived: Awaited<ReturnType<typeof liveDays>>;
  before(async () => {
    lived = await liveDays(import.meta.filename, courses, total);
  });

  it('look at each side of each link once a day, whichever node', () => {
    for (const { id, course } of lived.links)
      for (const side of ['web', 'cloud']) {
        const days = lived.checks.filter((check) => check.link_id === id && check.side === side).map(({ day }) => day);
        expect(days, `${course.name} ${side}`).to.eql(Array.from({ length: total }, (_, day) => day));
      }
    expect(lived.visitsOf, 'and ask each page once').to.eql(Array.from({ length: total }, () => courses.length));
    const runs = lived.runs.map(({ count }) => count);
    expect(runs.reduce((sum, count) => sum + count, 0)).to.equal(total);
    expect(lived.runs.length, 'processes that had a turn').to.be.above(1);
  });

  it('tell of three bad days in a row, and of the end, and of nothing else', () => {
    for (const { id, course } of lived.links)
      expect(
        lived.told.filter((each) => each.id === id).map(({ said }) => said),
        course.name,
      ).to.eql(expected(course, total));
  });

  it('keep the whole history, with a picture wherever our mark was there', () => {
    for (const { id, course } of lived.links) {
      const seen = lived.checks.filter((check) => check.link_id === id && check.side === 'web');
      const signs = { found: '+', slow: '+', missing: 'm', down: 'd', unseen: 'u' };
      const wanted = Array.from({ length: total }, (_, day) => course.days[day % course.days.length]);
      expect(seen.map(({ state }) => signs[state]).join(''), course.name).to.equal(wanted.join(''));
      expect(seen.map(({ picture }) => (picture ? '+' : '-')).join('')).to.equal(
        wanted.map((sign) => (sign === '+' ? '+' : '-')).join(''),
      );
    }
  });
});
