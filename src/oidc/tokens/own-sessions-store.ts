import { signedInSinceReset } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';
import { kinds } from './kinds.ts';
import { isCurrent } from './validity.ts';

export type OwnSession = { id: string; loginTs: number; device: string | null; address: string | null };

/**
 * Sessions of an account, the last login first, with the details of 登录记录. One from before a change of the password is dead, whatever its row
 * holds.
 */
export const list = (db: Connection, accountId: string, now: Date) =>
  db.rows<OwnSession>(
    `select * from (
       select distinct on (t.uid_key) encode(t.uid_key, 'hex') as id, (t.payload->>'loginTs')::int as "loginTs", l.device, l.address
         from oidc_tokens t
         join accounts p on p.id = t.account_id
         left join lateral (
           select device, host(address) as address from logins
            where account_id = t.account_id and succeeded and at < to_timestamp((t.payload->>'loginTs')::int + 1)
            order by id desc limit 1) l on true
        where t.kind = ${kinds.Session} and t.account_id = $1 and ${isCurrent.sql('t', '$2')}
          and ${signedInSinceReset.sql([`(t.payload->>'loginTs')::int`, 'p'])}
        order by t.uid_key, t.issued_at desc) open
      order by "loginTs" desc limit 100`,
    [accountId, now],
  );

export type Ended = { authorizations: unknown };

/** The sessions of an account with one of these ids, or all others; each is ended once. An ended one stays as long as `consume` says. */
export const end = (
  trx: Connection,
  accountId: string,
  which: { only: Buffer } | { not: Buffer | undefined },
  at: Date,
) =>
  trx.rows<Ended>(
    `update oidc_tokens set consumed_at = $2, expires_at = least(expires_at, $2::timestamptz + interval '10 minutes')
      where kind = ${kinds.Session} and account_id = $1 and consumed_at is null
        and ${'only' in which ? 'uid_key = $3' : 'uid_key is distinct from $3'}
     returning payload->'authorizations' as authorizations`,
    [accountId, at, ('only' in which ? which.only : which.not) ?? null],
  );

export const removeGrants = (trx: Connection, accountId: string, keys: readonly Buffer[]) =>
  trx.run(`delete from oidc_tokens where kind = ${kinds.Grant} and account_id = $1 and key = any($2::bytea[])`, [
    accountId,
    keys,
  ]);

export const removeOtherGrants = (trx: Connection, accountId: string, kept: readonly Buffer[]) =>
  trx.run(`delete from oidc_tokens where kind = ${kinds.Grant} and account_id = $1 and key <> all($2::bytea[])`, [
    accountId,
    kept,
  ]);
