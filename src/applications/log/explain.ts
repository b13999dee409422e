import type { Fact } from '../../fact.ts';
import { frameworks, isFramework } from '../aksk/frameworks.ts';
import { differences } from './addresses.ts';
import type { Reason } from './call.ts';
import type { Cause } from './cause.ts';
import { type CauseCode, type CureCode, type Detail, fact } from './facts.ts';
import { grantCauses } from './grant-causes.ts';
import { loginCauses } from './login-causes.ts';
import { isLoginError } from './login-errors.ts';
import { tokenCauses } from './token-causes.ts';

type Known = Cause & { cause: CauseCode; cure?: CureCode };
const catalogue: readonly Known[] = [...loginCauses, ...tokenCauses, ...grantCauses];

/** Whether the catalogue has more about this detail. Others are not kept: details of the library may quote the received value. */
export const isKnownDetail = (error: string, detail: string): boolean =>
  catalogue.some((cause) => isOf(cause, error) && cause.when.source !== '^' && cause.when.test(detail));

/** `code`: the name of the cause, where the cure is that of the framework. */
export type Explanation = { cause: Fact; cure: Fact; code?: string };

/** The cause of a refusal and its cure, for the team of the application. */
export function explain(reason: Reason): Explanation {
  const { error } = reason;
  const [found, groups] = particular(reason);
  if (found === undefined) return { cause: generalCause(error), cure: generalCure(error) };
  const cause = fact(`applications.cause_${found.cause}`, {
    ...detailOf(reason, groups),
    received: found.isReceivedOurs === true ? (reason.received ?? '') : '',
  });
  if (found.isByFramework === true) return { cause, cure: pkceAdvice(reason), code: found.cause };
  return { cause, cure: found.cure === undefined ? generalCure(error) : fact(`applications.cure_${found.cure}`) };
}

const generalCause = (error: string) =>
  isLoginError(error) ? fact('applications.cause_in_general', { error }) : fact('applications.cause_other', { error });
const generalCure = (error: string) =>
  isLoginError(error) ? fact('applications.cure_in_general', { error }) : fact('applications.cure_other');

type Groups = Partial<Record<'names' | 'day' | 'limit' | 'seconds' | 'needed', string>>;

function particular({ error, detail, description }: Reason): [Known | undefined, Groups] {
  for (const text of [detail, description ?? '']) {
    if (text === undefined) continue;
    for (const cause of catalogue) {
      const match = isOf(cause, error) ? cause.when.exec(text) : null;
      if (match !== null) return [cause, match.groups ?? {}];
    }
  }
  return [undefined, {}];
}

const isOf = (cause: Cause, error: string) =>
  typeof cause.error === 'string' ? cause.error === error : cause.error.includes(error);

const detailOf = (
  { received = '', registered = [] }: Reason,
  { names = '', day = '', limit = '', seconds = '', needed = '' }: Groups,
): Detail => ({
  registered,
  difference: differences(received, registered[0]),
  names: [...names.matchAll(/'([^']+)'/g)].flatMap(([, name]) => name ?? []),
  ...{ day, limit, seconds, needed },
});

/** The line to add in the application's framework: `received` is the framework, `registered` says whether a nonce came. */
function pkceAdvice({ received, registered = [] }: Reason): Fact {
  const hasNonce = registered.includes('nonce');
  if (!isFramework(received) || received === 'other')
    return hasNonce ? fact('applications.pkce_or_nonce') : fact('applications.cure_make_pkce');
  const { name, pkce } = frameworks[received];
  if (pkce === undefined) return fact('applications.pkce_cannot', { name, hasNonce });
  return fact('applications.pkce_by_line', { name, line: pkce, hasNonce });
}
