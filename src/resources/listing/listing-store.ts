import type { Connection } from '../../database/open.ts';
import { isCertified } from '../../institutions/institution/institution.ts';
import type { Indexed } from './listing.ts';
import { spellingVersion } from './spelling.ts';

/** Of how many places a block is, the small ones first (search-store.ts). */
export const blocks = [1_024, 8_192, 65_536] as const;
const signs = ['@', '@@', '@@@'] as const;

/** The word under which whatever stands in a block is found. */
export const blockWord = (level: number, block: string) => `'''${signs[level]}' || (${block}) || ''''`;
const blockWords = blocks.map((size, level) => `'${signs[level]}' || position / ${size}`).join(', ');

/**
 * The current version of each entry takes the place of the one before, and stands last from then on. A merely rewritten one keeps its position:
 * a search for a frequent word is answered from the newest positions (search-store.ts).
 */
export async function index(trx: Connection, listings: readonly Indexed[]): Promise<void> {
  const written = listings.map((each) => ({
    entry_id: each.entryId,
    publication_id: each.publicationId,
    channel: each.channel,
    institution_id: each.institutionId,
    region_code: each.regionCode,
    zone: each.zone,
    title: each.title,
    summary: each.summary,
    cover: each.cover ?? null,
    facets: each.facets,
    facts: each.facts,
    starts_at: each.startsAt ?? null,
    ends_at: each.endsAt ?? null,
    published_at: each.publishedAt,
    changed_at: each.changedAt,
    expires_at: each.expiresAt ?? 'infinity',
    headings: each.terms.headings,
    terms: each.terms.all,
    spelling: spellingVersion,
  }));
  await trx.run(
    `insert into listings (entry_id, publication_id, position, channel, institution_id, region_code, zone, title, summary, cover, facets, facts,
       starts_at, ends_at, published_at, changed_at, expires_at, headings, terms, spelling)
     select entry_id, publication_id, position, channel, institution_id, region_code, zone, title, summary, cover, facets, facts,
       starts_at, ends_at, published_at, changed_at, expires_at, headings::tsvector, terms::tsvector || array_to_tsvector(array[${blockWords}]), spelling
     from (select row.*, coalesce(same.position, nextval('listing_positions')) as position
       from json_to_recordset($1::json) as row (entry_id uuid, publication_id uuid,
         channel text, institution_id uuid, region_code text, zone text, title text, summary text, cover uuid, facets text[], facts jsonb,
         starts_at timestamptz, ends_at timestamptz, published_at timestamptz, changed_at timestamptz, expires_at timestamptz, headings text,
         terms text, spelling smallint)
       left join listings same on same.entry_id = row.entry_id and same.publication_id = row.publication_id) given
     on conflict (entry_id) do update set publication_id = excluded.publication_id, position = excluded.position, region_code = excluded.region_code,
       zone = excluded.zone, title = excluded.title, summary = excluded.summary, cover = excluded.cover, facets = excluded.facets,
       facts = excluded.facts, starts_at = excluded.starts_at, ends_at = excluded.ends_at, published_at = excluded.published_at,
       changed_at = excluded.changed_at, expires_at = excluded.expires_at, headings = excluded.headings, terms = excluded.terms,
       spelling = excluded.spelling`,
    [JSON.stringify(written)],
  );
  await trx.changed('resources');
}

export async function remove(trx: Connection, entryIds: readonly string[]): Promise<void> {
  await trx.run(`delete from listings where entry_id = any($1::uuid[])`, [entryIds]);
  await trx.changed('resources');
}

/** The publications listed in these zones: a code was retired, and they move to its successor. */
export async function listedIn(db: Connection, zones: readonly string[], limit: number): Promise<string[]> {
  const rows = await db.rows<{ publication_id: string }>(
    `select publication_id from listings where zone = any($1::text[]) limit $2`,
    [zones, limit],
  );
  return rows.map(({ publication_id }) => publication_id);
}

/** The publications indexed before there were sounds, opening hours, or days and places: a query each, since each has a partial index of the remaining ones. */
export async function unspelt(db: Connection, limit: number): Promise<string[]> {
  const rows = await db.rows<{ publication_id: string }>(
    'select publication_id from listings where spelling < 4 order by entry_id limit $1',
    [limit],
  );
  return rows.map(({ publication_id }) => publication_id);
}

export async function zones(db: Connection): Promise<string[]> {
  const rows = await db.rows<{ zone: string }>(
    `with recursive each as (
       (select zone from listings order by zone limit 1)
       union all select (select l.zone from listings l where l.zone > each.zone order by l.zone limit 1) from each where each.zone is not null)
     select zone from each where zone is not null`,
  );
  return rows.map(({ zone }) => zone);
}

/** Published but not listed: from before there were listings, or written in bulk. */
export async function unlisted(db: Connection, limit: number): Promise<string[]> {
  const rows = await db.rows<{ publication_id: string }>(
    `select e.publication_id from entries e where e.publication_state = 'published' and e.publication_id is not null
       and not exists (select from listings l where l.entry_id = e.id) order by e.first_published_at, e.id limit $1`,
    [limit],
  );
  return rows.map(({ publication_id }) => publication_id);
}

export async function institutionNames(db: Connection, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ id: string; name: string }>(
    `select id, name from institutions where id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Institutions whose name is not in the index of names, or was another when it was written. */
export const unnamed = (db: Connection, limit: number): Promise<{ id: string; name: string }[]> =>
  db.rows(
    `select i.id, i.name from institutions i left join institution_names n on n.institution_id = i.id
     where ${isCertified.sql('i')} and (n.name is distinct from i.name or n.spelling <> $1) order by i.id limit $2`,
    [spellingVersion, limit],
  );

/** `terms`: the words and sounds of a name, as a tsvector. */
export async function nameInstitutions(
  db: Connection,
  named: readonly { id: string; name: string; terms: string }[],
): Promise<void> {
  await db.run(
    `insert into institution_names (institution_id, name, words, spelling)
     select id, name, terms::tsvector, $2 from json_to_recordset($1::json) as given (id uuid, name text, terms text)
     on conflict (institution_id) do update set name = excluded.name, words = excluded.words, spelling = excluded.spelling`,
    [JSON.stringify(named), spellingVersion],
  );
}
