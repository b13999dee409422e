import type { Interaction } from 'oidc-provider';
import type { Account } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';
import type { Context } from '../../http/context.ts';

/** A completed authentication, as the result that the library would get. */
type ProvedLogin = { account: Pick<Account, 'id'>; acr: string; amr: readonly string[]; ts: number; remember: boolean };

/** A citizen's first decision at this application, about every requested scope. */
type FirstDecision = { accountId: string; granted: readonly string[]; refused: readonly string[] };

/** How a login goes on by an answer of its citizen, without the library. */
export type Ending = {
  /** In the transaction that records the answer; false: it cannot go on so, and the transaction fails. */
  write: (trx: Connection) => Promise<boolean>;
  answer: (ctx: Context) => void;
};

type AfterConsent = (decision: FirstDecision) => Ending | undefined;

/** fast/login-end.ts; each is undefined where the library has more to ask. */
export type Endings = {
  /** To the partner, or to the consent where that alone is left. */
  afterProof: (ctx: Context, interaction: Interaction, proved: ProvedLogin) => Promise<Ending | undefined>;
  /** Redirects to the partner; `decided` events are sent when the code is written. */
  afterConsent: (ctx: Context, interaction: Interaction) => Promise<AfterConsent | undefined>;
};
