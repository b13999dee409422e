import { mustTakeOn } from '../../accounts/account/taking-on.ts';
import type { Connection } from '../../database/open.ts';
import * as store from './member-store.ts';

/** False for a present member. An account being closed cannot join. */
export async function join(trx: Connection, institutionId: string, accountId: string, post: store.Post, at: Date) {
  await mustTakeOn(trx, accountId);
  return store.join(trx, institutionId, accountId, post, at);
}

/** False if this would leave the institution without an owner. The caller has locked the institution. */
export async function setPost(trx: Connection, institutionId: string, accountId: string, post: store.Post) {
  if (post.role === 'owner') await mustTakeOn(trx, accountId);
  return store.setPost(trx, institutionId, accountId, post);
}
