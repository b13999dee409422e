import type { Connection } from './connection.ts';

/** Whether a table is spread over several servers (Citus). One PostgreSQL is asked one thing. */
export async function isDistributed(db: Pick<Connection, 'row'>, table: string): Promise<boolean> {
  const citus = await db.row<{ there: boolean }>(
    `select to_regclass('pg_catalog.pg_dist_partition') is not null as there`,
  );
  if (!citus?.there) return false;
  const found = await db.row(
    `select 1 from pg_dist_partition where logicalrelid = to_regclass($1) and partmethod = 'h'`,
    [table],
  );
  return found !== undefined;
}
