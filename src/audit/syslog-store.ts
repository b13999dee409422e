import type { Connection } from '../database/open.ts';

/** The position up to which a receiver has everything; a new one starts behind the events that have left the database. */
export async function positionOf(db: Connection, receiver: string, base: number): Promise<number> {
  await db.run(`insert into audit_receivers (receiver, position) values ($1, $2) on conflict (receiver) do nothing`, [
    receiver,
    base,
  ]);
  const row = await db.row<{ position: number }>(`select position from audit_receivers where receiver = $1`, [
    receiver,
  ]);
  return Math.max(base, row?.position ?? base);
}

/** False if another process has moved it meanwhile. */
export const advance = async (db: Connection, receiver: string, from: number, to: number): Promise<boolean> =>
  (await db.run(`update audit_receivers set position = $3 where receiver = $1 and position <= $2`, [
    receiver,
    from,
    to,
  ])) > 0;

/** Up to where a receiver has it, if it ever got anything. */
export const received = async (db: Connection, receiver: string): Promise<number | undefined> =>
  (await db.row<{ position: number }>(`select position from audit_receivers where receiver = $1`, [receiver]))
    ?.position;
