import type { WrongAnswer } from '../rounds/scenario.ts';

/** Whose request it is: the test citizen's, known from the account, or that of a browser that opened the run and signed nobody in yet. */
export type OfRun = { accountId: string } | { runCode: string };

/** What the Cloud's side of a login sees of a run; codes and tokens as they came, to be hashed. */
export type Observed = { clientId: string; of: OfRun; referrer?: string | undefined } & (
  | { kind: 'asked'; request: Readonly<Record<string, string>> }
  | { kind: 'authorized'; request: Readonly<Record<string, string>>; location: string }
  | { kind: 'denied' }
  | { kind: 'left' }
  | {
      kind: 'refused';
      endpoint: string;
      error: string;
      description?: string | undefined;
      received?: string | undefined;
      registered?: readonly string[] | undefined;
      code?: string | undefined;
      /** An SK was where others can read it: in an address, or in a browser. */
      secretInAddress?: boolean;
    }
  | {
      kind: 'redeemed';
      code: string;
      request: Readonly<Record<string, string>>;
      answer: Readonly<Record<string, unknown>>;
      fromBrowser: boolean;
    }
  | { kind: 'used'; token: string; answer: Readonly<Record<string, unknown>> }
);

/** What the provider tells the room of a run's requests, one at a time; for a login that is to be answered wrongly it hears with what. */
export type Watch = (observed: Observed) => Promise<WrongAnswer | undefined>;

/** The cookie by which a browser that opened a run is known before anybody signed in. */
export const runCookie = 'verification_run';
export const runCodeForm = /^[\w-]{22}$/;
