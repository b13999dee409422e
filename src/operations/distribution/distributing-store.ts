import type { Connection } from '../../database/open.ts';

/** The distributed tables, with their distribution column and the table they are co-located with. Others stay on the coordinator. */
export const spread = [
  { table: 'oidc_tokens', by: 'key', beside: undefined },
  { table: 'consents', by: 'account_id', beside: undefined },
  { table: 'consent_uses', by: 'account_id', beside: 'consents' },
  { table: 'logins', by: 'account_id', beside: 'consents' },
] as const;

/**
 * Triggers, which do not work on servers that are asked by another, keys to tables that stay whole, and indexes of single months, which lack the
 * distribution column: dropped, with the definitions that restore them under their old names.
 */
const guards = `
  select t.tgrelid as of, t.tgname::text as name, pg_get_triggerdef(t.oid) as definition,
         format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass) as removal
    from pg_trigger t where not t.tgisinternal
  union all
  select c.conrelid, c.conname::text, format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)),
         format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname)
    from pg_constraint c where c.contype = 'f' and c.conparentid = 0
  union all
  select i.inhparent, c.conname::text, format('alter table if exists %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)),
         format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname)
    from pg_constraint c join pg_inherits i on i.inhrelid = c.conrelid where c.contype = 'p' and c.conparentid = 0
  union all
  select i.inhparent, c.conname::text, format('alter table if exists %s rename constraint %I to %I', c.conrelid::regclass, p.conname, c.conname), null
    from pg_constraint c join pg_inherits i on i.inhrelid = c.conrelid join pg_constraint p on p.oid = c.conparentid and p.conrelid = i.inhparent
   where c.contype = 'f' and c.conname <> p.conname`;

export async function putGuardsAway(trx: Connection, table: string): Promise<void> {
  const found = await trx.rows<{ removal: string }>(
    `select removal from (${guards}) g where of = to_regclass($1) and removal is not null order by name`,
    [table],
  );
  await trx.run(
    `insert into distribution_guards (table_name, name, definition)
     select $1, name, definition from (${guards}) g where of = to_regclass($1)`,
    [table],
  );
  for (const { removal } of found) await trx.run(removal);
}

export async function bringGuardsBack(trx: Connection, table: string): Promise<void> {
  const found = await trx.rows<{ definition: string }>(
    `delete from distribution_guards where table_name = $1 returning definition`,
    [table],
  );
  const isName = ({ definition }: { definition: string }) => definition.includes(' rename constraint ');
  for (const { definition } of found.toSorted((one, other) => Number(isName(one)) - Number(isName(other))))
    await trx.run(definition);
}

/** No writes while the rows move. */
export const holdStill = (trx: Connection, table: string) => trx.run(`lock table ${table} in access exclusive mode`);

/** Running processes would get no notification of a revocation any more: they read each token from then on. */
export const stopNotifications = (trx: Connection) => trx.run(`select pg_notify('withdrawn', 'no more')`);

/** From the uid of each session that goes on to its row (oidc/distributed). */
export const leadToSessions = (trx: Connection) =>
  trx.run(
    `insert into oidc_tokens (kind, key, payload, account_id, issued_at, expires_at)
     select distinct on (uid_key) 10, uid_key, json_build_object('session', encode(key, 'hex')), account_id, issued_at, expires_at
       from oidc_tokens where kind = 1 and uid_key is not null
      order by uid_key, consumed_at is not null, issued_at desc`,
  );
export const forgetLeads = (trx: Connection) => trx.run(`delete from oidc_tokens where kind = 10`);

export async function spreadOut(
  trx: Connection,
  { table, by, beside }: (typeof spread)[number],
  shards: number,
): Promise<void> {
  await trx.run(`select create_distributed_table($1::regclass, $2, colocate_with => $3, shard_count => $4)`, [
    ...[table, by, beside ?? 'none', beside === undefined ? shards : null],
  ]);
  await trx.run(`select truncate_local_data_after_distributing_table($1::regclass)`, [table]);
}

export const bringTogether = (trx: Connection, table: string) =>
  trx.run(`select undistribute_table($1::regclass)`, [table]);

export const count = async (trx: Connection, table: string): Promise<number> =>
  (await trx.row<{ n: number }>(`select count(*) as n from ${table}`))?.n ?? 0;
