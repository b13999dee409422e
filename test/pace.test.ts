import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createPace } from '../src/pace.ts';

/** Keeps this thread busy without giving it back. */
function work(milliseconds: number): void {
  for (const began = performance.now(); performance.now() - began < milliseconds; );
}

describe('the pace of long work', () => {
  /** Turns of other work, of `each` milliseconds, during twenty steps of background work. */
  async function beside(each: number): Promise<number> {
    let turns = 0;
    let isOver = false;
    const other = () => {
      if (isOver) return;
      turns += 1;
      work(each);
      setImmediate(other);
    };
    setImmediate(other);
    const pace = createPace();
    for (let step = 0; step < 20; step += 1) {
      work(5);
      await pace();
    }
    isOver = true;
    return turns;
  }

  it('lets others have more turns than it takes itself, where they have work', async () => {
    expect(await beside(5)).to.be.above(2 * 20);
  });
});
