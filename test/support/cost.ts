/** Below this, in milliseconds of CPU, a cost counts as nothing: collections of garbage and first compilations are as large. */
const floor = 25;
/** Twice the input may cost so many times as much. */
const most = 2.5;
const tries = 5;

/** Milliseconds of CPU that this process spends on some work: what runs beside it on the machine does not count. */
export function cpuOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * What is wrong with how a cost grows from half an input to the whole; undefined where it is fair. The best of five counts on both
 * sides, and nobody goes on measuring what is fair already.
 */
export function growthProblem(half: () => unknown, whole: () => unknown): string | undefined {
  let [small, large] = [Infinity, Infinity];
  for (let turn = 0; turn < tries; turn += 1) {
    large = Math.min(large, cpuOf(whole));
    if (large <= floor) return undefined;
    small = Math.min(small, cpuOf(half));
    if (turn > 0 && large <= small * most) return undefined;
  }
  return large <= small * most ? undefined : `${small.toFixed(0)} ms → ${large.toFixed(0)} ms`;
}

/** So much of a piece that is written again and again, cut at whole characters. */
export const filled = (piece: string, length: number): string =>
  piece
    .repeat(Math.ceil(length / piece.length))
    .slice(0, length)
    .toWellFormed();
