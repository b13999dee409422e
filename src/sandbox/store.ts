import type { Connection } from '../database/open.ts';
import { type SandboxTable, schema } from '../database/sandbox-schema.ts';

/** Which rows `t` of a table are over; $1: the moment before which. */
const over: Partial<Record<SandboxTable, string>> = {
  audit_events: 't.at < $1',
  // The samples of the catalogue stay.
  entries: `t.updated_at < $1 and not exists (select from ${schema}.shared_resources s where s.entry_id = t.id)`,
  submissions: `t.updated_at < $1 and not exists (select from ${schema}.entries e where t.id in (e.submission_id, e.withdrawal_id))`,
  files: `t.created_at < $1 and not exists (
    select from ${schema}.file_uses u join ${schema}.submissions s on s.id::text = u.subject_id where u.file_id = t.id)`,
  fetched_pictures: 't.fetched_at < $1',
  imports: 't.updated_at < $1',
  daily_reports: 't.updated_at < $1',
  totals_due: '$1::timestamptz is not null', // sandbox reports are not summed
  events: 't.at < $1',
  event_arrivals: 't.at < $1',
  webhook_deliveries: 't.created_at < $1',
  webhook_endpoints: `t.created_at < $1 and not exists (select from ${schema}.webhook_deliveries d where d.endpoint_id = t.id)`,
};

export const purges = Object.entries(over).map(
  ([table, isOver]) =>
    (db: Connection, before: Date, limit: number): Promise<number> =>
      db.run(
        `delete from ${schema}.${table} where ctid = any(array(select t.ctid from ${schema}.${table} t where ${isOver} limit $2))`,
        [before, limit],
      ),
);

/** Rows of an AK that no reference finds. */
const sentBy: Partial<Record<SandboxTable, string>> = {
  audit_events: 'actor_id',
  submissions: 'created_by',
  files: 'created_by',
  imports: 'client_id',
  entries: 'client_id',
  daily_reports: 'client_id',
  licences: 'client_id',
  events: 'client_id',
  event_arrivals: 'client_id',
  webhook_endpoints: 'client_id',
};

/** All rows sent by an AK, with those that refer to them. */
export async function removeSentBy(trx: Connection, clientId: string): Promise<void> {
  for (const [table, column] of Object.entries(sentBy))
    await trx.run(`delete from ${schema}.${table} where ${column} = $1`, [clientId]);
}
