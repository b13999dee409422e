import type { Connection } from '../../database/open.ts';
import { wasWritten } from '../../database/written.ts';
import type { LoginMethod } from './account.ts';
import { isLive, noResetSince } from './account.ts';

export interface Login {
  id: number;
  at: Date;
  method: LoginMethod;
  succeeded: boolean;
  clientId: string | undefined;
  address: string;
  device: string;
  /** This person had not signed in on this browser before. */
  isNewDevice: boolean;
}

export type NewLogin = Omit<Login, 'id' | 'succeeded' | 'isNewDevice'> & { accountId: string; isNewDevice?: boolean };

/** Also runs for an account that does not exist, without writing anything, for constant timing. */
export const insertRefused = (trx: Connection, { accountId, at, method, clientId, address, device }: NewLogin) =>
  trx.run(
    `insert into logins (account_id, at, method, succeeded, client_id, address, device)
     select id, $2, $3, false, $4, $5, $6 from accounts where id = $1`,
    [accountId, at, method, clientId ?? null, address, device],
  );

/**
 * False where the account was locked or deleted, or its sessions were ended, since it was read; waits for a transaction that does so. Then
 * the statement has failed (by a division by zero), and with it everything that its transaction was to commit.
 */
export const insert = (
  trx: Connection,
  { accountId, at, method, clientId, address, device, isNewDevice = false }: NewLogin,
  sessionsValidFrom: Date,
): Promise<boolean> =>
  wasWritten(
    trx.run(
      `with made as (
         insert into logins (account_id, at, method, succeeded, client_id, address, device, new_device)
         select id, $2, $3, true, $4, $5, $6, $8 from accounts
          where id = $1 and ${noResetSince.sql(['$7', 'accounts'])} and ${isLive.sql('accounts')}
            and new_password_since is null for share
         returning 1)
       select 1 / count(*) from made`,
      [accountId, at, method, clientId ?? null, address, device, sessionsValidFrom, isNewDevice],
    ),
  );

type Row = {
  id: number;
  at: Date;
  method: LoginMethod;
  succeeded: boolean;
  client_id: string | null;
  address: string;
  device: string;
  is_new: boolean;
};

export type Page = { since: Date; before: number; limit: number };

/** Newest first. */
export async function list(db: Connection, accountId: string, { since, before, limit }: Page): Promise<Login[]> {
  const rows = await db.rows<Row>(
    `select id, at, method, succeeded, client_id, host(address) as address, device, new_device as is_new
       from logins where account_id = $1 and id < $2 and at >= $3 order by id desc limit $4`,
    [accountId, before, since, limit],
  );
  return rows.map(({ client_id, is_new, ...login }) => ({
    ...login,
    clientId: client_id ?? undefined,
    isNewDevice: is_new,
  }));
}

export const hasSucceeded = async (db: Connection, accountId: string): Promise<boolean> =>
  (await db.row(`select from logins where account_id = $1 and succeeded limit 1`, [accountId])) !== undefined;
