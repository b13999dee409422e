/** Milliseconds: a tenth of the time, within these bounds. */
const [shortest, longest] = [50, 1_000];

/**
 * Calls back after so many milliseconds in which this process could have received an answer; returns a function that cancels it. The time is
 * counted in slices: one in which the process was busy, stopped or not scheduled counts as its own length, however late its end was. Input that
 * arrives by the end of the last slice is read before the call.
 */
export function afterOwnTime(ms: number, done: () => void): () => void {
  const slice = Math.min(Math.max(ms / 10, shortest), longest, ms);
  let left = ms;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  const next = () => {
    timer = setTimeout(() => {
      left -= slice;
      if (left > 0) next();
      else immediate = setImmediate(done);
    }, slice);
  };
  next();
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
