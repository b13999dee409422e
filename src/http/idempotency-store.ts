import type { Connection } from '../database/open.ts';

export type IdempotencyKey = { clientId: string; key: string };
export type IdempotencyRow = {
  requestHash: Buffer;
  status: number | undefined;
  answer: Buffer | undefined;
  heldUntil: Date;
};

/**
 * Acquires the key for the worker of a call: a new key, one of more than a day ago, or one whose worker died with the same request. One
 * statement, so of concurrent calls only one gets it.
 */
export const take = async (
  db: Connection,
  { clientId, key }: IdempotencyKey,
  { hash, now, heldUntil, oldest }: { hash: Buffer; now: Date; heldUntil: Date; oldest: Date },
): Promise<boolean> =>
  (await db.run(
    `insert into idempotency_keys as k (client_id, key, request_hash, begun_at, held_until) values ($1, $2, $3, $4, $5)
     on conflict (client_id, key) do update set request_hash = excluded.request_hash, begun_at = excluded.begun_at,
       held_until = excluded.held_until, status = null, answer = null
     where k.begun_at <= $6 or (k.status is null and k.held_until <= $4 and k.request_hash = excluded.request_hash)`,
    [clientId, key, hash, now, heldUntil, oldest],
  )) === 1;

export async function find(db: Connection, { clientId, key }: IdempotencyKey): Promise<IdempotencyRow | undefined> {
  const row = await db.row<{ request_hash: Buffer; status: number | null; answer: Buffer | null; held_until: Date }>(
    `select request_hash, status, answer, held_until from idempotency_keys where client_id = $1 and key = $2`,
    [clientId, key],
  );
  return (
    row && {
      requestHash: row.request_hash,
      status: row.status ?? undefined,
      answer: row.answer ?? undefined,
      heldUntil: row.held_until,
    }
  );
}

/** Only the current holder of the key records the answer. */
export async function finish(
  db: Connection,
  { clientId, key }: IdempotencyKey,
  { heldUntil, status, answer }: { heldUntil: Date; status: number; answer: Buffer },
): Promise<void> {
  await db.run(
    `update idempotency_keys set status = $4, answer = $5 where client_id = $1 and key = $2 and held_until = $3 and status is null`,
    [clientId, key, heldUntil, status, answer],
  );
}

/** A refused call may be sent again, corrected, under the same key. */
export async function release(db: Connection, { clientId, key }: IdempotencyKey, heldUntil: Date): Promise<void> {
  await db.run(
    `delete from idempotency_keys where client_id = $1 and key = $2 and held_until = $3 and status is null`,
    [clientId, key, heldUntil],
  );
}

export const removeOld = (db: Connection, before: Date, limit: number): Promise<number> =>
  db.run(
    `delete from idempotency_keys where (client_id, key) in
       (select client_id, key from idempotency_keys where begun_at <= $1 order by begun_at limit $2)`,
    [before, limit],
  );
