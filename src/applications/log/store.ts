import type { Connection } from '../../database/open.ts';
import { type Count, type Endpoint, type Failure, isEndpoint, ofRun, ok, onlyCounted, runOutcomes } from './call.ts';
import type { Batch } from './journal.ts';

/**
 * The whole batch in one statement. Failures get a row up to `most` in an application's hour: the count of the hour is raised first, and its
 * earlier value says which of ours still fit, also when several nodes write at once. Keys are sorted, so that two nodes never wait for each
 * other crosswise. Calls of an AK that was deleted meanwhile are left out. Counts refer to no application by constraint
 * (migrations/0015_applications.ts): a check and a lock for each of a hundred thousand AKs a minute cost more than their rows.
 */
export async function write(db: Connection, { failures, counts }: Batch, most: number): Promise<void> {
  await db.run(
    `with known as (
       select client_id from applications
       where client_id in (select client_id from json_to_recordset($1::json) as f (client_id text)) order by client_id for key share),
     given as (
       select f.*, date_trunc('hour', f.at, 'UTC') as hour,
         row_number() over (partition by f.client_id, date_trunc('hour', f.at, 'UTC') order by f.at) as place
       from json_to_recordset($1::json) as f (client_id text, at timestamptz, endpoint text, error text, description text,
         detail text, received text, registered text[], request_id text)
         join known using (client_id)),
     asked as (select client_id, hour, count(*)::integer as failures from given group by client_id, hour),
     raised as (
       insert into integration_hours as h (client_id, hour, failures)
       select client_id, hour, failures from asked order by client_id, hour
       on conflict (client_id, hour) do update set failures = h.failures + excluded.failures
       returning h.client_id, h.hour, h.failures),
     listed as (
       insert into integration_failures (client_id, at, endpoint, error, description, detail, received, registered, request_id)
       select g.client_id, g.at, g.endpoint, g.error, g.description, g.detail, g.received, g.registered, g.request_id
       from given g join asked using (client_id, hour) join raised using (client_id, hour)
       where raised.failures - asked.failures + g.place <= $3
       order by g.at
       returning client_id, endpoint, error as outcome, date_trunc('minute', at, 'UTC') as minute),
     rows as (select client_id, endpoint, outcome, minute, count(*)::integer as listed from listed group by 1, 2, 3, 4),
     counted as (
       select c.client_id, c.minute, c.endpoint, c.outcome, c.calls, coalesce(rows.listed, 0) as listed
       from json_to_recordset($2::json) as c (client_id text, minute timestamptz, endpoint text, outcome text, calls integer)
       left join rows using (client_id, endpoint, outcome, minute)
       where c.client_id is null or exists (select from applications a where a.client_id = c.client_id)),
     minutes as (
       insert into integration_minutes as m (client_id, minute, endpoint, outcome, calls, listed)
       select client_id, minute, endpoint, outcome, calls, listed from counted order by client_id, minute, endpoint, outcome
       on conflict (client_id, minute, endpoint, outcome)
       do update set calls = m.calls + excluded.calls, listed = m.listed + excluded.listed)
     insert into integration_days as d (client_id, day, endpoint, outcome, calls)
     select client_id, (minute at time zone 'Asia/Shanghai')::date as day, endpoint, outcome, sum(calls) from counted where outcome <> all($4)
     group by client_id, day, endpoint, outcome order by client_id, day, endpoint, outcome
     on conflict (client_id, day, endpoint, outcome) do update set calls = d.calls + excluded.calls`,
    [JSON.stringify(failures.map(failureRow)), JSON.stringify(counts.map(countRow)), most, runOutcomes],
  );
}

const failureRow = (failure: Failure) => ({
  client_id: failure.clientId,
  at: failure.at,
  endpoint: failure.endpoint,
  error: failure.error,
  description: failure.description,
  detail: failure.detail,
  received: failure.received,
  registered: failure.registered,
  request_id: failure.requestId,
});

const countRow = (count: Count) => ({
  client_id: count.clientId,
  minute: count.minute,
  endpoint: count.endpoint,
  outcome: count.outcome,
  calls: count.calls,
});

export const isRegistered = async (db: Connection, clientId: string): Promise<boolean> =>
  (await db.row(`select 1 as there from applications where client_id = $1`, [clientId])) !== undefined;

export const institutionOf = (db: Connection, clientId: string) =>
  db.row<{ id: string; regionCode: string | null }>(
    `select i.id, i.region_code as "regionCode" from applications a join institutions i on i.id = a.institution_id where a.client_id = $1`,
    [clientId],
  );

/** Calls of an application since a moment, and when it called last, to the minute. */
export type Recent = { clientId: string; calls: number; failed: number; lastAt: Date | undefined };

