import type { Reader } from '../../database/open.ts';
import type { Conjunction, Query } from './asked.ts';
import type { Listing } from './listing.ts';
import { isListed } from './listing.ts';
import { blocks, blockWord } from './listing-store.ts';
import { columns, type Filter, isShown, present, type Row, tables, wordsOf } from './public-store.ts';

/** With so many matches among the newest the search ends: a query for a frequent word wants new entries. */
export const enough = 100;
/** Matches that are ranked at most, the newest first. */
const mostRanked = 300;
/** A word frequent long ago and rare today is not gathered whole. */
const mostGathered = 2_500;
/** A word in fewer than a hundred of the newest sixteen thousand is in hardly more of a million. */
const mostOfLong = 6_500;

export type SearchMatch = Listing & { score: number };
export type Ranked = { score: number; entryId: string };
type Paging = { after: Ranked | undefined; now: Date; limit: number };

/** Maximum of separate conditions; the last of them has the rest. */
const counts = [1, 2, 3] as const;
type Count = (typeof counts)[number];

const countOf = (readings: readonly Conjunction[]): Count =>
  counts.find((count) => readings.every(({ length }) => length <= count)) ?? 3;

/** Readings with their conditions apart, as `gather` takes them; where one has fewer than others its first stands again. */
const conditionsOf = (readings: readonly Conjunction[], count: Count): string =>
  JSON.stringify(
    readings.map((each) => [
      ...counts.slice(1, count).map((_, place) => each[place] ?? each[0]),
      each.length < count ? each[0] : each.slice(count - 1).join(' & '),
    ]),
  );

/** The filter first, since that leaves the least. */
function within(filter: Filter, readings: readonly Conjunction[]): Conjunction[] {
  const narrow = wordsOf(filter);
  return narrow.length === 0 ? [...readings] : readings.map((each) => [narrow.join(' & '), ...each]);
}

/** Readings of one word each are one reading: any of them. */
function together(readings: readonly Conjunction[]): Conjunction[] {
  const words = readings.flatMap((each) => (each.length === 1 ? each : []));
  const others = readings.filter(({ length }) => length > 1);
  return words.length === 0 ? others : [[words.join(' | ')], ...others];
}

/**
 * Matches of the value at `place`, by ever larger blocks of the newest places until there is enough. A block is a word of the index like any
 * other, so the index itself skips entries elsewhere: a word of a million entries costs as much as a rare one. Blocks, filters and words are
 * conditions of their own, between which the index alternates: within one condition it reads all entries with its rarest word, and checks the
 * others for each.
 */
function gather(
  name: string,
  place: string,
  count: Count,
  { unless = 'false', everywhere = true, stop: most = enough, levels = [0, 1, 2], gathered = mostGathered } = {},
): string {
  const steps = levels.map((level) => {
    const size = blocks[level];
    const newest = `(select last_value / ${size} from listing_positions)`;
    return [`${blockWord(level, newest)} || ' | ' || ${blockWord(level, `${newest} - 1`)}`];
  });
  const all = everywhere ? [...steps, []] : steps;
  const asked = counts.slice(0, count).map((each) => `asked.conditions ->> ${each - 1}`);
  const names = all.map((_, step) => `${name}${step}`);
  const enoughIn = (before: readonly string[]) => before.map((each) => `(select count(*) from ${each}) >= ${most}`);
  const ctes = all.map((block, step) => {
    const stop = [unless, ...enoughIn(names.slice(0, step))].join(' or ');
    const held = [...block, ...asked].map((each) => `l.terms @@ (${each})::tsquery`).join(' and ');
    return `${names[step]} as materialized (
       select entry_id, position from json_array_elements(${place}::json) as asked (conditions) cross join lateral (
         select l.entry_id, l.position from listings l where ${held} and ${isListed.sql('l', '$1')} and not (${stop}) limit ${gathered}) gathered
       group by entry_id, position order by position desc limit ${mostRanked})`;
  });
  const found = names.map((each) => `select entry_id from ${each}`).join(' union ');
  return `${ctes.join(',\n     ')},
     ${name} as materialized (${found})`;
}

/** Old or past entries still count, but less. */
const freshness = `(case when l.ends_at < $1 then 0.5 else 1 end) / (1 + 0.4 * greatest(0, extract(epoch from $1 - l.published_at)) / 31557600)`;
/** The title as it was typed, one that begins so or has it, all of it in the title, in title and names, in a long text; within each how near to each other it stands. */
const tier = `case when lower(l.title) = $6 then 3 when starts_with(lower(l.title), $6) then 2.3 when strpos(lower(l.title), $6) > 0 then 2 when l.headings @@ $4::tsquery then 1
  when l.headings @@ $5::tsquery then 0.5 else 0 end`;
