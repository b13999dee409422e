import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createStaleness, tooOld } from '../../src/database/staleness.ts';

describe('how old a standby is', () => {
  it('is unknown before it has reached the position seen on the primary', () => {
    const staleness = createStaleness();
    expect(staleness.age(0)).to.equal(Number.POSITIVE_INFINITY);
    staleness.primaryWas(100, 1_000);
    staleness.standbyHas(99);
    expect(staleness.isOld(1_001)).to.equal(true);
    staleness.standbyHas(100);
    expect(staleness.age(1_200)).to.equal(200);
    expect(staleness.isOld(1_200)).to.equal(false);
  });

  it('counts from the last moment at which the primary stood where the standby is', () => {
    const staleness = createStaleness();
    for (const at of [0, 250, 500]) staleness.primaryWas(100, at); // nothing happens
    staleness.primaryWas(200, 750);
    staleness.standbyHas(150);
    expect(staleness.age(1_000)).to.equal(500);
    staleness.standbyHas(100); // never younger by hearing less
    expect(staleness.age(1_000)).to.equal(500);
    staleness.standbyHas(250);
    expect(staleness.age(1_000)).to.equal(250);
  });

  it('is too much beyond two seconds, and little enough again below one', () => {
    const staleness = createStaleness();
    staleness.primaryWas(1, 0);
    staleness.standbyHas(1);
    expect([100, tooOld, tooOld + 1].map(staleness.isOld)).to.eql([false, false, true]);
    expect([1_500, 1_000, 1_500].map(staleness.isOld)).to.eql([true, false, false]);
  });

  it('is not known after another primary, whose log stands further back', () => {
    const staleness = createStaleness();
    staleness.primaryWas(900, 0);
    staleness.standbyHas(900);
    staleness.primaryWas(500, 250);
    expect(staleness.isOld(300)).to.equal(true);
    staleness.standbyHas(900);
    expect(staleness.age(300)).to.equal(50);
  });

  it('is that of one standby: the positions of the last are forgotten', () => {
    const staleness = createStaleness();
    staleness.primaryWas(1, 0);
    staleness.standbyHas(1);
    staleness.forget();
    expect(staleness.isOld(1)).to.equal(true);
  });
});
