import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createTurns } from '../src/turns.ts';
import { until } from './support/until.ts';

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

  it('rest after work for the given time, and callers waiting come after that, in order', async () => {
    const worked: number[] = [];
    const turns = createTurns(1, (milliseconds) => {
      worked.push(milliseconds);
      return 40;
    });
    const came: number[] = [];
    for (const n of [1, 2]) turns.take(() => came.push(n));
    await sleep(20);
    const gave = performance.now();
    turns.give();
    turns.take(() => came.push(3));
    await sleep(0);
    expect(came, 'while it rests').to.eql([1]);
    await until(() => came.length === 2, 'the second one');
    expect(performance.now() - gave).to.be.at.least(39);
    turns.give();
    await until(() => came.length === 3, 'the third one');
    expect(came).to.eql([1, 2, 3]);
    expect(worked[0]).to.be.at.least(19);
  });
});
