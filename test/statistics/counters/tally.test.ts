import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  createTally,
  mostInDay,
  mostInMinute,
  mostViewsOfRange,
  mostVisitors,
} from '../../../src/statistics/counters/tally.ts';
import { mostOfRange } from '../../../src/statistics/questions/counted.ts';

const view = (n: number, address = `192.0.2.${n % 200}`, clientId = 'ncc_one') => ({
  ...{ clientId, address },
  visitor: `id visitor-${n}`,
});
function partOf(tally: ReturnType<typeof createTally>, clientId = 'ncc_one') {
  tally.settle();
  const part = tally.take().find((each) => each.clientId === clientId);
  return part && { views: part.views, visitors: part.sketch.estimate(), flooded: part.flooded };
}

describe('the counts of a process', () => {
  it('R51 takes nothing of an address that floods, and leaves the others as they are', () => {
    const tally = createTally('salt');
    for (let n = 0; n < 50; n += 1) tally.view(view(n % 25, '198.51.100.7'));
    for (let n = 0; n < 5_000; n += 1) tally.view(view(1_000 + n, '203.0.113.9'));
    expect(partOf(tally)).to.deep.equal({ views: 50, visitors: 25, flooded: 5_000 });
    // The next minute is a new one.
    tally.view(view(1_000, '203.0.113.9'));
    expect(partOf(tally)).to.deep.equal({ views: 51, visitors: 26, flooded: 5_000 });
  });

  it('R51 ends an address that stays below the bound of a minute at that of a day', () => {
    const tally = createTally('salt');
    for (let minute = 0; minute < 20; minute += 1) {
      for (let n = 0; n < mostInMinute; n += 1) tally.view(view(n, '203.0.113.9'));
      tally.settle();
    }
    expect(partOf(tally)).to.deep.include({ views: mostInDay, flooded: 20 * mostInMinute - mostInDay });
  });

  it('R51 takes of one address no more new visitors than a school has, and goes on with those it knows', () => {
    const tally = createTally('salt');
    for (let n = 0; n < 250; n += 1) tally.view(view(n, '203.0.113.9'));
    tally.settle();
    for (let n = 0; n < 250; n += 1) tally.view(view(500 + n, '203.0.113.9'));
    for (let n = 0; n < 50; n += 1) tally.view(view(n, '203.0.113.9'));
    const part = partOf(tally);
    expect(part).to.include({ views: 250 + 50 + 50, flooded: 200 });
    expect(part?.visitors).to.be.within(0.98 * mostVisitors, 1.02 * mostVisitors);
  });

  it('R51 bounds a flood from one /24, keeps its size, and leaves people of other ranges as they are', () => {
    const tally = createTally('salt');
    for (let n = 0; n < 400; n += 1) tally.view(view(n, `198.51.${n % 100}.7`));
    tally.settle();
    for (let minute = 0; minute < 5; minute += 1) {
      for (let n = 0; n < 10_160; n += 1) tally.view(view(100_000 * (minute + 1) + n, `203.0.113.${1 + (n % 254)}`));
      tally.settle();
    }
    const [part] = tally.take();
    expect(part?.views).to.be.at.most(400 + mostViewsOfRange);
    expect(part?.sketch.estimate()).to.be.within(0.97 * (400 + mostOfRange), 1.06 * (400 + mostOfRange));
    expect((part?.views ?? 0) + (part?.flooded ?? 0)).to.equal(400 + 5 * 10_160);
    expect(Math.max(...(part?.ranges.values() ?? []))).to.equal(mostOfRange);
    expect(part?.ranges.size).to.be.at.most(8);
  });

  it('R51 keeps applications apart, and knows no visitor of one at another', () => {
    const tally = createTally('salt');
    for (let n = 0; n < 10; n += 1) for (const ak of ['ncc_one', 'ncc_two']) tally.view(view(n, undefined, ak));
    tally.settle();
    const [one, two] = tally.take();
    expect([one?.sketch.estimate(), two?.sketch.estimate()]).to.deep.equal([10, 10]);
    expect(one?.sketch.bytes()).not.to.deep.equal(two?.sketch.bytes());
  });

  it('R51 takes only what changed, and again what could not be written', () => {
    const tally = createTally('salt');
    tally.add('ncc_one', ['a', 'b', 'a']);
    tally.elsewhere('ncc_two');
    const parts = tally.take();
    expect(parts.map(({ clientId }) => clientId)).to.deep.equal(['ncc_one', 'ncc_two']);
    expect(tally.take()).to.deep.equal([]);
    tally.giveBack(parts);
    expect(tally.take().map(({ sent, elsewhere }) => [sent, elsewhere])).to.deep.equal([
      [3, 0],
      [0, 1],
    ]);
  });
});
