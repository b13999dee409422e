import type { Role } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import { isNotDeleted, mayAct } from '../account/account.ts';

/** A role of an account; `region` is the region it is limited to, undefined the whole country. */
export type Granted = { role: Role; region: string | undefined; since: Date };

type Row = { account_id: string; role: Role; region_code: string | null; granted_at: Date };

const present = (row: Row): Granted => ({
  role: row.role,
  region: row.region_code ?? undefined,
  since: row.granted_at,
});

export async function grantedTo(db: Connection, accountId: string): Promise<Granted[]> {
  const rows = await db.rows<Row>(
    `select account_id, role, region_code, granted_at from account_roles where account_id = $1 order by role`,
    [accountId],
  );
  return rows.map(present);
}

/** All accounts with roles; the first granted first. */
export async function roleHolders(db: Connection): Promise<{ accountId: string; granted: Granted[] }[]> {
  const rows = await db.rows<Row>(
    `select r.account_id, r.role, r.region_code, r.granted_at from account_roles r join accounts a on a.id = r.account_id
     where ${isNotDeleted.sql('a')} order by min(r.granted_at) over (partition by r.account_id), r.account_id, r.role`,
  );
  const people = Map.groupBy(rows, (row) => row.account_id);
  return [...people].map(([accountId, own]) => ({ accountId, granted: own.map(present) }));
}

/** The accounts that hold one of these roles for a region: for the whole country or for a part that it lies in. */
export const holdersFor = async (
  db: Connection,
  roles: readonly Role[],
  regionCode: string | undefined,
): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select distinct r.account_id as id from account_roles r join accounts a on a.id = r.account_id
       where r.role = any($1) and (r.region_code is null or starts_with($2, regexp_replace(r.region_code, '(00){1,2}$', ''))) and ${isNotDeleted.sql('a')}`,
      [roles, regionCode ?? null],
    )
  ).map(({ id }) => id);

/** Locks the account while its roles change; undefined where it does not exist. */
export const lock = (trx: Connection, accountId: string) =>
  trx.row<{ id: string }>(`select id from accounts where id = $1 and ${isNotDeleted.sql('accounts')} for update`, [
    accountId,
  ]);

export const grant = (trx: Connection, accountId: string, role: Role, region: string | undefined, at: Date) =>
  trx.run(
    `insert into account_roles (account_id, role, region_code, granted_at) values ($1, $2, $3, $4)
     on conflict (account_id, role) do update set region_code = excluded.region_code, granted_at = excluded.granted_at
     where account_roles.region_code is distinct from excluded.region_code`,
    [accountId, role, region ?? null, at],
  );

export const revoke = (trx: Connection, accountId: string, role: Role) =>
  trx.run(`delete from account_roles where account_id = $1 and role = $2`, [accountId, role]);

const guards = `select r.account_id from account_roles r where r.role in ('administrator', 'security') and r.region_code is null`;
/**
 * If the account is one of those that can unlock accounts and give out roles in the whole country: all of them, locked until the transaction
 * ends.
 */
export async function holdGuards(trx: Connection, accountId: string): Promise<string[]> {
  const held = `select a.id from accounts a
        where $1::uuid in (${guards}) and a.id in (${guards})
          and ${mayAct.sql('a')}
        order by a.id`;
  await trx.rows(`${held} for update of a`, [accountId]);
  // Read once more: a statement that waited does not see a role that was taken meanwhile.
  return (await trx.rows<{ id: string }>(held, [accountId])).map(({ id }) => id);
}

export const nicknames = (db: Connection, ids: readonly string[]) =>
  db.rows<{ id: string; nickname: string }>(`select id, nickname from accounts where id = any($1::uuid[])`, [ids]);
