import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { isNotDeleted, managesItself } from '../account/account.ts';
import { indexOf, sealedAs } from '../account/store.ts';
import type { AddedKind } from '../facts.ts';

export type AddedWay = {
  id: string;
  accountId: string;
  kind: AddedKind;
  passkeyId: string | undefined;
  /** Of a phone or an e-mail. */
  before: string | undefined;
  device: string;
  at: Date;
};
type Row = {
  id: string;
  account_id: string;
  kind: AddedKind;
  passkey_id: string | null;
  before_sealed: Buffer | null;
  device: string;
  at: Date;
};

export const beforeOf = (id: string) => `added_ways ${id} before`;
const columns = 'id, account_id, kind, passkey_id, before_sealed, device, at';
const isOpen = 'ended_at is null and ends_at > $2';
const present = (seal: Seal, row: Row): AddedWay => ({
  id: row.id,
  accountId: row.account_id,
  kind: row.kind,
  passkeyId: row.passkey_id ?? undefined,
  before: row.before_sealed === null ? undefined : seal.unseal(row.before_sealed, beforeOf(row.id)),
  device: row.device,
  at: row.at,
});

export const insert = (
  trx: Connection,
  seal: Seal,
  { id, accountId, kind, passkeyId, before, device, at }: AddedWay,
  { linkHash, endsAt }: { linkHash: Buffer; endsAt: Date },
) =>
  trx.run(
    `insert into added_ways (id, account_id, kind, passkey_id, before_sealed, device, link_hash, at, ends_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[id, accountId, kind, passkeyId ?? null, before === undefined ? null : seal.seal(before, beforeOf(id))],
      ...[device, linkHash, at, endsAt],
    ],
  );

export async function findByLink(db: Connection, seal: Seal, linkHash: Buffer, now: Date) {
  const row = await db.row<Row>(`select ${columns} from added_ways where link_hash = $1 and ${isOpen}`, [
    linkHash,
    now,
  ]);
  return row && present(seal, row);
}

/** The newest first. */
export async function openOf(db: Connection, seal: Seal, accountId: string, now: Date): Promise<AddedWay[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from added_ways where account_id = $1 and ${isOpen} order by at desc, id limit 20`,
    [accountId, now],
  );
  return rows.map((row) => present(seal, row));
}

export const hasOpenFirstPhone = async (db: Connection, accountId: string, now: Date): Promise<boolean> =>
  (await db.row(
    `select 1 from added_ways where account_id = $1 and ${isOpen} and kind = 'phone' and before_sealed is null limit 1`,
    [accountId, now],
  )) !== undefined;

/** Whether the account works in the back office, and has messages there. */
export const hasInbox = async (trx: Connection, accountId: string): Promise<boolean> =>
  (await trx.row(
    `select 1 where exists (select 1 from account_roles where account_id = $1)
       or exists (select 1 from members where account_id = $1) or exists (select 1 from institutions where person_id = $1)`,
    [accountId],
  )) !== undefined;

/** Once: of two who end it at the same moment, one does. */
export const end = (trx: Connection, id: string, outcome: 'by_link' | 'by_owner', at: Date) =>
  trx.run(`update added_ways set ended_at = $2, outcome = $3 where id = $1 and ${isOpen}`, [id, at, outcome]);

/** Puts the earlier number or address back if it is free by now; else none. */
export async function putBack(
  trx: Connection,
  seal: Seal,
  { accountId, kind, before }: Pick<AddedWay, 'accountId' | 'before'> & { kind: 'phone' | 'email' },
  at: Date,
): Promise<void> {
  const [index, sealed] = kind === 'phone' ? ['phone_index', 'phone_sealed'] : ['email_index', 'email_sealed'];
  const verified =
    kind === 'email' ? ', email_verified_at = case when $2::bytea is null then null else $4::timestamptz end' : '';
  const set = `update accounts a set ${index} = $2::bytea, ${sealed} = $3::bytea, updated_at = $4::timestamptz${verified}
      where a.id = $1 and ${isNotDeleted.sql('a')} and ${managesItself.sql('a')}
        and not exists (select from accounts other where other.${index} = $2::bytea and other.id <> $1)`;
  const back =
    before === undefined ? [null, null] : [indexOf(seal, kind, before), seal.seal(before, sealedAs(kind, accountId))];
  if ((await trx.run(set, [accountId, ...back, at])) === 0) await trx.run(set, [accountId, null, null, at]);
}

export const removeOver = (db: Connection, before: Date, limit: number) =>
  db.run(
    `delete from added_ways where id in (select id from added_ways where ends_at < $1 order by ends_at limit $2)`,
    [before, limit],
  );
