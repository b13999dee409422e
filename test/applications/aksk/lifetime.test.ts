import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { statusOf } from '../../../src/applications/aksk/application.ts';
import { inForce } from '../../../src/applications/aksk/in-force.ts';
import {
  daysLeft,
  expiryFrom,
  isCountedDown,
  isOver,
  longestExpiry,
  renewedExpiry,
} from '../../../src/applications/aksk/lifetime.ts';
import { dayOf, days, after as later } from '../../../src/clock.ts';

const shanghai = (day: string, time = '12:00:00') => new Date(`${day}T${time}+08:00`);
const endOf = (day: string) => shanghai(day, '23:59:59');

const vectors = [
  ['2026-11-24', '2026-12-24'],
  ['2026-01-31', '2026-03-02'],
  ['2024-01-30', '2024-02-29'],
  ['2026-12-05', '2027-01-04'],
] as const;

describe('the lifetime of an AK', () => {
  for (const [from, to] of vectors) {
    it(`R28 from ${from} lasts until ${to} 23:59:59 in Shanghai, at whatever hour it begins`, () => {
      for (const time of ['00:00:00', '00:00:01', '07:59:59', '08:00:00', '12:00:00', '23:59:59'])
        expect(expiryFrom(shanghai(from, time)), time).to.eql(endOf(to));
    });
  }

  it('R28 counts days in Shanghai, wherever the server stands: the day changes at 16:00 UTC', () => {
    expect(expiryFrom(new Date('2026-11-24T15:59:59.999Z'))).to.eql(endOf('2026-12-24'));
    expect(expiryFrom(new Date('2026-11-24T16:00:00Z'))).to.eql(endOf('2026-12-25'));
  });

  it('R28 counts the whole second that is written, and not the next', () => {
    const expiresAt = endOf('2026-12-24');
    expect(isOver.holds({ until: expiresAt }, shanghai('2026-12-24', '23:59:58'))).to.equal(false);
    expect(isOver.holds({ until: expiresAt }, shanghai('2026-12-24', '23:59:59'))).to.equal(false);
    expect(isOver.holds({ until: expiresAt }, shanghai('2026-12-24', '23:59:59.999'))).to.equal(false);
    expect(isOver.holds({ until: expiresAt }, shanghai('2026-12-25', '00:00:00'))).to.equal(true);
  });

  it('R30 renewed twice on a day is as long as renewed once', () => {
    const once = renewedExpiry(endOf('2026-11-30'), shanghai('2026-11-24'));
    expect(once).to.eql(endOf('2026-12-24'));
    expect(renewedExpiry(once, shanghai('2026-11-24', '23:00:00'))).to.eql(once);
  });

  it('R30 renewed after it was over begins from today, not from the old date', () => {
    expect(renewedExpiry(endOf('2026-01-01'), shanghai('2026-11-24'))).to.eql(endOf('2026-12-24'));
  });

  it('R28 R30 renewed never keeps a date beyond its term, however it was entered', () => {
    for (const day of ['2026-12-26', '2027-06-30', '2035-12-31'])
      expect(renewedExpiry(endOf(day), shanghai('2026-11-24')), day).to.eql(endOf('2026-12-24'));
  });

  it('R30 renewed never gets shorter where a clock was set back over midnight', () => {
    const renewed = renewedExpiry(endOf('2026-11-30'), shanghai('2026-11-25', '00:00:01'));
    expect(renewedExpiry(renewed, shanghai('2026-11-24', '23:59:59'))).to.eql(endOf('2026-12-25'));
  });

  const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });

  it('R28 R30 holds for any date: never shorter, never more than 30 days from today, the end of a day', () => {
    fc.assert(
      fc.property(moments, moments, (expiresAt, now) => {
        const fresh = renewedExpiry(expiresAt, now);
        expect(fresh >= expiresAt || expiresAt > longestExpiry(now)).to.equal(true);
        expect(fresh <= longestExpiry(now)).to.equal(true);
        expect(fresh > now || expiresAt > now).to.equal(true);
        if (fresh > expiresAt) {
          expect(fresh).to.eql(endOf(dayOf(fresh)));
          expect(daysLeft(fresh, now)).to.equal(30);
          expect(fresh <= later(now, days(31))).to.equal(true);
          expect(fresh > later(now, days(30))).to.equal(true);
        }
        expect(renewedExpiry(fresh, now)).to.eql(fresh);
      }),
    );
  });

  it('is expressed in days as people count them', () => {
    expect(daysLeft(endOf('2026-12-24'), shanghai('2026-11-24', '00:00:00'))).to.equal(30);
    expect(daysLeft(endOf('2026-12-24'), shanghai('2026-12-23', '23:59:59'))).to.equal(1);
    expect(daysLeft(endOf('2026-12-24'), shanghai('2026-12-24', '00:00:00'))).to.equal(0);
    expect(daysLeft(endOf('2026-12-24'), shanghai('2026-12-25', '00:00:00'))).to.equal(-1);
    expect(dayOf(endOf('2026-12-24'))).to.equal('2026-12-24');
    expect(dayOf(new Date('2026-12-24T16:00:00Z'))).to.equal('2026-12-25');
  });

  it('is 生效中, 即将到期 from seven days before on, 已过期, or 已禁用 whatever the date', () => {
    const expiresAt = endOf('2026-12-24');
    const made = { sandbox: false, createdAt: shanghai('2026-11-24') };
    const at = (day: string) => statusOf({ ...made, expiresAt, disabledAt: undefined }, shanghai(day));
    expect([at('2026-12-16'), at('2026-12-17'), at('2026-12-24'), at('2026-12-25')]).to.eql([
      'active',
      'expiring',
      'expiring',
      'expired',
    ]);
    const week = { sandbox: true, createdAt: shanghai('2026-12-17'), expiresAt, disabledAt: undefined };
    const ofWeek = ['2026-12-17', '2026-12-22', '2026-12-23', '2026-12-25'].map((day) => statusOf(week, shanghai(day)));
    expect(ofWeek, 'a sandbox of a week').to.eql(['active', 'active', 'expiring', 'expired']);
    const disabled = { ...made, expiresAt, disabledAt: shanghai('2026-12-01') };
    expect(statusOf(disabled, shanghai('2026-12-02'))).to.equal('disabled');
    expect(inForce.holds(disabled, shanghai('2026-12-02'))).to.equal(false);
  });

  it('is counted down in days below 60, and shown by its date before', () => {
    expect([59, 60, 200].map(isCountedDown)).to.deep.equal([true, false, false]);
  });

  it('R28 does not end for an application of the Cloud itself', () => {
    const own = { sandbox: false, createdAt: shanghai('2026-11-24'), expiresAt: undefined, disabledAt: undefined };
    expect([statusOf(own, shanghai('2099-01-01')), inForce.holds(own, shanghai('2099-01-01'))]).to.eql([
      'active',
      true,
    ]);
  });
});
