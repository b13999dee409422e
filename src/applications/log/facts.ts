import { type Fact, factsOf, type None } from '../../fact.ts';
import type { Endpoint } from './call.ts';
import type { grantCauses } from './grant-causes.ts';
import type { loginCauses } from './login-causes.ts';
import type { LoginError } from './login-errors.ts';
import type { tokenCauses } from './token-causes.ts';

type Known = (typeof loginCauses | typeof tokenCauses | typeof grantCauses)[number];
export type CauseCode = Known['cause'];
/** Causes whose `received` is our own word: a count, a recognised method, a property of our token. */
type OwnCause = Extract<Known, { isReceivedOurs: true }>['cause'];
export type CureCode = Extract<Known, { cure: string }>['cure'];

/**
 * The details of one refusal. Texts that only some descriptions have are empty in the others. The caller's own text is not among them: it would
 * be read as a sentence of ours, by people and by assistants. It stands apart, as `received`.
 */
export type Detail = {
  registered: readonly string[];
  difference: readonly Fact[];
  names: readonly string[];
  day: string;
  limit: string;
  seconds: string;
  needed: string;
};

type Causes = { [Code in `applications.cause_${Exclude<CauseCode, OwnCause>}`]: Detail } & {
  [Code in `applications.cause_${OwnCause}`]: Detail & { received: string };
};
type Cures = { [Code in `applications.cure_${CureCode}`]: None };
type Two = { came: string; known: string };

/** The cause and the cure of a refused call, and how the address sent differs from the registered one. */
export type CauseFacts = Causes &
  Cures & {
    'applications.cause_in_general': { error: LoginError };
    'applications.cure_in_general': { error: LoginError };
    'applications.cause_other': { error: string };
    'applications.cure_other': None;
    'applications.pkce_or_nonce': None;
    'applications.pkce_by_line': { name: string; line: string; hasNonce: boolean };
    'applications.pkce_cannot': { name: string; hasNonce: boolean };
    'applications.differs_no_address': None;
    'applications.differs_scheme': Two;
    'applications.differs_host': Pick<Two, 'known'>;
    'applications.differs_port': Two;
    'applications.differs_slash': None;
    'applications.differs_case': None;
    'applications.differs_path': Pick<Two, 'known'>;
    'applications.differs_query': None;
    'applications.differs_hash': None;
    'applications.differs_writing': None;
  };

/** Calls as a command lists them. */
export type CallFacts = {
  'applications.calls': { calls: number };
  'applications.call_answered': None;
  'applications.call_of_run': None;
  'applications.call_why': { cause: Fact; cure: Fact };
  'applications.call_endpoint': { endpoint: Endpoint };
  'applications.counts': { answered: number; failed: number };
  'applications.no_calls': None;
};

export const fact = factsOf<CauseFacts & CallFacts>();
