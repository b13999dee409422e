import type { Connection } from '../../database/open.ts';

export type DemoVenue = {
  id: string;
  name: string;
  kind: string;
  creditCode: string;
  organizationCode: string;
  regionCode: string;
  address: string;
};

/** Unregistered institutions; of existing ones, columns that an operator left empty. Returns the ids by name. */
export async function keepPlaces(
  trx: Connection,
  places: readonly DemoVenue[],
  at: Date,
): Promise<Map<string, string>> {
  const given = JSON.stringify(places);
  await trx.run(
    `update institutions i set kind = coalesce(i.kind, g.kind), region_code = coalesce(i.region_code, g."regionCode"),
       address = coalesce(i.address, g.address), updated_at = $2
     from json_to_recordset($1::json) as g (name text, kind text, "regionCode" text, address text)
     where i.name = g.name and i.certified_at is not null and (i.kind is null or i.region_code is null)`,
    [given, at],
  );
  await trx.run(
    `insert into institutions (id, name, kind, credit_code, organization_code, region_code, address, certified_at, created_at, updated_at)
     select g.id, g.name, g.kind, g."creditCode", g."organizationCode", g."regionCode", g.address, $2, $2, $2
     from json_to_recordset($1::json) as g (id uuid, name text, kind text, "creditCode" text, "organizationCode" text, "regionCode" text, address text)
     where not exists (select from institutions i where i.name = g.name) and g."creditCode" <> ''
     on conflict do nothing`,
    [given, at],
  );
  const rows = await trx.rows<{ id: string; name: string }>(
    `select distinct on (name) id, name from institutions where name = any($1::text[]) order by name, certified_at, created_at`,
    [places.map(({ name }) => name)],
  );
  return new Map(rows.map(({ id, name }) => [name, id]));
}

/** Whether an earlier start came to the end of the entries. */
export const isSeeded = async (db: Connection): Promise<boolean> =>
  (await db.row(`select 1 from audit_events where verb = 'demo.seed' and subject_id = 'resources' limit 1`)) !==
  undefined;

export type Published = {
  id: string;
  publicationId: string;
  institutionId: string;
  channel: string;
  externalId: string;
  title: string;
  summary: string;
  regionCode: string;
  hash: string;
  data: string;
  pictures: Readonly<Record<string, string>>;
  live: Readonly<Record<string, unknown>> | undefined;
  publishedAt: Date;
};

/** Entries as after their publication; existing ones stay unchanged. */
export async function publishAll(trx: Connection, entries: readonly Published[], createdBy: string): Promise<void> {
  const rows = `json_to_recordset($1::json) as g (id uuid, "publicationId" uuid, "institutionId" uuid, channel text, "externalId" text, title text,
    summary text, "regionCode" text, hash text, data text, pictures jsonb, live jsonb, "publishedAt" timestamptz)`;
  const given = JSON.stringify(entries);
  await trx.run(
    `insert into entries (id, institution_id, channel, external_id, title, region_code, review_state, content_hash, gaps, first_published_at,
       created_by, created_at, updated_at)
     select g.id, g."institutionId", g.channel, g."externalId", g.title, g."regionCode", 'approved', g.hash, 0, g."publishedAt", $2,
       g."publishedAt", g."publishedAt" from ${rows} on conflict do nothing`,
    [given, createdBy],
  );
  await trx.run(
    `insert into publications (id, entry_id, submission_id, channel, version, institution_id, region_code, title, summary, data, pictures,
       published_at, approved_by, created_at)
     select g."publicationId", g.id, g."publicationId", g.channel, 1, g."institutionId", g."regionCode", g.title, g.summary, g.data, g.pictures,
       g."publishedAt", $2, g."publishedAt" from ${rows} join entries e on e.id = g.id`,
    [given, createdBy],
  );
  await trx.run(
    `update entries e set publication_state = 'published', publication_id = g."publicationId" from ${rows} where e.id = g.id`,
    [given],
  );
  await trx.run(
    `insert into live_states (entry_id, data, updated_at) select g.id, g.live, g."publishedAt" from ${rows} join entries e on e.id = g.id
     where g.live is not null on conflict do nothing`,
    [given],
  );
}

/** Eleven events of twelve were confirmed today or yesterday; of the others citizens read that they should call. */
export const confirmMost = (trx: Connection, now: Date, createdBy: string): Promise<number> =>
  trx.run(
    `insert into entry_confirmations (entry_id, at)
     select e.id, $1::timestamptz - make_interval(hours => abs(hashtext(e.institution_id::text)) % 30)
     from entries e where e.created_by = $2 and e.channel in ('activity', 'live') and abs(hashtext(e.external_id)) % 12 <> 0
     on conflict do nothing`,
    [now, createdBy],
  );
