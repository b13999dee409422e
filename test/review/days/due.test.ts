import { expect } from 'chai';
import { describe, it } from 'mocha';
import { calendar } from '../../../src/review/days/calendar.ts';
import { dueAt, workingDaysLeft } from '../../../src/review/days/due.ts';
import { isWorkingDay } from '../../../src/review/days/working-days.ts';

/** In Beijing time, as people write it. */
const at = (local: string) => new Date(`${local}+08:00`);
const dueOf = (local: string, days: number) => dueAt(at(local), days).toISOString();

describe('the promised time', () => {
  it('is 18:00 in Beijing of the third working day after', () => {
    expect(dueOf('2026-11-24T09:12', 3)).to.equal('2026-11-27T10:00:00.000Z');
  });

  it('does not depend on the hour, and a day begins at midnight in Beijing', () => {
    expect(dueOf('2026-11-24T00:01', 3)).to.equal(dueOf('2026-11-24T23:59', 3));
    expect(dueOf('2026-11-25T00:01', 3)).to.equal('2026-11-30T10:00:00.000Z');
  });

  it('leaves out weekends', () => {
    expect(dueOf('2026-11-27T17:00', 1)).to.equal('2026-11-30T10:00:00.000Z');
  });

  it('leaves out National Day and counts the Saturday that is worked for it', () => {
    expect(isWorkingDay('2026-10-10')).to.equal(true);
    expect(dueOf('2026-09-30T10:00', 1)).to.equal('2026-10-08T10:00:00.000Z');
    expect(dueOf('2026-10-09T10:00', 1)).to.equal('2026-10-10T10:00:00.000Z');
  });

  it('leaves out the Spring Festival of a year whose holidays are not published yet', () => {
    // 除夕 2027-02-05 to 初七 2027-02-12
    const off = ['2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11', '2027-02-12'];
    expect(off.filter(isWorkingDay)).to.eql([]);
    expect(['2027-02-04', '2027-02-15'].filter(isWorkingDay)).to.have.length(2);
    expect(dueOf('2027-02-04T16:00', 2)).to.equal('2027-02-16T10:00:00.000Z');
  });

  it('knows the lunar year by a table, where the calendar of Intl is a day off in 2027 and 2030', () => {
    const lunar = (day: string) => {
      const { lunarMon, lunarDay } = calendar().getLunarDate(day);
      return `${lunarMon}-${lunarDay}`;
    };
    const newYears = ['2026-02-17', '2027-02-06', '2028-01-26', '2029-02-13', '2030-02-03', '2031-01-23'];
    expect(newYears.map(lunar)).to.eql(newYears.map(() => '1-1'));
    const middleOfAutumn = ['2026-09-25', '2027-09-15', '2028-10-03', '2029-09-22', '2030-09-12'];
    expect(middleOfAutumn.map(lunar)).to.eql(middleOfAutumn.map(() => '8-15'));
    const dragonBoats = ['2027-06-09', '2028-05-28', '2029-06-16', '2030-06-05'];
    expect(dragonBoats.map(lunar)).to.eql(dragonBoats.map(() => '5-5'));
    expect(['2030-02-02', '2030-02-04'].filter(isWorkingDay), '除夕 and 初二').to.eql([]);
  });

  it('never takes a weekend for worked before that is published, and knows the other usual holidays', () => {
    expect(
      ['2027-01-01', '2027-04-05', '2027-05-03', '2027-06-09', '2027-09-15', '2027-10-04'].filter(isWorkingDay),
    ).to.eql([]);
    expect(isWorkingDay('2027-02-20')).to.equal(false);
  });

  it('says how many working days are left', () => {
    expect(workingDaysLeft(at('2026-11-24T09:00'), at('2026-11-27T18:00'))).to.equal(3);
    expect(workingDaysLeft(at('2026-11-27T17:00'), at('2026-11-27T18:00'))).to.equal(0);
  });
});
