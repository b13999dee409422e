import type { Connection, Reader } from '../../database/open.ts';

export async function find(db: Reader, fileId: string, width: number): Promise<Buffer | undefined> {
  const row = await db.row<{ bytes: Buffer }>(`select bytes from cover_pictures where file_id = $1 and width = $2`, [
    fileId,
    width,
  ]);
  return row?.bytes;
}

/** Two nodes may draw the same picture at once: it is the same. */
export const keep = (db: Connection, fileId: string, width: number, bytes: Buffer): Promise<number> =>
  db.run(`insert into cover_pictures (file_id, width, bytes) values ($1, $2, $3) on conflict do nothing`, [
    fileId,
    width,
    bytes,
  ]);
