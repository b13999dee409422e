import { hash } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createSketch, markOf } from '../../../src/statistics/counters/sketch.ts';

const marks = (salt: string, from: number, until: number) =>
  Array.from({ length: until - from }, (_, n) => markOf(hash('sha256', `${salt} ${from + n}`, 'buffer')));
function sketchOf(all: readonly number[]) {
  const sketch = createSketch();
  for (const mark of all) sketch.add(mark);
  return sketch;
}
const off = (estimate: number, truth: number) => Math.abs(estimate - truth) / truth;

describe('the sketch of the visitors of a day', function () {
  this.timeout(60_000);

  it('R51 is at most 2 % off, from ten visitors to a million', () => {
    for (const [count, most] of [
      [10, 0.001],
      [1_000, 0.02],
      [30_000, 0.02],
      [100_000, 0.02],
      [1_000_000, 0.02],
    ] as const)
      for (const salt of ['one', 'two']) {
        const estimate = sketchOf(marks(salt, 0, count)).estimate();
        expect(off(estimate, count), `${count} visitors with salt ${salt}: ${estimate}`).to.be.at.most(most);
      }
    expect(createSketch().estimate()).to.equal(0);
  });

  it('R51 counts a visitor once, however often and on however many nodes', () => {
    for (const [first, second] of [
      [600, 500],
      [40_000, 30_000],
      [600, 30_000],
    ] as const) {
      const [one, other] = [marks('day', 0, first), marks('day', first / 2, first / 2 + second)];
      const merged = createSketch();
      for (const sketch of [sketchOf(one), sketchOf(other), sketchOf([...one, ...one])]) merged.merge(sketch.bytes());
      expect(merged.bytes()).to.have.length(sketchOf([...one, ...other]).bytes().length);
      expect(merged.estimate()).to.equal(sketchOf([...one, ...other]).estimate());
    }
  });

  it('R51 takes at most 32 KB, whatever comes', () => {
    expect(sketchOf(marks('day', 0, 300)).bytes().length).to.be.at.most(900);
    expect(sketchOf(marks('day', 0, 300_000)).bytes().length).to.equal(32_768);
  });

  it('R51 shows nothing of the visitors of one day in the sketch of another', () => {
    const registers = (salt: string) => sketchOf(marks(salt, 0, 20_000)).bytes();
    const correlation = (one: Buffer, other: Buffer) => {
      const mean = (all: Buffer) => all.reduce((sum, each) => sum + each, 0) / all.length;
      const [a, b] = [mean(one), mean(other)];
      let [both, first, second] = [0, 0, 0];
      for (const [place, each] of one.entries()) {
        const next = other[place] ?? 0;
        both += (each - a) * (next - b);
        first += (each - a) ** 2;
        second += (next - b) ** 2;
      }
      return both / Math.sqrt(first * second);
    };
    expect(correlation(registers('monday'), registers('monday'))).to.be.above(0.999);
    // The same people, with another salt: as far apart as two sketches of strangers.
    expect(Math.abs(correlation(registers('monday'), registers('tuesday')))).to.be.below(0.03);
  });
});
