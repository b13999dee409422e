/** Deliberately wrong answers of the Cloud: an id_token, the `state` or `iss` beside a code (`mixup`), or nothing at all (`lost`). */
const wrongTokens = ['signature', 'none', 'issuer', 'audience', 'expired', 'nonce'] as const;
export type WrongToken = (typeof wrongTokens)[number];
export const isWrongToken = (round: string | undefined): round is WrongToken =>
  wrongTokens.some((each) => each === round);
const wrongCallbacks = ['state', 'mixup'] as const;
export type WrongCallback = (typeof wrongCallbacks)[number];
export const isWrongCallback = (round: string | undefined): round is WrongCallback =>
  wrongCallbacks.some((each) => each === round);
export type WrongAnswer = WrongToken | WrongCallback | 'lost';

/**
 * The developer's rounds in their order. `login`: the next login of the run's citizen belongs to it, and `wrong` is the fault of its answer;
 * `redeemed` or `authorized` says when it is done.
 */
export const rounds = [
  { code: 'refuse', by: 'refusal' },
  { code: 'plain', by: 'login', until: 'redeemed' },
  { code: 'again', by: 'link' },
  { code: 'renamed', by: 'login', until: 'redeemed' },
  { code: 'signature', by: 'login', until: 'redeemed', wrong: 'signature' },
  { code: 'none', by: 'login', until: 'redeemed', wrong: 'none' },
  { code: 'issuer', by: 'login', until: 'redeemed', wrong: 'issuer' },
  { code: 'audience', by: 'login', until: 'redeemed', wrong: 'audience' },
  { code: 'expired', by: 'login', until: 'redeemed', wrong: 'expired' },
  { code: 'nonce', by: 'login', until: 'redeemed', wrong: 'nonce' },
  { code: 'state', by: 'login', until: 'authorized', wrong: 'state' },
  { code: 'mixup', by: 'login', until: 'authorized', wrong: 'mixup' },
  { code: 'lost', by: 'login', until: 'redeemed', wrong: 'lost' },
  { code: 'retry', by: 'login', until: 'redeemed' },
  { code: 'notice', by: 'button' },
  { code: 'logout', by: 'logout' },
] as const satisfies readonly (
  | { code: string; by: 'login'; until: 'redeemed' | 'authorized'; wrong?: WrongAnswer }
  | { code: string; by: 'refusal' | 'link' | 'button' | 'logout' }
)[];

export type RoundCode = (typeof rounds)[number]['code'];
export type Round = (typeof rounds)[number];
export const roundNamed = (code: string | undefined): Round | undefined => rounds.find((round) => round.code === code);

/** The rounds that end with a refused login on the partner's page, after the citizen agreed. */
export const refusals: readonly RoundCode[] = ['again', ...wrongTokens, ...wrongCallbacks, 'lost'];

/** The rounds whose page a program tells. */
export const reportedRounds = ['refuse', 'again', ...wrongTokens, ...wrongCallbacks, 'lost', 'logout'] as const;
export type ReportedRound = (typeof reportedRounds)[number];

/** The rounds in which an id_token is wrong in something that every library checks; the nonce is a check of its own. */
export const forgeries: readonly RoundCode[] = ['signature', 'none', 'issuer', 'audience', 'expired'];
