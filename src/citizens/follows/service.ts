import type { Clock } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, notFound } from '../../errors.ts';
import type { PublicResources } from '../../resources/public/public.ts';
import { fact } from './facts.ts';
import * as store from './store.ts';

/** Each has events of its own on one page. */
const max = 30;

export type FollowNeeds = { db: Database; clock: Clock; publicResources: Pick<PublicResources, 'institution'> };

/** R44: the institutions that a person follows. No one else sees them, not even the institutions. */
export interface Follows {
  /** The newest first. */
  list(accountId: string): Promise<store.Followed[]>;
  /** The name of an institution with a public page. */
  nameOf(institutionId: string): Promise<string>;
  /** Repeatable; refused beyond thirty. */
  follow(accountId: string, institutionId: string): Promise<void>;
  /** Repeatable. */
  unfollow(accountId: string, institutionId: string): Promise<void>;
}

export function createFollows({ db, clock, publicResources }: FollowNeeds): Follows {
  const nameOf = async (institutionId: string) => {
    if (!isId(institutionId)) throw notFound(fact('follows.not_found'));
    return (await publicResources.institution(institutionId)).name;
  };
  return {
    list: (accountId) => store.list(db, accountId),
    nameOf,
    async follow(accountId, institutionId) {
      await nameOf(institutionId);
      const at = clock.now();
      const isAdded = await db.transaction((trx) => store.add(trx, { accountId, institutionId, max, at }));
      if (!isAdded) throw conflict(fact('follows.max_reached', { max }));
    },
    async unfollow(accountId, institutionId) {
      if (isId(institutionId)) await store.remove(db, accountId, institutionId);
    },
  };
}
