import type { Listing } from './listing.ts';
import type { Judged } from './search-store.ts';

/**
 * The order of answers: a sum of the features of an entry beside a question. The weights were fitted once to the questions of seven hands
 * (docs/adr/0199-weights-of-a-search.md says how), and are no place for a rule about one question.
 */
const weights = {
  /** How much of the things of the question it is about. */
  about: 2.3,
  aboutAtAll: 1.7,
  /** That, with the preferred kinds and the time. */
  score: 1.6,
  /** It has all words of the question; and the first of those, and of the others. */
  answer: 2,
  firstAnswer: 1,
  firstOther: 1.4,
  kind: 1,
  preferred: 0.5,
  persons: 1,
  age: 1.2,
  times: 1.8,
  dear: -0.3,
  news: -0.5,
  market: -0.3,
  media: -0.4,
  activity: -0.6,
  course: -0.7,
} as const;
type Feature = keyof typeof weights;

const media = ['video', 'audio', 'book'];
/** The best score says no more than this. */
const mostScore = 3;

function featuresOf(its: Judged, place: number): Readonly<Record<Feature, number>> {
  const isUnasked = its.kind + its.preferred === 0;
  const first = 1 / (1 + place);
  return {
    about: its.share,
    aboutAtAll: Math.sqrt(its.share),
    score: Math.min(mostScore, its.score),
    answer: Number(its.isGiven),
    firstAnswer: its.isGiven ? first : 0,
    firstOther: its.isGiven ? 0 : first,
    kind: its.kind,
    preferred: its.preferred,
    persons: its.persons,
    age: its.age,
    times: its.times,
    dear: its.dear,
    news: Number(isUnasked && its.channel === 'news'),
    market: Number(isUnasked && its.channel === 'market'),
    media: Number(isUnasked && media.includes(its.channel)),
    activity: Number(its.channel === 'activity'),
    course: Number(its.channel === 'course'),
  };
}
const isFeature = (name: string): name is Feature => Object.hasOwn(weights, name);
const worthOf = (features: Readonly<Record<Feature, number>>): number =>
  Object.keys(weights)
    .filter(isFeature)
    .reduce((sum, name) => sum + weights[name] * features[name], 0);

/** Best first, of answers and others that each stand in the order in which they were found. */
export function inOrder(all: readonly Judged[]): (Judged & { worth: number })[] {
  const groups = [all.filter(({ isGiven }) => isGiven), all.filter(({ isGiven }) => !isGiven)];
  return groups
    .flatMap((group) => group.map((each, place) => ({ ...each, worth: worthOf(featuresOf(each, place)) })))
    .toSorted((a, b) => b.worth - a.worth);
}

/** Of equally good entries the next one to begin comes first, then the others by their titles: no order depends on an id. */
export const inTurn =
  (now: Date) =>
  (a: Listing, b: Listing): number => {
    const [first, second] = [beginning(a, now), beginning(b, now)];
    return first === second ? byCode(a.title, b.title) : first - second;
  };
const beginning = ({ startsAt }: Listing, now: Date): number =>
  startsAt !== undefined && startsAt >= now ? startsAt.getTime() : Number.MAX_SAFE_INTEGER;
const byCode = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
