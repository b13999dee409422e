import { expect } from 'chai';
import { describe, it } from 'mocha';
import { dayOf } from '../../../src/clock.ts';
import { spanOf } from '../../../src/demo/entries/season.ts';

const dayOn = (festival: string, now: string) => {
  const span = spanOf(`${festival}+0 09:00-10:00`, { season: '', now: new Date(`${now}T10:00:00+08:00`), hours: '' });
  return span && dayOf(span.start);
};

describe('the festivals of the demo', () => {
  it('are on their days as the Purple Mountain Observatory has them, also where a new moon is minutes from midnight', () => {
    const days = [
      ['春节', '2026-12-20', '2027-02-06'],
      ['元宵', '2026-12-20', '2027-02-20'],
      ['清明', '2027-03-01', '2027-04-05'],
      ['端午', '2027-05-01', '2027-06-09'],
      ['中秋', '2027-08-01', '2027-09-15'],
      ['春节', '2029-12-20', '2030-02-03'],
      ['春节', '2032-12-20', '2033-01-31'],
      ['中秋', '2033-08-01', '2033-09-08'], // before the leap month
      ['国庆', '2027-08-01', '2027-10-01'],
    ] as const;
    for (const [festival, now, day] of days) expect(dayOn(festival, now), `${festival} after ${now}`).to.equal(day);
  });

  it('are not spoken of half a year ahead', () => {
    expect(dayOn('春节', '2026-08-01')).to.equal(undefined);
  });
});
