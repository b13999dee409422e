import type Provider from 'oidc-provider';
import type { Session } from 'oidc-provider';
import type { Login } from '../../accounts/citizen-guard.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Context } from '../../http/context.ts';
import { isScanned } from '../rules.ts';
import type { LogoutNotices } from './logout-notices.ts';
import { createOwnSessions } from './own-sessions.ts';
import { keyOf } from './packing.ts';
import type { TokenStore } from './token-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  notices: LogoutNotices;
  provider: () => Provider;
  store: Pick<TokenStore, 'destroy' | 'sessions'>;
};

/** Sessions of browsers at the provider. */
export function createSessions({ db, clock, notices, provider, store }: Needs) {
  const sessionOf = (ctx: Context): Promise<Session> =>
    provider().Session.get(ctx as unknown as Parameters<typeof Provider.prototype.Session.get>[0]);

  return {
    own: createOwnSessions({ db, clock, notices, sessionOf, store: store.sessions }),

    /** How its person signed in (`acr`). */
    levelOf: async (ctx: Context): Promise<string | undefined> => (await sessionOf(ctx)).acr,

    /** The account of the request's session; whether it still exists is checked by the caller. */
    accountId: async (ctx: Context): Promise<string | undefined> => (await sessionOf(ctx)).accountId,

    /** The same, with when that person signed in (auth_time), and whether it was by a scan. */
    async login(ctx: Context): Promise<Login | undefined> {
      const { accountId, loginTs = 0, amr, acr: level } = await sessionOf(ctx);
      const at = new Date(loginTs * 1000);
      return accountId === undefined ? undefined : { accountId, at, byScan: isScanned(amr), level };
    },

    /** As a logout does: ends the grants of this session and notifies its applications; grants with offline_access stay. */
    async end(uid: string): Promise<void> {
      const session: Session | undefined = await provider().Session.findByUid(uid);
      if (session === undefined) return;
      const { accountId, authorizations = {} } = session;
      await db.transaction(async (trx) => {
        for (const [clientId, authorization] of Object.entries(authorizations)) {
          const key = authorization.persistsLogout === true ? undefined : keyOf(authorization.grantId);
          if (key !== undefined) await store.destroy(trx, 'Grant', key);
          if (accountId !== undefined) await notices.enqueue(trx, { clientId, accountId, sid: authorization.sid });
        }
      });
      await session.destroy();
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
