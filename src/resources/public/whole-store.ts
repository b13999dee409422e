import type { Reader } from '../../database/open.ts';
import { isCertified } from '../../institutions/institution/institution.ts';
import type { Listing } from '../listing/listing.ts';
import { isListed } from '../listing/listing.ts';
import { columns, isShown, present, type Row, tables } from '../listing/public-store.ts';

const shown = `from listings l ${tables} where ${isListed.sql('l', '$1')} and ${isShown}`;

/** Those of these entries that citizens can see. */
export async function among(db: Reader, entryIds: readonly string[], now: Date): Promise<Listing[]> {
  const rows = await db.rows<Row>(`select ${columns} ${shown} and l.entry_id = any($2::uuid[])`, [now, entryIds]);
  return rows.map(present);
}

/** All public entries, in the order of their ids, which never changes: those after one. */
export async function following(db: Reader, entryId: string, limit: number, now: Date): Promise<Listing[]> {
  const rows = await db.rows<Row>(`select ${columns} ${shown} and l.entry_id > $2 order by l.entry_id limit $3`, [
    ...[now, entryId, limit],
  ]);
  return rows.map(present);
}

export type Contents = { data: string; pictures: Record<string, string>; version: number };

/**
 * The contents of publications, in this order, as long as all of it together has no more characters than `longest`; of the first in any case.
 */
export const contents = (db: Reader, publicationIds: readonly string[], longest: number): Promise<Contents[]> =>
  db.rows<Contents>(
    `with sized as (
       select p.id, given.place, sum(octet_length(p.data)) over (order by given.place) as total
       from unnest($1::uuid[]) with ordinality given(id, place) join publications p on p.id = given.id)
     select p.data, p.pictures, p.version from sized join publications p on p.id = sized.id
     where sized.total <= $2 or sized.place = 1 order by sized.place`,
    [publicationIds, longest],
  );

export type OpenHost = { id: string; name: string; kind: string | null; regionCode: string | null };

/** Who has something that citizens can see, in the order of ids. */
export const hostsFollowing = (
  db: Reader,
  id: string,
  region: string | undefined,
  limit: number,
  now: Date,
): Promise<OpenHost[]> =>
  db.rows<OpenHost>(
    `select i.id, i.name, i.kind, i.region_code as "regionCode" from institutions i
     where i.id > $2 and ${isCertified.sql('i')} and ($3::text is null or starts_with(i.region_code, $3))
       and exists (select from listings l where l.institution_id = i.id and ${isListed.sql('l', '$1')}) order by i.id limit $4`,
    [now, id, region ?? null, limit],
  );
