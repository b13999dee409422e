import type { Connection } from '../../database/open.ts';

export type Export = {
  day: string;
  position: number;
  entries: number;
  channels: Readonly<Record<string, number>>;
  size: number;
  sha256: string;
  isSigned: boolean;
  madeAt: Date;
  /** How often something has left it. */
  revision: number;
};

/** Whether that day's is still to be made, from the beginning: leftovers of a dead run are deleted. */
export async function begin(trx: Connection, day: string, position: number): Promise<boolean> {
  const begun = await trx.run(
    `insert into open_exports (day, state, position) values ($1, 'making', $2)
     on conflict (day) do update set position = excluded.position where open_exports.state = 'making'`,
    [day, position],
  );
  if (begun > 0) await trx.run(`delete from open_export_parts where day = $1`, [day]);
  return begun > 0;
}

export const addPart = (db: Connection, day: string, place: number, { bytes, ids }: Part) =>
  db.run(
    `insert into open_export_parts (day, place, bytes, ids) values ($1, $2, $3, $4)
     on conflict (day, place) do update set bytes = excluded.bytes, ids = excluded.ids`,
    [day, place, bytes, ids],
  );

/** Packed by itself; with the entries that it holds. */
export type Part = { bytes: Buffer; ids: readonly string[] };

/** Files that have not followed all changes, the oldest first. */
export const outdatedFiles = (db: Connection, position: number) =>
  db.rows<{ day: string; followed: number }>(
    `select day::text, coalesce(followed, position)::float8 as followed from open_exports
      where state = 'ready' and coalesce(followed, position) < $1 order by day`,
    [position],
  );

export const follow = (db: Connection, day: string, position: number) =>
  db.run(`update open_exports set followed = $2 where day = $1 and state = 'ready'`, [day, position]);

/** The file, locked against changes until the transaction ends. */
export const hold = (trx: Connection, day: string) =>
  trx.row<{ revision: number; channels: Record<string, number>; entries: number }>(
    `select revision, channels, entries from open_exports where day = $1 and state = 'ready' for update`,
    [day],
  );

export const partsWith = (db: Connection, day: string, ids: readonly string[]) =>
  db.rows<Part & { place: number }>(
    `select place, bytes, ids from open_export_parts where day = $1 and ids && $2::uuid[] order by place`,
    [day, ids],
  );

/** The part as it was stays for those who are at the revision before. */
export const replacePart = (
  trx: Connection,
  { day, place, until, part, at }: { day: string; place: number; until: number; part: Part; at: Date },
) =>
  trx.run(
    `with replaced as (
       insert into open_export_replaced (day, place, until, bytes, replaced_at)
       select day, place, $3, bytes, $6 from open_export_parts where day = $1 and place = $2)
     update open_export_parts set bytes = $4, ids = $5 where day = $1 and place = $2`,
    [day, place, until, part.bytes, part.ids, at],
  );

export const revise = (
  trx: Connection,
  day: string,
  {
    revision,
    entries,
    channels,
    size,
    sha256,
    signature,
  }: {
    revision: number;
    entries: number;
    channels: object;
    size: number;
    sha256: Buffer;
    signature: Buffer | undefined;
  },
) =>
  trx.run(
    `update open_exports set revision = $2, entries = $3, channels = $4, size = $5, sha256 = $6, sm2 = $7 where day = $1`,
    [day, revision, entries, JSON.stringify(channels), size, sha256, signature ?? null],
  );

/** Replaced parts that no download can still need. */
export const forgetReplaced = (db: Connection, before: Date) =>
  db.run(`delete from open_export_replaced where replaced_at < $1`, [before]);

export const finish = (
  db: Connection,
  day: string,
  made: { entries: number; channels: object; size: number; sha256: Buffer; signature: Buffer | undefined; at: Date },
) =>
  db.run(
    `update open_exports set state = 'ready', entries = $2, channels = $3, size = $4, sha256 = $5, made_at = $6, sm2 = $7
     where day = $1 and state = 'making'`,
    [day, made.entries, JSON.stringify(made.channels), made.size, made.sha256, made.at, made.signature ?? null],
  );

const columns = `day::text, position::float8 as position, entries, channels, size::float8 as size, encode(sha256, 'hex') as sha256, sm2 is not null as "isSigned", made_at as "madeAt", revision`;

/** The newest first. */
export const list = (db: Connection): Promise<Export[]> =>
  db.rows<Export>(`select ${columns} from open_exports where state = 'ready' order by day desc`);

export const find = (db: Connection, day: string): Promise<Export | undefined> =>
  db.row<Export>(`select ${columns} from open_exports where day = $1 and state = 'ready'`, [day]);

/** By SM2, of that day's file; undefined for one that was not signed. */
export const signature = async (db: Connection, day: string): Promise<Buffer | undefined> =>
  (
    await db.row<{ sm2: Buffer }>(
      `select sm2 from open_exports where day = $1 and state = 'ready' and sm2 is not null`,
      [day],
    )
  )?.sm2;

/** More than any revision: the file as it is now. */
export const newest = 2_147_483_647;

/** A part of a revision; undefined behind the last. */
export const part = (db: Connection, day: string, place: number, revision: number) =>
  db.row<{ bytes: Buffer }>(
    `select bytes from (
       select bytes, until from open_export_replaced where day = $1 and place = $2 and until > $3
       union all select bytes, null from open_export_parts where day = $1 and place = $2) found
      order by until nulls last limit 1`,
    [day, place, revision],
  );

export const removeBefore = (db: Connection, day: string) => db.run(`delete from open_exports where day < $1`, [day]);
