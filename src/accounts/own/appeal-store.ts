import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { mayAct } from '../account/account.ts';
import { indexOf, sealedAs } from '../account/store.ts';

/** How an appeal ended early: who stopped it, or which event came before its end. */
export type Stopped = 'by_link' | 'by_owner' | 'by_old_phone' | 'by_support' | 'overtaken';
export type Appeal = { id: string; accountId: string; to: string; askedAt: Date; dueAt: Date };
export type NewAppeal = Appeal & { from: string; stopHash: Buffer; stop: string };

export const numberOf = (id: string) => `phone_appeals ${id} number`;
export const linkOf = (id: string) => `phone_appeals ${id} link`;
type Row = { id: string; account_id: string; to_sealed: Buffer; asked_at: Date; due_at: Date };
const columns = 'id, account_id, to_sealed, asked_at, due_at';

const present = (seal: Seal, row: Row): Appeal => ({
  id: row.id,
  accountId: row.account_id,
  to: seal.unseal(row.to_sealed, numberOf(row.id)),
  askedAt: row.asked_at,
  dueAt: row.due_at,
});

/** Only for the number that the account has, one at a time and a limited number since then: of two concurrent ones the second does nothing. */
export const insert = (
  trx: Connection,
  seal: Seal,
  { id, accountId, from, to, stopHash, stop, askedAt, dueAt }: NewAppeal,
  { since, most }: { since: Date; most: number },
) =>
  trx.run(
    `insert into phone_appeals (id, account_id, from_index, to_index, to_sealed, stop_hash, stop_sealed, asked_at, due_at)
     select $1, a.id, a.phone_index, $4, $5, $6, $7, $8, $9 from accounts a
      where a.id = $2 and a.phone_index = $3 and ${mayAct.sql('a')}
        and not exists (select from accounts other where other.phone_index = $4)
        and (select count(*) from phone_appeals p where p.account_id = a.id and p.asked_at > $10) < $11
     on conflict (account_id) where ended_at is null do nothing`,
    [
      ...[id, accountId, indexOf(seal, 'phone', from), indexOf(seal, 'phone', to), seal.seal(to, numberOf(id))],
      ...[stopHash, seal.seal(stop, linkOf(id)), askedAt, dueAt, since, most],
    ],
  );

export async function openOf(db: Connection, seal: Seal, accountId: string): Promise<Appeal | undefined> {
  const row = await db.row<Row>(`select ${columns} from phone_appeals where account_id = $1 and ended_at is null`, [
    accountId,
  ]);
  return row && present(seal, row);
}

export async function openByLink(db: Connection, seal: Seal, stopHash: Buffer): Promise<Appeal | undefined> {
  const row = await db.row<Row>(`select ${columns} from phone_appeals where stop_hash = $1 and ended_at is null`, [
    stopHash,
  ]);
  return row && present(seal, row);
}

export async function countSince(db: Connection, accountId: string, since: Date): Promise<number> {
  const row = await db.row<{ count: number }>(
    'select count(*)::int as count from phone_appeals where account_id = $1 and asked_at > $2',
    [accountId, since],
  );
  return row?.count ?? 0;
}

/** Once: the second of two calls, on whichever node, finds it over. */
export const stop = (trx: Connection, accountId: string, outcome: Stopped, at: Date) =>
  trx.run(
    'update phone_appeals set ended_at = $3, outcome = $2 where account_id = $1 and ended_at is null and due_at > $3',
    [accountId, outcome, at],
  );

export const toRemind = (db: Connection, dueBefore: Date, at: Date, limit: number) =>
  db.rows<{ id: string; accountId: string }>(
    `select id, account_id as "accountId" from phone_appeals
      where ended_at is null and reminded_at is null and due_at <= $1 and due_at > $2 order by due_at limit $3`,
    [dueBefore, at, limit],
  );

/** The data of the second notice, for the caller that marks it as sent. */
export async function markReminded(
  trx: Connection,
  seal: Seal,
  id: string,
  at: Date,
): Promise<(Appeal & { stop: string }) | undefined> {
  const row = await trx.row<Row & { stop_sealed: Buffer }>(
    `update phone_appeals set reminded_at = $2 where id = $1 and reminded_at is null and ended_at is null
     returning ${columns}, stop_sealed`,
    [id, at],
  );
  return row && { ...present(seal, row), stop: seal.unseal(row.stop_sealed, linkOf(id)) };
}

export const due = (db: Connection, at: Date, limit: number) =>
  db.rows<{ id: string; accountId: string }>(
    `select id, account_id as "accountId" from phone_appeals where ended_at is null and due_at <= $1 order by due_at limit $2`,
    [at, limit],
  );

/** Only the caller whose update ends it continues with the consequences. */
export async function end(trx: Connection, seal: Seal, id: string, at: Date): Promise<Appeal | undefined> {
  const row = await trx.row<Row>(
    `update phone_appeals set ended_at = $2, outcome = 'done' where id = $1 and ended_at is null and due_at <= $2 returning ${columns}`,
    [id, at],
  );
  return row && present(seal, row);
}

export const overtaken = (trx: Connection, id: string) =>
  trx.run(`update phone_appeals set outcome = 'overtaken' where id = $1`, [id]);

/** Replaces the number that was given up, if the account still has it and the new one is free. Every session ends. */
export const exchange = (trx: Connection, seal: Seal, { id, accountId, to }: Appeal, at: Date) =>
  trx.run(
    `update accounts a set phone_index = p.to_index, phone_sealed = $3, updated_at = $4,
       sessions_valid_from = greatest(a.sessions_valid_from, $4)
      from phone_appeals p
      where p.id = $1 and a.id = $2 and a.phone_index = p.from_index and ${mayAct.sql('a')}
        and not exists (select from accounts other where other.phone_index = p.to_index)`,
    [id, accountId, seal.seal(to, sealedAs('phone', accountId)), at],
  );
