import type { Reader } from '../../database/open.ts';
import { type Conjunction, inTitles, type Query } from './asked.ts';
import type { Listing } from './listing.ts';
import { isListed } from './listing.ts';
import { blocks, blockWord } from './listing-store.ts';
import { columns, isShown, present, type Row, type SearchFilter, tables, wordsOf } from './public-store.ts';
import { fold } from './units.ts';
import { sessionNumber } from './when-where.ts';

/** With so many matches among the newest the search ends: a query for a frequent word wants new entries. */
export const enough = 100;
/** Matches that are ranked at most, the newest first. */
const mostRanked = 300;
/** A word frequent long ago and rare today is not gathered whole. */
const mostGathered = 2_500;
/** A word in fewer than a hundred of the newest sixteen thousand is in hardly more of a million. */
const mostOfLong = 6_500;

/** Other sessions of the same series that are still to come. */
type Session = { entryId: string; startsAt: Date };
export type SearchMatch = Listing & { score: number; sessions: Session[] };
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
function within(filter: SearchFilter, readings: readonly Conjunction[]): Conjunction[] {
  const narrow = wordsOf(filter);
  return narrow.length === 0 ? [...readings] : readings.map((each) => [narrow.join(' & '), ...each]);
}

const conditionOf = (reading: Conjunction): string => reading.join(' & ');

/** Readings of one word each are one reading: any of them. */
function together(readings: readonly Conjunction[]): Conjunction[] {
  const words = readings.flatMap((each) => (each.length === 1 ? each : []));
  const others = readings.filter(({ length }) => length !== 1);
  return words.length === 0 ? others : [[words.join(' | ')], ...others];
}

/** The same estimates whatever the value is: otherwise PostgreSQL plans at each call, which takes longer than the search itself. */
const hidden = (value: string) => `(select ${value})`;

/**
 * Matches of the value at `place`, by ever larger blocks of the newest places until there is enough. A block is a word of the index like any
 * other, so the index itself skips entries elsewhere: a word of a million entries costs as much as a rare one. Blocks, filters and words are
 * conditions of their own, between which the index alternates: within one condition it reads all entries with its rarest word, and checks the
 * others for each. All of it is also among the entries of `behind`: a step in which those were too few cannot have enough.
 */
function gather(
  name: string,
  place: string,
  count: Count,
  {
    unless = 'false',
    everywhere = true,
    stop: most = enough,
    levels = [0, 1, 2],
    gathered = mostGathered,
    behind = '',
  } = {},
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
  const tooFew = (step: number) =>
    `not (${enoughIn(names.slice(0, step + 1).map((_, each) => `${behind}${each}`)).join(' or ')})`;
  const ctes = all.map((block, step) => {
    const isHopeless = behind !== '' && block.length > 0 ? [tooFew(step)] : [];
    const stop = [unless, ...isHopeless, ...enoughIn(names.slice(0, step))].join(' or ');
    const held = [...block, ...asked].map((each) => `l.terms @@ (${each})::tsquery`).join(' and ');
    return `${names[step]} as materialized (
       select entry_id, position from json_array_elements(${place}::json) as asked (conditions) cross join lateral (
         select l.entry_id, l.position from listings l where ${held} and ${isListed.sql('l', hidden('$1::timestamptz'))} and not (${stop}) limit ${gathered}) gathered
       group by entry_id, position order by position desc limit ${mostRanked})`;
  });
  const found = names.map((each) => `select entry_id from ${each}`).join(' union ');
  return `${ctes.join(',\n     ')},
     ${name} as materialized (${found})`;
}

/** Old or past entries still count, but less. */
const freshness = `(case when l.ends_at < $1 then 0.5 else 1 end) / (1 + 0.4 * greatest(0, extract(epoch from $1 - l.published_at)) / 31557600)`;
/** No one can still go to it (state.ts says it of one entry): over, called off, full, or closed for bookings. */
const isShut = `coalesce((l.ends_at < $1 and l.ends_at > l.starts_at) or s.data->>'event_status' in ('cancelled', 'ended')
  or s.data->>'live_status' = 'ended' or s.data->>'remaining' = '0' or (l.facts->>'booking_end')::timestamptz < $1, false)`;
