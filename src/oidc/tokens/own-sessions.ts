import type { Session } from 'oidc-provider';
import { z } from 'zod';
import { asCitizen } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Context } from '../../http/context.ts';
import type { OwnSessions } from '../../module.ts';
import type { LogoutNotices } from './logout-notices.ts';
import type { Ended } from './own-sessions-store.ts';
import { keyOf } from './packing.ts';
import type { TokenStore } from './token-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  notices: LogoutNotices;
  sessionOf: (ctx: Context) => Promise<Session>;
  store: TokenStore['sessions'];
};

const authorizations = z.record(
  z.string(),
  z.looseObject({ sid: z.string().optional(), grantId: z.string().optional() }),
);
const read = (value: unknown) => Object.entries(authorizations.safeParse(value ?? {}).data ?? {});
const keysOf = (value: unknown) =>
  read(value).flatMap(([, { grantId }]) => {
    const key = keyOf(grantId);
    return key === undefined ? [] : [key];
  });

/**
 * 登录着的设备: the sessions of an account, and their end from another device. Unlike a logout at the device itself it also ends offline access
 * of applications (offline_access): a stolen device must keep no access.
 */
export function createOwnSessions({ db, clock, notices, sessionOf, store }: Needs): OwnSessions {
  const idIn = async (ctx: Context): Promise<Buffer | undefined> => keyOf((await sessionOf(ctx)).uid);

  async function tell(trx: Connection, accountId: string, ended: readonly Ended[]): Promise<void> {
    for (const session of ended)
      for (const [clientId, { sid }] of read(session.authorizations))
        await notices.enqueue(trx, { clientId, accountId, sid });
  }

  async function endAllBut(kept: { id: Buffer; grants: Buffer[] } | undefined, accountId: string, requestId: string) {
    await db.transaction(async (trx) => {
      const at = clock.now();
      const ended = await store.end(trx, accountId, { not: kept?.id }, at);
      await store.removeOtherGrants(trx, accountId, kept?.grants ?? []);
      await tell(trx, accountId, ended);
      await record(
        trx,
        at,
        asCitizen(accountId),
        'account.end_others',
        subject(accountId),
        { count: ended.length },
        requestId,
      );
    });
  }

  return {
    async list(ctx, accountId) {
      const own = (await idIn(ctx))?.toString('hex');
      const found = await store.list(db, accountId, clock.now());
      return found.map(({ id, loginTs, device, address }) => ({
        id,
        device: device ?? undefined,
        address: address ?? undefined,
        at: new Date(loginTs * 1000),
        isThis: id === own,
      }));
    },

    async end(accountId, id, requestId) {
      if (!/^[0-9a-f]{64}$/.test(id)) return false;
      return db.transaction(async (trx) => {
        const at = clock.now();
        const ended = await store.end(trx, accountId, { only: Buffer.from(id, 'hex') }, at);
        if (ended.length === 0) return false;
        await store.removeGrants(
          trx,
          accountId,
          ended.flatMap((session) => keysOf(session.authorizations)),
        );
        await tell(trx, accountId, ended);
        await record(trx, at, asCitizen(accountId), 'account.end_session', subject(accountId), {}, requestId);
        return true;
      });
    },

    async endOthers(ctx, accountId, requestId) {
      const session = await sessionOf(ctx);
      const id = keyOf(session.uid);
      await endAllBut(id && { id, grants: keysOf(session.authorizations) }, accountId, requestId);
    },

    endAll: (accountId, requestId) => endAllBut(undefined, accountId, requestId),
  };
}

const subject = (id: string) => ({ kind: 'account', id });
