import { type Call, type Calls, isOk } from '../history.ts';
import { type Finding, finding } from './finding.ts';
import { registersOf } from './registers.ts';
import { createReplaced } from './replaced.ts';

type Write = Call<'write'> | Call<'change'>;

/**
 * A sum is one that its registers can have had at one time: between the least and the most that each of them may have been. Once nothing is
 * written any more that is one number, but for writes whose outcome is unknown.
 */
export function checkSums(calls: Calls): Finding[] {
  const { writes } = registersOf(calls);
  const known = new Map([...writes].map(([name, all]) => [name, possibleOf(all)]));
  return calls
    .of('sum')
    .filter(isOk)
    .flatMap((sum) => {
      let [least, most] = [0, 0];
      for (const name of sum.asked.registers) {
        const possible = known.get(name)?.(sum) ?? [0];
        least += Math.min(...possible);
        most += Math.max(...possible);
      }
      const { value } = sum.answered;
      return value >= least && value <= most
        ? []
        : [finding('sum differs from its reports', `${value}, where ${least} to ${most} could be`, sum)];
    });
}

/** The possible values of a register between two times; 0 as long as no write of it was acknowledged. */
function possibleOf(writes: readonly Write[]) {
  const sorted = writes.filter(({ outcome }) => outcome !== 'fail').toSorted((one, other) => one.began - other.began);
  const unknown = sorted.filter(({ outcome }) => outcome === 'info');
  const done = sorted.filter(({ outcome }) => outcome === 'ok');
  const longest = Math.max(0, ...done.map(({ began, ended }) => ended - began));
  const replaced = createReplaced(done);
  return ({ began, ended }: { began: number; ended: number }): number[] => {
    const over = replaced(began);
    const since = over?.began ?? Number.NEGATIVE_INFINITY;
    const possible = unknown.filter((each) => each.began < ended).map(({ asked }) => asked.value);
    for (let place = done.length - 1; place >= 0; place -= 1) {
      const write = done[place];
      if (write === undefined || write.began < since - longest) break;
      if (write.began < ended && write.ended >= since) possible.push(write.asked.value);
    }
    return over === undefined ? [...possible, 0] : possible;
  };
}
