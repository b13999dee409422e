import type { FaultCode } from '../checks/faults.ts';
import { answerTo } from '../checks/questions.ts';
import { fact } from '../facts.ts';
import type { Step } from '../rounds/step.ts';
import { isLoopback } from '../runs/addresses.ts';
import { byPerson, failed, type Outcome, passed, unseen } from './outcomes.ts';

type Leaving = { sandbox: boolean; backchannelLogoutUri: string | undefined };

export function judgeLogout(steps: readonly Step[]): Outcome {
  const last = (kind: Step['kind'], test: (step: Step) => boolean = () => true) =>
    steps.findLast((step) => step.kind === kind && test(step));
  const left = last('left');
  if (left !== undefined) {
    const { received = '', registered = [] } = left.data;
    return received === '' && registered.length > 0
      ? failed('logout_stays', fact('verification.seen_logout_stays', { registered }), left)
      : passed(left);
  }
  const wrong = last('refused', ({ data }) => data.endpoint === 'logout');
  const description = wrong?.data.description ?? '';
  if (wrong !== undefined)
    return failed('logout_refused', fact('verification.seen_logout_refused', { description }), wrong);
  const answer = answerTo(steps, 'logout');
  if (answer === undefined) return unseen;
  const { status = 0, reason: text = '' } = last('answered', ({ round }) => round === 'logout')?.data ?? {};
  // The notice has ended the login, and no other came since: there is none to log out of.
  const noticed = last('noticed')?.id ?? 0;
  if (last('redeemed', ({ id }) => id > noticed) === undefined)
    return failed('logout_unsigned', fact('verification.seen_logout_unsigned', { status, text }), answer);
  return status >= 400
    ? failed('logout_stopped', fact('verification.seen_logout_stopped', { status, text }), answer)
    : failed('logout_local', fact('verification.seen_logout_local'), answer);
}

/** OpenID Connect Back-Channel Logout 1.0, section 2.8. */
const isTaken = (status: number) => status === 200 || status === 204;

/** The fault that the answer to a true notice shows. */
function noticeFault(status: number): FaultCode {
  if (status === 0 || status >= 500) return 'notice_crashed';
  if ((status >= 300 && status < 400) || [401, 403, 419].includes(status)) return 'notice_guarded';
  return [404, 405, 410].includes(status) ? 'notice_status' : 'notice_refused';
}

export function judgeNotice(steps: readonly Step[], { sandbox, backchannelLogoutUri: address }: Leaving): Outcome {
  const noticed = steps.findLast(({ kind }) => kind === 'noticed');
  if (noticed === undefined) return unseen;
  const { problem, status = 0, forgedStatus = 0, reason: text = '' } = noticed.data;
  // The addresses of a sandbox are those of its developer's machine, where nothing of ours comes: it is asked of the production AK.
  if (sandbox && (address === undefined || (problem !== undefined && isLoopback(address))))
    return { state: 'noted', seen: fact('verification.own_machine_notice'), at: noticed.at };
  if (address === undefined) return failed('notice_missing', fact('verification.seen_notice_missing'), noticed);
  if (problem !== undefined)
    return { state: 'unreachable', seen: fact('verification.unreachable', { address }), at: noticed.at };
  if (!isTaken(status)) {
    const fault = noticeFault(status);
    return failed(fault, fact('verification.seen_notice_status', { address, status, text }), noticed);
  }
  if (isTaken(forgedStatus)) {
    const about = { address, status: forgedStatus };
    // A site that answers 200 to everything takes a forged notice as it takes the true one, and the citizen stays signed in.
    return answerTo(steps, 'noticed')?.data.answer === 'no'
      ? failed('notice_unheard', fact('verification.seen_notice_unheard', about), noticed)
      : failed('notice_forged', fact('verification.seen_notice_forged', about), noticed);
  }
  return byPerson(steps, 'noticed', 'notice_ignored', fact('verification.seen_notice_ignored'));
}
