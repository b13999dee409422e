import { isOfPerson } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';

export type Scope = { clientIds: readonly string[]; since: Date; until: Date | undefined };
export type Calls = { endpoint: string; ok: number; failed: number };

/** How far the counting of an incident is. */
export type Counting = Scope & {
  id: string;
  incidentId: string;
  countedUntil: Date;
  consentsAt: Date | undefined;
  loginsKnownSince: Date;
  callsKnownSince: Date;
  people: number;
  calls: readonly Calls[];
  isOver: boolean;
  isReplaced: boolean;
  /** When its people were removed. */
  clearedAt: Date | undefined;
};
type Row = Omit<Counting, 'until' | 'consentsAt' | 'clearedAt'> & {
  until: Date | null;
  consentsAt: Date | null;
  clearedAt: Date | null;
};

const columns = `id, incident_id as "incidentId", since, until, client_ids as "clientIds", counted_until as "countedUntil",
  consents_at as "consentsAt", logins_known_since as "loginsKnownSince", calls_known_since as "callsKnownSince", people, calls,
  is_over as "isOver", is_replaced as "isReplaced", cleared_at as "clearedAt"`;
const present = (row: Row | undefined): Counting | undefined =>
  row && {
    ...row,
    until: row.until ?? undefined,
    consentsAt: row.consentsAt ?? undefined,
    clearedAt: row.clearedAt ?? undefined,
  };

export type Begun = Pick<
  Counting,
  'id' | 'incidentId' | 'since' | 'until' | 'clientIds' | 'countedUntil' | 'loginsKnownSince' | 'callsKnownSince'
>;
export const insert = (trx: Connection, begun: Begun) =>
  trx.run(
    `insert into incident_countings (id, incident_id, since, until, client_ids, counted_until, logins_known_since, calls_known_since)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[begun.id, begun.incidentId, begun.since, begun.until ?? null, begun.clientIds, begun.countedUntil],
      ...[begun.loginsKnownSince, begun.callsKnownSince],
    ],
  );

export const find = async (db: Connection, incidentId: string): Promise<Counting | undefined> =>
  present(
    await db.row<Row>(`select ${columns} from incident_countings where incident_id = $1 and not is_replaced`, [
      incidentId,
    ]),
  );

/** Held until the transaction ends: another node waits, and goes on behind it. */
export const holdOf = async (trx: Connection, incidentId: string): Promise<Counting | undefined> =>
  present(
    await trx.row<Row>(
      `select ${columns} from incident_countings where incident_id = $1 and not is_replaced for update`,
      [incidentId],
    ),
  );
export const hold = async (trx: Connection, id: string): Promise<Counting | undefined> =>
  present(await trx.row<Row>(`select ${columns} from incident_countings where id = $1 for update`, [id]));

/** All that have something to do. */
export const pendingCountings = async (db: Connection): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select id from incident_countings where is_replaced or not is_over order by id limit 100`,
    )
  ).map(({ id }) => id);

export const setUntil = (trx: Connection, id: string, until: Date | undefined) =>
  trx.run(`update incident_countings set until = $2, is_over = false where id = $1`, [id, until ?? null]);

export const replace = (trx: Connection, id: string) =>
  trx.run(`update incident_countings set is_replaced = true where id = $1`, [id]);

/**
 * Logins of people in a part of the period, without test citizens, and the accounts that are new by them. By the hour, and by the index on time: the cost does not depend on the
 * length of the history.
 */
export const addLogins = async (trx: Connection, { id, clientIds }: Counting, from: Date, to: Date): Promise<number> =>
  (
    await trx.row<{ count: number }>(
      `with found as materialized (
         select account_id, count(*)::int as times, max(at) as last_at from logins
         where at >= $2 and at < $3 and client_id = any($4::text[]) and succeeded group by account_id),
       seen as (select * from found where ${isOfPerson('found.account_id')}),
       added as (
         insert into incident_people as p (counting_id, account_id, times, last_at) select $1, account_id, times, last_at from seen
         on conflict (counting_id, account_id) do update
           set times = p.times + excluded.times, last_at = greatest(p.last_at, excluded.last_at))
       select count(*)::int as count from seen s
       where not exists (select from incident_people k where k.counting_id = $1 and k.account_id = s.account_id)`,
      [id, from, to, clientIds],
    )
  )?.count ?? 0;

