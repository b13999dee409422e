/** How a check is observed: in requests at the Cloud, in deliberately wrong answers, on the partner's pages, or by a person. */
type Sight = 'request' | 'wrong answer' | 'page' | 'person';

/** The groups of the report. */
export const groups = ['redirect', 'tokens', 'people', 'leaving'] as const;
export type Group = (typeof groups)[number];

/** R57: the checks of 在线验证, in the order of the report. Adding one is an entry here, a judgement in judge.ts and its words. */
export const checks = [
  { code: 'redirect_uri', group: 'redirect', sight: 'request' },
  { code: 'state', group: 'redirect', sight: 'request' },
  { code: 'state_checked', group: 'redirect', sight: 'wrong answer' },
  { code: 'nonce', group: 'redirect', sight: 'request' },
  { code: 'pkce', group: 'redirect', sight: 'request' },
  { code: 'scope', group: 'redirect', sight: 'request' },
  { code: 'https', group: 'redirect', sight: 'page' },
  { code: 'issuer', group: 'redirect', sight: 'wrong answer' },
  { code: 'button', group: 'redirect', sight: 'page' },
  { code: 'in_time', group: 'tokens', sight: 'request' },
  { code: 'code_once', group: 'tokens', sight: 'wrong answer' },
  { code: 'secret', group: 'tokens', sight: 'request' },
  { code: 'forged', group: 'tokens', sight: 'wrong answer' },
  { code: 'nonce_checked', group: 'tokens', sight: 'wrong answer' },
  { code: 'addresses', group: 'tokens', sight: 'request' },
  { code: 'subject', group: 'people', sight: 'person' },
  { code: 'phone', group: 'people', sight: 'person' },
  { code: 'name', group: 'people', sight: 'person' },
  { code: 'denied', group: 'leaving', sight: 'person' },
  { code: 'retry', group: 'leaving', sight: 'wrong answer' },
  { code: 'logout', group: 'leaving', sight: 'request' },
  { code: 'notice', group: 'leaving', sight: 'wrong answer' },
] as const satisfies readonly { code: string; group: Group; sight: Sight }[];

export type CheckCode = (typeof checks)[number]['code'];
export const numberOf = (code: CheckCode): number => checks.findIndex((check) => check.code === code) + 1;

/** Not gone through on the developer's own machine, which the Cloud does not reach. */
export const onlyInProduction: readonly CheckCode[] = ['https', 'button'];

/** How many checks there are, for documents and tools. */
export const checkCounts = {
  checks: checks.length,
  practice_checks: checks.length - onlyInProduction.length,
  only_in_production: onlyInProduction.length,
} as const;

/** Automatic checks, repeated every day while a pass stands. */
export const repeatedDaily: readonly CheckCode[] = ['https', 'button', 'notice'];
