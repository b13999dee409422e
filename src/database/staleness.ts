/** Lag in milliseconds: above the first a standby is not read, and again once it is below the second. */
export const tooOld = 2_000;
const youngAgain = 1_000;
/** Maximum age of an answer of a standby when it arrives, with the time of the statement itself. */
export const oldest = tooOld + 1_000;
/** Positions of the primary's log to remember: ten minutes at four a second. */
const remembered = 2_400;

/**
 * The maximum age of a standby's data. The position of the primary's log is noted with the moment before the query; once the standby has
 * replayed that position, it has everything that was committed before that moment. No clock of another machine takes part, and an idle primary
 * makes no standby old.
 */
export function createStaleness() {
  let noted: { position: number; at: number }[] = [];
  let knowsUntil = Number.NEGATIVE_INFINITY;
  let wasOld = true;

  const age = (now: number) => now - knowsUntil;
  return {
    primaryWas(position: number, at: number): void {
      const last = noted.at(-1);
      if (last !== undefined && position < last.position) {
        noted = []; // another or a restored primary: the noted positions are void
        knowsUntil = Number.NEGATIVE_INFINITY;
      } else if (last?.position === position) noted.pop();
      noted.push({ position, at });
      if (noted.length > remembered) noted.shift();
    },
    standbyHas(position: number): void {
      const index = noted.findLastIndex((each) => each.position <= position);
      if (index === -1) return;
      knowsUntil = Math.max(knowsUntil, noted[index]?.at ?? knowsUntil);
      noted.splice(0, index);
    },
    /** Positions noted for one standby say nothing about the next. */
    forget(): void {
      knowsUntil = Number.NEGATIVE_INFINITY;
    },
    age,
    isOld(now: number): boolean {
      wasOld = age(now) > (wasOld ? youngAgain : tooOld);
      return wasOld;
    },
  };
}
