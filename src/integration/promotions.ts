import { z } from 'zod';
import { type Actor, actorId, mustOperate, mustReachAll } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { invalid, notFound } from '../errors.ts';
import { readFields } from '../fields/read.ts';
import { text } from '../fields/text.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import type { Promotion } from './promotion-store.ts';
import * as store from './promotion-store.ts';

export const promotionFields = z.object({
  title: text('标题', { max: 60 }),
  body: text('内容', { max: 2_000, lines: true }),
});

const subjectOf = (id: string) => ({ kind: 'promotion', id });

/** 联合推广 (R08): written by operators of the whole country (`forbidden`). */
export interface Promotions {
  /** Those that were not withdrawn, newest first. */
  shown(limit?: number): Promise<Promotion[]>;
  /** All, for those who publish. */
  all(actor: Actor): Promise<Promotion[]>;
  /** Throws `invalid` by field. */
  publish(actor: Actor, input: Readonly<Record<string, string>>): Promise<void>;
  /** Throws `not_found`. */
  withdraw(actor: Actor, id: string): Promise<void>;
}

/** R08: announcements for joint promotion. Operators write them; institutions and visitors of the partners' page read them. */
export function createPromotions({ db, clock }: { db: Database; clock: Clock }): Promotions {
  function mustPublish(actor: Actor): void {
    mustOperate(actor, ...may('publish a promotion').roles);
    mustReachAll(actor);
  }

  return {
    shown: (limit) => store.newest(db, false, limit),

    async all(actor) {
      mustPublish(actor);
      return store.newest(db, true);
    },

    async publish(actor, input) {
      mustPublish(actor);
      const read = readFields(promotionFields, input);
      if ('problems' in read) throw invalid(read.problems);
      const [id, at] = [newId(), clock.now()];
      await db.transaction(async (trx) => {
        await store.insert(trx, { ...read.values, id, at, by: actorId(actor) ?? '' });
        await record(trx, at, actor, 'promotion.publish', subjectOf(id), { title: read.values.title });
      });
    },

    async withdraw(actor, id) {
      mustPublish(actor);
      const at = clock.now();
      await db.transaction(async (trx) => {
        if (!isId(id) || !(await store.withdraw(trx, id, at))) throw notFound(fact('integration.no_promotion'));
        await record(trx, at, actor, 'promotion.withdraw', subjectOf(id));
      });
    },
  };
}
