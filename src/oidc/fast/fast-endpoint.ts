import type { Applicant } from '../../http/gate/application-names.ts';
import type { MaybePromise } from './steps.ts';

/** An answer, the same as the library's, and its client; `ended`: the login completed by it. */
export type Reply = { clientId: string; body: string; ended?: Applicant | undefined };

/** A request; `address` is the one that the gate trusts. */
export type FastRequest = { authorization: string | undefined; address: string; body: Buffer | undefined };

/** An endpoint for programs that answers plain requests before the library does. */
export type FastEndpoint = {
  endpoint: 'token' | 'introspection' | 'userinfo';
  /** Access-Control-Expose-Headers, as the library has it for this endpoint. */
  exposed: string;
  takes: 'form' | 'bearer';
  /** `undefined`: this request falls back to the library. */
  answer: (request: FastRequest) => MaybePromise<Reply | undefined>;
};
