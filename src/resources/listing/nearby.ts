import type { Reader } from '../../database/open.ts';
import type { Query } from './asked.ts';
import { withoutRank } from './houses.ts';
import { facet, type Listing } from './listing.ts';
import { inOrder, inTurn } from './order.ts';
import type { SearchFilter } from './public-store.ts';
import * as store from './search-store.ts';
import type { Spelling } from './spelling.ts';
import { fold, unitsOf, wordsOf } from './units.ts';

/** One character, or two that sound the same. */
const mostWrong = 1;
/** Of two characters one is half of all. */
const mostWrongOfTwo = 0.4;

type How = { now: Date; limit: number; spelling: Spelling };

/** Entries in which one character of a query is another, the nearest first. */
export async function slipsOf(
  db: Reader,
  query: Query,
  filter: SearchFilter,
  { now, limit, spelling }: How,
): Promise<Listing[]> {
  const likely = await store.near(db, query, filter, { now, part: 'slip' });
  const letters = [...query.misspelt].length;
  const most = letters < 3 ? mostWrongOfTwo : mostWrong;
  const slips = likely
    .map((listing) => ({
      listing,
      wrong: wrongIn(listing, query.misspelt, spelling),
    }))
    .filter(({ wrong }) => wrong <= most && (wrong > 0 || letters > 2))
    .toSorted(
      (a, b) =>
        a.wrong - b.wrong ||
        overLast(a.listing, b.listing, now) ||
        Number(isPreferred(b.listing, query)) - Number(isPreferred(a.listing, query)) ||
        a.listing.title.length - b.listing.title.length ||
        inTurn(now)(a.listing, b.listing),
    )
    .map(({ listing }) => listing);
  return slips.slice(0, limit);
}

/** Entries with a good part of a query, where nothing is about any of its things. */
export async function partly(
  db: Reader,
  query: Query,
  filter: SearchFilter,
  { now, limit, spelling }: How,
): Promise<Listing[]> {
  let found: Listing[] = [];
  for (const part of steps) if (found.length === 0) found = await store.near(db, query, filter, { now, part });
  const kin =
    found.length < fewNear && query.kin !== undefined ? await store.near(db, query, filter, { now, part: 'kin' }) : [];
  const weights = weightsIn(found, spelling);
  // A house that is only open then comes after events, as in a search.
  const shareOf = (listing: Listing) =>
    (isNearlyIn(listing.title, query.typed, spelling) ? 2 : 1) *
    (filter.isTimed === true && listing.channel === 'venue' ? 0.3 : 1) *
    (isPreferred(listing, query) ? 1.5 : 1) *
    heldBy(listing, query, weights, spelling);
  const judged = found
    .map((listing) => ({ listing, held: shareOf(listing) }))
    .toSorted(
      (a, b) =>
        b.held - a.held ||
        Number(isPreferred(b.listing, query)) - Number(isPreferred(a.listing, query)) ||
        overLast(a.listing, b.listing, now) ||
        inTurn(now)(a.listing, b.listing),
    );
  // Who shares one word of many is no answer where another shares most of them; in a title is no more than twice in a summary.
  const best = judged[0]?.held ?? 0;
  const nearest = judged.filter(({ held }) => held * 2 >= best).map(({ listing }) => listing);
  const known = new Set(nearest.map(({ entryId }) => entryId));
  return [
    ...nearest,
    ...kin
      .filter(({ entryId }) => !known.has(entryId))
      .toSorted(
        (a, b) =>
          Number(isPreferred(b, query)) - Number(isPreferred(a, query)) || overLast(a, b, now) || inTurn(now)(a, b),
      ),
  ].slice(0, limit);
}
const fewNear = 4;
/** Entries that are about less than this part of the question than the best one are no answer beside it. */
const leastShare = 0.3;
/** At a time all entries of then are near, so those only somewhat about the question are no answer. */
const leastAtTime = 0.4;
/** Entries about a question that are put in order. */
const mostOrdered = 40;

/**
 * The answers to a question and, where they are few, other entries about it, each best first. An answer that is worth less than another entry only
 * has the words of the question, and comes after it.
 */
export async function weighed<Match extends Listing>(
  db: Reader,
  query: Query,
  filter: SearchFilter,
  {
    now,
    answers,
    isFew,
    times,
    then,
  }: {
    now: Date;
    answers: readonly Match[];
    isFew: boolean;
    times: readonly string[];
    then?: SearchFilter | undefined;
  },
): Promise<{ listings: Match[]; near: Listing[]; later: Listing[] }> {
  const given = answers.map(({ entryId }) => entryId);
  const found = await store.judged(db, query, filter, { now, limit: mostOrdered, given, isAlone: !isFew, times, then });
  const places = new Map(given.map((id, place) => [id, place]));
  const judged = [
    ...found
      .filter(({ isGiven }) => isGiven)
      .toSorted((a, b) => (places.get(a.entryId) ?? 0) - (places.get(b.entryId) ?? 0)),
    ...found.filter(({ isGiven }) => !isGiven),
  ];
  const all = inOrder(judged);
  const least = leastShare * Math.max(0, ...judged.map(({ score }) => score));
  const others = all.filter(({ isGiven, score }) => !isGiven && score >= least);
  const near = others.filter(
    ({ other, score, startsAt }) =>
      other === 0 && (then === undefined || startsAt !== undefined || score >= leastAtTime),
  );
  const best = near[0]?.worth ?? Number.NEGATIVE_INFINITY;
  const isAnswer = new Map(
    all.filter(({ isGiven, worth }) => isGiven && worth >= best).map(({ entryId }, place) => [entryId, place]),
  );
  const isNear = new Set(near.map(({ entryId }) => entryId));
  const listings = answers.filter(({ entryId }) => isAnswer.has(entryId));
  return {
    listings: listings.toSorted((a, b) => (isAnswer.get(a.entryId) ?? 0) - (isAnswer.get(b.entryId) ?? 0)),
    near: all.filter(({ entryId, isGiven }) => isNear.has(entryId) || (isGiven && !isAnswer.has(entryId))),
    later: others,
  };
}

