import { Client } from 'pg';

export type Sizes = { applications: number; accounts: number; tokens: number };

/** AK and SK of an application that was filled in; they follow from its number. */
export const clientAt = (index: number) => ({
  id: `ncc_${String(index).padStart(32, 'a')}`,
  secret: `ncc_sk_${String(index).padStart(43, 'a')}`,
});

/** One connection of our own, on which a statement may take minutes. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Copies of what a few requests have left: applications with an SK each, people with a consent each, living tokens of all kinds. Indexes
 * are taken away and made again, which is the fast way, and the planner is told at the end.
 */
export const fill = (url: string, { applications, accounts, tokens }: Sizes) =>
  withClient(url, async (client) => {
    await client.query(`set maintenance_work_mem = '1GB'`);
    await client.query(`set session_replication_role = replica`); // what refers is right by the way it is made
    const restore = await withoutIndexes(client, [
      'applications',
      'application_secrets',
      'accounts',
      'consents',
      'oidc_tokens',
    ]);
    await client.query(
      `insert into applications select made.* from applications a, generate_series(1, $1::int) n,
         jsonb_populate_record(a, jsonb_build_object('client_id', 'ncc_' || lpad(n::text, 32, 'a'))) made
       where a.name = '基准'`,
      [applications],
    );
    await client.query(
      `insert into application_secrets (id, client_id, hash, last_four, created_at)
       select gen_random_uuid(), 'ncc_' || lpad(n::text, 32, 'a'), sha256(convert_to('ncc_sk_' || lpad(n::text, 43, 'a'), 'UTF8')),
         right(n::text, 4), clock_timestamp() from generate_series(1, $1::int) n`,
      [applications],
    );
    await client.query(
      `insert into accounts select made.* from accounts a, generate_series(1, $1::int) n,
         jsonb_populate_record(a, jsonb_build_object('id', md5(n::text)::uuid, 'username', 'filled' || n)) made
       where a.username = 'user0'`,
      [accounts],
    );
    await client.query(
      `insert into consents select made.* from (select min(ctid) as first from consents) f, consents c, generate_series(1, $1::int) n,
         jsonb_populate_record(c, jsonb_build_object('account_id', md5(n::text)::uuid)) made where c.ctid = f.first`,
      [accounts],
    );
    const most = 1_000_000;
    const early = Math.round(tokens * 0.95);
    const add = (from: number, to: number) =>
      client.query(copies, [from + 1, to, applications, accounts, '1 day', living]);
    for (let from = 0; from < early; from += most) await add(from, Math.min(from + most, early));
    await restore();
    await client.query('vacuum analyze');
    await client.query('checkpoint');
    // A database is seldom asked just after a checkpoint, when every page that is written goes whole into the log.
    await add(early, tokens);
  });

// One of each kind that was left last, and so many copies of each in turn; what refers to a grant refers to the one of its turn.
const copies = `
  with samples as materialized (
    select distinct on (kind) * from oidc_tokens where kind = any ($6::smallint[]) and consumed_at is null
    order by kind, issued_at desc),
  turns as materialized (
    select row_number() over (order by s.kind) - 1 as turn, s.*
    from samples s, generate_series(1, case s.kind when 7 then 6 else 1 end)),
  numbered as (select n, n % (select count(*) from turns) as turn from generate_series($1::int, $2::int) n)
  insert into oidc_tokens (kind, key, payload, client_id, account_id, grant_key, uid_key, issued_at, expires_at, current_hash)
  select t.kind, sha256(convert_to(t.kind || ' ' || n, 'UTF8')), t.payload,
    case when t.kind = 7 then 'ncc_' || lpad((n % $3::int + 1)::text, 32, 'a') else t.client_id end,
    case when t.account_id is not null then md5((n % $4::int + 1)::text)::uuid end,
    case when t.grant_key is not null then sha256(convert_to('3 ' || n - turn + 1, 'UTF8')) end,
    case when t.uid_key is not null then sha256(convert_to('uid ' || n, 'UTF8')) end,
    clock_timestamp(), clock_timestamp() + $5::interval + n % 86400 * interval '1 second',
    case when t.current_hash is not null then sha256(convert_to('current ' || n, 'UTF8')) end
  from numbered join turns t using (turn)`;
const living = [1, 3, 5, 6, 7]; // Session, Grant, AccessToken, RefreshToken, ClientCredentials: src/oidc/tokens/kinds.ts

/** So many tokens of applications that are over for longer than anybody may ask for them; all at once, so that the purge finds all. */
export const addExpired = (url: string, count: number) =>
  withClient(url, async (client) => {
    await client.query(copies, [1_000_000_001, 1_000_000_000 + count, 1000, 1000, '-3 days', [7]]);
    await client.query('analyze oidc_tokens');
  });

async function withoutIndexes(client: Client, tables: string[]) {
  const { rows: constraints } = await client.query(
    `select conrelid::regclass::text as of, conname as name, pg_get_constraintdef(oid) as definition, contype = 'f' as refers
     from pg_constraint where conparentid = 0
       and (conrelid = any ($1::regclass[]) and contype in ('p', 'u', 'f') or confrelid = any ($1::regclass[]))`,
    [tables],
  );
  const { rows: indexes } = await client.query(
    `select c.oid::regclass::text as name, pg_get_indexdef(c.oid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = any ($1::regclass[]) and not exists (select from pg_constraint k where k.conindid = c.oid)`,
    [tables],
  );
  const last = (a: { refers: boolean }, b: { refers: boolean }) => Number(a.refers) - Number(b.refers);
  for (const { of, name } of constraints.toSorted(last).toReversed())
    await client.query(`alter table ${of} drop constraint ${name}`);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  return async () => {
    for (const { of, name, definition } of constraints.toSorted(last))
      await client.query(`alter table ${of} add constraint ${name} ${definition}`);
    for (const { definition } of indexes) await client.query(definition);
  };
}
