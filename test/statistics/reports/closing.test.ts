import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  closesAt,
  dayAfter,
  daysBetween,
  dueOf,
  isDay,
  ownUntil,
  phaseOf,
} from '../../../src/statistics/reports/closing.ts';

const iso = (date: Date) => date.toISOString();
const at = (text: string) => new Date(text);

describe('the days of reports', () => {
  it('are those of Beijing', () => {
    expect(dayAfter('2026-12-31')).to.equal('2027-01-01');
    expect(dayAfter('2024-03-01', -1)).to.equal('2024-02-29');
    expect(daysBetween('2026-02-27', '2026-03-02')).to.deep.equal([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
      '2026-03-02',
    ]);
    for (const none of ['2026-02-29', '2026-2-1', '2026-13-01', '', '0001-01-01', '0000-00-00', '9999-12-31'])
      expect(isDay(none), none).to.equal(false);
  });

  it('R53 are 准时 until noon of the next, and the platform’s own until the seventh is over', () => {
    expect(iso(dueOf('2026-11-23'))).to.equal('2026-11-24T04:00:00.000Z');
    expect(iso(ownUntil('2026-11-23'))).to.equal('2026-11-30T16:00:00.000Z');
  });

  it('R53 are closed on the fifth working day of the next month, 18:00, with the days that are worked for holidays', () => {
    expect(iso(closesAt('2026-09-15'))).to.equal('2026-10-13T10:00:00.000Z'); // 10-10, a Saturday, is worked
    expect(iso(closesAt('2026-11-01'))).to.equal('2026-12-07T10:00:00.000Z');
    expect(iso(closesAt('2026-12-31')).slice(0, 7)).to.equal('2027-01');
  });

  for (const [now, phase] of [
    ['2026-11-23T23:59:59+08:00', 'future'],
    ['2026-11-24T00:00:00+08:00', 'due'],
    ['2026-11-24T11:59:59+08:00', 'due'],
    ['2026-11-24T12:00:00+08:00', 'late'],
    ['2026-11-30T23:59:59+08:00', 'late'],
    ['2026-12-01T00:00:00+08:00', 'asking'],
    ['2026-12-07T17:59:59+08:00', 'asking'],
    ['2026-12-07T18:00:00+08:00', 'closed'],
  ] as const)
    it(`R53 2026-11-23 is ${phase} at ${now}`, () => {
      expect(phaseOf('2026-11-23', at(now))).to.equal(phase);
    });
});
