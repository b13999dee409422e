import type { Connection } from '../../database/open.ts';
import { isOver } from '../aksk/lifetime.ts';

/** An address that works until then though the rules refuse it. */
export interface Waiver {
  id: string;
  redirectUri: string;
  until: Date;
  reason: string;
  createdAt: Date;
}

type Row = { id: string; redirect_uri: string; until: Date; reason: string; created_at: Date };

/** Those that are not over at `now`, to the whole second. */
export async function list(db: Connection, clientId: string, now: Date): Promise<Waiver[]> {
  const rows = await db.rows<Row>(
    `select id, redirect_uri, until, reason, created_at from application_waivers
     where client_id = $1 and ended_at is null and not ${isOver.sql('until', '$2')} order by until, redirect_uri`,
    [clientId, now],
  );
  return rows.map((row) => ({
    id: row.id,
    redirectUri: row.redirect_uri,
    until: row.until,
    reason: row.reason,
    createdAt: row.created_at,
  }));
}

export async function insert(trx: Connection, clientId: string, waiver: Waiver): Promise<void> {
  await trx.run(
    `insert into application_waivers (id, client_id, redirect_uri, until, reason, created_at) values ($1, $2, $3, $4, $5, $6)`,
    [waiver.id, clientId, waiver.redirectUri, waiver.until, waiver.reason, waiver.createdAt],
  );
}

export async function end(trx: Connection, clientId: string, id: string, at: Date): Promise<void> {
  await trx.run(`update application_waivers set ended_at = $3 where client_id = $1 and id = $2 and ended_at is null`, [
    clientId,
    id,
    at,
  ]);
}

export async function setPkce(
  trx: Connection,
  clientId: string,
  until: Date | undefined,
  reason: string | undefined,
  at: Date,
): Promise<void> {
  await trx.run(
    `update applications set pkce_waived_until = $2, pkce_waiver_reason = $3, updated_at = $4 where client_id = $1`,
    [clientId, until ?? null, reason ?? null, at],
  );
}

export async function findPkce(db: Connection, clientId: string): Promise<{ until: Date; reason: string } | undefined> {
  const row = await db.row<{ until: Date | null; reason: string | null }>(
    `select pkce_waived_until as until, pkce_waiver_reason as reason from applications where client_id = $1`,
    [clientId],
  );
  return row?.until == null ? undefined : { until: row.until, reason: row.reason ?? '' };
}
