import type { Reader } from '../../database/open.ts';
import { cellsAround, kmOfDegree, type Position, perDegree } from './cells.ts';
import type { Listing } from './listing.ts';
import { isListed } from './listing.ts';
import { columns, isLong, isOffered, isShown, present, type Row, tables } from './public-store.ts';
import { isBookable } from './search-store.ts';

/** `far`: kilometres in a straight line. */
export type NearListing = Listing & { far: number };

export type NearQuery = {
  place: Position;
  km: number;
  now: Date;
  from: Date;
  until: Date;
  /** Of each of these groups one facet. */
  facets: readonly (readonly string[])[];
  /** Only those that still take bookings. */
  isBookable: boolean;
  /** A tsquery of the subject; empty for all. */
  words: string;
  limit: number;
};

/** Lines read in all cells together, the next ones of each first: of a wide circle few a cell, so that no answer depends on how much there is. */
const mostRead = 6_000;

const degree = (place: 0 | 1) => `((l.facts -> 'point') ->> ${place})::float8`;
/** As the indexes of cells say it (migration 0040). */
const isInCell = `floor(${degree(0)} * ${perDegree}) = cell.east and floor(${degree(1)} * ${perDegree}) = cell.north
      and l.facts -> 'point' is not null`;
/** On a sphere, which is exact to some metres here. */
const far = `2 * ${(kmOfDegree * 180) / Math.PI} * asin(least(1, sqrt(
  sin(radians(${degree(1)} - $5) / 2) ^ 2
  + cos(radians($5)) * cos(radians(${degree(1)})) * sin(radians(${degree(0)} - $4) / 2) ^ 2)))`;

/** The lines read in each cell, along its index, and the order of those found. `$8` and `$9` are the beginning and the end of the time asked for. */
const walks = {
  coming: {
    of: `l.channel = 'activity' and l.starts_at >= $8 and l.starts_at < $9 and l.ends_at >= $1 order by l.starts_at`,
    by: 'l.starts_at, l.far, l.entry_id',
    offered: isOffered,
  },
  begun: {
    of: `l.channel = 'activity' and l.starts_at >= $8::timestamptz - interval '24 hours' and l.starts_at < $8 and $8 < $9
      and l.ends_at >= $8 and not (${isLong}) order by l.starts_at`,
    by: 'l.far, l.ends_at, l.entry_id',
    offered: isOffered,
  },
  running: {
    of: `l.channel = 'activity' and l.ends_at >= $8 and l.starts_at < $8 and $8 < $9 and ${isLong} order by l.ends_at`,
    by: 'l.far, l.ends_at, l.entry_id',
    offered: isOffered,
  },
  houses: {
    of: `l.channel = 'venue' and l.starts_at is null and $8::timestamptz < $9::timestamptz`,
    by: 'l.far, l.published_at, l.entry_id',
    offered: 'true',
  },
} as const;
export type Walk = keyof typeof walks;

const textOf = ({ of, by, offered }: (typeof walks)[Walk]) => `
  select ${columns}, l.far from (
    select l.*, ${far} as far from unnest($2::float8[], $3::float8[]) as cell (east, north) cross join lateral (
      select l.* from listings l where ${isListed.sql('l', '$1')} and ${isInCell} and ${of} limit $6) l
  ) l ${tables}
  where l.far <= $7 and ${isShown} and ${offered} and (not $10::boolean or ${isBookable}) and ($13 = '' or l.terms @@ $13::tsquery)
    and not exists (select from jsonb_array_elements($11::jsonb) as asked (facets)
      where not l.facets && array(select jsonb_array_elements_text(asked.facets)))
  order by ${by} limit $12`;
const texts = {
  coming: textOf(walks.coming),
  begun: textOf(walks.begun),
  running: textOf(walks.running),
  houses: textOf(walks.houses),
} as const;

/** The entries within so many kilometres of a place. */
export async function entriesNear(db: Reader, walk: Walk, asked: NearQuery): Promise<NearListing[]> {
  const { place, km, now, from, until, facets, words, limit } = asked;
  const { east, north } = cellsAround(place, km);
  const rows = await db.rows<Row & { far: number }>(texts[walk], [
    ...[now, east, north, place[0], place[1], Math.ceil(mostRead / east.length), km, from, until],
    ...[asked.isBookable, JSON.stringify(facets), limit, words],
  ]);
  return rows.map((row) => ({ ...present(row), far: row.far }));
}
