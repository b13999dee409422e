import { expect } from 'chai';
import { describe, it } from 'mocha';
import { dayOf } from '../../../src/clock.ts';
import { componentOf, emptyMeasure, judge, refusedOf, worst } from '../../../src/operations/status/component.ts';
import { stripOf } from '../../../src/operations/status/strip.ts';

const measured = (some: Partial<ReturnType<typeof emptyMeasure>>) => judge({ ...emptyMeasure(), ...some });

describe('how something stands', () => {
  it('is known from measurements only', () => {
    expect(measured({})).to.equal('unknown');
    expect(measured({ probes: 1 })).to.equal('up');
  });

  it('is down where half of all fail, slow where one of twenty does; one of two is chance', () => {
    expect(measured({ requests: 2, failures: 1 })).to.equal('up');
    expect(measured({ requests: 6, failures: 3 })).to.equal('down');
    expect(measured({ requests: 60, failures: 3 })).to.equal('slow');
    expect(measured({ requests: 61, failures: 3 })).to.equal('up');
    expect(measured({ requests: 6, slow: 3 })).to.equal('slow');
    expect(measured({ requests: 7, slow: 3 })).to.equal('up');
  });

  it('is down where the database answered less than half of the time, even without requests', () => {
    expect(measured({ probes: 3, silent: 2 })).to.equal('down');
    expect(measured({ probes: 3, silent: 1 })).to.equal('slow');
  });

  it('is the worst of several, and unknown parts do not count', () => {
    expect(worst(['up', 'slow', 'unknown'])).to.equal('slow');
    expect(worst(['up', 'down', 'slow'])).to.equal('down');
    expect(worst(['unknown', 'up'])).to.equal('up');
    expect(worst([])).to.equal('unknown');
  });
});

describe('the component of a request', () => {
  it('is found by the pattern of its route', () => {
    expect(componentOf('/oidc/token')).to.equal('login');
    expect(componentOf('/interaction/:uid/login')).to.equal('login');
    expect(componentOf('/api/v1/resources')).to.equal('api');
    expect(componentOf('/admin/review')).to.equal('console');
    expect(componentOf('/channels/:code')).to.equal('site');
    expect(componentOf('/administration')).to.equal('site');
    expect(componentOf('none')).to.equal(undefined);
  });

  it('is found also for requests refused in a crowd', () => {
    expect(refusedOf('refused.arrivals')).to.equal('login');
    expect(refusedOf('refused.pages')).to.equal('site');
    expect(refusedOf('login')).to.equal(undefined);
  });
});

describe('ninety days', () => {
  const now = new Date('2026-11-24T18:00:00+08:00');
  const day = (back: number, some: { measured?: number; slow?: number; down?: number } = {}) => ({
    ...{
      day: dayOf(new Date(now.getTime() - back * 86_400_000)),
      component: 'login',
      measured: 1_440,
      slow: 0,
      down: 0,
    },
    ...some,
  });

  it('are a bar each; a day without measurements is a line, and says so', () => {
    const strip = stripOf([day(0), day(1, { slow: 2 }), day(2, { down: 6 }), day(5)], now);
    expect(strip.bars.up.match(/M/g)).to.have.length(2);
    expect(strip.bars.slow.match(/M/g)).to.have.length(1);
    expect(strip.bars.down.match(/M/g)).to.have.length(1);
    expect(strip.bars.unknown.match(/M/g)).to.have.length(86);
    expect(strip.unknown).to.equal(86);
    expect(strip.since).to.equal('2026-08-27');
    expect(strip.spans.map(({ from, day: until, state }) => [from, until, state])).to.eql([
      ['2026-11-23', '2026-11-23', 'slow'],
      ['2026-11-22', '2026-11-22', 'down'],
      ['2026-11-20', '2026-11-21', 'unknown'],
      ['2026-08-27', '2026-11-18', 'unknown'],
    ]);
  });

  it('are available for the share of measured minutes, rounded down; of none there is no figure', () => {
    expect(stripOf([day(0, { measured: 100_000, down: 1 })], now).percent).to.equal('99.99');
    expect(stripOf([day(0)], now).percent).to.equal('100');
    expect(stripOf([], now).percent).to.equal(undefined);
  });
});
