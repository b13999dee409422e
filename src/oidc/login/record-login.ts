import type { Interaction, InteractionResults } from 'oidc-provider';
import { type Account, agreesToTerms, type LoginMethod } from '../../accounts/account/account.ts';
import { type Occasion, provesPhone } from '../../accounts/account/logins.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Connection, Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { HeldWrites } from '../tokens/held-writes.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import type { Endings } from './endings.ts';

type Needs = {
  db: Database;
  accounts: Pick<Accounts, 'isNewDevice' | 'mayTellOfDevice' | 'recordLogin' | 'tellOfDevice'>;
  heldWrites: Pick<HeldWrites, 'collect'>;
  store: Pick<TokenStore, 'plansLogins'>;
  /** Undefined where the library takes every step. */
  endings: () => Endings | undefined;
};

type Login = {
  account: Account;
  at: Date;
  here: Occasion & { method: LoginMethod; agreed: number };
  knownDevice: string | undefined;
  hasSignedIn: boolean | undefined;
  /** `login`: the new result for the library; `before`: its earlier results. */
  login: NonNullable<InteractionResults['login']> & { ts: number; acr: string; amr: string[]; remember: boolean };
  before: InteractionResults;
  /** Whether nothing is shown before the way back. */
  mayEnd: boolean;
};

/** Thrown within a transaction in which a login cannot go on at once: nothing of it is committed. */
const cannotEnd = new Error('the login cannot go on at once');

/**
 * Records a login together with its continuation: the end or the consent form where no other prompt is left (fast/login-end.ts), else the result
 * that the library reads on resume. In the first case returns the function that answers the form.
 */
export function createLoginRecord({ db, accounts, heldWrites, store, endings }: Needs) {
  return async (
    ctx: Context,
    interaction: Interaction,
    given: Login,
  ): Promise<((ctx: Context) => void) | undefined> => {
    const { account, at, here, login, before, mayEnd } = given;
    const isNewDevice = await accounts.isNewDevice(account, given.knownDevice, here.method, given.hasSignedIn);
    const isTold = isNewDevice && (await accounts.mayTellOfDevice(account));
    const agrees = agreesToTerms(account, here.agreed);

    async function commit(save: (trx: Connection) => Promise<unknown>): Promise<void> {
      const write = async (trx: Connection) => {
        const settled = await Promise.allSettled([
          accounts.recordLogin(trx, account, { ...here, isNewDevice }, ctx.state.requestId, at),
          save(trx),
        ]);
        const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
        if (reasons.length === 0) return;
        // First the reason why the login fails; but if only the fast end is impossible, later writes find their transaction rolled back.
        const isRefused = reasons[0] instanceof Problem;
        throw !isRefused && reasons.includes(cannotEnd) ? cannotEnd : reasons[0];
      };
      if (isTold || agrees || provesPhone(here.method) || !store.plansLogins)
        await db.transaction(async (trx) => {
          if (isTold) await accounts.tellOfDevice(trx, account, here);
          await write(trx);
        });
      else await db.byKey.together(write);
    }

    // The terms are agreed to with the very login: who has agreed is read again on the way back.
    const ending = mayEnd && !agrees ? await endings()?.afterProof(ctx, interaction, { account, ...login }) : undefined;
    if (ending !== undefined) {
      try {
        await commit(async (trx) => {
          if (!(await ending.write(trx))) throw cannotEnd;
        });
        return ending.answer;
      } catch (error) {
        if (error !== cannotEnd) throw error;
      }
    }
    interaction.result = { ...before, login };
    await commit(await heldWrites.collect(() => interaction.persist()));
    return undefined;
  };
}