const nearness = `ts_rank_cd('{0.1, 0.2, 0.4, 1}', l.headings, $5::tsquery, 32)`;

/** Many words are found with fewer steps: the cost of each is the block's entries with the first of them. */
const long = { levels: [1], gathered: mostOfLong };
const searchText = (
  count: Count,
  hasPlace: boolean,
  isLong: boolean,
) => `with ${gather('titled', '$2', count, isLong ? long : {})},
     ${gather('anywhere', '$3', count, { unless: `(select count(*) from titled) >= ${enough}`, ...(isLong && long) })},
     found as (select entry_id from titled union select entry_id from anywhere),
     scored as (
       select l.entry_id, (((${tier}) + ${nearness}) * ${freshness})::float8 as score
       from found join listings l using (entry_id) join institutions i on i.id = l.institution_id where ${isShown}),
     best as (
       select entry_id, score, count from (select entry_id, score, count(*) over ()::int as count from scored) counted
       ${hasPlace ? 'where (score, entry_id) < ($8::float8, $9::uuid)' : ''} order by score desc, entry_id desc limit $7)
     select ${columns}, best.score, best.count from best join listings l using (entry_id) ${tables}
     order by best.score desc, l.entry_id desc`;
const textsBy = (text: (count: Count) => string): Readonly<Record<Count, string>> => ({
  1: text(1),
  2: text(2),
  3: text(3),
});
const textsOf = (hasPlace: boolean) => ({
  short: textsBy((count) => searchText(count, hasPlace, false)),
  long: textsBy((count) => searchText(count, hasPlace, true)),
});
const texts = { first: textsOf(false), later: textsOf(true) };

/** Matches of all words, best first. */
export async function search(
  db: Reader,
  query: Query,
  filter: Filter,
  { after, now, limit }: Paging,
): Promise<{ found: SearchMatch[]; count: number }> {
  const title = within(filter, together(query.title));
  const all = within(filter, together(query.all));
  const count = countOf([...title, ...all]);
  const text = texts[after === undefined ? 'first' : 'later'][query.isLong ? 'long' : 'short'][count];
  const rows = await db.rows<Row & { score: number; count: number }>(text, [
    ...[
      now,
      conditionsOf(title, count),
      conditionsOf(all, count),
      query.inHeads.title,
      query.inHeads.all,
      query.typed,
      limit,
    ],
    ...(after === undefined ? [] : [after.score, after.entryId]),
  ]);
  return {
    found: rows.map((row) => ({ ...present(row), score: row.score })),
    count: rows[0]?.count ?? 0,
  };
}

/** Candidates compared in detail (nearby.ts). */
const mostLikely = 60;

// Each part by itself: of a conjunction the index follows the rarest word, of parts in one query whatever is in any of them.
const nearText = (
  count: Count,
  everywhere: boolean,
  levels: number[],
) => `with ${gather('near', '$2', count, { stop: 20, everywhere, levels })}
     select ${columns} from near join listings l using (entry_id) ${tables} where ${isShown}
     order by ts_rank_cd('{0.1, 0.2, 0.4, 1}', l.headings, $3::tsquery, 32) * ${freshness} desc, l.entry_id limit $4`;
/**
 * Parts of words are many, and merely near ones need not be searched through all the years; one wrong character in a rare title is. A word in
 * fewer than twenty of the newest sixteen thousand is in some thousand of a million.
 */
const amongNewest = textsBy((count) => nearText(count, false, [0, 1, 2]));
const throughout = textsBy((count) => nearText(count, true, [1]));

/** Entries with a good part of the words, or all but one character, for queries without full matches. */
export async function near(
  db: Reader,
  query: Query,
  filter: Filter,
  { now, part }: { now: Date; part: 'near' | 'slip' | 'any' },
): Promise<Listing[]> {
  const some = query[part];
  if (some === undefined) return [];
  const parts = within(filter, some);
  const count = countOf(parts);
  const text = (part === 'slip' ? throughout : amongNewest)[count];
  return (await db.rows<Row>(text, [now, conditionsOf(parts, count), query.inHeads.any, mostLikely])).map(present);
}
