import type { Connection } from '../database/open.ts';
import { epochText, macOf } from './mac.ts';
import { personText, together } from './person.ts';

export interface AuditEvent {
  at: Date;
  actorKind: string;
  actorId: string | undefined;
  verb: string;
  subject: { kind: string; id: string };
  details: object;
  /** The personal part, which ends with its time. */
  person?: object | undefined;
  requestId: string | undefined;
}

/** Signed with the key that this connection was opened with; unsigned without one. */
export async function insert(trx: Connection, event: AuditEvent): Promise<void> {
  const text = {
    at: epochText(event.at),
    actorKind: event.actorKind,
    actorId: event.actorId ?? null,
    verb: event.verb,
    subjectKind: event.subject.kind,
    subjectId: event.subject.id,
    details: JSON.stringify(event.details),
    requestId: event.requestId ?? null,
    ...personText(event.person, trx.auditHash),
  };
  // A rollback of the schema is recorded where these columns may be gone.
  const [columns, values] =
    text.personHash === null ? ['', ''] : [', person, person_salt, person_hash', ', $10, $11, $12'];
  await trx.run(
    `insert into audit_events (at, actor_kind, actor_id, verb, subject_kind, subject_id, details, request_id, mac${columns})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9${values})`,
    [
      event.at,
      text.actorKind,
      text.actorId,
      text.verb,
      text.subjectKind,
      text.subjectId,
      text.details,
      text.requestId,
      trx.auditKey === undefined ? null : macOf(trx.auditKey, text, event.at, trx.auditHash),
      ...(text.personHash === null ? [] : [text.person, text.personSalt, text.personHash]),
    ],
  );
}

/** The same of many subjects of one verb, in one statement. */
export async function insertAll(
  trx: Connection,
  { at, actorKind, actorId, verb }: Pick<AuditEvent, 'at' | 'actorKind' | 'actorId' | 'verb'>,
  events: readonly Pick<AuditEvent, 'subject' | 'details'>[],
): Promise<void> {
  const written = events.map(({ subject, details }) => {
    const text = {
      ...{ at: epochText(at), actorKind, actorId: actorId ?? null, verb, requestId: null, ...personText(undefined) },
      ...{ subjectKind: subject.kind, subjectId: subject.id, details: JSON.stringify(details) },
    };
    return { ...text, mac: trx.auditKey === undefined ? null : macOf(trx.auditKey, text, at, trx.auditHash) };
  });
  await trx.run(
    `insert into audit_events (at, actor_kind, actor_id, verb, subject_kind, subject_id, details, mac)
     select $1, $2, $3, $4, e.subject_kind, e.subject_id, e.details::json, e.mac
     from unnest($5::text[], $6::text[], $7::text[], $8::bytea[]) as e (subject_kind, subject_id, details, mac)`,
    [
      ...[at, actorKind, actorId ?? null, verb],
      written.map(({ subjectKind }) => subjectKind),
      written.map(({ subjectId }) => subjectId),
      written.map(({ details }) => details),
      written.map(({ mac }) => mac),
    ],
  );
}

/** `details` with the personal part, as long as that is kept. */
export interface StoredEvent extends Omit<AuditEvent, 'person'> {
  /** The personal part has ended. */
  personEnded: boolean;
  id: number;
  /** Where it stands in the chain; undefined while it waits for that. */
  seal: { position: number; hash: string } | undefined;
}

/** Filters are combined with AND; `until` is exclusive. */
export interface Filter {
  subject?: { kind: string; id: string };
  actorId?: string;
  /** The beginning of the verb, or one of several. */
  verbPrefix?: string | readonly string[];
  since?: Date;
  until?: Date;
}

/** Of events of that time and before; how many they were, at most `most`. */
export const endPersons = async (db: Connection, before: Date, most: number): Promise<number> =>
  (await db.row<{ ended: number }>(`select end_audit_persons($1, $2) as ended`, [before, most]))?.ended ?? 0;

type Row = {
  id: number;
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  verb: string;
  subject_kind: string;
  subject_id: string;
  details: object;
  person: object | null;
  person_ended: boolean;
  request_id: string | null;
  position: number | null;
  hash: string | null;
};

const columns = `e.id, e.at, e.actor_kind, e.actor_id, e.verb, e.subject_kind, e.subject_id, e.details, e.person,
  e.person is null and e.person_hash is not null as person_ended, e.request_id,
  s.position, encode(s.hash, 'hex') as hash`;
const asked = `($1::text is null or (e.subject_kind = $1 and e.subject_id = $2)) and ($3::text is null or e.actor_id = $3)
  and ($4::text[] is null or e.verb ^@ any($4)) and ($5::timestamptz is null or e.at >= $5)
  and ($6::timestamptz is null or e.at < $6)`;
const values = ({ subject, actorId, verbPrefix, since, until }: Filter) => [
  subject?.kind ?? null,
  subject?.id ?? null,
  actorId ?? null,
  verbPrefix === undefined ? null : [verbPrefix].flat(),
  since ?? null,
  until ?? null,
];

/** Newest first, below the event `before`. */
export const newest = async (db: Connection, filter: Filter, before: number | undefined, limit: number) =>
  (
    await db.rows<Row>(
      `select ${columns} from audit_events e left join audit_seals s on s.event_id = e.id
       where ${asked} and ($7::bigint is null or (e.at, e.id) < (select b.at, b.id from audit_events b where b.id = $7))
       order by e.at desc, e.id desc limit $8`,
      [...values(filter), before ?? null, limit],
    )
  ).map(present);

/** Oldest first, above the event `after`. */
export const oldest = async (db: Connection, filter: Filter, after: number | undefined, limit: number) =>
  (
    await db.rows<Row>(
      `select ${columns} from audit_events e left join audit_seals s on s.event_id = e.id
       where ${asked} and ($7::bigint is null or (e.at, e.id) > (select a.at, a.id from audit_events a where a.id = $7))
       order by e.at, e.id limit $8`,
      [...values(filter), after ?? null, limit],
    )
  ).map(present);

const present = (row: Row): StoredEvent => ({
  id: row.id,
  at: row.at,
  actorKind: row.actor_kind,
  actorId: row.actor_id ?? undefined,
  verb: row.verb,
  subject: { kind: row.subject_kind, id: row.subject_id },
  details: row.person === null ? row.details : together(row.details, row.person),
  personEnded: row.person_ended,
  requestId: row.request_id ?? undefined,
  seal: row.position === null || row.hash === null ? undefined : { position: row.position, hash: row.hash },
});
