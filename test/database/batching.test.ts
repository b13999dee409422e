import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createBatching } from '../../src/database/batching.ts';
import { unavailable } from '../../src/errors.ts';
import { fact } from '../support/words.ts';

describe('natural batching', () => {
  it('sends the requests of one turn together, and gives each its own answer', async () => {
    const batches: number[][] = [];
    const double = createBatching<number, number>({
      run: async (asks) => {
        batches.push(asks);
        return asks.map((ask) => ask * 2);
      },
    });
    expect(await Promise.all([1, 2, 3].map(double))).to.deep.equal([2, 4, 6]);
    expect(batches).to.deep.equal([[1, 2, 3]]);
  });

  it('lets one ask of an idle moment leave alone', async () => {
    const batches: number[][] = [];
    const same = createBatching<number, number>({
      run: async (asks) => {
        batches.push(asks);
        return asks;
      },
    });
    await same(1);
    await same(2);
    expect(batches).to.deep.equal([[1], [2]]);
  });

  it('lets nothing wait for the statement of another where the database is far away, within its limits', async () => {
    const underWay: (() => void)[] = [];
    let takes: 'long' | 'as told' = 'long';
    const away = createBatching<number, number>({
      concurrencyFar: 3,
      run: async (asks) => {
        if (takes === 'long') await sleep(30);
        else await new Promise<void>((resolve) => underWay.push(resolve));
        return asks;
      },
    });
    await away(0); // shows how far it is
    takes = 'as told';
    const asked: Promise<number>[] = [];
    for (let ask = 1; ask <= 6; ask += 1) {
      asked.push(away(ask));
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    expect(underWay.length).to.equal(3);
    while (underWay.length > 0) {
      underWay.shift()?.();
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    expect(await Promise.all(asked)).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it('gathers requests that arrive while statements run, within its limits', async () => {
    const batches: number[][] = [];
    let underWay = 0;
    let most = 0;
    const slow = createBatching<number, number>({
      concurrency: 2,
      concurrencyFar: 2,
      maxBatch: 10,
      run: async (asks) => {
        batches.push(asks);
        underWay += 1;
        most = Math.max(most, underWay);
        await sleep(20);
        underWay -= 1;
        return asks;
      },
    });
    const asked: Promise<number>[] = [];
    for (let ask = 0; ask < 40; ask += 1) {
      asked.push(slow(ask));
      await sleep(1);
    }
    expect(await Promise.all(asked)).to.deep.equal(Array.from({ length: 40 }, (_, ask) => ask));
    expect(most).to.equal(2);
    expect(batches.length).to.be.below(20);
    expect(Math.max(...batches.map((batch) => batch.length))).to.be.at.most(10);
  });

  it('isolates a failing request from its neighbours', async () => {
    const picky = createBatching<number, number>({
      run: async (asks) => {
        if (asks.includes(13)) throw new Error('thirteen');
        return asks;
      },
    });
    const results = await Promise.allSettled([1, 13, 2].map(picky));
    expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('asks once in an outage, not once for each', async () => {
    let asked = 0;
    const away = createBatching<number, number>({
      run: async () => {
        asked += 1;
        throw unavailable(fact('database.busy'), 5);
      },
    });
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, ask) => away(ask)));
    expect(results.map(({ status }) => status)).to.deep.equal(results.map(() => 'rejected'));
    expect(asked).to.equal(1);
  });
});
