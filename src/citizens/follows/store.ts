import type { Connection } from '../../database/open.ts';

export type Followed = { institutionId: string; name: string };

/** The newest first. */
export const list = (db: Connection, accountId: string): Promise<Followed[]> =>
  db.rows<Followed>(
    `select f.institution_id as "institutionId", i.name from followed_institutions f join institutions i on i.id = f.institution_id
     where f.account_id = $1 order by f.followed_at desc, f.institution_id`,
    [accountId],
  );

/** False where there are `max` already; one that is followed stays as it is. The lock keeps two at once from both being the last. */
export async function add(
  trx: Connection,
  { accountId, institutionId, max, at }: { accountId: string; institutionId: string; max: number; at: Date },
): Promise<boolean> {
  await trx.run('select 1 from accounts where id = $1 for no key update', [accountId]);
  const others = await trx.row<{ count: number }>(
    'select count(*)::int as count from followed_institutions where account_id = $1 and institution_id <> $2',
    [accountId, institutionId],
  );
  if ((others?.count ?? 0) >= max) return false;
  await trx.run(
    `insert into followed_institutions (account_id, institution_id, followed_at) values ($1, $2, $3) on conflict do nothing`,
    [accountId, institutionId, at],
  );
  return true;
}

export const remove = (db: Connection, accountId: string, institutionId: string): Promise<number> =>
  db.run('delete from followed_institutions where account_id = $1 and institution_id = $2', [accountId, institutionId]);
