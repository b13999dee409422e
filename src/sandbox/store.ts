import type { Connection } from '../database/open.ts';

/** The name of a sandbox's value: its owner, its kind, and its key. */
export type Named = { clientId: string; kind: string; key: string };

export type Kept = {
  id: string;
  key: string;
  value: unknown;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
};

type Row = { id: string; key: string; value: unknown; revision: number; created_at: Date; updated_at: Date };
const columns = 's.id, s.key, s.value, s.revision, s.created_at, s.updated_at';
const present = ({ created_at, updated_at, ...row }: Row): Kept => ({
  ...row,
  createdAt: created_at,
  updatedAt: updated_at,
});

/** Locks the name for the transaction that changes it, also before the row exists. */
export const lock = (trx: Connection, { clientId, kind, key }: Named) =>
  trx.run(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`sandbox ${clientId} ${kind} ${key}`]);

export async function find(db: Connection, { clientId, kind, key }: Named, since: Date): Promise<Kept | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from sandbox_data s where s.client_id = $1 and s.kind = $2 and s.key = $3 and s.updated_at >= $4`,
    [clientId, kind, key, since],
  );
  return row && present(row);
}

export async function findById(db: Connection, clientId: string, kind: string, id: string, since: Date) {
  const row = await db.row<Row>(
    `select ${columns} from sandbox_data s where s.id = $3 and s.client_id = $1 and s.kind = $2 and s.updated_at >= $4`,
    [clientId, kind, id, since],
  );
  return row && present(row);
}

/** Of names from one to another, that begin so, that say this, that changed since; behind one of another list. */
export type Filter = {
  from?: string;
  to?: string;
  prefix?: string;
  saying?: object;
  updatedSince?: Date;
  before?: { at: Date; id: string };
  limit: number;
};

/** Those of a kind, the latest change first. */
export async function list(
  db: Connection,
  clientId: string,
  kind: string,
  { from, to, prefix, saying, updatedSince, before, limit }: Filter,
): Promise<Kept[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from sandbox_data s
     where s.client_id = $1 and s.kind = $2 and s.updated_at >= $3 and ($4::text is null or s.key >= $4) and ($5::text is null or s.key <= $5)
       and ($6::text is null or starts_with(s.key, $6)) and ($7::jsonb is null or s.value @> $7)
       and ($8::timestamptz is null or (s.updated_at, s.id) < ($8, $9::uuid))
     order by s.updated_at desc, s.id desc limit $10`,
    [
      ...[clientId, kind, updatedSince, from ?? null, to ?? null, prefix ?? null],
      ...[saying === undefined ? null : JSON.stringify(saying), before?.at ?? null, before?.id ?? null, limit],
    ],
  );
  return rows.map(present);
}

/** Those behind a key, in the order of the keys. */
export async function following(
  db: Connection,
  clientId: string,
  kind: string,
  { behind, since, limit }: { behind: string; since: Date; limit: number },
): Promise<Kept[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from sandbox_data s
     where s.client_id = $1 and s.kind = $2 and s.key > $3 and s.updated_at >= $4 order by s.key limit $5`,
    [clientId, kind, behind, since, limit],
  );
  return rows.map(present);
}

/** Those before a key that say this, the last key first. */
export async function preceding(
  db: Connection,
  clientId: string,
  kind: string,
  { before, saying, since, limit }: { before: string | undefined; saying: object; since: Date; limit: number },
): Promise<Kept[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from sandbox_data s
     where s.client_id = $1 and s.kind = $2 and ($3::text is null or s.key < $3) and s.value @> $4 and s.updated_at >= $5
     order by s.key desc limit $6`,
    [clientId, kind, before ?? null, JSON.stringify(saying), since, limit],
  );
  return rows.map(present);
}

/** The last key of a kind, also where it is too old to be seen. */
export async function lastKey(trx: Connection, clientId: string, kind: string): Promise<string | undefined> {
  const row = await trx.row<{ key: string }>(
    `select key from sandbox_data where client_id = $1 and kind = $2 order by key desc limit 1`,
    [clientId, kind],
  );
  return row?.key;
}

/** Keeps only the last keys of a kind. */
export const trim = (trx: Connection, clientId: string, kind: string, left: number): Promise<number> =>
  trx.run(
    `delete from sandbox_data where client_id = $1 and kind = $2 and key <= (
       select key from sandbox_data where client_id = $1 and kind = $2 order by key desc offset $3 limit 1)`,
    [clientId, kind, left],
  );

/** False if the sandbox has its maximum of this kind. Expired values are replaced. */
export async function save(
  trx: Connection,
  { clientId, kind, key }: Named,
  { id, value, revision, createdAt, updatedAt }: Kept,
  limit: number,
): Promise<boolean> {
  const saved = await trx.run(
    `insert into sandbox_data as s (client_id, kind, key, id, value, revision, created_at, updated_at)
     select $1, $2, $3, $4, $5, $6, $7, $8
     where $6::integer > 1 or (select count(*) from sandbox_data o where o.client_id = $1 and o.kind = $2) < $9
     on conflict (client_id, kind, key) do update set id = excluded.id, value = excluded.value, revision = excluded.revision,
       created_at = excluded.created_at, updated_at = excluded.updated_at`,
    [clientId, kind, key, id, JSON.stringify(value), revision, createdAt, updatedAt, limit],
  );
  return saved > 0;
}

export async function remove(trx: Connection, { clientId, kind, key }: Named): Promise<void> {
  await trx.run(`delete from sandbox_data where client_id = $1 and kind = $2 and key = $3`, [clientId, kind, key]);
}

export async function removeAll(trx: Connection, clientId: string, kind: string, saying: object): Promise<void> {
  await trx.run(`delete from sandbox_data where client_id = $1 and kind = $2 and value @> $3`, [
    ...[clientId, kind, JSON.stringify(saying)],
  ]);
}

export const removeOld = (db: Connection, before: Date, limit: number): Promise<number> =>
  db.run(
    `delete from sandbox_data where id in (select id from sandbox_data where updated_at < $1 order by updated_at limit $2)`,
    [before, limit],
  );
