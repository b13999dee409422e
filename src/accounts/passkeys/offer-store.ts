import type { Connection } from '../../database/open.ts';

/** Whether an account that has no passkey may be offered one now. */
export async function isDue(db: Connection, accountId: string, now: Date): Promise<boolean> {
  const row = await db.row<{ due: boolean }>(
    `select not exists (select 1 from passkeys where account_id = $1)
        and not exists (select 1 from passkey_offers where account_id = $1 and quiet_until > $2) as due`,
    [accountId, now],
  );
  return row?.due ?? false;
}

export const silence = (db: Connection, accountId: string, until: Date) =>
  db.run(
    `insert into passkey_offers (account_id, quiet_until) values ($1, $2)
     on conflict (account_id) do update set quiet_until = excluded.quiet_until`,
    [accountId, until],
  );