export async function recentOf(db: Connection, clientIds: readonly string[], since: Date): Promise<Recent[]> {
  const rows = await db.rows<{ client_id: string; calls: number; failed: number; last_at: Date | null }>(
    `select asked.client_id, (select max(m.minute) from integration_minutes m where m.client_id = asked.client_id) as last_at,
       coalesce(sum(m.calls), 0)::int as calls,
       coalesce(sum(m.calls) filter (where m.outcome <> 'ok' and m.outcome <> all($3)), 0)::int as failed
     from unnest($1::text[]) as asked(client_id)
     left join integration_minutes m on m.client_id = asked.client_id and m.minute > $2 and m.outcome <> all($4)
     group by asked.client_id`,
    [clientIds, since, onlyCounted, runOutcomes],
  );
  return rows.map((row) => ({
    clientId: row.client_id,
    calls: row.calls,
    failed: row.failed,
    lastAt: row.last_at ?? undefined,
  }));
}

type FailureRow = {
  id: number;
  at: Date;
  endpoint: string;
  error: string;
  description: string | null;
  detail: string | null;
  received: string | null;
  registered: string[];
  request_id: string;
};

/** Before (at, id), newest first. */
export async function failuresOf(
  db: Connection,
  clientId: string,
  before: { at: Date; id: number },
  limit: number,
): Promise<(Failure & { id: number })[]> {
  const rows = await db.rows<FailureRow>(
    `select id, at, endpoint, error, description, detail, received, registered, request_id from integration_failures
     where client_id = $1 and at <= $2 and (at, id) < ($2, $3) order by at desc, id desc limit $4`,
    [clientId, before.at, before.id, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    clientId,
    at: row.at,
    endpoint: endpointOf(row.endpoint),
    error: row.error,
    description: row.description ?? undefined,
    detail: row.detail ?? undefined,
    received: row.received ?? undefined,
    registered: row.registered,
    requestId: row.request_id,
  }));
}

type CountRow = { at: Date; endpoint: string; outcome: string; calls: number };

/** Calls without rows of their own, by the minute, newest first; of the minute `before.at` those after `before.place`. */
export async function countsOf(
  db: Connection,
  clientId: string,
  before: { at: Date; place: { endpoint: string; outcome: string } | undefined },
  failuresOnly: boolean,
  limit: number,
): Promise<Count[]> {
  const rows = await db.rows<CountRow>(
    `select minute as at, endpoint, outcome, calls - listed as calls from integration_minutes
     where client_id = $1 and minute <= $2 and (minute < $2 or $3::text is null or (endpoint, outcome) < ($3, $4))
       and calls > listed and (outcome <> all($7) or not $5)
     order by minute desc, endpoint desc, outcome desc limit $6`,
    [
      clientId,
      before.at,
      before.place?.endpoint ?? null,
      before.place?.outcome ?? null,
      failuresOnly,
      limit,
      [ok, ...runOutcomes],
    ],
  );
  return rows.map(({ at, endpoint, ...rest }) => ({ ...rest, clientId, endpoint: endpointOf(endpoint), minute: at }));
}

/** When each endpoint last answered an application as asked, to the minute. */
export const answeredOf = (db: Connection, clientId: string): Promise<{ endpoint: string; at: Date }[]> =>
  db.rows(
    `select endpoint, max(minute) as at from integration_minutes where client_id = $1 and outcome = any($2) group by endpoint`,
    [clientId, [ok, ofRun]],
  );

export type DayRow = { day: string; endpoint: string; outcome: string; calls: number };

/** Of one application, or (undefined) of unknown callers; newest day first. */
export const daysOf = (db: Connection, clientId: string | undefined, since: string): Promise<DayRow[]> =>
  clientId === undefined
    ? db.rows(
        `select day, endpoint, outcome, calls from integration_days
         where client_id is null and day >= $1 order by day desc, endpoint, outcome`,
        [since],
      )
    : db.rows(
        `select day, endpoint, outcome, calls from integration_days
         where client_id = $1 and day >= $2 order by day desc, endpoint, outcome`,
        [clientId, since],
      );

/** Of an application that is deleted; its failures go with it by constraint. */
export async function removeCounts(trx: Connection, clientId: string): Promise<void> {
  await trx.run(`delete from integration_minutes where client_id = $1`, [clientId]);
  await trx.run(`delete from integration_days where client_id = $1`, [clientId]);
}

/** At most `limit` rows of each table: hours before `before`, days before `daysBefore`. Failures and minutes go by whole months. */
export async function removeOld(db: Connection, before: Date, daysBefore: string, limit: number): Promise<number> {
  const removed = await Promise.all([
    db.run(
      `delete from integration_hours where ctid = any(array(select ctid from integration_hours where hour < $1 limit $2))`,
      [before, limit],
    ),
    db.run(
      `delete from integration_days where ctid = any(array(select ctid from integration_days where day < $1 limit $2))`,
      [daysBefore, limit],
    ),
  ]);
  return Math.max(...removed);
}

function endpointOf(name: string): Endpoint {
  if (!isEndpoint(name)) throw new Error(`The integration log knows no endpoint ${name}`);
  return name;
}
