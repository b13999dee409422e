import type Provider from 'oidc-provider';
import type { Session } from 'oidc-provider';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Context } from '../http/context.ts';
import type { LogoutNotices } from './logout-notices.ts';
import { keyOf } from './packing.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock; notices: LogoutNotices; provider: () => Provider };

/** The session that a browser has at the Cloud itself. */
export function createSessions({ db, notices, provider }: Needs) {
  return {
    /** Whose session this request carries; the caller asks whether the person still exists. */
    async accountId(ctx: Context): Promise<string | undefined> {
      const session = await provider().Session.get(
        ctx as unknown as Parameters<typeof Provider.prototype.Session.get>[0],
      );
      return session.accountId;
    },

    /** As a logout does: the grants of this session end and its applications are told, but what a phone keeps by offline_access stays. */
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
