import { expect } from 'chai';
import { describe, it } from 'mocha';
import { minutes } from '../../../src/clock.ts';
import { createLimiter } from '../../../src/http/limits/limiter.ts';
import { testClock } from '../../support/clock.ts';

describe('a limit of one process', () => {
  const rule = { limit: 3, per: minutes(1) };

  it('lets so many through in its window, each key for itself, and says how long to wait', () => {
    const clock = testClock();
    const limiter = createLimiter({ clock, rule });
    expect(['a', 'a', 'a', 'b'].map(limiter)).to.eql([undefined, undefined, undefined, undefined]);
    clock.advance(20);
    expect([limiter('a'), limiter('b')]).to.eql([40, undefined]);
    clock.advance(39.5);
    expect(limiter('a')).to.equal(1);
    clock.advance(0.5);
    expect(limiter('a')).to.equal(undefined);
  });

  it('gives back failed attempts, and no more than were taken', () => {
    const limiter = createLimiter({ clock: testClock(), rule });
    for (const key of ['a', 'a', 'a']) limiter(key);
    limiter.giveBack('a');
    limiter.giveBack('b');
    expect(['a', 'a', 'b', 'b', 'b', 'b'].map((key) => limiter(key) === undefined)).to.eql([
      ...[true, false],
      ...[true, true, true, false],
    ]);
  });

  it('takes an IPv6 /64 for one address, and does not hold per address where THROTTLE is off', () => {
    const clock = testClock();
    const ofAddress = { ...rule, address: true };
    const limiter = createLimiter({ clock, rule: ofAddress });
    for (const last of ['1', '2', '3']) expect(limiter(`2001:db8::${last}`)).to.equal(undefined);
    expect(limiter('2001:db8::4')).to.equal(60);
    expect(limiter('2001:db8:0:1::4')).to.equal(undefined);
    const lifted = createLimiter({ clock, rule: ofAddress, lifted: true });
    const own = createLimiter({ clock, rule, lifted: true });
    const last = (limit: typeof lifted) => ['x', 'x', 'x', 'x'].map((key) => limit(key)).at(-1);
    expect([last(lifted), last(own)]).to.eql([undefined, 60]);
  });

  it('counts no more keys than it has room for', () => {
    const limiter = createLimiter({ clock: testClock(), rule: { limit: 1, per: 60 }, max: 2 });
    expect(['a', 'b', 'c', 'c', 'a'].map(limiter)).to.eql([undefined, undefined, undefined, undefined, 60]);
  });
});
