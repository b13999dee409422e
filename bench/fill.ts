import { Client } from 'pg';
import { kinds } from '../src/oidc/tokens/kinds.ts';
import { accountIn, familyIn, idIn } from './holders.ts';

/** `sessions`: people who are signed in, each with a session, a grant and a family of refresh tokens. */
export type Sizes = { applications: number; accounts: number; sessions: number };

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
 * Copies of the rows of a few requests: applications with an SK each, people with a consent each, and their sessions and tokens. Indexes are
 * dropped and made again, which is the fast way, and statistics are updated at the end.
 */
export const fill = (url: string, { applications, accounts, sessions }: Sizes) =>
  withClient(url, async (client) => {
    await client.query(`set maintenance_work_mem = '1GB'`);
    await client.query(`set session_replication_role = replica`); // foreign keys are right by construction
    const restore = await withoutIndexes(client, [
      'applications',
      'application_secrets',
      'accounts',
      'consents',
      'oidc_tokens',
    ]);
    const copy = (table: string, which: string, count: number, changed: Readonly<Record<string, string>>) =>
      copyRow(client, table, which, changed, [1, count]);
    await copy('applications', `name = '基准'`, applications, { client_id: `'ncc_' || lpad(n::text, 32, 'a')` });
    await client.query(
      `insert into application_secrets (id, client_id, hash, last_four, created_at)
       select gen_random_uuid(), 'ncc_' || lpad(n::text, 32, 'a'), sha256(convert_to('ncc_sk_' || lpad(n::text, 43, 'a'), 'UTF8')),
         right(n::text, 4), clock_timestamp() from generate_series(1, $1::int) n`,
      [applications],
    );
    await copy('accounts', `username = 'user0'`, accounts, { id: accountIn, username: `'filled' || n` });
    await copy('consents', 'true', accounts, { account_id: accountIn });
    if (sessions > 0) await signIn(client, sessions);
    await restore();
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  });

const hashIn = (id: string) => `sha256(convert_to(${id}, 'UTF8'))`;
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A row again for each number n, with columns that are made of it. */
async function copyRow(
  client: Client,
  table: string,
  which: string,
  changed: Readonly<Record<string, string>>,
  [first, last]: readonly [number, number],
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  await client.query(
    `insert into ${table} (${names.join(', ')}) select ${names.map((name) => changed[name] ?? `sample.${name}`).join(', ')}
     from (select * from ${table} where ${which} limit 1) sample, generate_series($1::int, $2::int) n`,
    [first, last],
  );
}

/**
 * The last login that may refresh, again for so many people: their cookies and tokens are those of holders.ts, and work. Their access tokens
 * have no rows (docs/adr/0101); the row of a family stands to the end of a day, as ever (src/oidc/tokens/families.ts).
 */
async function signIn(client: Client, people: number): Promise<void> {
  const { rows } = await client.query<Login>(lastLogin, [kinds.RefreshToken, kinds.Session]);
  const [login] = rows;
  if (login === undefined) throw new Error('nobody has signed in');
  // Everything that is another for each person stands in the payloads as it is, so it is exchanged in their text.
  const payload = [
    [login.account, `${accountIn}::text`] as const,
    [login.grant, idIn('grant')] as const,
    [login.uid, idIn('uid')] as const,
  ].reduce((text, [from, to]) => `replace(${text}, ${quoted(from)}, ${to})`, 'sample.payload::text');
  const spread = (days: number) => `sample.expires_at - n % ${days * 1440} * interval '1 minute'`;
  const [grantKey, uidKey] = [hashIn(idIn('grant')), hashIn(idIn('uid'))];
  const copies: [string, Buffer, Record<string, string>][] = [
    ['Session', login.session_key, { key: hashIn(idIn('session')), uid_key: uidKey, expires_at: spread(20) }],
    ['Grant', login.grant_key, { key: grantKey, expires_at: spread(20) }],
    [
      'RefreshToken',
      login.refresh_key,
      {
        key: hashIn(familyIn),
        grant_key: grantKey,
        current_hash: hashIn(`${familyIn} || '.' || ${idIn('secret')}`),
      },
    ],
  ];
  const most = 1_000_000;
  for (let from = 0; from < people; from += most)
    for (const [kind, key, changed] of copies)
      await copyRow(
        client,
        'oidc_tokens',
        `kind = ${kinds[kind as keyof typeof kinds]} and key = '\\x${key.toString('hex')}'`,
        { account_id: accountIn, ...changed, payload: `(${payload})::json` },
        [from + 1, Math.min(from + most, people)],
      );
}

type Login = {
  account: string;
  grant: string;
  uid: string;
  refresh_key: Buffer;
  grant_key: Buffer;
  session_key: Buffer;
};
const lastLogin = `
  select r.account_id as account, r.payload->>'grantId' as grant, r.payload->>'sessionUid' as uid,
    r.key as refresh_key, r.grant_key, s.key as session_key
  from oidc_tokens r
    join oidc_tokens s on s.kind = $2 and s.uid_key = sha256(convert_to(r.payload->>'sessionUid', 'UTF8')) and s.consumed_at is null
  where r.kind = $1 and r.current_hash is not null order by r.issued_at desc limit 1`;

/** So many families of refresh tokens that are expired beyond any use; all at once, so that the purge finds all. */
export const addExpired = (url: string, count: number) =>
  withClient(url, async (client) => {
    await copyRow(
      client,
      'oidc_tokens',
      `kind = ${kinds.RefreshToken}`,
      {
        key: hashIn(`'over ' || n`),
        expires_at: `clock_timestamp() - interval '3 days' + n % 86400 * interval '1 second'`,
      },
      [1, count],
    );
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
    await beside(client, `alter table ${of} drop constraint ${name}`);
  for (const { name } of indexes) await beside(client, `drop index ${name}`);
  return async () => {
    for (const { of, name, definition } of constraints.toSorted(last))
      await client.query(`alter table ${of} add constraint ${name} ${definition}`);
    for (const { definition } of indexes) await client.query(definition);
  };
}

/** The server that is filled goes on with its jobs, and each waits for tables of the other: the victim of a deadlock tries again. */
async function beside(client: Client, statement: string): Promise<void> {
  for (let tries = 0; ; tries += 1)
    try {
      await client.query(statement);
      return;
    } catch (error) {
      if (!isDeadlock(error) || tries === 10) throw error;
    }
}

const isDeadlock = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '40P01';
