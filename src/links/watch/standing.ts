import { isBad, isGood, type State } from './side.ts';

/** How a side stands after all looks at it. */
export type Standing = {
  state: State;
  since: Date;
  /** Runs in a row that failed. */
  failures: number;
  /** Looks in a row that did not. */
  good: number;
  alarmedAt: Date | undefined;
  /** The last runs, g or b each, the newest last. */
  changes: string;
};

/** `asked`: by hand, 立即检测. */
export type Look = { state: State; at: Date; asked: boolean };
/** The kind of the last letter, if any. */
export type LastLetter = 'alarm' | 'mended' | undefined;

/** R40: one bad run is the net's mood, three in a row are a fault. */
const runsToAlarm = 3;
/** After an alarm one good run may be luck: it is over with the second. */
const runsToMend = 2;
const remembered = 14;

/**
 * The next standing. A manual check can clear but never raise an alarm: pressing a button three times is no three days. An unseen page proves
 * nothing and leaves the counts as they are.
 */
export function next(
  before: Standing | undefined,
  { state, at, asked }: Look,
): { standing: Standing; told: LastLetter } {
  const since = before?.state === state ? before.since : at;
  const kept = { failures: before?.failures ?? 0, good: before?.good ?? 0, alarmedAt: before?.alarmedAt };
  const changes = before?.changes ?? '';
  if (isGood(state)) {
    const good = kept.good + 1;
    const isOver = kept.alarmedAt !== undefined && (asked || good >= runsToMend);
    return {
      standing: {
        ...{ state, since, failures: 0, good, alarmedAt: isOver ? undefined : kept.alarmedAt },
        changes: asked ? changes : noted(changes, 'g'),
      },
      told: isOver ? 'mended' : undefined,
    };
  }
  if (!isBad(state) || asked)
    return { standing: { state, since, ...kept, ...(isBad(state) && { good: 0 }), changes }, told: undefined };
  const failures = kept.failures + 1;
  const isAlarm = kept.alarmedAt === undefined && failures >= runsToAlarm;
  return {
    standing: {
      ...{ state, since, failures, good: 0, alarmedAt: isAlarm ? at : kept.alarmedAt },
      changes: noted(changes, 'b'),
    },
    told: isAlarm ? 'alarm' : undefined,
  };
}

const noted = (changes: string, one: 'g' | 'b') => `${changes}${one}`.slice(-remembered);

/** 时好时坏: it changed four times or more within the last fourteen runs. */
export const isUnsteady = (changes: string): boolean =>
  [...changes].filter((one, place) => place > 0 && one !== changes[place - 1]).length >= 4;
