import { after, days } from '../../../clock.ts';
import type { Run, Verdict } from './run.ts';

/** R57: the whole is repeated once a year; so long after that day a pass still counts. */
export const passLasts = days(365);
export const grace = days(30);

/**
 * How an AK stands with 在线验证. `passed` and `due` count; `lapsed` was due too long, `broken` is a pass whose daily repetition found
 * something, `failed` a later run that did.
 */
export type SealState = 'none' | 'running' | 'passed' | 'due' | 'lapsed' | 'broken' | 'failed';

export type Seal = {
  state: SealState;
  /** Whether 用户登录 is done by it: a sandbox is verified for practice, which is done by none. */
  counts: boolean;
  isPractice: boolean;
  /** A run is under way, whatever stands beside it. */
  runId: string | undefined;
  /** The last pass. */
  passed:
    | { runId: string; number: string; at: Date; dueAt: Date; lapsesAt: Date; noted: readonly Verdict[] }
    | undefined;
  /** Failures of the daily repetition. */
  broken: readonly Verdict[] | undefined;
};

/** The standing now, by the newest pass, the newest failure and the open run. */
export function sealOf(
  runs: readonly Run[],
  { redirectUris, sandbox }: { redirectUris: readonly string[]; sandbox: boolean },
  now: Date,
): Seal {
  const open = runs.find(({ state }) => state === 'open');
  const pass = runs.find(({ state }) => state === 'passed');
  const failure = runs.find(({ state }) => state === 'failed');
  const runId = open?.id;
  const endOf = ({ finishedAt, startedAt }: Run) => finishedAt ?? startedAt;
  const passed =
    pass?.dueAt === undefined
      ? undefined
      : {
          ...{
            runId: pass.id,
            number: pass.number ?? '',
            at: endOf(pass),
            dueAt: dueAt(pass, pass.dueAt, redirectUris, now),
          },
          noted: (pass.verdicts ?? []).filter(({ state }) => state === 'noted'),
        };
  const whole = passed && { ...passed, lapsesAt: after(passed.dueAt, grace) };
  const isNewer = failure !== undefined && (pass === undefined || endOf(failure) > endOf(pass));
  const state = ((): SealState => {
    if (isNewer) return 'failed';
    if (whole === undefined) return open === undefined ? 'none' : 'running';
    if (pass?.broken !== undefined) return 'broken';
    if (now >= whole.lapsesAt) return 'lapsed';
    return now >= whole.dueAt ? 'due' : 'passed';
  })();
  const counts = !sandbox && (state === 'passed' || state === 'due');
  return { state, counts, isPractice: sandbox, runId, passed: whole, broken: pass?.broken };
}

/** After a change of the addresses it is due at once; the daily job writes down since when. */
function dueAt(pass: Run, written: Date, redirectUris: readonly string[], now: Date): Date {
  return written > now && hasChanged(pass, redirectUris) ? now : written;
}

export const hasChanged = (
  { redirectUris: before }: Pick<Run, 'redirectUris'>,
  redirectUris: readonly string[],
): boolean => [...before].toSorted().join('\n') !== [...redirectUris].toSorted().join('\n');
