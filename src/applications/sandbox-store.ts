import type { Connection } from '../database/open.ts';
import type { Application } from './aksk/application.ts';
import { columns, present, type Row } from './aksk/application-row.ts';
import { removeCounts } from './log/store.ts';

/** Those who open one for the same institution follow each other; undefined where there is no such institution. */
export async function lockAndCount(
  trx: Connection,
  institutionId: string,
): Promise<{ count: number; isCertified: boolean } | undefined> {
  const locked = await trx.row<{ certified: boolean }>(
    `select certified_at is not null and disabled_at is null as certified from institutions where id = $1 for update`,
    [institutionId],
  );
  const counted = await trx.row<{ count: number }>(
    `select count(*)::int as count from applications where institution_id = $1 and sandbox`,
    [institutionId],
  );
  return locked && { count: counted?.count ?? 0, isCertified: locked.certified };
}

/** Of an institution, the first made first. */
export async function list(
  db: Connection,
  institutionId: string,
  only: readonly string[] | undefined,
): Promise<Application[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from applications a join institutions i on i.id = a.institution_id
     where a.institution_id = $1 and a.sandbox and ($2::text[] is null or a.client_id = any($2)) order by a.created_at, a.client_id`,
    [institutionId, only ?? null],
  );
  return rows.map(present);
}

/** Whoever opened it is reminded of its end. */
export const setOpener = (trx: Connection, clientId: string, accountId: string) =>
  trx.run(`update applications set opened_by = $2 where client_id = $1`, [clientId, accountId]);

export const openerOf = async (db: Connection, clientId: string): Promise<string | undefined> =>
  (await db.row<{ id: string | null }>(`select opened_by as id from applications where client_id = $1`, [clientId]))
    ?.id ?? undefined;

/** With what test citizens allowed it; its SKs and its log go with it. */
export async function remove(trx: Connection, clientId: string): Promise<void> {
  await trx.run(`delete from consents where client_id = $1`, [clientId]);
  await trx.run(`delete from applications where client_id = $1 and sandbox`, [clientId]);
  await removeCounts(trx, clientId);
}
