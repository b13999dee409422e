import type { Connection } from '../database/open.ts';
import { beginning, type Head } from './chain.ts';
import { keyedHash } from './keyed-hash.ts';

/** Where a month ended that was put away: the chain goes on from it. */
export interface ArchivedHead extends Head {
  firstPosition: number;
  until: Date;
  fileSha256: string;
  putAwayAt: Date;
}

type Row = ArchivedHead & { mac: Buffer };

const macOf = (key: Buffer, { position, firstPosition, hash, until, fileSha256, putAwayAt }: ArchivedHead): Buffer =>
  keyedHash(key, [
    'audit head 1',
    ...[String(position), String(firstPosition), hash],
    ...[until.toISOString(), fileSha256, putAwayAt.toISOString()],
  ]);

/** All of them, the oldest first; `forged`: the first that the application did not write, or that does not continue the one before. */
export async function archivedHeads(
  db: Connection,
  key: Buffer,
): Promise<{ heads: ArchivedHead[]; forged?: ArchivedHead }> {
  const rows = await db.rows<Row>(
    `select position, first_position as "firstPosition", hash, until, file_sha256 as "fileSha256", put_away_at as "putAwayAt", mac
     from audit_heads order by position`,
  );
  const heads: ArchivedHead[] = [];
  for (const { mac, ...head } of rows) {
    const before = heads.at(-1)?.position ?? 0;
    if (!macOf(key, head).equals(mac) || head.firstPosition !== before + 1) return { heads, forged: head };
    heads.push(head);
  }
  return { heads };
}

/** Where the chain in the database begins. */
export const baseOf = async (db: Connection, key: Buffer): Promise<Head> => {
  const { heads } = await archivedHeads(db, key);
  const last = heads.at(-1);
  return last === undefined ? beginning : { position: last.position, hash: last.hash };
};

/** Stores the head of the archived part, and deletes that with its events. Only as the owner of the tables. */
export async function archiveHead(trx: Connection, key: Buffer, head: ArchivedHead): Promise<number> {
  await trx.run(`select set_config('cloud.put_away', 'on', true)`);
  await trx.run(
    `insert into audit_heads (position, first_position, hash, until, file_sha256, put_away_at, mac) values ($1, $2, $3, $4, $5, $6, $7)`,
    [...[head.position, head.firstPosition, head.hash, head.until, head.fileSha256, head.putAwayAt], macOf(key, head)],
  );
  const gone = await trx.run(
    `with gone as (delete from audit_seals where position <= $1 returning event_id)
     delete from audit_events e using gone where e.id = gone.event_id`,
    [head.position],
  );
  await trx.run(`select set_config('cloud.put_away', 'off', true)`);
  return gone;
}

/** A seal older than the kept chain: seals of that age were archived, so this one was inserted since. */
export const sealBefore = (db: Connection, position: number) =>
  db.row<{ position: number; eventId: number }>(
    `select position, event_id as "eventId" from audit_seals where position <= $1 order by position limit 1`,
    [position],
  );

/** Who this connection is, and whether that is the owner of the tables. */
export async function roleOf(db: Connection): Promise<{ role: string; owns: boolean }> {
  const row = await db.row<{ role: string; owns: boolean }>(
    `select current_user as role, c.relowner = current_user::regrole as owns from pg_class c where c.oid = 'audit_events'::regclass`,
  );
  return row ?? { role: '', owns: false };
}
