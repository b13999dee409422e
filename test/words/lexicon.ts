/**
 * Words that a comment, an exported name or the title of a test does not need, each with its replacement. Adding one is an entry here; its
 * hits are then either rewritten or counted by the limits of plain-words.test.ts, which only fall.
 */
export type Entry = { word: RegExp; write: string };

/** In comments of src, test and bench. */
export const inComments: readonly Entry[] = [
  { word: /\bwhat (is|was)\b/gi, write: 'the noun: "what is published" → "published entries"' },
  { word: /\bwhat the\b/gi, write: 'the noun: "what the library answers" → "the answer of the library"' },
  { word: /\bwhoever\b/gi, write: 'the role: caller, reader, visitor, actor, worker' },
  { word: /\bsomebody(’s|'s)?\b/gi, write: 'the role: account, person, member, another transaction' },
  { word: /\bnobody(’s|'s)?\b/gi, write: 'no account, no reader, none; or the passive' },
  { word: /\bwhence\b/gi, write: 'source, origin' },
  { word: /\bat hand\b/gi, write: 'cached, present, available' },
  { word: /\bgone past\b/gi, write: 'skipped, left out' },
  { word: /\bup to whoever\b/gi, write: 'left to the caller' },
  {
    word: /(?<!-)\bwhat\b(?! (is|was|the)\b)/gi,
    write: 'the noun: "what an event records" → "the details of an event"',
  },
  { word: /\bwhom\b/gi, write: 'the recipient, the account, the visitor' },
  { word: /\b(every|any)body\b/gi, write: 'all, anyone, public' },
  { word: /\b(un)?heard\b/gi, write: 'received, notified' },
  { word: /\banew\b/gi, write: 'again, re-' },
];

/** In names that a file of src exports: a whole name. */
export const asNames: readonly Entry[] = [
  { word: /^(found|Found)$/, write: 'what kind of thing: match, result, row' },
  { word: /^(asked|Asked|AskedFor|askedFor)$/, write: 'request, query, form' },
  { word: /^(known|Known)$/, write: 'cached, existing, registered' },
  { word: /^(kept|Kept)$/, write: 'stored, cached, retention' },
  { word: /^(said|Said|says|isSaid)$/, write: 'text, format…, isSelfContained' },
  { word: /^(told|Told|tell|Tell|tells|Telling|tellings|untold)$/, write: 'event, notice, notify, published' },
  { word: /^(seen|Seen|mine|Mine)$/, write: 'observation, mustRead, mustReport' },
  { word: /^(given|Given|meant|Meant|held|Held)$/, write: 'input, options, pending' },
  { word: /^(what|whence|when|around|behind|beside|Around|Beside)$/, write: 'basicFields, sourceFields, adjacent…' },
  { word: /^(over|soon|Soon|nothing|most|everybody)$/, write: 'expired, due, empty…, max…, all' },
  { word: /^(Way|Ways|Road|Fork|Door|Doors|Place|Questions)$/, write: 'route, options, endpoint, needs' },
  { word: /^(asItIs|clientAtHand|nobodys|urgently|unheard)$/, write: 'withRefusal, cachedClient, sharedPageGuard, …' },
];

/** In names that a file of src exports: a part of a name. */
export const inNames: readonly Entry[] = [
  {
    word: /^(whoever|somebody|nobody|nobodys|whence|anew|shelf|shelves|restock|rezone|couriers)$/,
    write: 'the field’s noun',
  },
  { word: /^(said|told|untold|unheard|heard|telling|tellings|patience)$/, write: 'text, event, notice, timeout' },
];

/** In titles of tests, which a stranger reads alone. */
export const inTitles: readonly Entry[] = [
  { word: /\bwhat (is|was)\b/gi, write: 'the noun of the thing' },
  { word: /\bwhoever\b/gi, write: 'the role: an owner, a reader, a citizen' },
  { word: /\bsomebody(’s|'s)?\b/gi, write: 'the role: an account, a member' },
  { word: /\bnobody(’s|'s)?\b/gi, write: 'no account, no one but …, the passive' },
  { word: /\b(whence|at hand|gone past)\b/gi, write: 'source, cached, skipped' },
];

/** Hits that stay, each with the reason. `text`: a part of the line. */
export const exceptions: readonly { file: string; text: string; reason: string }[] = [];
