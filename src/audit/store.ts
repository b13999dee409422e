import type { Connection } from '../database/open.ts';

export interface AuditEvent {
  at: Date;
  actorKind: string;
  actorId: string | undefined;
  verb: string;
  subject: { kind: string; id: string };
  details: object;
  requestId: string | undefined;
}

export async function insert(trx: Connection, event: AuditEvent): Promise<void> {
  await trx.run(
    `insert into audit_events (at, actor_kind, actor_id, verb, subject_kind, subject_id, details, request_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      event.at,
      event.actorKind,
      event.actorId ?? null,
      event.verb,
      event.subject.kind,
      event.subject.id,
      JSON.stringify(event.details),
      event.requestId ?? null,
    ],
  );
}

type Row = {
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  verb: string;
  subject_kind: string;
  subject_id: string;
  details: object;
  request_id: string | null;
};

/** Everything about one subject, oldest first. */
export async function eventsOf(db: Connection, subject: { kind: string; id: string }): Promise<AuditEvent[]> {
  const rows = await db.rows<Row>(
    `select at, actor_kind, actor_id, verb, subject_kind, subject_id, details, request_id
     from audit_events where subject_kind = $1 and subject_id = $2 order by id`,
    [subject.kind, subject.id],
  );
  return rows.map((row) => ({
    at: row.at,
    actorKind: row.actor_kind,
    actorId: row.actor_id ?? undefined,
    verb: row.verb,
    subject: { kind: row.subject_kind, id: row.subject_id },
    details: row.details,
    requestId: row.request_id ?? undefined,
  }));
}
