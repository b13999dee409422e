import type { Connection } from '../database/open.ts';
import type { EventText, Head, Seal } from './chain.ts';

const lock = 7_202_611_241; // an arbitrary key, unused by other advisory locks

// Texts that no setting of the session changes: seconds since 1970 with six decimals, JSON as it was written.
const eventText = `e.id, extract(epoch from e.at)::text as "at", e.actor_kind as "actorKind", e.actor_id as "actorId", e.verb,
  e.subject_kind as "subjectKind", e.subject_id as "subjectId", e.details::text as details, e.request_id as "requestId", e.mac,
  e.person::text as person, e.person_salt as "personSalt", e.person_hash as "personHash"`;
const seal = `s.position, s.event_id as "eventId", s.digest, s.hash`;

/** Makes this transaction the only one that seals, until it ends; false where another one is. */
export async function elect(trx: Connection): Promise<boolean> {
  return (
    (await trx.row<{ elected: boolean }>(`select pg_try_advisory_xact_lock($1) as elected`, [lock]))?.elected === true
  );
}

export const isAnythingPending = async (db: Connection): Promise<boolean> =>
  (await db.row(`select 1 from audit_pending limit 1`)) !== undefined;

export const head = (db: Connection): Promise<Head | undefined> =>
  db.row<Head>(`select s.position, s.hash from audit_seals s order by s.position desc limit 1`);

export const firstSeal = (db: Connection): Promise<Seal | undefined> =>
  db.row<Seal>(`select ${seal} from audit_seals s order by s.position limit 1`);

export const unsealed = (db: Connection, limit: number): Promise<EventText[]> =>
  db.rows<EventText>(
    `select ${eventText} from audit_pending p join audit_events e on e.id = p.event_id
     where not exists (select from audit_seals s where s.event_id = p.event_id)
     order by p.event_id limit $1`,
    [limit],
  );

/** Adds seals to the chain and removes their events from those that wait, in one statement. */
export async function append(trx: Connection, seals: readonly Seal[]): Promise<void> {
  await trx.run(
    `with sealed as (
       insert into audit_seals (position, event_id, digest, hash)
       select fresh.position, fresh.event_id, fresh.digest, fresh.hash
       from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[]) as fresh (position, event_id, digest, hash)
       returning event_id)
     delete from audit_pending p using sealed where p.event_id = sealed.event_id`,
    [
      seals.map(({ position }) => position),
      seals.map(({ eventId }) => eventId),
      seals.map(({ digest }) => digest),
      seals.map(({ hash }) => hash),
    ],
  );
}

export const sealsAfter = (db: Connection, position: number, limit: number): Promise<Seal[]> =>
  db.rows<Seal>(`select ${seal} from audit_seals s where s.position > $1 order by s.position limit $2`, [
    position,
    limit,
  ]);

export type Link = { seal: Seal; event: EventText | undefined };
type LinkRow = Seal & { [Key in keyof EventText]: EventText[Key] | null };

/** Seals with their events, as far as they exist; the one at `position` once more, so that a second one there is not passed over. */
export async function linksFrom(db: Connection, position: number, limit: number): Promise<Link[]> {
  const rows = await db.rows<LinkRow>(
    `select ${seal}, ${eventText} from audit_seals s left join audit_events e on e.id = s.event_id
     where s.position >= $1 order by s.position limit $2`,
    [position, limit],
  );
  return rows.map(({ position, eventId, digest, hash, ...event }) => ({
    seal: { position, eventId, digest, hash },
    event: isWhole(event) ? event : undefined,
  }));
}

/** The events about these subjects, sealed or waiting for it. */
export const eventsAbout = (db: Connection, subjectKind: string, subjectIds: readonly string[]): Promise<EventText[]> =>
  db.rows<EventText>(`select ${eventText} from audit_events e where e.subject_kind = $1 and e.subject_id = any($2)`, [
    subjectKind,
    subjectIds,
  ]);

/** Without an id there is no event. */
const isWhole = (event: { [Key in keyof EventText]: EventText[Key] | null }): event is EventText => event.id !== null;

/** The next `limit` events after `id`: where they end, and the first of them that is neither sealed nor waiting for it. */
export async function strayAfter(
  db: Connection,
  id: number,
  limit: number,
): Promise<{ last: number | undefined; stray: number | undefined }> {
  const row = await db.row<{ last: number | null; stray: number | null }>(
    `with batch as (select e.id from audit_events e where e.id > $1 order by e.id limit $2)
     select max(b.id) as last,
            min(b.id) filter (where not exists (select from audit_seals s where s.event_id = b.id)
                                and not exists (select from audit_pending p where p.event_id = b.id)) as stray
     from batch b`,
    [id, limit],
  );
  return { last: row?.last ?? undefined, stray: row?.stray ?? undefined };
}

/** The number of unsealed events, since when, and the first of them whose row is missing. */
export async function tail(
  db: Connection,
): Promise<{ count: number; oldestAt: Date | undefined; gone: number | undefined }> {
  const row = await db.row<{ count: number; oldest_at: Date | null; gone: number | null }>(
    `select count(*) as count, min(e.at) as oldest_at, min(p.event_id) filter (where e.id is null) as gone
     from audit_pending p left join audit_events e on e.id = p.event_id`,
  );
  return { count: row?.count ?? 0, oldestAt: row?.oldest_at ?? undefined, gone: row?.gone ?? undefined };
}

export async function lastSealed(db: Connection): Promise<number> {
  return (await db.row<{ id: number | null }>(`select max(s.event_id) as id from audit_seals s`))?.id ?? 0;
}

export const sealAt = (db: Connection, position: number): Promise<Seal | undefined> =>
  db.row<Seal>(`select ${seal} from audit_seals s where s.position = $1`, [position]);