export const isBookable = `l.facts->>'booking' in ('online', 'phone', 'onsite') and coalesce((l.facts->>'booking_start')::timestamptz <= $1, true) and not ${isShut}`;
/** Read once for each entry: facts and titles are long, and several parts of a score ask for them. By ASCII: ICU takes five times as long, and so do patterns. */
const its = `cross join lateral (select ${isShut} as shut, lower(l.title collate "C") as name offset 0) its`;
/** Who names a day wants to go: the shut ones come after all else. Who names a subject wants that, and the open ones of it first. At the same hour an event comes before its broadcast. */
const last = `case when $9::boolean and its.shut and its.name <> $6 then -10 else 0 end`;
const weight = `case when $9::boolean and l.channel = 'venue' and not (l.facets && $13::text[]) then 0.3
  when l.channel = 'live' and not l.channel = any($13::text[] || $14::text[]) then 0.97 when its.shut and its.name <> $6 then 0.7 else 1 end`;
/** Dearer entries than the question allows come after others. */
const fits = (most: string) =>
  `case when ${most}::numeric is not null and coalesce(l.facts->>'price', l.facts->>'price_min') ~ '^[0-9]{1,9}([.][0-9]+)?$'
     and coalesce(l.facts->>'price', l.facts->>'price_min')::numeric > ${most} then 0.3 else 1 end`;
/** Sessions of one series: the same title of the same house, but for its number. Other things are each by itself. */
const series = `case when l.channel in ('activity', 'live') and l.starts_at is not null
  then l.institution_id || l.channel || regexp_replace(l.title collate "C", '${sessionNumber}', '') else l.entry_id::text end`;
/** The title as it was typed, one that begins or ends so or has it, all of it in the title, in title and names, in a long text; within each how near to each other it stands. */
const tier = `case when its.name = $6 then 3 when starts_with(its.name, $6) then 2.3 when right(its.name, length($6)) = $6 then 2.2 when strpos(its.name, $6) > 0 then 2 when l.headings @@ $4::tsquery then 1
  when l.headings @@ $5::tsquery then 0.5 else 0 end`;
/** Where only days and places were asked for: those that begin then, the next one first, then those that have begun before. */
const isOn = `(l.facets && array['category=exhibition'] and l.facets && $13::text[] and l.starts_at < $10 and l.ends_at >= $10)`;
const soon = `(case when l.starts_at >= $10::timestamptz or ${isOn} then 1 else 0.01 end)
  / (1 + case when ${isOn} then 0 else abs(extract(epoch from coalesce(l.starts_at, l.published_at) - $10::timestamptz)) / 86400 end)`;
/** Where a kind was asked for and nothing else, those of the kind before others with its name: an exhibition before a catalogue. */
const kind = `case when l.facets && $13::text[] or l.channel = any($13::text[]) then 2 else 0 end`;
/** And those that are preferred, of whatever kind; and those for the persons that were named. */
const preferred = `case when l.facets && $14::text[] or l.channel = any($14::text[]) then 1.5 else 0 end
  + case when l.facets && $15::text[] or ($16 <> '' and l.headings @@ $16::tsquery) then 1.2 else 0 end`;
/** 青溪博物馆 is the house before its rooms, whose names only begin so; on a named day one asks for its events. */
const house = `case when not $9::boolean and l.channel = 'venue' and right(its.name, 2) = right($6, 2) then 1 else 0 end`;
const hour = `to_char(l.starts_at at time zone 'Asia/Shanghai', 'HH24:MI')`;
const isThen = `($11::text is null or l.starts_at is null or (${hour} >= $11 and ${hour} < $12::text))`;
/** By how near to each other the words stand; looked for only where all of them are, since looking takes longest where they are not. */
const nearnessOf = (query: string) =>
  `case when l.headings @@ ${query}::tsquery then ts_rank_cd('{0.1, 0.2, 0.4, 1}', l.headings, ${query}::tsquery, 32) else 0 end`;
const nearness = nearnessOf('$5');

/** All that there is was found, and is ranked: the titles are among it. */
const hasAll = (isLong: boolean) =>
  `(select count(*) from anywhere${(isLong ? long : short).levels.length}) between 1 and ${mostRanked - 1}`;
/** Many words are found with fewer steps: the cost of each is the block's entries with the first of them. */
const long = { levels: [1], gathered: mostOfLong };
const short = { levels: [0, 1, 2], gathered: mostGathered };
/**
 * An entry with the words in its title has them anywhere: titles are searched only where that is more than enough and more than is ranked, and
 * are then all that is ranked.
 */
