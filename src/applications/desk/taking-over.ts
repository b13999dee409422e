import type { Actor } from '../../actor.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Change } from '../aksk/change.ts';
import { mustOwn } from '../aksk/rights.ts';
import * as store from './take-over-store.ts';

type Needs = { db: Database; change: Change };

/** R43 接管: whether an AK may change entries of other AKs of its institution; set by the institution's 管理员. */
export function createTakingOver({ db, change }: Needs) {
  return {
    setTakeOver: (actor: Actor, clientId: string, isAllowed: boolean) =>
      change(mustOwn, actor, 'application.take_over', clientId, async (trx, _application, at) => {
        const from = await store.mayTakeOver(trx, clientId);
        await store.setTakeOver(trx, clientId, isAllowed, at);
        return { from, to: isAllowed };
      }),

    mayTakeOver: (clientId: string, connection: Connection = db): Promise<boolean> =>
      store.mayTakeOver(connection, clientId),
  };
}
