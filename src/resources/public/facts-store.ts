import type { Reader } from '../../database/open.ts';
import { isCertified } from '../../institutions/institution/institution.ts';
import { type Conjunction, tsqueryOf } from '../listing/asked.ts';
import { isListed } from '../listing/listing.ts';
import { isShown } from '../listing/public-store.ts';

const shown = `from listings l join institutions i on i.id = l.institution_id where ${isListed.sql('l', '$1')} and ${isShown}`;

export type Host = { id: string; name: string; kind: string | null; regionCode: string | null; address: string | null };

/** Institutions with a page of their own: certified and not disabled. */
export const institution = (db: Reader, id: string): Promise<Host | undefined> =>
  db.row<Host>(
    `select id, name, kind, region_code as "regionCode", address from institutions
     where id = $1 and ${isCertified.sql('institutions')}`,
    [id],
  );

/** The shortest names with these words, of those that have something to show; in a region (33, 3308, 330822) where one is given. */
export const institutionsNamed = (
  db: Reader,
  { words, region = '' }: { words: readonly Conjunction[]; region?: string | undefined },
  limit: number,
  now: Date,
): Promise<Pick<Host, 'id' | 'name'>[]> =>
  db.rows(
    `with named as materialized (
       select i.id, i.name from institution_names n join institutions i on i.id = n.institution_id
       where n.words @@ (select $1::tsquery) and n.name = i.name and starts_with(coalesce(i.region_code, ''), $4) and ${isCertified.sql('i')}
       order by length(i.name), i.name limit 20)
     select id, name from named where exists (select from listings l where l.institution_id = named.id and ${isListed.sql('l', '$3')})
     order by length(name), name limit (select $2::int)`,
    [tsqueryOf(words), limit, now, region],
  );

/** The shortest name that begins so and goes on so, of a house that has something to show. */
export const houseNamed = async (
  db: Reader,
  { begins, ends }: { begins: string; ends: string },
  now: Date,
): Promise<string | undefined> =>
  (
    await db.row<{ name: string }>(
      `select i.name from institutions i
       where starts_with(i.name, $1) and strpos(i.name, $2) > length($1) + 1 and ${isCertified.sql('i')}
         and exists (select from listings l where l.institution_id = i.id and ${isListed.sql('l', '$3')})
       order by length(i.name), i.name limit 1`,
      [begins, ends, now],
    )
  )?.name;

/** Some of those in a region (33, 3308, 330822) who have something to show. */
export const hostsIn = (
  db: Reader,
  within: string,
  limit: number,
  now: Date,
): Promise<{ id: string; name: string; regionCode: string }[]> =>
  db.rows(
    `select i.id, i.name, i.region_code as "regionCode" from institutions i
     where starts_with(i.region_code, $1) and ${isCertified.sql('i')}
       and exists (select from listings l where l.institution_id = i.id and ${isListed.sql('l', '$3')}) order by i.region_code, i.name limit $2`,
    [within, limit, now],
  );

/** Who has a page with something on it. */
export async function hostsShown(db: Reader, now: Date, limit: number): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    `select i.id from institutions i where ${isCertified.sql('i')}
       and exists (select from listings l where l.institution_id = i.id and ${isListed.sql('l', '$1')}) order by i.id limit $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

type Why = 'withdrawn' | 'expired' | 'disabled';

/** Why an entry that was public once is not any more; undefined where it never was. */
export async function whyGone(db: Reader, entryId: string, now: Date): Promise<Why | undefined> {
  const row = await db.row<{ why: Why }>(
    `select case when not ${isShown} then 'disabled' when e.publication_state = 'withdrawn' then 'withdrawn' else 'expired' end as why
     from entries e join institutions i on i.id = e.institution_id
     where e.id = $1 and (e.publication_state in ('withdrawn', 'expired') or (e.publication_state = 'published'
       and (not ${isShown} or exists (select from publications p where p.id = e.publication_id and p.expires_at <= $2))))`,
    [entryId, now],
  );
  return row?.why;
}

export async function entryOf(db: Reader, publicationId: string): Promise<string | undefined> {
  const row = await db.row<{ entry_id: string }>(`select entry_id from publications where id = $1`, [publicationId]);
  return row?.entry_id;
}

/** Every n-th entry, in the order of their ids: the borders of the parts of a sitemap. */
export async function everyNth(db: Reader, size: number, now: Date): Promise<string[]> {
  const rows = await db.rows<{ entry_id: string }>(
    `select entry_id from (select l.entry_id, row_number() over (order by l.entry_id) as place ${shown}) numbered
     where place % $2 = 1 order by entry_id`,
    [now, size],
  );
  return rows.map(({ entry_id }) => entry_id);
}

/** The entries from one id up to before another, or to the last where there is none. */
export const between = (
  db: Reader,
  { from, to }: { from: string; to: string | undefined },
  limit: number,
  now: Date,
): Promise<{ entryId: string; changedAt: Date }[]> =>
  db.rows(
    `select l.entry_id as "entryId", l.changed_at as "changedAt" ${shown} and l.entry_id >= $2 and ($3::uuid is null or l.entry_id < $3)
     order by l.entry_id limit $4`,
    [now, from, to ?? null, limit],
  );

export type PlaceOf = {
  house: string | undefined;
  address: string | undefined;
  wgs84: [longitude: number, latitude: number] | undefined;
};

/** Where events take place: as they say it, else as the published house that they name. */
export async function placesOf(db: Reader, entryIds: readonly string[]): Promise<Map<string, PlaceOf>> {
  const rows = await db.rows<{
    id: string;
    house: string | null;
    address: string | null;
    lng: number | null;
    lat: number | null;
  }>(
    `select l.entry_id as id, hl.title as house, coalesce(d.own->>'address', h.data::jsonb->>'address') as address,
       (at.wgs84->>0)::float8 as lng, (at.wgs84->>1)::float8 as lat
     from listings l join publications p on p.id = l.publication_id cross join lateral (select p.data::jsonb as own) d
       left join entries e on e.institution_id = l.institution_id and e.channel = 'venue' and e.external_id = d.own->>'venue_external_id'
       left join listings hl on hl.entry_id = e.id left join publications h on h.id = hl.publication_id
       cross join lateral (select coalesce(d.own->'position'->'wgs84', h.data::jsonb->'position'->'wgs84') as wgs84) at
     where l.entry_id = any($1::uuid[])`,
    [entryIds],
  );
  return new Map(
    rows.map(({ id, house, address, lng, lat }) => [
      id,
      {
        ...{ house: house ?? undefined, address: address ?? undefined },
        wgs84: lng === null || lat === null ? undefined : [lng, lat],
      },
    ]),
  );
}
