import type { Actor } from '../../actor.ts';
import { recordAll } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { NewEvent } from '../../webhooks/event.ts';
import { subjectOf } from '../aksk/change.ts';
import { expiryFrom, longestExpiry } from '../aksk/lifetime.ts';
import * as store from './bulk-renewal-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  forget: (clientId: string) => void;
  tellAll: (trx: Connection, all: readonly Omit<NewEvent, 'key'>[]) => Promise<void>;
};

/** 延长有效期 of many AKs at once: as many statements for a thousand as for one, and an audit event for each AK. */
export function createBulkRenewal({ db, clock, forget, tellAll }: Needs) {
  return {
    /** Until when an AK lasts that is renewed now. */
    renewsUntil: () => expiryFrom(clock.now()),

    /**
     * For the room that grants the permission: `mustMay` checks it in the same transaction, and throws if it is gone. AKs that may not be
     * renewed are skipped.
     */
    async renewMany(
      actor: Actor,
      clientIds: readonly string[],
      mustMay: (trx: Connection) => Promise<object>,
    ): Promise<readonly store.Renewed[]> {
      const renewed = await db.transaction(async (trx) => {
        const by = await mustMay(trx);
        const at = clock.now();
        const found = await store.renew(trx, clientIds, { fresh: expiryFrom(at), longest: longestExpiry(at) }, at);
        await recordAll(
          trx,
          at,
          actor,
          'application.renew',
          found.map(({ clientId, before, expiresAt }) => ({
            subject: subjectOf(clientId),
            details: { from: before, to: expiresAt, ...by },
          })),
        );
        await tellAll(
          trx,
          found.map(({ clientId, institutionId, name, expiresAt }) => ({
            ...{ type: 'credential.renewed', at, clientId, institutionId, subject: subjectOf(clientId) },
            data: { application: name, expires_at: expiresAt.toISOString() },
          })),
        );
        return found;
      });
      for (const { clientId } of renewed) forget(clientId);
      return renewed;
    },
  };
}
