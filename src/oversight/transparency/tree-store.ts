import type { Connection } from '../../database/open.ts';
import type { Hashed, Tile } from './tiles.ts';

export const logNames = ['events', 'figures'] as const;
export type LogName = (typeof logNames)[number];

/** Makes this transaction the only one that adds to that log, until it ends; false where another one does. */
export const elect = async (trx: Connection, log: LogName): Promise<boolean> =>
  (
    await trx.row<{ elected: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('transparency ' || $1, 0)) as elected`,
      [log],
    )
  )?.elected === true;

export type StoredHead = { size: number; root: Buffer; note: string; at: Date };

const head = `h.size::float8 as size, h.root, h.note, h.at`;

export const newestHead = (db: Connection, log: LogName): Promise<StoredHead | undefined> =>
  db.row<StoredHead>(`select ${head} from transparency_heads h where h.log = $1 order by h.size desc limit 1`, [log]);

export const oldestHeadAt = async (db: Connection, log: LogName): Promise<Date | undefined> =>
  (await db.row<{ at: Date }>(`select at from transparency_heads where log = $1 order by at limit 1`, [log]))?.at;

export const headAt = (db: Connection, log: LogName, size: number): Promise<StoredHead | undefined> =>
  db.row<StoredHead>(`select ${head} from transparency_heads h where h.log = $1 and h.size = $2`, [log, size]);

/** When the first head with each of these leaves was signed; without those of before the oldest head. */
export async function firstSigned(
  db: Connection,
  log: LogName,
  positions: readonly number[],
): Promise<Map<number, Date>> {
  const rows = await db.rows<{ position: number; at: Date }>(
    `select p.position::float8 as position, h.at from unnest($2::bigint[]) as p (position)
       cross join lateral (select h.at from transparency_heads h where h.log = $1 and h.size > p.position order by h.size limit 1) h
     where exists (select from transparency_heads o where o.log = $1 and o.size <= p.position)`,
    [log, positions],
  );
  return new Map(rows.map(({ position, at }) => [position, at]));
}

export const addHead = (trx: Connection, log: LogName, { size, root, note, at }: StoredHead) =>
  trx.run(`insert into transparency_heads (log, size, root, note, at) values ($1, $2, $3, $4, $5)`, [
    log,
    size,
    root,
    note,
    at,
  ]);

export const replaceSignature = (trx: Connection, log: LogName, size: number, note: string) =>
  trx.run(`update transparency_heads set note = $3 where log = $1 and size = $2`, [log, size, note]);

/** All but the newest, in bounded steps. */
export const removeHeads = (trx: Connection, log: LogName, before: Date, newest: number) =>
  trx.run(
    `delete from transparency_heads where log = $1 and size = any(array(
       select size from transparency_heads where log = $1 and at < $2 and size < $3 order by at limit 1000))`,
    [log, before, newest],
  );

/** As wide as asked for each, in the order asked; empty where there is none. */
export async function tiles(db: Connection, log: LogName, wanted: readonly Tile[]): Promise<Buffer[]> {
  if (wanted.length === 0) return [];
  const rows = await db.rows<{ place: number; hashes: Buffer }>(
    `select w.place::int as place, substring(t.hashes from 1 for w.bytes) as hashes
     from unnest($2::smallint[], $3::bigint[], $4::int[]) with ordinality as w (level, index, bytes, place)
       join transparency_tiles t on t.log = $1 and t.level = w.level and t.index = w.index`,
    [log, wanted.map(({ level }) => level), wanted.map(({ index }) => index), wanted.map(({ width }) => width * 32)],
  );
  const found = new Map(rows.map(({ place, hashes }) => [place, hashes]));
  return wanted.map((_, place) => found.get(place + 1) ?? Buffer.alloc(0));
}

/** The new tiles of a tree; an existing tile becomes longer. */
export const saveTiles = (trx: Connection, log: LogName, changed: readonly Hashed[]) =>
  trx.run(
    `insert into transparency_tiles as t (log, level, index, hashes)
     select $1, g.level, g.index, g.hashes from unnest($2::smallint[], $3::bigint[], $4::bytea[]) as g (level, index, hashes)
     on conflict (log, level, index) do update set hashes = excluded.hashes`,
    [
      log,
      changed.map(({ level }) => level),
      changed.map(({ index }) => index),
      changed.map(({ hashes }) => Buffer.concat(hashes)),
    ],
  );

export type Cosignature = { witness: string; size: number; line: string; at: Date };

export const cosignatures = (db: Connection, log: LogName): Promise<Cosignature[]> =>
  db.rows<Cosignature>(
    `select witness, size::float8 as size, line, at from transparency_cosignatures where log = $1 order by witness`,
    [log],
  );

/** Keeps the line unless a newer one of that witness is there. */
export const keepCosignature = (db: Connection, log: LogName, { witness, size, line, at }: Cosignature) =>
  db.run(
    `insert into transparency_cosignatures as c (log, witness, size, line, at) values ($1, $2, $3, $4, $5)
     on conflict (log, witness) do update set size = excluded.size, line = excluded.line, at = excluded.at
       where (c.size, c.at) <= (excluded.size, excluded.at)`,
    [log, witness, size, line, at],
  );
