import type { Connection } from '../../database/open.ts';

export type NewScan = {
  binding: Buffer;
  id: string;
  codeHash: Buffer;
  clientId: string;
  address: string;
  device: string;
  at: Date;
  expiresAt: Date;
};

/** The QR code of a login; one that it had before ends with it, whatever became of that. */
export const replace = (
  db: Connection,
  { binding, id, codeHash, clientId, address, device, at, expiresAt }: NewScan,
): Promise<number> =>
  db.run(
    `insert into scans (binding, id, code_hash, client_id, address, device, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (binding) do update
        set id = excluded.id, code_hash = excluded.code_hash, client_id = excluded.client_id, address = excluded.address,
            device = excluded.device, created_at = excluded.created_at, expires_at = excluded.expires_at, account_id = null,
            phone = null, phone_address = null, confirmed_at = null, level = null, refused_at = null, used_at = null`,
    [binding, id, codeHash, clientId, address, device, at, expiresAt],
  );

export type Row = {
  id: string;
  client_id: string;
  address: string;
  device: string;
  created_at: Date;
  expires_at: Date;
  account_id: string | null;
  phone: string | null;
  confirmed_at: Date | null;
  refused_at: Date | null;
  used_at: Date | null;
};

const columns =
  'id, client_id, host(address) as address, device, created_at, expires_at, account_id, phone, confirmed_at, refused_at, used_at';

export const ofLogin = (db: Connection, binding: Buffer) =>
  db.row<Row>(`select ${columns} from scans where binding = $1`, [binding]);

export const ofCode = (db: Connection, codeHash: Buffer) =>
  db.row<Row>(`select ${columns} from scans where code_hash = $1`, [codeHash]);

/** The first scan wins: of two concurrent ones the second waits for the row lock, and changes nothing. */
export const take = (
  db: Connection,
  codeHash: Buffer,
  { accountId, phone, address, now }: { accountId: string; phone: string; address: string; now: Date },
) =>
  db.run(
    `update scans set account_id = $2, phone = $3, phone_address = $4
      where code_hash = $1 and account_id is null and refused_at is null and expires_at > $5`,
    [codeHash, accountId, phone, address, now],
  );

export const confirm = (db: Connection, codeHash: Buffer, accountId: string, level: string, now: Date) =>
  db.run(
    `update scans set confirmed_at = $4, level = $3
      where code_hash = $1 and account_id = $2 and confirmed_at is null and refused_at is null and expires_at > $4`,
    [codeHash, accountId, level, now],
  );

/** Also after it was confirmed, until the login has gone on. */
export const refuse = (db: Connection, codeHash: Buffer, accountId: string, now: Date) =>
  db.run(
    `update scans set refused_at = $3 where code_hash = $1 and account_id = $2 and refused_at is null and used_at is null`,
    [codeHash, accountId, now],
  );

/** The login goes on with it: once, on whichever node it is asked. */
export const use = (db: Connection, binding: Buffer, confirmedAfter: Date, now: Date) =>
  db.row<{ account_id: string; confirmed_at: Date; level: string }>(
    `update scans set used_at = $3
      where binding = $1 and confirmed_at > $2 and refused_at is null and used_at is null
     returning account_id, confirmed_at, level`,
    [binding, confirmedAfter, now],
  );

export const removeOver = (db: Connection, expiredBefore: Date, limit: number) =>
  db.run(
    `delete from scans where binding in (select binding from scans where expires_at < $1 order by expires_at limit $2)`,
    [expiredBefore, limit],
  );
