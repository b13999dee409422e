import type { Connection } from '../../database/open.ts';

/**
 * Locks the account against 注销, a lock and other duties until the transaction ends. Returns why it may not take on a duty; undefined where it
 * may.
 */
export async function hold(trx: Connection, id: string): Promise<'gone' | 'locked' | 'closing' | undefined> {
  const row = await trx.row<{ isGone: boolean; isLocked: boolean; isClosing: boolean }>(
    `select deleted_at is not null as "isGone", locked_at is not null as "isLocked", closing_at is not null as "isClosing"
       from accounts where id = $1 for no key update`,
    [id],
  );
  if (row === undefined || row.isGone) return 'gone';
  if (row.isClosing) return 'closing';
  return row.isLocked ? 'locked' : undefined;
}
