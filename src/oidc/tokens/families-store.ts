import type { Connection } from '../../database/open.ts';
import { kinds } from './kinds.ts';
import {
  columns,
  columnsOf,
  type Exchange,
  intoTokens,
  joins,
  present,
  type Row,
  type Stored,
  separator,
  writtenRows,
} from './store.ts';

/** A refresh token, and of a family (families.ts) which of its tokens is current and since when, if it is not the first. */
export type StoredRefresh = Stored & { family?: { current: Buffer; rotatedAt: Date | undefined } | undefined };

/** Refresh tokens by the keys of their rows, in their order. */
export async function find(db: Connection, keys: readonly Buffer[]): Promise<(StoredRefresh | undefined)[]> {
  const rows = await db.rows<Row & { position: number; current_hash: Buffer | null; rotated_at: Date | null }>(
    finding,
    [keys],
  );
  const found = new Map(
    rows.map((row) => {
      const { current_hash: current, rotated_at: rotatedAt } = row;
      const family = current === null ? undefined : { current, rotatedAt: rotatedAt ?? undefined };
      return [row.position, { ...present(row), family }];
    }),
  );
  return keys.map((_, index) => found.get(index + 1));
}
// As in store.ts: behind `offset 0` no plan is made for the very array.
const finding = `select requested.position::int, found.* from (select $1::bytea[] as keys offset 0) given
  cross join lateral unnest(given.keys) with ordinality as requested (key, position)
  cross join lateral (select ${columns}, t.current_hash, t.rotated_at from oidc_tokens t ${joins}
    where t.kind = ${kinds.RefreshToken} and t.key = requested.key limit 1) found`;

/** Which token of a family is used, and which comes after it. */
export type Step = { current: Buffer; next: Buffer };
export type Rotation = Step & { key: Buffer } & Pick<Exchange, 'writes' | 'exchange'>;

/**
 * Puts the successor in the place of the token that is used, and writes the other tokens, in one commit: single use is that the token is the
 * current one. The answer holds the successors' hashes (in hex) of those that were. No token may come twice in one call.
 */
export async function rotate(db: Connection, rotations: readonly Rotation[], at: Date): Promise<Set<string>> {
  const successors = rotations.map(({ key, writes }) => writes.find((write) => write.key.equals(key))?.artefact);
  const others = rotations.flatMap(({ key, next, writes }) =>
    writes.filter((write) => !write.key.equals(key)).map((write) => ({ write, next })),
  );
  const rows = await db.rows<{ next: Buffer }>(rotating, [
    at,
    rotations.map(({ key }) => key),
    rotations.map(({ current }) => current),
    rotations.map(({ next }) => next),
    successors.map((artefact) => JSON.stringify(artefact?.payload ?? null)).join(separator),
    successors.map((artefact) => (artefact === undefined ? null : artefact.expiresAt.getTime() / 1000)),
    ...columnsOf(others.map(({ write }) => write)),
    others.map(({ next }) => next),
    rotations.map(({ exchange }) => exchange ?? null),
  ]);
  return new Set(rows.map(({ next }) => next.toString('hex')));
}
const rotating = `with rotated as (
     update oidc_tokens t set current_hash = requested.next, rotated_at = $1::timestamptz,
       payload = coalesce(requested.payload, t.payload), expires_at = coalesce(to_timestamp(requested.expires), t.expires_at),
       exchange = requested.exchange
     from unnest($2::bytea[], $3::bytea[], $4::bytea[], string_to_array($5, chr(30), 'null')::json[], $6::float8[], $17::uuid[])
       as requested (key, current, next, payload, expires, exchange)
     where t.kind = ${kinds.RefreshToken} and t.key = requested.key and t.current_hash = requested.current
     returning t.current_hash as next
   ), written as (
     ${intoTokens()} from ${writtenRows(7, { source: 'bytea' })} join rotated on rotated.next = given.source
   ) select next from rotated`;

/** A refresh token whose exchange was answered as an outage; `next`: its successor, where that comes into the same row. */
export type Unconfirmed = { key: Buffer; next: Buffer | undefined };

/** Dates the use of refresh tokens to now, where the answer was an outage; the keys (in hex) of those that were used. */
export async function forgive(db: Connection, used: readonly Unconfirmed[], now: Date): Promise<Set<string>> {
  const rows = await db.rows<{ key: Buffer }>(forgiving, [
    used.map(({ key }) => key),
    used.map(({ next }) => next ?? null),
    now,
  ]);
  return new Set(rows.map(({ key }) => key.toString('hex')));
}
const forgiving = `update oidc_tokens t set consumed_at = case when asked.next is null then $3::timestamptz end,
    rotated_at = case when asked.next is not null then $3::timestamptz end
  from unnest($1::bytea[], $2::bytea[]) as asked (key, next)
  where t.kind = ${kinds.RefreshToken} and t.key = asked.key
    and case when asked.next is null then t.current_hash is null and t.consumed_at is not null else t.current_hash = asked.next end
  returning t.key`;
