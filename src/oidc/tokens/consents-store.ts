import { isRemembered } from '../../applications/aksk/consent.ts';
import type { Connection, Reader } from '../../database/open.ts';
import { wasWritten } from '../../database/written.ts';

export interface Consent {
  clientId: string;
  granted: string[];
  refused: string[];
  firstAt: Date;
  lastAt: Date;
}

type Standing = Row | (Record<keyof Omit<Row, 'client_id'>, null> & { client_id: string });
type Row = { client_id: string; granted: string[]; refused: string[]; first_at: Date; last_at: Date };

export async function find(db: Reader, accountId: string, clientId: string, now: Date): Promise<Consent | undefined> {
  const row = await db.row<Row>(
    `select client_id, granted, refused, first_at, last_at from consents where account_id = $1 and client_id = $2 and ${isRemembered.sql('consents', '$3')}`,
    [accountId, clientId, now],
  );
  return row && present(row);
}

/** A statement that names an account and a client. */
export type Pair = { text: string; values: readonly unknown[] };

/** The named pair, if both exist, with its consent. */
export async function findPair(
  db: Connection,
  { text, values }: Pair,
  now: Date,
): Promise<{ accountId: string; clientId: string; consent: Consent | undefined } | undefined> {
  const row = await db.row<Standing & { account_id: string }>(
    `select named.account_id, named.client_id, found.* from (${text}) as named (account_id, client_id)
       left join lateral (select granted, refused, first_at, last_at from consents
         where account_id = named.account_id and client_id = named.client_id and ${isRemembered.sql('consents', `$${values.length + 1}`)}
         offset 0) as found on true
      where named.account_id is not null`,
    [...values, now],
  );
  if (row === undefined) return undefined;
  const consent = row.granted === null ? undefined : present(row);
  return { accountId: row.account_id, clientId: row.client_id, consent };
}

export type Decision = { granted: readonly string[]; refused: readonly string[] };

/** The pair's consent before the change; of two concurrent changes the second waits. */
export const decided = (trx: Connection, accountId: string, clientId: string) =>
  trx.row<Decision>(`select granted, refused from consents where account_id = $1 and client_id = $2 for update`, [
    accountId,
    clientId,
  ]);

export async function list(db: Connection, accountId: string, now: Date): Promise<Consent[]> {
  const rows = await db.rows<Row>(
    `select client_id, granted, refused, first_at, last_at from consents where account_id = $1 and ${isRemembered.sql('consents', '$2')}
     order by last_at desc, client_id`,
    [accountId, now],
  );
  return rows.map(present);
}

/** A first decision; false where another came in between. */
export const insert = async (
  trx: Connection,
  accountId: string,
  clientId: string,
  { granted, refused }: Decision,
  now: Date,
  expiresAt: Date,
): Promise<boolean> =>
  (await trx.run(
    `insert into consents (account_id, client_id, granted, refused, first_at, last_at, expires_at) values ($1, $2, $3, $4, $5, $5, $6)
     on conflict (account_id, client_id) do nothing`,
    [accountId, clientId, granted, refused, now, expiresAt],
  )) > 0;

/** One that follows, of a row that is held. */
export const update = (
  trx: Connection,
  accountId: string,
  clientId: string,
  { granted, refused }: Decision,
  now: Date,
  expiresAt: Date,
) =>
  trx.run(
    `update consents set granted = $3, refused = $4, last_at = $5, expires_at = $6 where account_id = $1 and client_id = $2`,
    [accountId, clientId, granted, refused, now, expiresAt],
  );

/**
 * The first decision. False where there is one already, also one that has ended: then the statement has failed (by a division by zero), and
 * with it everything that its transaction was to commit.
 */
export const giveFirst = (
  trx: Connection,
  accountId: string,
  clientId: string,
  granted: readonly string[],
  refused: readonly string[],
  now: Date,
  expiresAt: Date,
): Promise<boolean> =>
  wasWritten(
    trx.run(
      `with given as (
         insert into consents (account_id, client_id, granted, refused, first_at, last_at, expires_at) values ($1, $2, $3, $4, $5, $5, $6)
         on conflict (account_id, client_id) do nothing returning 1)
       select 1 / count(*) from given`,
      [accountId, clientId, granted, refused, now, expiresAt],
    ),
  );

/** The scopes given to an application on a day, whatever is withdrawn later that day. */
export const addingToDay = `on conflict (account_id, client_id, day) do update
  set granted = used.granted || array(select scope from unnest(excluded.granted) scope where scope <> all (used.granted))
  where not excluded.granted <@ used.granted`;

/** A login at an application with a consent. */
export type LastLogin = { accountId: string; clientId: string; at: Date };

/** The last login, and the scopes given on its day. In the order of the pairs, so that two nodes never deadlock. */
export async function touch(db: Connection, logins: readonly LastLogin[]): Promise<void> {
  const ordered = logins.toSorted((a, b) => (pairOf(a) < pairOf(b) ? -1 : 1));
  await db.run(
    `with noted as materialized (
       select c.account_id, c.client_id, l.at
       from unnest($1::uuid[], $2::text[], $3::timestamptz[]) with ordinality as l (account_id, client_id, at, place)
         join consents c on c.account_id = l.account_id and c.client_id = l.client_id
       where c.last_at <= l.at order by l.place for update of c
     ), touched as (
       update consents c set last_at = noted.at from noted
       where c.account_id = noted.account_id and c.client_id = noted.client_id returning c.account_id, c.client_id, noted.at, c.granted
     )
     insert into consent_uses as used (account_id, client_id, day, granted)
     select account_id, client_id, (at at time zone 'Asia/Shanghai')::date, granted from touched
     ${addingToDay}`,
    [ordered.map(({ accountId }) => accountId), ordered.map(({ clientId }) => clientId), ordered.map(({ at }) => at)],
  );
}
const pairOf = ({ accountId, clientId }: LastLogin) => `${accountId} ${clientId}`;

export type Use = { clientId: string; day: string; granted: string[] };

/** Of each application the last days, newest first. */
export const uses = (db: Connection, accountId: string, most: number) =>
  db.rows<Use>(
    `select client_id as "clientId", to_char(day, 'YYYY-MM-DD') as day, granted from (
       select client_id, day, granted, row_number() over (partition by client_id order by day desc) as place
         from consent_uses where account_id = $1) numbered
      where place <= $2 order by client_id, day desc`,
    [accountId, most],
  );

export const purgeUses = (db: Connection, before: Date) =>
  db.run(`delete from consent_uses where day < ($1::timestamptz at time zone 'Asia/Shanghai')::date`, [before]);

export async function remove(trx: Connection, accountId: string, clientId: string): Promise<boolean> {
  return (await trx.run(`delete from consents where account_id = $1 and client_id = $2`, [accountId, clientId])) > 0;
}

export const removeAll = (trx: Connection, accountId: string) =>
  trx.run(`delete from consents where account_id = $1`, [accountId]);

export async function purge(db: Connection, now: Date): Promise<number> {
  return db.run(`delete from consents where expires_at < $1`, [now]);
}

const present = (row: Row): Consent => ({
  clientId: row.client_id,
  granted: row.granted,
  refused: row.refused,
  firstAt: row.first_at,
  lastAt: row.last_at,
});
