import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createTurns } from '../src/turns.ts';

describe('turns', () => {
  it('lets in as many as there are places, at once, and the others in the order in which they came', () => {
    const turns = createTurns(2);
    const came: number[] = [];
    for (const n of [1, 2, 3, 4]) turns.take(() => came.push(n));
    expect(came).to.eql([1, 2]);
    turns.give();
    expect(came).to.eql([1, 2, 3]);
    turns.give();
    turns.give();
    expect(came).to.eql([1, 2, 3, 4]);
    turns.give();
    turns.take(() => came.push(5));
    expect(came).to.eql([1, 2, 3, 4, 5]);
  });
});
