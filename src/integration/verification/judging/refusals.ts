import type { Fact } from '../../../fact.ts';
import { hasAllRefusals } from '../checks/questions.ts';
import { fact } from '../facts.ts';
import { isWrongToken, type RoundCode, refusals } from '../rounds/scenario.ts';
import type { Step, StepData } from '../rounds/step.ts';
import { byPerson, failed, type Outcome, passed, unseen } from './outcomes.ts';
import { wrongName } from './wrong-name.ts';

/** After a refused login a citizen needs a page: an error of the server, a broken connection (0), an empty page or an endless redirect is none. */
const isBroken = ({ status = 0, reason = '', endless }: StepData): boolean =>
  endless === true || status === 0 || status >= 500 || (reason === '' && (status < 300 || status >= 400));

/** Which login was refused; without a round, the callback was opened by us, as a stranger to it. */
function nameOf(round: RoundCode | undefined): Fact {
  if (round === 'refuse') return fact('verification.refused_denied');
  if (round === 'again') return fact('verification.refused_again');
  if (round === 'state') return fact('verification.refused_state');
  if (round === 'mixup') return fact('verification.refused_mixup');
  if (round === 'lost') return fact('verification.refused_lost');
  return isWrongToken(round)
    ? fact('verification.refused_token', { wrong: wrongName[round] })
    : fact('verification.refused_stranger');
}

/** The newest page of each of these logins that is none; a corrected program is asked again. */
function brokenPage(steps: readonly Step[], isAsked: (step: Step) => boolean): { step: Step; seen: Fact } | undefined {
  const pages = steps.filter((step) => step.kind === 'answered' && isAsked(step));
  const keyOf = ({ round, data }: Step) => round ?? `${data.url} ${data.error}`;
  const newest = new Map(pages.map((step) => [keyOf(step), step]));
  const step = [...newest.values()].find(({ data }) => isBroken(data));
  if (step === undefined) return undefined;
  const { status = 0, reason: text = '', endless } = step.data;
  if (endless) return { step, seen: fact('verification.seen_refusal_loop', { which: nameOf(step.round) }) };
  return { step, seen: fact('verification.seen_refusal_broken', { which: nameOf(step.round), status, text }) };
}

const isOfDenial = ({ round, data }: Step) => round === 'refuse' || (round === undefined && data.error !== undefined);

/** A repeated request so soon comes from no click. */
const immediately = 2_000;

export function judgeDenied(steps: readonly Step[]): Outcome {
  const denied = steps.findLast(({ kind, round }) => kind === 'denied' && round === 'refuse');
  const next = denied && steps.find(({ id, kind }) => id > denied.id && kind === 'asked');
  if (denied !== undefined && next !== undefined && next.at.getTime() - denied.at.getTime() < immediately)
    return failed('denied_loop', fact('verification.seen_denied_loop'), next);
  const broken = brokenPage(steps, isOfDenial);
  if (broken !== undefined)
    return failed(broken.step.data.endless ? 'denied_loop' : 'denied_lost', broken.seen, broken.step);
  if (denied === undefined) return unseen;
  return byPerson(steps, 'denied', 'denied_lost', fact('verification.seen_denied_lost'));
}

export function judgeRetry(steps: readonly Step[]): Outcome {
  const redeemedIn = (code: RoundCode) => steps.findLast(({ kind, round }) => kind === 'redeemed' && round === code);
  const stuck = steps.findLast(({ kind, data }) => kind === 'confirmed' && data.question === 'retry');
  const retried = redeemedIn('retry');
  if (retried === undefined && redeemedIn('lost') !== undefined && stuck?.data.answer === 'no')
    return failed('retry_stuck', fact('verification.seen_retry_stuck'), stuck);
  const broken = brokenPage(
    steps,
    (step) => !isOfDenial(step) && (step.round === undefined || refusals.includes(step.round)),
  );
  if (broken !== undefined)
    return failed(broken.step.data.endless ? 'refusal_loop' : 'refusal_broken', broken.seen, broken.step);
  if (retried === undefined) return unseen;
  return hasAllRefusals(steps)
    ? passed(retried)
    : byPerson(steps, 'refused', 'refusal_broken', fact('verification.seen_refusal_lost'));
}
