import type { Connection } from '../database/open.ts';
import type { Endpoint } from './endpoint.ts';

type Row = {
  id: string;
  institution_id: string;
  client_id: string | null;
  url: string;
  description: string;
  types: string[];
  created_at: Date;
  failing_since: Date | null;
  disabled_at: Date | null;
  disabled_reason: NonNullable<Endpoint['disabledReason']> | null;
};

const columns =
  'w.id, w.institution_id, w.client_id, w.url, w.description, w.types, w.created_at, w.failing_since, w.disabled_at, w.disabled_reason';

const present = (row: Row): Endpoint => ({
  id: row.id,
  institutionId: row.institution_id,
  clientId: row.client_id ?? undefined,
  url: row.url,
  description: row.description,
  types: row.types,
  createdAt: row.created_at,
  failingSince: row.failing_since ?? undefined,
  disabledAt: row.disabled_at ?? undefined,
  disabledReason: row.disabled_reason ?? undefined,
});

export type New = Endpoint & { secret: Buffer; createdBy: string };

/** False where there is one with this address. */
export const insert = async (trx: Connection, one: New): Promise<boolean> =>
  (await trx.run(
    `insert into webhook_endpoints (id, institution_id, client_id, url, description, types, secret, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [
      one.id,
      one.institutionId,
      one.clientId ?? null,
      one.url,
      one.description,
      one.types,
      one.secret,
      one.createdBy,
      one.createdAt,
    ],
  )) === 1;

export async function find(db: Connection, id: string): Promise<Endpoint | undefined> {
  const row = await db.row<Row>(`select ${columns} from webhook_endpoints w where w.id = $1`, [id]);
  return row && present(row);
}

export type Owner = { institutionId: string; clientId: string | undefined };

export async function findByUrl(
  db: Connection,
  { institutionId, clientId }: Owner,
  url: string,
): Promise<Endpoint | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from webhook_endpoints w where w.institution_id = $1 and coalesce(w.client_id, '') = $2 and w.url = $3`,
    [institutionId, clientId ?? '', url],
  );
  return row && present(row);
}

/** Of an institution, or of one application of it; oldest first. */
export async function list(db: Connection, institutionId: string, clientId?: string): Promise<Endpoint[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from webhook_endpoints w where w.institution_id = $1 and ($2::text is null or w.client_id = $2) order by w.created_at, w.id`,
    [institutionId, clientId ?? null],
  );
  return rows.map(present);
}

/** Unchanged columns of a change were read under the same lock. */
export async function lock(trx: Connection, id: string): Promise<Endpoint | undefined> {
  const row = await trx.row<Row>(`select ${columns} from webhook_endpoints w where w.id = $1 for update`, [id]);
  return row && present(row);
}

export async function update(
  trx: Connection,
  { id, url, description, types, failingSince, disabledAt, disabledReason }: Endpoint,
): Promise<void> {
  await trx.run(
    `update webhook_endpoints set url = $2, description = $3, types = $4, failing_since = $5, disabled_at = $6, disabled_reason = $7 where id = $1`,
    [id, url, description, types, failingSince ?? null, disabledAt ?? null, disabledReason ?? null],
  );
}

export const remove = async (trx: Connection, id: string): Promise<boolean> =>
  (await trx.run(`delete from webhook_endpoints where id = $1`, [id])) === 1;

/** The endpoints subscribed to each of these events. */
export const subscribedEndpoints = (trx: Connection, eventIds: readonly number[]) =>
  trx.rows<{ endpoint: string; event: number }>(
    `select w.id as endpoint, e.id as event from events e join webhook_endpoints w on w.institution_id = e.institution_id
     where e.id = any($1::bigint[]) and w.disabled_at is null and (w.types = '{}' or e.type = any(w.types))
       and (w.client_id is null or w.client_id = e.client_id or (e.client_id is null and e.is_shared))
     order by e.id`,
    [eventIds],
  );
