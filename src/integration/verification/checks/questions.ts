import { type RoundCode, refusals } from '../rounds/scenario.ts';
import type { Step } from '../rounds/step.ts';
import type { CheckCode } from './checks.ts';

/**
 * Questions that only a viewer of the partner's pages can answer. `after`: the round that has to be over; `picture`: a screenshot is attached.
 * `logout` and `retry` are asked where the guide has got to them.
 */
export const questions = [
  { code: 'denied', check: 'denied', after: 'refuse' },
  { code: 'name', check: 'name', after: 'plain', picture: true },
  { code: 'phone', check: 'phone', after: 'plain' },
  { code: 'addresses', check: 'addresses', after: 'plain' },
  { code: 'subject', check: 'subject', after: 'renamed' },
  { code: 'forged', check: 'forged', after: 'expired' },
  { code: 'nonce', check: 'nonce_checked', after: 'nonce' },
  { code: 'refused', check: 'retry', after: 'retry' },
  { code: 'noticed', check: 'notice', after: 'notice' },
  { code: 'button', check: 'button', after: 'plain', picture: true },
] as const satisfies readonly { code: string; check: CheckCode; after: RoundCode; picture?: true }[];

export type Question = (typeof questions)[number];
export type QuestionCode = Question['code'];

/** Whether the partner reads userinfo after a login: then a login that it should have refused shows by itself. */
export const readsUserinfo = (steps: readonly Step[]): boolean =>
  steps.some(({ kind, round }) => kind === 'used' && (round === 'plain' || round === 'renamed'));

/** Whether the partner's program told the page of each login that it refused. */
export function hasAllRefusals(steps: readonly Step[]): boolean {
  const rounds = (kind: Step['kind']) => steps.flatMap((step) => (step.kind === kind ? [step.round] : []));
  const told = rounds('answered').filter((round) => round !== undefined && refusals.includes(round));
  const skipped = rounds('skipped');
  return told.length > 0 && refusals.every((round) => told.includes(round) || skipped.includes(round));
}

export const answerTo = (steps: readonly Step[], code: QuestionCode | 'logout' | 'retry'): Step | undefined =>
  steps.findLast(({ kind, data }) => kind === 'confirmed' && data.question === code);

/** The questions of this run, answered or not. */
export function questionsFor(steps: readonly Step[]): Question[] {
  const skipped = (round: RoundCode) => steps.some((step) => step.kind === 'skipped' && step.round === round);
  const probe = steps.findLast(({ kind }) => kind === 'probed');
  const noticed = steps.findLast(({ kind }) => kind === 'noticed');
  return questions.filter(({ code, after }) => {
    if (skipped(after)) return false;
    if (code === 'forged' || code === 'nonce') return !readsUserinfo(steps);
    if (code === 'refused') return !hasAllRefusals(steps);
    if (code === 'button') return probe?.data.problem === 'button' || probe?.data.problem === 'unreachable';
    if (code === 'noticed') return noticed?.data.problem === undefined && noticed?.data.status !== undefined;
    return true;
  });
}
