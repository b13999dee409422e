import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createRecent } from '../../src/database/recent.ts';

function counted(
  options: { ms?: number; most?: number; fails?: boolean; isHeard?: () => boolean; longest?: number } = {},
) {
  let reads = 0;
  const recent = createRecent<number>({
    ...options,
    read: async () => {
      reads += 1;
      await sleep(5);
      if (options.fails === true) throw new Error('away');
      return reads;
    },
  });
  return { recent, reads: () => reads };
}

describe('a short memory', () => {
  it('reads once for all who ask at the same time', async () => {
    const { recent, reads } = counted();
    expect(await Promise.all([recent.get('a'), recent.get('a')])).to.deep.equal([1, 1]);
    expect(reads()).to.equal(1);
  });

  it('reads again when its answer is too old, counted from when the read began', async () => {
    const { recent } = counted({ ms: 40 });
    expect(await recent.get('a')).to.equal(1);
    await sleep(45);
    expect(await recent.get('a')).to.equal(2);
  });

  it('reads again after a change on this node', async () => {
    const { recent } = counted();
    await recent.get('a');
    recent.forget('a');
    expect(await recent.get('a')).to.equal(2);
  });

  it('lives on while changes are heard of, until it is told of one or may have missed one', async () => {
    let isHeard = true;
    const { recent } = counted({ ms: 10, isHeard: () => isHeard });
    expect(await recent.get('a')).to.equal(1);
    await sleep(20);
    expect(await recent.get('a')).to.equal(1);
    recent.forget('a');
    expect(await recent.get('a')).to.equal(2);
    await sleep(20);
    expect(await recent.get('a')).to.equal(2);
    recent.clear();
    expect(await recent.get('a')).to.equal(3);
    await sleep(20);
    isHeard = false;
    expect(await recent.get('a')).to.equal(4);
  });

  it('lives on for so long and no longer', async () => {
    const { recent } = counted({ ms: 10, longest: 30, isHeard: () => true });
    expect(await recent.get('a')).to.equal(1);
    await sleep(40);
    expect(await recent.get('a')).to.equal(2);
  });

  it('does not remember a failure', async () => {
    const { recent, reads } = counted({ fails: true });
    await recent.get('a').catch(() => undefined);
    await recent.get('a').catch(() => undefined);
    expect(reads()).to.equal(2);
  });

  it('forgets the oldest when it is full', async () => {
    const { recent, reads } = counted({ most: 10 });
    for (let key = 0; key < 11; key += 1) await recent.get(String(key));
    await recent.get('10');
    expect(reads()).to.equal(11);
    await recent.get('0');
    expect(reads()).to.equal(12);
  });
});
