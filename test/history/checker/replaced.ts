type Span = { began: number; ended: number };

/**
 * Of acknowledged writes the one that surely replaced all that had ended before it began: of those acknowledged before a time the one that began
 * last.
 */
export function createReplaced<Write extends Span>(acknowledged: readonly Write[]): (at: number) => Write | undefined {
  const done = acknowledged.toSorted((one, other) => one.ended - other.ended);
  const newest: Write[] = [];
  for (const write of done) {
    const last = newest.at(-1);
    newest.push(last !== undefined && last.began > write.began ? last : write);
  }
  return (at) => {
    let [low, high] = [0, done.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((done[middle]?.ended ?? Number.POSITIVE_INFINITY) < at) low = middle + 1;
      else high = middle;
    }
    return newest[low - 1];
  };
}
