import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import { plainAddress } from '../../http/limits/throttle.ts';
import { fact } from '../facts.ts';
import { loginRetention } from '../limits.ts';
import { type Account, agreesToTerms, type LoginMethod, loginTime } from './account.ts';
import * as store from './login-store.ts';
import type { AccountNeeds } from './needs.ts';
import { agree } from './terms-store.ts';

/** The address and application of a login, and the id of the request. */
export type Occasion = {
  address: string;
  device: string;
  clientId?: string | undefined;
  requestId?: string | undefined;
};

/** `agreed`: the version of the terms that was ticked with this login. */
export type LoginRecord = Occasion & { method: LoginMethod; agreed?: number; isNewDevice?: boolean };
export type LoggingIn = Pick<
  Account,
  'id' | 'termsAgreedAt' | 'termsVersion' | 'guardianId' | 'sessionsValidFrom' | 'newPasswordSince'
>;

type Needs = AccountNeeds & {
  /** The version of the terms that counts today. */
  termsInForce: (trx: Connection) => Promise<number>;
};

export function createLogins({ db, clock, termsInForce }: Needs) {
  const rowOf = (accountId: string, login: LoginRecord, at: Date): store.NewLogin => ({
    accountId,
    at,
    method: login.method,
    clientId: login.clientId,
    address: plainAddress(login.address),
    device: asText(login.device),
    ...(login.isNewDevice !== undefined && { isNewDevice: login.isNewDevice }),
  });

  return {
    /**
     * Records a successful login and answers its auth_time. It fails where the password was changed or the account locked since the
     * person proved it.
     */
    async recordLogin(
      trx: Connection,
      account: LoggingIn,
      login: LoginRecord,
      requestId?: string,
      at = clock.now(),
    ): Promise<number> {
      const actor: Actor = { kind: 'citizen', accountId: account.id };
      // Before locking the account: avoids a deadlock between two first logins.
      if (login.agreed !== undefined && agreesToTerms(account, login.agreed)) {
        const version = Math.min(login.agreed, await termsInForce(trx));
        if ((await agree(trx, account.id, version, at)) > 0)
          await record(trx, at, actor, 'account.agree_to_terms', subjectOf(account.id), { version }, requestId);
      }
      // Sent together, and by `together` (database/connection.ts) with the commit: where the login fails, all of it is rolled back.
      const inserted = store.insert(trx, rowOf(account.id, login, at), account.sessionsValidFrom);
      const recorded = record(trx, at, actor, 'account.login', subjectOf(account.id), detailsOf(login), requestId);
      recorded.catch(() => undefined); // fails where the login does, which is reported first
      const isInserted = await inserted;
      if (!isInserted && account.newPasswordSince !== undefined)
        throw new Problem('start_again', fact('accounts.new_password_first'));
      if (!isInserted) throw new Problem('start_again', fact('accounts.changed_meanwhile'));
      await recorded;
      return loginTime(account, at);
    },

    /** Records a refused login, by the same writes whether or not the account exists. `named` stands for the typed identifier. */
    async recordRefusal(accountId: string | undefined, named: string, login: LoginRecord): Promise<void> {
      const at = clock.now();
      const subject = accountId === undefined ? { kind: 'identifier', id: named } : subjectOf(accountId);
      await db.transaction(async (trx) => {
        await store.insertRefused(trx, rowOf(accountId ?? newId(), login, at));
        const actor: Actor = { kind: 'anonymous' };
        await record(trx, at, actor, 'account.login_refused', subject, detailsOf(login), login.requestId);
      });
    },

    /** 登录记录: newest first, the last 180 days; `before` is the id of the last one of the page before. */
    loginsOf: (
      accountId: string,
      { before = Number.MAX_SAFE_INTEGER, limit = 20 }: { before?: number; limit?: number } = {},
    ) => store.list(db, accountId, { since: after(clock.now(), -loginRetention), before, limit }),
  };
}

export type Logins = ReturnType<typeof createLogins>;

export const subjectOf = (id: string) => ({ kind: 'account', id });

/** Methods that prove the phone; such a login ends an appeal by another number, and writes more than its row (docs/adr/0062). */
export const provesPhone = (method: LoginMethod): boolean => method === 'sms' || method === 'recovery';

const detailsOf = ({ method, address, clientId }: Occasion & { method: LoginMethod }) => ({
  method,
  person: { address: plainAddress(address), ...(clientId === undefined ? {} : { client: clientId }) },
});

/** A browser may call itself anything: no line breaks, nothing endless. */
const asText = (device: string) =>
  device
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 200);
