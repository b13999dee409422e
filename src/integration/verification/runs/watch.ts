import type { WrongAnswer } from '../rounds/scenario.ts';

/** The run of a request: by its test citizen's account, or by the code of a browser without a login yet. */
export type OfRun = { accountId: string } | { runCode: string };

/** Events of a login at the Cloud that belong to a run; codes and tokens as they came, to be hashed. */
export type Observed = { clientId: string; of: OfRun; referrer?: string | undefined } & (
  | { kind: 'asked'; request: Readonly<Record<string, string>> }
  | { kind: 'authorized'; request: Readonly<Record<string, string>>; location: string }
  | { kind: 'denied' }
  | { kind: 'left'; received?: string | undefined; registered?: readonly string[] | undefined }
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

/** Receives the events of a run's requests one at a time; returns the fault for a login that must be answered wrongly. */
export type Watch = (observed: Observed) => Promise<WrongAnswer | undefined>;

/** The cookie that identifies a browser with an open run before its login. */
export const runCookie = 'verification_run';
export const runCodeForm = /^[\w-]{22}$/;
