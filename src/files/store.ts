import type { Seal } from '../crypto/seal.ts';
import type { Connection } from '../database/open.ts';
import type { StoredFile } from './file.ts';

type Row = {
  id: string;
  institution_id: string;
  name: Buffer;
  type: string;
  size: number;
  width: number | null;
  height: number | null;
  created_by: string;
  created_at: Date;
};

const columns = 'id, institution_id, name, type, size, width, height, created_by, created_at';
export const nameOf = (id: string) => `files.name.${id}`;
export const bytesOf = (id: string) => `files.bytes.${id}`;

/** Keeps it, unless the institution has it already: then that one, as if uploaded now. Gives the id under which it lies. */
export async function keep(
  db: Connection,
  seal: Seal,
  file: StoredFile & { bytes: Buffer; contentIndex: Buffer },
): Promise<string> {
  const row = await db.row<{ id: string }>(
    `insert into files (id, institution_id, content_index, name, type, size, width, height, bytes, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (institution_id, content_index) do update set created_at = excluded.created_at
     returning id`,
    [
      file.id,
      file.institutionId,
      file.contentIndex,
      seal.seal(file.name, nameOf(file.id)),
      file.type,
      file.size,
      file.width ?? null,
      file.height ?? null,
      seal.sealBytes(file.bytes, bytesOf(file.id)),
      file.createdBy,
      file.createdAt,
    ],
  );
  return row?.id ?? file.id;
}

/** The same content, uploaded again before the look inside is worth its time. */
export async function findAgain(
  db: Connection,
  seal: Seal,
  { institutionId, contentIndex, at }: { institutionId: string; contentIndex: Buffer; at: Date },
): Promise<StoredFile | undefined> {
  const row = await db.row<Row>(
    `update files set created_at = $3 where institution_id = $1 and content_index = $2 returning ${columns}`,
    [institutionId, contentIndex, at],
  );
  return row && present(row, seal);
}

/** Of this institution only. */
export async function list(
  db: Connection,
  seal: Seal,
  ids: readonly string[],
  institutionId: string,
): Promise<StoredFile[]> {
  const rows = await db.rows<Row>(`select ${columns} from files where id = any($1::uuid[]) and institution_id = $2`, [
    ids,
    institutionId,
  ]);
  return rows.map((row) => present(row, seal));
}

/** Bytes that an institution has uploaded since then. */
export async function sizeSince(db: Connection, institutionId: string, since: Date): Promise<number> {
  const row = await db.row<{ size: number }>(
    `select coalesce(sum(size), 0)::float8 as size from files where institution_id = $1 and created_at > $2`,
    [institutionId, since],
  );
  return row?.size ?? 0;
}

export async function find(db: Connection, seal: Seal, id: string): Promise<StoredFile | undefined> {
  const row = await db.row<Row>(`select ${columns} from files where id = $1`, [id]);
  return row && present(row, seal);
}

export async function readBytes(db: Connection, seal: Seal, id: string): Promise<Buffer | undefined> {
  const row = await db.row<{ bytes: Buffer }>(`select bytes from files where id = $1`, [id]);
  return row && seal.unsealBytes(row.bytes, bytesOf(id));
}

export type Subject = { kind: string; id: string };

/** The subject names these files; says how many of them the institution really has. */
export const hold = (
  trx: Connection,
  { kind, id }: Subject,
  { ids, institutionId, regionCode }: { ids: readonly string[]; institutionId: string; regionCode: string | undefined },
): Promise<number> =>
  trx.run(
    `insert into file_uses (file_id, subject_kind, subject_id, region_code)
     select id, $1, $2, $5 from files where id = any($3::uuid[]) and institution_id = $4
     on conflict (file_id, subject_kind, subject_id) do update set region_code = excluded.region_code`,
    [kind, id, ids, institutionId, regionCode ?? null],
  );

/** The subject names no other files than these any more. */
export const release = (trx: Connection, { kind, id }: Subject, but: readonly string[]): Promise<number> =>
  trx.run(`delete from file_uses where subject_kind = $1 and subject_id = $2 and file_id <> all($3::uuid[])`, [
    kind,
    id,
    but,
  ]);

export const letGo = (trx: Connection, { kind, id }: Subject, ids: readonly string[]): Promise<number> =>
  trx.run(`delete from file_uses where subject_kind = $1 and subject_id = $2 and file_id = any($3::uuid[])`, [
    kind,
    id,
    ids,
  ]);

/** The regions of the subjects that name the file. */
export async function regionsOf(db: Connection, id: string): Promise<string[]> {
  const rows = await db.rows<{ region_code: string }>(
    `select distinct coalesce(u.region_code, i.region_code) as region_code from file_uses u join files f on f.id = u.file_id
       join institutions i on i.id = f.institution_id
     where u.file_id = $1 and coalesce(u.region_code, i.region_code) is not null`,
    [id],
  );
  return rows.map(({ region_code }) => region_code);
}

/** Uploads made before `before` and never named; a file that is being named right now stays. */
export const removeUnused = (db: Connection, before: Date, limit: number): Promise<number> =>
  db.run(
    `delete from files where id in (
       select f.id from files f where f.created_at < $1 and not exists (select from file_uses u where u.file_id = f.id)
       order by f.created_at limit $2 for update skip locked)`,
    [before, limit],
  );

const present = (row: Row, seal: Seal): StoredFile => ({
  id: row.id,
  institutionId: row.institution_id,
  name: seal.unseal(row.name, nameOf(row.id)),
  type: row.type,
  size: row.size,
  width: row.width ?? undefined,
  height: row.height ?? undefined,
  createdBy: row.created_by,
  createdAt: row.created_at,
});
