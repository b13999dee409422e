import type { Fact } from '../../../fact.ts';
import { type CheckCode, checks, onlyInProduction } from '../checks/checks.ts';
import type { FaultCode } from '../checks/faults.ts';
import { answerTo, type QuestionCode, readsUserinfo } from '../checks/questions.ts';
import { fact } from '../facts.ts';
import { forgeries, isWrongToken, type RoundCode, type WrongCallback } from '../rounds/scenario.ts';
import type { Step, StepKind } from '../rounds/step.ts';
import { isAtHome, isLoopback } from '../runs/addresses.ts';
import type { RunState, Verdict } from '../runs/run.ts';
import { judgeLogout, judgeNotice } from './leaving.ts';
import { failed, type Outcome, passed, byPerson as personal, unseen } from './outcomes.ts';
import { judgeDenied, judgeRetry } from './refusals.ts';
import { wrongName } from './wrong-name.ts';

/** The application's data for a judgement. */
export type Judged = { scope: string; sandbox: boolean; backchannelLogoutUri: string | undefined; loginUrl?: string };

const leftOut: Outcome = { state: 'production', seen: fact('verification.only_production') };
/** Every check, judged by the recorded steps alone, so that a run gives the same result whenever it is judged. */
export function judge(steps: readonly Step[], application: Judged): Verdict[] {
  const all = (kind: StepKind) => steps.filter((step) => step.kind === kind);
  const inRound = (kind: StepKind, round: RoundCode) =>
    steps.findLast((step) => step.kind === kind && step.round === round);
  const last = (kind: StepKind, test: (step: Step) => boolean = () => true) =>
    steps.findLast((step) => step.kind === kind && test(step));
  const isOver = (step: Step) => steps.some(({ id }) => id > step.id);
  const logins = all('authorized');
  const isPractice = isAtHome({ loginUrl: '', ...application });

  /** Refused, and not let through since. */
  const refused = (test: (step: Step) => boolean) =>
    last('refused', (step) => test(step) && !logins.some(({ id }) => id > step.id));
  const byPerson = (question: QuestionCode, fault: FaultCode, seen: Fact) => personal(steps, question, fault, seen);
  const usedIn = (round: RoundCode) => inRound('used', round);

  /** Each login brings its own value. */
  function different(name: 'state' | 'nonce', missing: Outcome, same: Outcome): Outcome {
    const values = logins.map(({ data }) => data[name]);
    if (values.includes(undefined)) return missing;
    if (new Set(values).size < values.length) return same;
    return values.length < 2 ? unseen : passed(logins.at(-1));
  }

  /** A code that came beside another `state` or `iss` than this login's is left alone. */
  function stopped(round: WrongCallback, fault: FaultCode, seen: Fact): Outcome {
    const login = inRound('authorized', round);
    // Without a state of the partner's there was none to change, which is a fault of its own.
    if (login === undefined || (round === 'state' && login.data.state === undefined)) return unseen;
    const taken = last('redeemed', ({ data }) => data.login === login.id);
    if (taken !== undefined) return failed(fault, seen, taken);
    return isOver(login) ? passed(login) : unseen;
  }

  const judgements: Record<CheckCode, () => Outcome> = {
    redirect_uri() {
      const wrong = refused(({ data }) => data.error === 'invalid_redirect_uri');
      if (wrong === undefined) return logins.length > 0 ? passed(logins.at(-1)) : unseen;
      const { received = '', registered = [] } = wrong.data;
      return failed('redirect_other', fact('verification.seen_redirect_other', { received, registered }), wrong);
    },
    state: () =>
      different(
        'state',
        failed('state_missing', fact('verification.seen_state_missing')),
        failed('state_same', fact('verification.seen_state_same')),
      ),
    state_checked: () => stopped('state', 'state_ignored', fact('verification.seen_state_ignored')),
    nonce: () =>
      different(
        'nonce',
        failed('nonce_missing', fact('verification.seen_nonce_missing')),
        failed('nonce_same', fact('verification.seen_nonce_same')),
      ),
    pkce() {
      const wrong = refused(({ data }) => /PKCE|code_challenge/.test(data.description ?? ''));
      if (wrong !== undefined) return failed('pkce_missing', fact('verification.seen_pkce_missing'), wrong);
      const without = logins.find(({ data }) => data.challenge !== 'S256');
      if (without === undefined) return logins.length > 0 ? passed(logins.at(-1)) : unseen;
      return without.data.nonce === undefined
        ? failed('pkce_missing', fact('verification.seen_pkce_missing'), without)
        : { state: 'noted', seen: fact('verification.nonce_instead'), at: without.at };
    },
    scope() {
      const wrong = refused(({ data }) => data.error === 'invalid_scope');
      if (wrong === undefined) return logins.length > 0 ? passed(logins.at(-1)) : unseen;
      const received = wrong.data.received ?? '';
      return failed('scope_foreign', fact('verification.seen_scope_foreign', { received }), wrong);
    },
    https() {
      const probe = last('probed');
      const plain =
        probe?.data.problem === 'plain'
          ? probe.data.url
          : logins.find(({ data }) => isPlainHttp(data.redirectUri ?? ''))?.data.redirectUri;
      if (plain !== undefined)
        return failed('plain_http', fact('verification.seen_plain_http', { address: plain }), probe);
      return probe === undefined || logins.length === 0 ? unseen : passed(probe);
    },
    issuer: () => stopped('mixup', 'issuer_ignored', fact('verification.seen_issuer_ignored')),
    button() {
      const probe = last('probed');
      if (probe === undefined) return unseen;
      const { problem, url: address = '', reason = '' } = probe.data;
      if (problem === 'tls')
        return failed('tls_broken', fact('verification.seen_tls_broken', { address, reason }), probe);
      if (problem === undefined) return passed(probe);
      const answer = answerTo(steps, 'button');
      if (answer?.data.answer === 'yes') return passed(answer, fact('verification.by_picture'));
      if (answer?.data.answer === 'no' || problem === 'plain')
        return problem === 'plain'
          ? unseen
          : failed('button_missing', fact('verification.seen_button_missing', { address }), answer ?? probe);
      return problem === 'button' ? unseen : { state: 'unreachable', seen: notReached(address), at: probe.at };
    },
    in_time() {
      const late =
        last('redeemed', ({ data }) => (data.seconds ?? 0) > 60) ??
        last('refused', ({ data }) => data.endpoint === 'token' && (data.seconds ?? 0) > 60);
      if (late !== undefined)
        return failed('too_late', fact('verification.seen_too_late', { seconds: late.data.seconds ?? 0 }), late);
      const redeemed = last('redeemed');
      if (redeemed === undefined) return unseen;
      return passed(redeemed, fact('verification.seconds', { seconds: redeemed.data.seconds ?? 0 }));
    },
    code_once() {
      const lost = inRound('authorized', 'lost');
      const again = last('reused', ({ data }) => data.login !== lost?.id);
      if (again !== undefined) return failed('code_again', fact('verification.seen_code_again'), again);
      const opened = last('opened');
      return opened !== undefined && isOver(opened) ? passed(opened) : unseen;
    },
    secret() {
      const wrong = steps.find(({ data }) => data.leak === 'secret' || data.fromBrowser === true);
      if (wrong !== undefined) return failed('secret_in_browser', fact('verification.seen_secret_in_browser'), wrong);
      const redeemed = last('redeemed');
      return redeemed === undefined ? unseen : passed(redeemed);
    },
    forged() {
      const accepted = forgeries.filter((round) => usedIn(round) !== undefined);
      const which = accepted.flatMap((round) => (isWrongToken(round) ? wrongName[round] : []));
      if (which.length > 0) return failed('forged_accepted', fact('verification.seen_forged_accepted', { which }));
      const redeemed = forgeries.map((round) => inRound('redeemed', round));
      if (redeemed.includes(undefined)) return unseen;
      if (!readsUserinfo(steps))
        return byPerson('forged', 'forged_accepted', fact('verification.seen_forged_accepted', { which: [] }));
      const final = redeemed.at(-1);
      return final !== undefined && isOver(final) ? passed(final) : unseen;
    },
    nonce_checked() {
      const used = usedIn('nonce');
      if (used !== undefined) return failed('nonce_ignored', fact('verification.seen_nonce_ignored'), used);
      const redeemed = inRound('redeemed', 'nonce');
      if (redeemed === undefined) return unseen;
      if (!readsUserinfo(steps)) return byPerson('nonce', 'nonce_ignored', fact('verification.seen_nonce_ignored'));
      return isOver(redeemed) ? passed(redeemed) : unseen;
    },
    addresses() {
      const wrong = steps.find(({ data }) => data.leak === 'code');
      return wrong === undefined
        ? byPerson('addresses', 'leak_in_address', fact('verification.seen_leak_in_address'))
        : failed('leak_in_address', fact('verification.seen_leak_in_address'), wrong);
    },
    subject: () => byPerson('subject', 'subject_ignored', fact('verification.seen_subject_ignored')),
    phone: () =>
      application.scope.split(' ').includes('phone')
        ? byPerson('phone', 'phone_needed', fact('verification.seen_phone_needed'))
        : passed(undefined, fact('verification.not_asked_for')),
    name: () => byPerson('name', 'name_broken', fact('verification.seen_name_broken')),
    denied: () => judgeDenied(steps),
    retry: () => judgeRetry(steps),
    logout: () => judgeLogout(steps),
    notice: () => judgeNotice(steps, application),
  };
  const outcomeOf = (code: CheckCode) => (isPractice && onlyInProduction.includes(code) ? leftOut : judgements[code]());
  return checks.map(({ code }) => ({ check: code, ...outcomeOf(code) }));
}

const notReached = (address: string) =>
  isLoopback(address)
    ? fact('verification.own_machine_page', { address })
    : fact('verification.unreachable', { address });
const isPlainHttp = (address: string) => address.startsWith('http:') && !isLoopback(address);

/** The outcome of a run. A check not gone through, or unreachable, is neither a failure nor a pass. */
export function outcomeOf(verdicts: readonly Verdict[]): Exclude<RunState, 'open'> {
  if (verdicts.some(({ state }) => state === 'failed')) return 'failed';
  return verdicts.every(({ state }) => isThrough(state)) ? 'passed' : 'incomplete';
}

/** It hinders no pass. */
const isThrough = (state: Verdict['state']) => state === 'passed' || state === 'noted' || state === 'production';

/** The checks that this run has: all of them but those of production. */
export const ownOf = (verdicts: readonly Verdict[]): Verdict[] =>
  verdicts.filter(({ state }) => state !== 'production');

/** How many of the checks are through. */
export const settledOf = (verdicts: readonly Verdict[]): number =>
  verdicts.filter(({ state }) => state === 'passed' || state === 'noted' || state === 'failed').length;
