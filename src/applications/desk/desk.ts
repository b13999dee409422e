import { type Actor, type Member, mustOperate, reachOf } from '../../actor.ts';
import { newest, type StoredEvent } from '../../audit/store.ts';
import type { Clock } from '../../clock.ts';
import { dayStart } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Application } from '../aksk/application.ts';
import { subjectOf } from '../aksk/change.ts';
import { mustRead } from '../aksk/rights.ts';
import { may } from '../policies.ts';
import * as store from './desk-store.ts';

export type { Show } from './desk-store.ts';

export type ApplicationList = {
  found: Application[];
  next: store.Cursor | undefined;
  counts: Record<store.Show, number>;
};
export type History = { events: StoredEvent[]; next: number | undefined };

type Needs = { db: Database; clock: Clock; get: (clientId: string) => Promise<Application> };

/** Lists of AKs for their members, and for operators. */
export function createDesk({ db, clock, get }: Needs) {
  const read = async (actor: Actor, clientId: string): Promise<Application> => {
    const application = await get(clientId);
    mustRead(actor, application);
    return application;
  };
  /** 即将到期: today or within 7 days. */
  const moment = () => ({ now: clock.now(), soon: dayStart(clock.now(), 8) });

  return {
    /** Of another institution it does not exist. */
    read,

    /** A member's own applications, the newest first. */
    ofInstitution: ({ institutionId, applications }: Member): Promise<Application[]> =>
      store.ofInstitution(db, institutionId, applications),

    /** The operators' list of their regions, the newest first; `next` is the cursor of the page after this one. */
    async search(
      actor: Actor,
      { show = 'all', text }: { show?: store.Show; text?: string },
      before?: store.Cursor,
      limit = 50,
    ): Promise<ApplicationList> {
      mustOperate(actor, ...may('see every AK').roles);
      const asked = { text, reach: reachOf(actor) };
      const [rows, counts] = await Promise.all([
        store.search(db, { ...asked, show }, moment(), before, limit + 1),
        store.counts(db, asked, moment()),
      ]);
      const found = rows.slice(0, limit);
      const last = found.at(-1);
      const isMore = rows.length > limit && last !== undefined;
      return { found, next: isMore ? { at: last.createdAt, id: last.clientId } : undefined, counts };
    },

    /** For operators, by names and AK, in their regions. */
    async named(actor: Actor, patterns: readonly string[], limit: number): Promise<Application[]> {
      mustOperate(actor, ...may('see every AK').roles);
      return store.named(db, { patterns, reach: reachOf(actor) }, limit);
    },

    /** Everything that was ever decided about it, the newest first. */
    async history(actor: Actor, clientId: string, before?: number, limit = 50): Promise<History> {
      await read(actor, clientId);
      const found = await newest(db, { subject: subjectOf(clientId) }, before, limit + 1);
      const events = found.slice(0, limit);
      return { events, next: found.length > limit ? events.at(-1)?.id : undefined };
    },
  };
}
