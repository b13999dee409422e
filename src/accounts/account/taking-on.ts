import type { Connection } from '../../database/open.ts';
import { conflict, notFound } from '../../errors.ts';
import { fact } from '../facts.ts';
import * as store from './taking-on-store.ts';

/**
 * For a new owner, staff member or guardian: 注销 comes before or after, never at the same time. Every path to such a duty asks this within its
 * transaction, and `deletions` asks for duties within its own.
 */
export async function mustTakeOn(trx: Connection, id: string): Promise<void> {
  const why = await store.hold(trx, id);
  if (why === 'gone') throw notFound(fact('accounts.not_found'));
  if (why === 'closing') throw conflict(fact('accounts.closing_takes_on_nothing'));
  if (why === 'locked') throw conflict(fact('accounts.locked_takes_on_nothing'));
}
