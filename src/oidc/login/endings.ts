import type { Interaction } from 'oidc-provider';
import type { Account } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';
import type { Context } from '../../http/context.ts';

/** Somebody has proved who they are: by the result that the library would be given. */
type ProvedLogin = { account: Pick<Account, 'id'>; acr: string; amr: readonly string[]; ts: number; remember: boolean };

/** Whoever is signed in has decided about everything that was asked for, and about nothing at this application before. */
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
  /** To the partner; what is decided is told when it is known. */
  afterConsent: (ctx: Context, interaction: Interaction) => Promise<AfterConsent | undefined>;
};
