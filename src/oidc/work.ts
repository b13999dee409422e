import type { Accounts } from '../accounts/service.ts';
import { workedIn } from '../accounts/work.ts';
import type { Fact } from '../fact.ts';
import type { Form } from '../http/requests/body.ts';

type CodeAsked = Omit<Parameters<Accounts['requestCode']>[0], 'worked' | 'voice'>;

/** Whether a form asks for a code: by a message, or spoken. */
export const asksForCode = ({ send, voice }: Form): boolean => send === '1' || voice === '1';
type Answer = Awaited<ReturnType<Accounts['requestCode']>>;

/** The state of a code on the page: the masked recipient, or the reason why it is not sent yet. */
export type Sent = {
  sent?: { masked: string; secondsLeft: number } & Partial<Extract<Answer, { masked: string }>>;
  work?: Extract<Answer, { work: unknown }>['work'];
  /** A call waits for the work. */
  voice?: boolean;
};

/** A code by e-mail, for the form that asked for it. */
export async function requestEmailCode(
  accounts: Pick<Accounts, 'requestEmailCode'>,
  form: Form,
  asked: Omit<Parameters<Accounts['requestEmailCode']>[0], 'worked' | 'voice'>,
): Promise<Sent | { problem: Fact }> {
  const answer = await accounts.requestEmailCode({ ...asked, worked: workedIn(form) });
  return 'problem' in answer || 'work' in answer ? answer : { sent: answer };
}

/** A code by SMS, for the form that asked for it. */
export async function requestCode(
  accounts: Pick<Accounts, 'requestCode'>,
  form: Form,
  asked: CodeAsked,
): Promise<Sent | { problem: Fact }> {
  const voice = form.voice === '1';
  const answer = await accounts.requestCode({ ...asked, worked: workedIn(form), voice });
  if ('problem' in answer) return answer;
  return 'work' in answer ? { ...answer, voice } : { sent: answer };
}
