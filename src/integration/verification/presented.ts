import type { Speech } from '../../fact.ts';
import { hour } from '../../http/pages/text.ts';
import type { ShownSeal } from '../../module.ts';
import { type CheckCode, checks, type Group, groups, numberOf } from './checks/checks.ts';
import { isFault } from './checks/faults.ts';
import { fact } from './facts.ts';
import { ownOf, settledOf } from './judging/judge.ts';
import { linesFor } from './judging/lines.ts';
import { wrongName } from './judging/wrong-name.ts';
import { isWrongToken } from './rounds/scenario.ts';
import type { Step } from './rounds/step.ts';
import { frameworkOf, type Run, type RunState, titleOfStack, type Verdict, type VerdictState } from './runs/run.ts';
import type { Seal, SealState } from './runs/standing.ts';

type Say = Speech['say'];

const lights: Readonly<Record<Exclude<VerdictState, 'noted'>, { light: string; word: string }>> = {
  passed: { light: 'on', word: '通过' },
  failed: { light: 'off', word: '没有通过' },
  unreachable: { light: '', word: '没有连上' },
  unseen: { light: '', word: '还没有验' },
  production: { light: '', word: '正式应用才验' },
};

/** Lines to change in the application's framework, and in others; removed and added lines are told apart. */
function changesFor(check: CheckCode, fault: string | undefined, stack: string, say: Say) {
  const found = isFault(fault) ? linesFor(check, frameworkOf(stack)) : { own: undefined, others: [] };
  const shown = ({ framework, code }: { framework: string; code: string }) => ({
    name: say(fact('verification.framework', { text: framework })),
    lines: say(fact('verification.lines', { text: code }))
      .split('\n')
      .map(signed),
  });
  const [own, others] = [found.own && shown(found.own), found.others.map(shown)];
  return { own, others, othersNamed: others.map(({ name }) => name.split('（')[0]).join('、') };
}

const signed = (text: string) => ({ text, sign: text.startsWith('+') ? 'ins' : text.startsWith('-') ? 'del' : '' });
export type ChangedLine = ReturnType<typeof signed>;

/** One check in a report; a failed one with the observation, the cause, and the lines to change. */
function presentCheck(verdict: Verdict, stack: string, say: Say) {
  const { check, state, fault, seen, at } = verdict;
  const failure =
    state === 'failed'
      ? {
          seen: seen && say(seen),
          cause: isFault(fault) ? say(fact(`verification.cause_${fault}`)) : undefined,
          cure: isFault(fault) ? say(fact(`verification.cure_${fault}`)) : undefined,
          ...changesFor(check, fault, stack, say),
          at,
        }
      : undefined;
  return {
    code: check,
    number: String(numberOf(check)).padStart(2, '0'),
    title: say(fact(`verification.title_${check}`)),
    state,
    ...(state === 'noted' ? { light: 'on', word: say(fact('verification.noted')) } : lights[state]),
    note: failure === undefined && seen !== undefined ? say(seen) : undefined,
    failure,
  };
}

/** The report in its groups. */
export function presentGroups(verdicts: readonly Verdict[], stack: string, say: Say) {
  const groupOf = (code: CheckCode): Group | undefined => checks.find((check) => check.code === code)?.group;
  return groups.map((group) => {
    const own = verdicts
      .filter(({ check }) => groupOf(check) === group)
      .map((verdict) => presentCheck(verdict, stack, say));
    return {
      code: group,
      title: say(fact(`verification.group_${group}`)),
      passed: own.filter(({ state }) => state === 'passed' || state === 'noted').length,
      all: own.filter(({ state }) => state !== 'production').length,
      titles: own.map(({ title: name }) => name).join('、'),
      checks: own,
    };
  });
}

const stateNames: Readonly<Record<RunState, string>> = {
  open: '正在进行',
  passed: '通过',
  failed: '没有通过',
  incomplete: '没有做完',
};

/** A run in the list of an application. */
export function presentRun(run: Run, names: ReadonlyMap<string, string>, say: Say, base = '/console/verification') {
  const verdicts = run.verdicts ?? [];
  const passed = verdicts.filter(({ state }) => state === 'passed' || state === 'noted').length;
  const left = verdicts.length - ownOf(verdicts).length;
  return {
    id: run.id,
    href: `${base}/${encodeURIComponent(run.clientId)}/${run.id}`,
    at: run.finishedAt ?? run.startedAt,
    state: run.state,
    name: stateNames[run.state],
    number: run.number,
    passed,
    all: (run.verdicts?.length ?? checks.length) - left,
    left,
    failed: verdicts
      .filter(({ state }) => state === 'failed')
      .slice(0, 3)
      .map(({ check }) => say(fact(`verification.title_${check}`))),
    who: names.get(run.startedBy),
    stack: titleOfStack(run.stack),
  };
}

const sealWords: Readonly<Record<SealState, string>> = {
  none: '还没有验证',
  running: '正在验证',
  passed: '验证通过',
  due: '该重新验证了',
  lapsed: '已过期',
  broken: '复查发现问题',
  failed: '没有通过',
};

const sealLights: Readonly<Record<SealState, ShownSeal['light']>> = {
  ...{ none: '', running: 'run', passed: 'on', due: 'on', lapsed: 'off', broken: 'off', failed: 'off' },
};

/** The seal as pages show it. */
export const presentSeal = (seal: Seal): ShownSeal => ({
  state: seal.state,
  word: seal.isPractice && seal.state === 'passed' ? '练习通过' : sealWords[seal.state],
  light: seal.runId === undefined ? sealLights[seal.state] : 'run',
  counts: seal.counts,
  isPractice: seal.isPractice,
  isRunning: seal.runId !== undefined,
  passed: seal.passed && {
    number: seal.passed.number,
    at: seal.passed.at,
    dueAt: seal.passed.dueAt,
    lapsesAt: seal.passed.lapsesAt,
  },
});

/** Events, newest first or in their order. */
export const presentStep = ({ at, kind, round, data, shown }: Step, say: Say) => ({
  at,
  clock: `${hour(at)}:${at.toISOString().slice(17, 19)}`,
  title: say(fact(`verification.step_${kind}`)),
  note: noteOf(kind, data, say),
  wrong: kind === 'redeemed' && isWrongToken(round) ? say(wrongName[round]) : undefined,
  light: kind === 'refused' || kind === 'reused' ? 'off' : 'on',
  request: Object.entries(shown?.request ?? {}),
  answer: Object.entries(shown?.answer ?? {}),
  decoded: shown?.decoded,
});

function noteOf(kind: Step['kind'], data: Step['data'], say: Say): string | undefined {
  if (kind === 'refused' || kind === 'reused') return [data.error, data.description].filter(Boolean).join('：');
  if (kind === 'redeemed' && data.seconds !== undefined)
    return say(fact('verification.seconds', { seconds: data.seconds }));
  if (kind === 'answered') return [data.status, data.reason].filter(Boolean).join('　');
  if (kind === 'probed') return [data.url, data.status ?? data.reason].filter(Boolean).join('　');
  if (kind === 'noticed' && data.status !== undefined)
    return say(fact('verification.noticed_both', { forged: String(data.forgedStatus), real: String(data.status) }));
  return undefined;
}

/** `left`: the checks that are gone through only with a production AK. */
export const progressOf = (verdicts: readonly Verdict[]) => {
  const all = ownOf(verdicts).length;
  return { settled: settledOf(verdicts), all, left: verdicts.length - all };
};