/**
 * Accounts that may have been there without a new login at the Cloud: of a consent only the first and the last moment are known. It reads all
 * consents once: an index would cost each of them, and this is asked after an incident.
 */
export const addConsents = (trx: Connection, { id, clientIds, since }: Counting, until: Date): Promise<number> =>
  trx.run(
    `with found as materialized (
       select distinct account_id from consents where client_id = any($4::text[]) and last_at >= $2 and first_at < $3)
     insert into incident_people (counting_id, account_id, times)
     select $1::uuid, account_id, 0 from found where ${isOfPerson('found.account_id')}
     on conflict (counting_id, account_id) do nothing`,
    [id, since, until, clientIds],
  );

/** Calls of the AKs, by the minute: kept for 30 days. */
export const calls = (db: Connection, { clientIds, since }: Counting, until: Date): Promise<Calls[]> =>
  db.rows<Calls>(
    `select endpoint, coalesce(sum(calls) filter (where outcome = 'ok'), 0)::int as ok,
       coalesce(sum(calls) filter (where outcome <> 'ok'), 0)::int as failed
     from integration_minutes where client_id = any($1::text[]) and minute >= $2 and minute < $3 group by endpoint order by endpoint`,
    [clientIds, since, until],
  );

export const noteLogins = (trx: Connection, id: string, countedUntil: Date, people: number) =>
  trx.run(`update incident_countings set counted_until = $2, people = people + $3 where id = $1`, [
    ...[id, countedUntil, people],
  ]);
export const noteConsents = (trx: Connection, id: string, at: Date, people: number) =>
  trx.run(`update incident_countings set consents_at = $2, people = people + $3 where id = $1`, [id, at, people]);
export const noteCalls = (trx: Connection, id: string, found: readonly Calls[], isOver: boolean) =>
  trx.run(`update incident_countings set calls = $2, is_over = $3 where id = $1`, [id, JSON.stringify(found), isOver]);

/** Accounts since the end of the counting that are not among its people. */
export const countSince = async (
  db: Connection,
  { id, clientIds, countedUntil }: Counting,
  until: Date,
): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `with seen as materialized (
         select distinct account_id from logins
         where at >= $2 and at < $3 and client_id = any($4::text[]) and succeeded)
       select count(*)::int as count from seen s
       where ${isOfPerson('s.account_id')} and not exists (select from incident_people k where k.counting_id = $1 and k.account_id = s.account_id)`,
      [id, countedUntil, until, clientIds],
    )
  )?.count ?? 0;

export type Person = { accountId: string; times: number; lastAt: Date | undefined };
/** By their ids, behind one of them. */
export const page = async (
  db: Connection,
  countingId: string,
  behind: string | undefined,
  limit: number,
): Promise<Person[]> =>
  (
    await db.rows<{ accountId: string; times: number; lastAt: Date | null }>(
      `select account_id as "accountId", times, last_at as "lastAt" from incident_people
       where counting_id = $1 and ($2::uuid is null or account_id > $2) order by account_id limit $3`,
      [countingId, behind ?? null, limit],
    )
  ).map(({ lastAt, ...row }) => ({ ...row, lastAt: lastAt ?? undefined }));

/** Deletes some people of a replaced counting; none while a notice still uses it. */
export const removePeople = (trx: Connection, id: string, limit: number): Promise<number> =>
  trx.run(
    `delete from incident_people where counting_id = $1
       and not exists (select from incident_tellings where counting_id = $1 and not is_over)
       and account_id = any(array(select account_id from incident_people where counting_id = $1 limit $2))`,
    [id, limit],
  );

/** Once it has no people left. */
export const remove = (trx: Connection, id: string): Promise<number> =>
  trx.run(
    `delete from incident_countings c where id = $1 and is_replaced
       and not exists (select from incident_people where counting_id = c.id)`,
    [id],
  );
