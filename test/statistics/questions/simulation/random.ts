/** Random numbers that are the same for the same seed. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  between(least: number, most: number): number;
  /** Whole, both included. */
  whole(least: number, most: number): number;
  normal(mean?: number, deviation?: number): number;
  poisson(mean: number): number;
  chance(part: number): boolean;
  pick<One>(all: readonly One[]): One;
}

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (least: number, most: number) => least + (most - least) * next();
  const normal = (mean = 0, deviation = 1) =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    between,
    whole: (least, most) => Math.floor(between(least, most + 1)),
    normal,
    poisson(mean) {
      if (mean > 200) return Math.max(0, Math.round(normal(mean, Math.sqrt(mean))));
      let [count, product] = [0, next()];
      for (const limit = Math.exp(-mean); product > limit; count += 1) product *= next();
      return count;
    },
    chance: (part) => next() < part,
    pick(all) {
      const one = all[Math.floor(next() * all.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
  };
}
