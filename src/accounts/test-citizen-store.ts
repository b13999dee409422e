import type { Connection } from '../database/open.ts';

export type TestCitizen = { id: string; username: string; nickname: string; createdAt: Date };

/** Those of one institution follow each other; says how many there are. */
export async function lockAndCount(trx: Connection, institutionId: string): Promise<number> {
  await trx.run(`select 1 from institutions where id = $1 for update`, [institutionId]);
  const row = await trx.row<{ count: number }>(
    `select count(*)::int as count from accounts where test_of = $1 and deleted_at is null`,
    [institutionId],
  );
  return row?.count ?? 0;
}

/** The first made first. */
export const list = (db: Connection, institutionId: string): Promise<TestCitizen[]> =>
  db.rows<TestCitizen>(
    `select id, username, nickname, created_at as "createdAt" from accounts
     where test_of = $1 and deleted_at is null order by created_at, id`,
    [institutionId],
  );

/** Of a test citizen of this institution and nobody else; the sessions that began before end. */
export const setPassword = (trx: Connection, institutionId: string, id: string, hash: string, at: Date) =>
  trx.row<{ username: string }>(
    `update accounts set password_hash = $3, sessions_valid_from = greatest(sessions_valid_from, $4), updated_at = $4
     where id = $1 and test_of = $2 and deleted_at is null returning username`,
    [id, institutionId, hash, at],
  );

/** As `setPassword`. Nobody signs in as this one again; the user name stays taken. */
export const remove = (trx: Connection, institutionId: string, id: string, at: Date) =>
  trx.row<{ username: string }>(
    `update accounts set deleted_at = $3, password_hash = null, sessions_valid_from = greatest(sessions_valid_from, $3), updated_at = $3
     where id = $1 and test_of = $2 and deleted_at is null returning username`,
    [id, institutionId, at],
  );
