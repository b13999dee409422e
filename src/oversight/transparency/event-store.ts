import { columnsOf, type EventText } from '../../audit/chain.ts';
import { linksFrom } from '../../audit/seal-store.ts';
import type { Connection } from '../../database/open.ts';
import type { Contents } from './entry.ts';

/** An event of the chain, as text; undefined where it is gone. */
export type Sealed = { position: number; contents: Contents | undefined };

const contentsOf = (event: EventText): Contents => [String(event.id), ...columnsOf(event)];

/** Sealed events from a position of the chain on, without a gap. */
export async function sealedFrom(db: Connection, position: number, limit: number): Promise<Sealed[]> {
  const links = await linksFrom(db, position, limit);
  return links.map(({ seal, event }) => ({ position: seal.position, contents: event && contentsOf(event) }));
}

export async function positionOf(db: Connection, eventId: number): Promise<number | undefined> {
  return (
    await db.row<{ position: number }>(
      `select s.position::float8 as position from audit_seals s where s.event_id = $1`,
      [eventId],
    )
  )?.position;
}

/** The place of the newest event in the chain; 0: none is sealed. */
export const sealedUpTo = async (db: Connection): Promise<number> =>
  (await db.row<{ position: number }>(`select max(position)::float8 as position from audit_seals`))?.position ?? 0;
