import type { Connection } from '../database/open.ts';

export type Export = {
  day: string;
  position: number;
  entries: number;
  channels: Readonly<Record<string, number>>;
  size: number;
  sha256: string;
  isSigned: boolean;
  madeAt: Date;
};

/** Whether that day's is still to be made, from the beginning: what a run that died has left is cleared. */
export async function begin(trx: Connection, day: string, position: number): Promise<boolean> {
  const begun = await trx.run(
    `insert into open_exports (day, state, position) values ($1, 'making', $2)
     on conflict (day) do update set position = excluded.position where open_exports.state = 'making'`,
    [day, position],
  );
  if (begun > 0) await trx.run(`delete from open_export_parts where day = $1`, [day]);
  return begun > 0;
}

export const addPart = (db: Connection, day: string, place: number, bytes: Buffer) =>
  db.run(
    `insert into open_export_parts (day, place, bytes) values ($1, $2, $3)
     on conflict (day, place) do update set bytes = excluded.bytes`,
    [day, place, bytes],
  );

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

const columns = `day::text, position::float8 as position, entries, channels, size::float8 as size, encode(sha256, 'hex') as sha256, sm2 is not null as "isSigned", made_at as "madeAt"`;

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

export const part = (db: Connection, day: string, place: number) =>
  db.row<{ bytes: Buffer }>(`select bytes from open_export_parts where day = $1 and place = $2`, [day, place]);

export const removeBefore = (db: Connection, day: string) => db.run(`delete from open_exports where day < $1`, [day]);
