import type { Connection } from '../database/open.ts';

export interface Institution {
  id: string;
  name: string;
  creditCode: string | undefined;
  certifiedAt: Date | undefined;
}

type Row = { id: string; name: string; credit_code: string | null; certified_at: Date | null };

export async function insert(trx: Connection, institution: Institution, at: Date): Promise<void> {
  await trx.run(
    `insert into institutions (id, name, credit_code, certified_at, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)`,
    [institution.id, institution.name, institution.creditCode ?? null, institution.certifiedAt ?? null, at],
  );
}

export async function find(db: Connection, id: string): Promise<Institution | undefined> {
  const row = await db.row<Row>(`select id, name, credit_code, certified_at from institutions where id = $1`, [id]);
  return row && present(row);
}

export async function findByName(db: Connection, name: string): Promise<Institution | undefined> {
  const row = await db.row<Row>(
    `select id, name, credit_code, certified_at from institutions where name = $1 order by created_at limit 1`,
    [name],
  );
  return row && present(row);
}

const present = (row: Row): Institution => ({
  id: row.id,
  name: row.name,
  creditCode: row.credit_code ?? undefined,
  certifiedAt: row.certified_at ?? undefined,
});

/** The institution with this id exists afterwards, whoever made it; says whether that was now. */
export async function ensure(trx: Connection, id: string, name: string, at: Date): Promise<boolean> {
  const inserted = await trx.run(
    `insert into institutions (id, name, certified_at, created_at, updated_at) values ($1, $2, $3, $3, $3) on conflict do nothing`,
    [id, name, at],
  );
  return inserted > 0;
}
