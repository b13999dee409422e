import type { Connection } from '../database/open.ts';
import type { NoticeRoute } from './matrix.ts';

export interface Sent {
  key: string;
  event: string;
  recipient: { kind: string; id: string };
  ways: readonly NoticeRoute[];
  at: Date;
}

/** False where the key is taken; one that is being taken is waited for. */
export async function insert(trx: Connection, { key, event, recipient, ways, at }: Sent): Promise<boolean> {
  const inserted = await trx.run(
    `insert into notices (key, event, recipient_kind, recipient_id, ways, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (key) do nothing`,
    [key, event, recipient.kind, recipient.id, ways, at],
  );
  return inserted === 1;
}

export const remove = (db: Connection, before: Date, limit: number): Promise<number> =>
  db.run(`delete from notices where key = any(array(select key from notices where created_at < $1 limit $2))`, [
    before,
    limit,
  ]);
