import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createCache } from '../../src/database/cache.ts';

function counted(
  options: { ms?: number; maxKeys?: number; fails?: boolean; isLive?: () => boolean; maxMs?: number } = {},
) {
  let reads = 0;
  const cache = createCache<number>({
    ...options,
    read: async () => {
      reads += 1;
      await sleep(5);
      if (options.fails === true) throw new Error('away');
      return reads;
    },
  });
  return { cache, reads: () => reads };
}

describe('a cache', () => {
  it('reads once for all who ask at the same time', async () => {
    const { cache, reads } = counted();
    expect(await Promise.all([cache.get('a'), cache.get('a')])).to.deep.equal([1, 1]);
    expect(reads()).to.equal(1);
  });

  it('reads again when its answer is too old, counted from when the read began', async () => {
    const { cache } = counted({ ms: 40 });
    expect(await cache.get('a')).to.equal(1);
    await sleep(45);
    expect(await cache.get('a')).to.equal(2);
  });

  it('reads again after a change on this node', async () => {
    const { cache } = counted();
    await cache.get('a');
    cache.invalidate('a');
    expect(await cache.get('a')).to.equal(2);
  });

  it('stays valid while changes arrive, until one arrives or may have been missed', async () => {
    let isLive = true;
    const { cache } = counted({ ms: 10, isLive: () => isLive });
    expect(await cache.get('a')).to.equal(1);
    await sleep(20);
    expect(await cache.get('a')).to.equal(1);
    cache.invalidate('a');
    expect(await cache.get('a')).to.equal(2);
    await sleep(20);
    expect(await cache.get('a')).to.equal(2);
    cache.clear();
    expect(await cache.get('a')).to.equal(3);
    await sleep(20);
    isLive = false;
    expect(await cache.get('a')).to.equal(4);
  });

  it('stays valid for so long and no longer', async () => {
    const { cache } = counted({ ms: 10, maxMs: 30, isLive: () => true });
    expect(await cache.get('a')).to.equal(1);
    await sleep(40);
    expect(await cache.get('a')).to.equal(2);
  });

  it('does not keep a failure', async () => {
    const { cache, reads } = counted({ fails: true });
    await cache.get('a').catch(() => undefined);
    await cache.get('a').catch(() => undefined);
    expect(reads()).to.equal(2);
  });

  it('returns a cached answer for as long as it is valid', async () => {
    const { cache } = counted({ ms: 40 });
    expect(cache.atHand('a')).to.equal(undefined);
    const reading = cache.get('a');
    expect(cache.atHand('a')).to.equal(undefined);
    await reading;
    expect(cache.atHand('a')).to.equal(1);
    cache.invalidate('a');
    expect(cache.atHand('a')).to.equal(undefined);
    cache.begin()('a', 7);
    expect(cache.atHand('a')).to.equal(7);
    await sleep(45);
    expect(cache.atHand('a')).to.equal(undefined);
  });

  it('keeps an answer found by another read, from the beginning of that read', async () => {
    const { cache, reads } = counted({ ms: 40 });
    cache.begin()('a', 7);
    expect(await cache.get('a')).to.equal(7);
    expect(reads()).to.equal(0);
    await sleep(45);
    expect(await cache.get('a')).to.equal(1);
  });

  it('keeps nothing of a read during which something was changed on this node', async () => {
    const { cache } = counted();
    for (const change of [() => cache.invalidate('a'), () => cache.clear()]) {
      const keep = cache.begin();
      change();
      keep('a', 7);
      expect(await cache.get('a')).not.to.equal(7);
      cache.clear();
    }
  });

  it('keeps nothing that is too old to be used, once another comes', async () => {
    const { cache } = counted({ ms: 20 });
    for (let key = 0; key < 10; key += 1) cache.begin()(String(key), key);
    expect(cache.size()).to.equal(10);
    await sleep(45);
    cache.begin()('fresh', 7);
    expect(cache.size()).to.equal(1);
    expect(await cache.get('fresh')).to.equal(7);
  });

  it('keeps entries across changes that do not concern them', async () => {
    let isLive = true;
    const { cache, reads } = counted({ ms: 10, maxMs: 60_000, isLive: () => isLive });
    cache.begin()('a', 7);
    await sleep(25);
    isLive = false; // for a moment
    cache.begin()('b', 8);
    isLive = true;
    expect(await cache.get('a')).to.equal(7);
    expect(reads()).to.equal(0);
  });

  it('drops the oldest when it is full', async () => {
    const { cache, reads } = counted({ maxKeys: 10 });
    for (let key = 0; key < 11; key += 1) await cache.get(String(key));
    await cache.get('10');
    expect(reads()).to.equal(11);
    await cache.get('0');
    expect(reads()).to.equal(12);
  });
});
