import type { Connection } from '../database/open.ts';
import type { Event, NewEvent } from './event.ts';

/** False if it arrived before under the same id. */
export const arrive = async (trx: Connection, id: string, told: NewEvent): Promise<boolean> =>
  (await trx.run(
    `insert into event_arrivals (id, type, institution_id, client_id, is_shared, subject, data, at)
     select $1, $2, $3, $4, $5, $6, $7, $8 where not exists (select from events where uid = $1)
     on conflict (id) do nothing`,
    [
      id,
      told.type,
      told.institutionId,
      told.clientId ?? null,
      told.isShared ?? false,
      JSON.stringify(told.subject),
      JSON.stringify(told.data),
      told.at,
    ],
  )) === 1;

/** Of many that have no name of their own, in one statement. */
export const arriveAll = (trx: Connection, all: readonly (NewEvent & { id: string })[]): Promise<number> =>
  trx.run(
    `insert into event_arrivals (id, type, institution_id, client_id, is_shared, subject, data, at)
     select id, type, institution_id, client_id, is_shared, subject, data, at
     from json_to_recordset($1::json) as e (id uuid, type text, institution_id uuid, client_id text, is_shared boolean, subject jsonb,
       data jsonb, at timestamptz)`,
    [
      JSON.stringify(
        all.map(({ id, type, institutionId, clientId, isShared = false, subject, data, at }) => ({
          ...{ id, type, subject, data, at, institution_id: institutionId },
          ...{ client_id: clientId ?? null, is_shared: isShared },
        })),
      ),
    ],
  );

export async function hasArrivals(db: Connection, institutionId: string): Promise<boolean> {
  const row = await db.row<{ some: boolean }>(
    `select exists (select from event_arrivals where institution_id = $1) as some`,
    [institutionId],
  );
  return row?.some === true;
}

/** Those who put events in order follow each other, each until its commit is seen. */
export const takeTurn = async (trx: Connection): Promise<void> => {
  await trx.run(`select pg_advisory_xact_lock(hashtextextended(current_schema() || ' events are put in order', 0))`);
};

type Row = {
  id: number;
  uid: string;
  type: string;
  institution_id: string;
  client_id: string | null;
  subject: { kind: string; id: string };
  data: Record<string, unknown>;
  at: Date;
};

const present = (row: Row): Event => ({
  id: row.id,
  uid: row.uid,
  type: row.type,
  institutionId: row.institution_id,
  clientId: row.client_id ?? undefined,
  subject: row.subject,
  data: row.data,
  at: row.at,
});

/** Moves up to `limit` arrivals; under the lock of the order. */
export async function order(trx: Connection, limit: number): Promise<Event[]> {
  const rows = await trx.rows<Row>(
    `with gone as (
       delete from event_arrivals where id in (select id from event_arrivals order by at, id limit $1)
       returning id, type, institution_id, client_id, is_shared, subject, data, at)
     insert into events (uid, type, institution_id, client_id, is_shared, subject, data, at)
     select id, type, institution_id, client_id, is_shared, subject, data, at from gone order by at, id
     on conflict (uid) do nothing
     returning id, uid, type, institution_id, client_id, subject, data, at`,
    [limit],
  );
  return rows.map(present);
}

/** Events for an application, after an id. */
export async function list(
  db: Connection,
  { institutionId, clientId }: { institutionId: string; clientId: string },
  after: number,
  limit: number,
): Promise<Event[]> {
  const rows = await db.rows<Row>(
    `select id, uid, type, institution_id, client_id, subject, data, at from events
     where institution_id = $1 and id > $3 and (client_id = $2 or (client_id is null and is_shared)) order by id limit $4`,
    [institutionId, clientId, after, limit],
  );
  return rows.map(present);
}
