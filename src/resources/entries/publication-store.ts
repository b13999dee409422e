import type { Connection } from '../../database/open.ts';

/** One version that was approved; nothing of it ever changes. */
export interface Publication {
  id: string;
  entryId: string;
  submissionId: string;
  channel: string;
  version: number;
  institutionId: string;
  regionCode: string;
  title: string;
  summary: string;
  /** JSON with sorted keys. */
  data: string;
  /** Pictures in the data, by id or address: the file. */
  pictures: Readonly<Record<string, string>>;
  publishedAt: Date;
  /** Undefined: until it is withdrawn. */
  expiresAt: Date | undefined;
  approvedBy: string;
  createdAt: Date;
}

type Row = {
  id: string;
  entry_id: string;
  submission_id: string;
  channel: string;
  version: number;
  institution_id: string;
  region_code: string;
  title: string;
  summary: string;
  data: string;
  pictures: Record<string, string>;
  published_at: Date;
  expires_at: Date | null;
  approved_by: string;
  created_at: Date;
};

const columns = `p.id, p.entry_id, p.submission_id, p.channel, p.version, p.institution_id, p.region_code, p.title, p.summary, p.data, p.pictures,
  p.published_at, nullif(p.expires_at, 'infinity') as expires_at, p.approved_by, p.created_at`;

const present = (row: Row): Publication => ({
  id: row.id,
  entryId: row.entry_id,
  submissionId: row.submission_id,
  channel: row.channel,
  version: row.version,
  institutionId: row.institution_id,
  regionCode: row.region_code,
  title: row.title,
  summary: row.summary,
  data: row.data,
  pictures: row.pictures,
  publishedAt: row.published_at,
  expiresAt: row.expires_at ?? undefined,
  approvedBy: row.approved_by,
  createdAt: row.created_at,
});

export async function insert(trx: Connection, one: Omit<Publication, 'version'>): Promise<Publication> {
  const row = await trx.row<Row>(
    `insert into publications as p (id, entry_id, submission_id, channel, version, institution_id, region_code, title, summary, data, pictures,
       published_at, expires_at, approved_by, created_at)
     values ($1, $2, $3, $4, (select coalesce(max(version), 0) + 1 from publications where entry_id = $2), $5, $6, $7, $8, $9, $10, $11,
       coalesce($12, 'infinity'::timestamptz), $13, $14)
     returning ${columns}`,
    [
      one.id,
      one.entryId,
      one.submissionId,
      one.channel,
      one.institutionId,
      one.regionCode,
      one.title,
      one.summary,
      one.data,
      JSON.stringify(one.pictures),
      one.publishedAt,
      one.expiresAt ?? null,
      one.approvedBy,
      one.createdAt,
    ],
  );
  if (row === undefined) throw new Error('a publication without a row');
  return present(row);
}

export async function find(db: Connection, id: string): Promise<Publication | undefined> {
  const row = await db.row<Row>(`select ${columns} from publications p where p.id = $1`, [id]);
  return row && present(row);
}

/** Of these the current versions, each with the time of its first version; locked against withdrawal. */
export async function lockCurrent(trx: Connection, ids: readonly string[]) {
  const rows = await trx.rows<Row & { first_published_at: Date }>(
    `select ${columns}, coalesce(e.first_published_at, p.published_at) as first_published_at
     from entries e join publications p on p.id = e.publication_id
     where p.id = any($1::uuid[]) and e.publication_state = 'published' order by p.published_at, p.id for update of e`,
    [ids],
  );
  return rows.map((row) => ({ publication: present(row), firstPublishedAt: row.first_published_at }));
}

/** `why`: how it ended; undefined as long as it has not. */
export type Version = Publication & { endedAt: Date | undefined; why: End | undefined };

/** All versions of an entry, newest first, and how each ended. */
export async function versions(db: Connection, entryId: string): Promise<Version[]> {
  const rows = await db.rows<Row & { ended_at: Date | null; why: End | null }>(
    `select ${columns}, e.at as ended_at, e.why from publications p left join publication_ends e on e.publication_id = p.id
     where p.entry_id = $1 order by p.version desc`,
    [entryId],
  );
  return rows.map((row) => ({ ...present(row), endedAt: row.ended_at ?? undefined, why: row.why ?? undefined }));
}

