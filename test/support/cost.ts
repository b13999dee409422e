/** Below this, in milliseconds of CPU, a cost counts as nothing: collections of garbage and first compilations are as large. */
const floor = 25;
/**
 * The permitted factor for four times the input: as far from that of a line, 4, as from that of a square, 16. On a crowded machine, whose
 * caches others empty, the CPU time of the longer one grows by half as much again.
 */
const most = 8;
const tries = 8;

type Work = () => unknown;

/** Milliseconds of CPU that this process spends on some work: other programs on the machine do not count. */
async function cpuOf(work: Work): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * Why a cost grows unfairly from a quarter of an input to the whole; undefined if it is fair. The best of eight counts on both sides, and
 * measuring ends once it is fair.
 */
export async function growthProblem(quarter: Work, whole: Work): Promise<string | undefined> {
  let [small, large] = [Infinity, Infinity];
  for (let turn = 0; turn < tries; turn += 1) {
    large = Math.min(large, await cpuOf(whole));
    if (large <= floor) return undefined;
    small = Math.min(small, await cpuOf(quarter));
    if (turn > 0 && large <= small * most + floor) return undefined;
  }
  return large <= small * most + floor ? undefined : `${small.toFixed(0)} ms → ${large.toFixed(0)} ms`;
}

/** The problems of a list of pieces, each with the piece that it was made of. */
export async function growthProblems(
  pieces: readonly string[],
  length: number,
  work: (text: string) => unknown,
): Promise<string[]> {
  const slow: string[] = [];
  for (const piece of pieces) {
    const [quarter, whole] = [filled(piece, length / 4), filled(piece, length)];
    const problem = await growthProblem(
      () => work(quarter),
      () => work(whole),
    );
    if (problem !== undefined) slow.push(`${JSON.stringify(piece)} ${problem}`);
  }
  return slow;
}

/** So much of a piece, written again and again and never cut. */
export const filled = (piece: string, length: number): string => piece.repeat(Math.floor(length / piece.length));
