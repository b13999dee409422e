import type { Connection } from '../../database/open.ts';
import type { Query } from './asked.ts';
import { distanceTo } from './distance.ts';
import type { Listing } from './listing.ts';
import type { Filter } from './public-store.ts';
import * as store from './search-store.ts';
import type { Spelling } from './spelling.ts';
import { unitsOf, wordsOf } from './units.ts';

/** One character, or two that sound the same. */
const mostWrong = 1;
/** Of two characters one is half of all. */
const mostWrongOfTwo = 0.4;

/** What comes near to what was asked for: with one wrong character first, the nearest before others, then what has a good part of it. */
export async function nearby(
  db: Connection,
  query: Query,
  filter: Filter,
  { now, limit, spelling }: { now: Date; limit: number; spelling: Spelling },
): Promise<Listing[]> {
  const likely = await store.near(db, query, filter, { now, part: 'slip' });
  const most = [...query.typed].length < 3 ? mostWrongOfTwo : mostWrong;
  const slips = likely
    .map((listing) => ({
      listing,
      wrong: distanceTo(`${listing.title} ${listing.institution}`, query.typed, spelling),
    }))
    .filter(({ wrong }) => wrong <= most)
    .toSorted((a, b) => a.wrong - b.wrong)
    .map(({ listing }) => listing);
  if (slips.length > 0) return slips.slice(0, limit);
  const part = await store.near(db, query, filter, { now, part: 'near' });
  const found = part.length > 0 ? part : await store.near(db, query, filter, { now, part: 'any' });
  const has = ({ title, summary }: Listing) => {
    const [named, told] = [title, summary].map((text) => new Set(pairsOf(text, spelling)));
    return pairsOf(query.typed, spelling).reduce(
      (sum, pair) => sum + (named?.has(pair) ? 2 : 0) + (told?.has(pair) ? 1 : 0),
      0,
    );
  };
  return found
    .map((listing) => ({ listing, held: has(listing) }))
    .toSorted((a, b) => b.held - a.held)
    .map(({ listing }) => listing)
    .slice(0, limit);
}

/** The pairs of characters by which two texts are compared. */
const pairsOf = (text: string, spelling: Spelling): string[] =>
  unitsOf(spelling.simplified(text.slice(0, 300))).flatMap(wordsOf);