export type End = 'superseded' | 'withdrawn' | 'expired';

/** Says whether it had not ended before. */
export const end = async (trx: Connection, publicationId: string, why: End, at: Date): Promise<boolean> =>
  (await trx.run(
    `insert into publication_ends (publication_id, at, why) values ($1, $2, $3) on conflict (publication_id) do nothing`,
    [publicationId, at, why],
  )) === 1;

export async function schedule(trx: Connection, publicationId: string, at: Date): Promise<void> {
  await trx.run(`insert into scheduled_publications (publication_id, at) values ($1, $2)`, [publicationId, at]);
}

/** Removes it from the scheduled ones; false if another process did. */
export const unschedule = async (trx: Connection, publicationId: string): Promise<boolean> =>
  (await trx.run(`delete from scheduled_publications where publication_id = $1`, [publicationId])) === 1;

/** Takes all versions of an entry that wait off the list. */
export async function unscheduleEntry(trx: Connection, entryId: string): Promise<string[]> {
  const rows = await trx.rows<{ publication_id: string }>(
    `delete from scheduled_publications s using publications p where p.id = s.publication_id and p.entry_id = $1 returning s.publication_id`,
    [entryId],
  );
  return rows.map(({ publication_id }) => publication_id);
}

/** Due scheduled publications, with their entries. */
export async function due(db: Connection, now: Date, limit: number): Promise<{ id: string; entryId: string }[]> {
  const rows = await db.rows<{ id: string; entry_id: string }>(
    `select p.id, p.entry_id from scheduled_publications s join publications p on p.id = s.publication_id where s.at <= $1 order by s.at limit $2`,
    [now, limit],
  );
  return rows.map(({ id, entry_id }) => ({ id, entryId: entry_id }));
}

/** Published versions past their end. */
export async function expiredPublications(
  db: Connection,
  now: Date,
  limit: number,
): Promise<{ id: string; entryId: string }[]> {
  const rows = await db.rows<{ id: string; entry_id: string }>(
    `select p.id, p.entry_id from publications p join entries e on e.publication_id = p.id and e.publication_state in ('published', 'scheduled')
     where p.expires_at <= $1 and not exists (select from publication_ends x where x.publication_id = p.id) order by p.expires_at limit $2`,
    [now, limit],
  );
  return rows.map(({ id, entry_id }) => ({ id, entryId: entry_id }));
}

/** An institution's entries that end at one moment with their copyright: the number, and some titles. */
export type Ending = { institutionId: string; institution: string; count: number; titles: string[] };

export async function endingByInstitution(
  db: Connection,
  { at, copyrightUntil }: { at: Date; copyrightUntil: string },
  named: number,
): Promise<Ending[]> {
  const rows = await db.rows<{ institution_id: string; institution: string; count: number; titles: string[] }>(
    `select p.institution_id, i.name as institution, count(*) as count, (array_agg(p.title order by p.id))[1:$3] as titles
     from publications p join institutions i on i.id = p.institution_id
     where p.expires_at = $1 and p.data::jsonb ->> 'copyright_until' = $2
       and not exists (select from publication_ends x where x.publication_id = p.id)
     group by 1, 2 order by 1`,
    [at, copyrightUntil, named],
  );
  return rows.map(({ institution_id: institutionId, ...rest }) => ({ institutionId, ...rest }));
}

/** How many entries of a channel that an application pushed were published for the first time on a day of Beijing. */
export async function countFirst(db: Connection, clientId: string, channel: string, day: string): Promise<number> {
  const row = await db.row<{ count: number }>(
    `select count(*) as count from entries where client_id = $1 and channel = $2
       and first_published_at >= $3::date::timestamp at time zone 'Asia/Shanghai'
       and first_published_at < ($3::date + 1)::timestamp at time zone 'Asia/Shanghai'`,
    [clientId, channel, day],
  );
  return row?.count ?? 0;
}