const searchText = (
  count: Count,
  hasPlace: boolean,
  isLong: boolean,
) => `with ${gather('anywhere', '$3', count, isLong ? long : short)},
     ${gather('titled', '$2', count, { unless: `(select count(*) from anywhere) < ${enough} or ${hasAll(isLong)}`, behind: 'anywhere', ...(isLong ? long : short) })},
     found as (select entry_id from titled union select entry_id from anywhere where (select count(*) from titled) < ${enough}),
     scored as (
       select l.entry_id, ${series} as series, its.shut, l.starts_at, its.name = $6 as is_it,
         (${last} + ${fits('$17')} * ${weight} * case when $6 = '' then ${soon} * (0.2 + ${kind} + 10 * (${preferred})) * (1 + 2 * ${nearness})
           else ((${tier}) + ${kind} + ${preferred} + ${house} + ${nearness}) * ${freshness} + 0.3 * ${soon} end)::float8 as score
       from found join listings l using (entry_id) ${tables} ${its} where ${isShown} and ($8::boolean is not true or ${isBookable}) and ${isThen}),
     turns as (
       select entry_id, score, row_number() over (partition by series order by is_it desc, shut, starts_at, entry_id) as turn,
         jsonb_agg(jsonb_build_array(entry_id, starts_at)) filter (where not shut) over (partition by series) as sessions
       from scored),
     best as (
       select entry_id, score, count, sessions
       from (select entry_id, score, sessions, count(*) over ()::int as count from turns where turn = 1) counted
       ${hasPlace ? 'where (score, entry_id) < ($18::float8, $19::uuid)' : ''} order by score desc, entry_id desc limit $7)
     select ${columns}, best.score, best.count, best.sessions from best join listings l using (entry_id) ${tables}
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
  filter: SearchFilter,
  { after, now, limit }: Paging,
): Promise<{ found: SearchMatch[]; count: number }> {
  const isElsewhere = new Set(query.all.map(conditionOf));
  const title = within(filter, together(query.title.filter((each) => !isElsewhere.has(conditionOf(each)))));
  const all = within(filter, together(query.all));
  const count = countOf([...title, ...all]);
  const text = texts[after === undefined ? 'first' : 'later'][query.isLong ? 'long' : 'short'][count];
  const rows = await db.rows<Row & { score: number; count: number; sessions: [string, string][] | null }>(text, [
    ...[
      now,
      conditionsOf(title, count),
      conditionsOf(all, count),
      query.inHeads.title,
      query.inHeads.all,
      query.typed,
      limit,
      filter.isBookable === true,
      filter.isTimed === true,
      filter.from ?? now,
      ...(filter.hours ?? [null, null]),
      query.kinds,
      query.prefers,
      query.persons.facts,
      query.persons.words,
      query.mostPrice ?? null,
    ],
    ...(after === undefined ? [] : [after.score, after.entryId]),
  ]);
  return {
    found: rows.map((row) => ({ ...present(row), score: row.score, sessions: sessionsOf(row) })),
    count: rows[0]?.count ?? 0,
  };
}

const sessionsOf = ({ entry_id, starts_at, sessions }: Row & { sessions: [string, string][] | null }): Session[] =>
  starts_at === null
    ? []
    : (sessions ?? [])
        .map(([entryId, at]) => ({ entryId, startsAt: new Date(at) }))
        .filter(({ entryId }) => entryId !== entry_id)
        .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());

/** Candidates compared in detail (nearby.ts). */
const mostLikely = 60;

// Each part by itself: of a conjunction the index follows the rarest word, of parts in one query whatever is in any of them.
const nearText = (
  count: Count,
  everywhere: boolean,
  levels: number[],
) => `with ${gather('near', '$2', count, { stop: 20, everywhere, levels })}
     select ${columns} from near join listings l using (entry_id) ${tables} where ${isShown}
     order by (${nearnessOf('$3')}) * ${freshness} desc, l.entry_id limit $4`;
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
  filter: SearchFilter,
  { now, part }: { now: Date; part: 'near' | 'slip' | 'kin' | 'anyTitle' | 'others' | 'any' | 'characters' },
): Promise<Listing[]> {
  const some = query[part];
  if (some === undefined) return [];
  const parts = within(filter, some);
  const count = countOf(parts);
  const text = (part === 'slip' ? throughout : amongNewest)[count];
  return (await db.rows<Row>(text, [now, conditionsOf(parts, count), query.inHeads.any, mostLikely])).map(present);
}

/** Newest entries that are looked at for each thing, and those that are compared in detail. */
const mostOfThing = 150;
const mostCompared = 150;
/** The weight of a thing that is nowhere: some, since an entry about all the others is no whole answer. */
const ofUnknown = 1.2;
/** So many of one thing are enough of the newest: then no earlier ones are looked at. */
const enoughOfThing = 40;

/**
 * Entries about some of the things of a question, whatever else they are: of each thing the newest by ever larger blocks, as `gather` does it; of all
 * of them those with the most and the rarest. A title counts more than names and tags, and those more than long texts.
 */
const thingsGathered = (isNarrow: boolean) => {
  const steps = blocks.map((size, level) => {
    const newest = `(select last_value / ${size} from listing_positions)`;
    return `l.terms @@ (${blockWord(level, newest)} || ' | ' || ${blockWord(level, `${newest} - 1`)})::tsquery and`;
  });
  const narrow = isNarrow ? `l.terms @@ ${hidden('$3::tsquery')} and` : '$3::text is not null and';
  // Beside a filter a frequent word may be among hundreds of thousands and leave few: then the newest have to do.
  const gathered = [...steps, ...(isNarrow ? [] : [''])].map((block, step) => {
    const before = Array.from(
      { length: step },
      (_, each) => `(select count(*) from step${each} b where b.thing = t.thing)`,
    );
    const stop = before.length === 0 ? 'false' : `${before.join(' + ')} >= ${enoughOfThing}`;
    return `step${step} as materialized (
       select t.thing, its.entry_id from things t cross join lateral (
         select l.entry_id from listings l where ${block} ${narrow} l.terms @@ t.words and ${isListed.sql('l', hidden('$1::timestamptz'))} and not (${stop})
         order by l.position desc limit ${mostOfThing}) its)`;
  });
  return `${gathered.join(',\n     ')},
     found as materialized (${gathered.map((_, step) => `select thing, entry_id from step${step}`).join(' union ')})`;
};
/** The same among given entries alone. */
const thingsOfGiven = `found as materialized (select thing, l.entry_id from things t join listings l on l.entry_id = any($11::uuid[]) and l.terms @@ t.words where $3::text is not null)`;
/** The year of age that a question names is among those that an entry is for. Read from the entry itself, and only where one is named. */
const age = `case when $14::int is null then 0 else coalesce((select case when p.data::jsonb ? 'age_min' or p.data::jsonb ? 'age_max'
     then case when $14 between coalesce((p.data::jsonb ->> 'age_min')::numeric, 0) and coalesce((p.data::jsonb ->> 'age_max')::numeric, 150) then 1 else -1 end end
     from publications p where p.id = l.publication_id), 0) end`;
const isOf = (of: string) => `(l.facets && ${of}::text[] or l.channel = any(${of}::text[]))::int`;

const judgedText = (gathered: string) => `with named as materialized (
       select (each ->> 0)::int as thing, (each ->> 1)::float8 as weight, (each ->> 2)::tsquery as title, (each ->> 3)::tsquery as anywhere, (each ->> 4)::float8 as matters
       from json_array_elements($2::json) as given (each)),
     things as materialized (select thing, max(matters) as matters, string_agg('(' || anywhere::text || ')', ' | ')::tsquery as words from named group by thing),
     ${gathered},
     rarity as materialized (
       select thing, matters * case when count(entry_id) = 0 then ${ofUnknown} else 1 + 0.5 * ln((select count(distinct entry_id) from found)::float8 / count(entry_id)) end as says
       from things left join found using (thing) group by thing, matters),
     likely as materialized (
       select entry_id from (select entry_id from found join rarity using (thing) group by entry_id order by sum(says) desc, entry_id limit ${mostCompared}) about
       union select unnest($11::uuid[])),
     held as materialized (
       select l.entry_id, n.thing, 0.9 * max(n.weight * said.how) + 0.1 * sum(n.weight * said.how) as much
       from likely join listings l using (entry_id) cross join lateral (select l.terms || '' as terms, l.headings || '' as headings offset 0) its
         cross join named n
         cross join lateral (select case when its.terms @@ n.title then 1 when its.headings @@ n.anywhere then 0.65 else 0.45 end as how) said
       where its.terms @@ n.anywhere group by l.entry_id, n.thing),
     sums as materialized (
       select entry_id, coalesce(sum(much * says) / (select sum(says) from rarity), 0)::float8 as share
       from likely left join held using (entry_id) left join rarity using (thing) group by entry_id),
     seen as (
       select l.entry_id, ${series} as series, its.shut, l.starts_at, l.title, share, l.entry_id = any($11::uuid[]) as is_given,
         ${isOf('$4')} as kind, ${isOf('$12')} as preferred,
         (l.facets && $5::text[])::int as for_persons, ($6 <> '' and l.headings @@ $6::tsquery)::int as persons, ${age} as age,
         case when $13::text is null or l.starts_at is null or (l.terms @@ $13::tsquery and (${isThen.replaceAll('$11', '$15').replaceAll('$12', '$16')})) then 0 else 1 end as other,
         (select count(*) from unnest($9::text[]) as time where l.terms @@ time::tsquery)::int as times, (${fits('$10')} < 1)::int as dear
       from sums join listings l using (entry_id) ${tables} ${its} where ${isShown} and ($7::boolean is not true or ${isBookable})),
     scored as (
       select *, round((share * (1 + 0.4 * greatest(kind, preferred) + 0.3 * greatest(persons, for_persons)) * (1 - 0.7 * dear) * (1 + 0.25 * times) * (1 - 0.25 * shut::int))::numeric, 9) as score
       from seen),
     turns as (select *, row_number() over (partition by series order by is_given desc, other, score desc, shut, starts_at, entry_id) as turn from scored),
     best as (select *, row_number() over (order by is_given desc, score desc, shut, case when starts_at >= $1 then starts_at end nulls last, title collate "C", entry_id) as place from turns where turn = 1)
     select ${columns}, best.share, best.is_given, best.kind, best.preferred, best.persons, best.age, best.other, best.times, best.dear, best.score::float8
     from best join listings l using (entry_id) ${tables} where is_given or place <= $8 order by score desc, place`;
const judgedTexts = {
  narrow: judgedText(thingsGathered(true)),
  wide: judgedText(thingsGathered(false)),
  given: judgedText(thingsOfGiven),
};

/** An entry with its features beside a question, as order.ts weighs them. */
export type Judged = Listing & {
  /** How much of the things of the question it is about. */
  share: number;
  /** That, with the preferred kinds, the persons, the price and the time. */
  score: number;
  /** It is one of those that were given: it has all words of the question. */
  isGiven: boolean;
  // 1 where it is so
  kind: number;
  preferred: number;
  /** Its title, names or tags name the persons. */
  persons: number;
  /** -1: it is for others. */
  age: number;
  dear: number;
  /** It is at another time only. */
  other: number;
  /** Marks of the time that it has. */
  times: number;
};
type JudgedRow = Row &
  Pick<Judged, 'share' | 'score' | 'kind' | 'preferred' | 'persons' | 'age' | 'dear' | 'other' | 'times'> & {
    is_given: boolean;
  };
type Judging = {
  now: Date;
  limit: number;
  /** Entries that are judged whatever they are about, and alone where no others are looked for. */
  given: readonly string[];
  isAlone: boolean;
  times: readonly string[];
  /** The time of the question as a filter. */
  then?: Pick<SearchFilter, 'groups' | 'hours'> | undefined;
};

/** Entries about the things of a question and the given ones, with all by which they are ordered. */
export async function judged(db: Reader, query: Query, filter: SearchFilter, how: Judging): Promise<Judged[]> {
  const narrow = wordsOf(filter).join(' & ');
  const named = query.about.flatMap((concept, thing) =>
    concept.named.map(({ title, anywhere, weight }) => [thing, weight, title, anywhere, concept.matters]),
  );
  const then = how.then === undefined ? '' : wordsOf(how.then).join(' & ');
  const text = judgedTexts[how.isAlone ? 'given' : narrow === '' ? 'wide' : 'narrow'];
  const rows = await db.rows<JudgedRow>(text, [
    ...[how.now, JSON.stringify(named), narrow, query.kind, query.persons.facts, query.persons.words],
    ...[filter.isBookable === true, how.limit, how.times, query.mostPrice ?? null, how.given, query.prefers],
    ...[then === '' ? null : then, query.age ?? null, ...(how.then?.hours ?? [null, null])],
  ]);
  return rows.map((row) => ({
    ...present(row),
    ...{ share: row.share, score: row.score, isGiven: row.is_given, kind: row.kind, preferred: row.preferred },
    ...{ persons: row.persons, age: row.age, dear: row.dear, other: row.other, times: row.times },
  }));
}

/** Entries whose title holds the whole question: few, and only for longer ones. */
export async function titled(db: Reader, typed: string, filter: SearchFilter, now: Date): Promise<SearchMatch[]> {
  const literal = inTitles(typed);
  if (literal === undefined) return [];
  const parts = within(filter, [literal]);
  const count = countOf(parts);
  const rows = await db.rows<Row>(
    `with ${gather('named', '$2', count, { stop: 3, gathered: 100 })}
     select ${columns} from named join listings l using (entry_id) ${tables}
     where ${isShown} and strpos(lower(l.title), $3) > 0 order by l.published_at desc, l.entry_id limit 3`,
    [now, conditionsOf(parts, count), fold(typed)],
  );
  return rows.map((row) => ({ ...present(row), score: 0, sessions: [] }));
}