/** In turn, until there is something: a good part of the words, other things of their family, any word in a title, entries for the same people, any word. */
const steps = ['near', 'kin', 'anyTitle', 'others', 'any', 'characters'] as const;

const isPreferred = ({ channel, facts }: Listing, { kinds, prefers }: Query): boolean => {
  const its = new Set([channel, ...Object.entries(facts).map(([name, value]) => facet(name, String(value)))]);
  return [...kinds, ...prefers].some((each) => its.has(each));
};

/** The fewer of those found have a word, the more it says. */
function weightsIn(found: readonly Listing[], spelling: Spelling): (pair: string) => number {
  const counts = new Map<string, number>();
  for (const { title, summary } of found)
    for (const pair of new Set(pairsOf(fold(spelling.simplified(`${title} ${summary.slice(0, 300)}`)))))
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return (pair) => 1 / Math.sqrt(counts.get(pair) ?? 1);
}

/** In a title as it is or as people shorten it, or else in the name of the house, which all its entries have. */
const wrongIn = ({ title, institution }: Listing, asked: string, spelling: Spelling): number =>
  Math.min(
    distanceTo(title, asked, spelling),
    distanceTo(withoutRank(title), asked, spelling),
    distanceTo(`${title} ${institution}`, asked, spelling) + ofInstitution,
  );
const ofInstitution = 0.3;

/** Of equally near ones, past ones are last. */
const overLast = (a: Listing, b: Listing, now: Date) => Number(isOver(a, now)) - Number(isOver(b, now));
const isOver = ({ startsAt, endsAt }: Listing, now: Date) =>
  endsAt !== undefined && endsAt < now && endsAt.getTime() !== startsAt?.getTime();

/** The share of the query in the title, which counts twice, and in the summary: by pairs of characters, or by a synonym. */
function heldBy(
  { title, summary }: Listing,
  { meant }: Query,
  weigh: (pair: string) => number,
  spelling: Spelling,
): number {
  const texts = [title, summary].map((text) => fold(spelling.simplified(text.slice(0, 300))));
  const weights = [2, 1];
  return texts.reduce((sum, text, place) => {
    const has = new Set(unitsOf(text).flatMap(wordsOf));
    const held = meant.map(([typed, ...others]) => {
      const pairs = pairsOf(typed);
      const sum = (some: readonly string[]) => some.reduce((all, pair) => all + weigh(pair), 0);
      return others.some((word) => text.includes(word))
        ? Math.max(1, sum(pairs))
        : sum(pairs.filter((pair) => has.has(pair)));
    });
    return sum + (weights[place] ?? 0) * held.reduce((all, each) => all + each, 0);
  }, 0);
}

/** The pairs of characters by which two texts are compared. */
const pairsOf = (text: string): string[] => unitsOf(text).flatMap(wordsOf);

/** Another character that sounds the same is the slip that an input method makes. */
const sameSound = 0.4;

/** The smallest number of characters in which a part of the text differs from the query. */
function distanceTo(text: string, asked: string, spelling: Spelling): number {
  const wanted = lettersOf(asked);
  const given = lettersOf(spelling.simplified(text.slice(0, 200)));
  const said = { wanted: spelling.syllables(wanted.join('')), given: spelling.syllables(given.join('')) };
  const swap = (at: number, in_: number) => {
    if (wanted[at] === given[in_]) return 0;
    const sounds = said.wanted[at] !== undefined && said.wanted[at] === said.given[in_];
    return sounds ? sameSound : 1;
  };
  // Sellers: edit distance to the nearest part of a text.
  let row = new Array<number>(given.length + 1).fill(0);
  for (const at of wanted.keys()) {
    const next = [at + 1];
    for (const in_ of given.keys())
      next.push(Math.min((row[in_] ?? 0) + swap(at, in_), (row[in_ + 1] ?? 0) + 1, (next[in_] ?? 0) + 1));
    row = next;
  }
  return Math.min(...row);
}

const leastInOrder = 4;
const mostMissing = 0.25;
/** Whether a title has nearly all characters of a longer query, in its order and with others between them: 合唱团排炼, 合唱团公开排练. */
function isNearlyIn(title: string, asked: string, spelling: Spelling): boolean {
  const wanted = lettersOf(asked);
  const given = lettersOf(spelling.simplified(title.slice(0, 200)));
  if (wanted.length < leastInOrder) return false;
  let row = new Array<number>(given.length + 1).fill(0);
  for (const letter of wanted) {
    const next = [0];
    for (const [at, other] of given.entries())
      next.push(letter === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    row = next;
  }
  return (row.at(-1) ?? 0) >= wanted.length * (1 - mostMissing);
}

const lettersOf = (text: string) => [...fold(text)].filter((each) => /[\p{L}\p{N}]/u.test(each)).slice(0, 60);
