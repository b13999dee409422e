import { type Kind, kindIn, type Need, needsIn } from './needs.ts';
import { aboutOf, loosened } from './questions.ts';
import { marker } from './search.ts';
import { readingsOf, type Sound, soundOf } from './sounds.ts';
import { plain, type Spelling } from './spelling.ts';
import { type SynonymPiece, type Synonyms, splitBySynonyms } from './synonyms.ts';
import { fold, inTitle, quoted, type Unit, unitsOf, wordsOf } from './units.ts';

/** A conjunction of tsqueries: a word each, or words of which any will do. */
export type Conjunction = readonly string[];

export interface Query {
  /** The query in the title and anywhere, by each way to read it; and a good part of it anywhere, one part each. */
  title: readonly Conjunction[];
  all: readonly Conjunction[];
  near: readonly Conjunction[] | undefined;
  /** Any word of it, for when not even that is anywhere. */
  any: readonly Conjunction[] | undefined;
  /** With one character that is another, or that only sounds so: one way each. */
  slip: readonly Conjunction[] | undefined;
  /** The same where words have places and weights: all in the title, all, and any of it. Single characters have none there. */
  inHeads: { title: string; all: string; any: string };
  /** Titles with any of its characters, for when nothing has two of them together. */
  characters: readonly Conjunction[] | undefined;
  /** Of many words, which little can hold all of. */
  isLong: boolean;
  /** The query in the one spelling, without the words of a question. */
  typed: string;
  /** The same piece by piece, each with its synonyms. */
  meant: readonly SynonymPiece[];
  /** There is more to it than a kind of event: houses are meant as well. */
  hasSubject: boolean;
}

type Wanted = { word: string; isOpen: boolean; isFact?: boolean };
type Way = readonly Wanted[];
/** As typed, with its synonyms; for a kind or a need all that match it, a choice of a form too. */
type Piece = { ways: readonly Way[]; role: 'subject' | 'kind' | 'need' };
type Known = {
  spelling?: Spelling;
  synonyms?: Synonyms;
  /** Beside days or places a kind is enough, and a choice of it is as good as its word: 今晚 演出. */
  isBeside?: boolean;
};

const mostRuns = 8;
/** Number of words from which a query is long. */
const leastLong = 4;
const mostOfRun = 24;

/** A typed text as a query; undefined if nothing in it can be searched. */
export function queryOf(
  typed: string,
  { spelling = plain, synonyms = [], isBeside = false }: Known = {},
): Query | undefined {
  const folded = fold(spelling.simplified(typed.slice(0, 200)));
  const { about, isQuestion, subject, kind, needs } = understood(folded, isBeside);
  const subjects = splitBySynonyms(subject, synonyms);
  // Of one word the whole question has a sound (readingsOf, below); of several each has its own.
  const several = runsOf(folded).length > 1;
  const named = subjects
    .flatMap(([text, ...others]): Piece[] => {
      const runs = runsOf(isQuestion || isBeside ? loosened(text) : text);
      const same = others.map((other) => runsOf(other).flatMap(askedOf)).filter((words) => words.length > 0);
      return runs.map((run) => ({ ways: [askedOf(run), ...same, ...(several ? saidAs(run) : [])], role: 'subject' }));
    })
    .slice(0, mostRuns);
  const pieces = [...named, ...(kind === undefined ? [] : [ofKind(kind)]), ...needs.map(ofNeed)];
  const runs = runsOf(named.length > 0 ? about : folded);
  if (pieces.length === 0 || runs.length === 0) return undefined;
  // Pairs overlap, so a text that holds all of them holds the phrase, but for the rarest accident.
  const written = all(pieces, write);
  // The subject must be near: any other free event, or any other with a lift, is no answer.
  const telling = named.length > 0 ? named : pieces;
  const slots = distinct(slotsOf(telling, write));
  // A typed title is understood literally, too: 看不见的城市 is a book.
  const letters = runsOf(folded).map((run): Piece => ({ ways: [askedOf(run)], role: 'subject' }));
  const toTheLetter = { inTitle: all(letters, writeInTitle), anywhere: all(letters, write) };
  const readings = [
    ...readingsOf(folded.trim()).map((sounds) => ({ inTitle: conjunction(sounds), anywhere: conjunction(sounds) })),
    ...(needs.length > 0 || kind !== undefined ? [toTheLetter] : []),
  ];
  return {
    title: [all(pieces, writeInTitle), ...readings.map((reading) => reading.inTitle)],
    all: [written, ...readings.map((reading) => reading.anywhere)],
    near: nearOf(slots),
    any: anyOf(slots) ?? anyCharacter(runs),
    slip: slipOf(runs, spelling),
    inHeads: {
      title: all(telling, ({ word, isOpen }) => `${quoted(word)}:${isOpen ? '*' : ''}A`).join(' & '),
      all: slots.join(' & '),
      any: slots.join(' | '),
    },
    characters: anyCharacter(runs),
    hasSubject: named.length > 0 || kind?.facts.some((each) => each.startsWith('venue')) === true,
    isLong: slots.length >= leastLong,
    typed: about.trim() || folded.trim(),
    meant: [...(named.length > 0 ? subjects : []), ...needs.map(({ typed, words }): SynonymPiece => [typed, ...words])],
  };
}

/** Letters as pinyin or as first letters: 青溪 jianzhi, jz rm. */
const saidAs = (run: readonly Unit[]): Way[] =>
  run.some(({ isHan }) => isHan)
    ? []
    : readingsOf(run.map(({ word }) => word).join('')).map((sounds) =>
        sounds.map((sound) => ({ ...sound, isFact: true })),
      );

const leastOfTitle = 4;
/** The characters of a text as words of a title, where there are enough to mean one. */
export function inTitles(typed: string): Conjunction | undefined {
  const runs = runsOf(fold(typed.slice(0, 60)));
  const letters = runs.map((run): Piece => ({ ways: [askedOf(run)], role: 'subject' }));
  return runs.flat().length < leastOfTitle ? undefined : all(letters, writeInTitle);
}

/** The query of conditions alone: 这周末 免费. */
export const anything: Query = {
  ...{ title: [[]], all: [[]], near: undefined, any: undefined, slip: undefined, isLong: false, typed: '', meant: [] },
  ...{ characters: undefined, hasSubject: false },
  inHeads: { title: '', all: '', any: '' },
};

/** The subject of a text, its kind, and its needs. A kind alone is searched like any word. */
function understood(folded: string, isBeside: boolean) {
  const { rest, needs } = needsIn(folded);
  const { about, isQuestion } = aboutOf(rest, needs.length > 0 || isBeside);
  const { about: subject, kind } = kindIn(about);
  const isAlone = subject === '' && needs.length === 0 && !isBeside;
  return { about, isQuestion, needs, subject: isAlone ? about : subject, kind: isAlone ? undefined : kind };
}

const runsOf = (text: string): Unit[][] =>
  unitsOf(text)
    .slice(0, mostRuns)
    .map((run) => run.slice(0, mostOfRun));

type Write = (asked: Wanted, role: Piece['role']) => string;
const write: Write = ({ word, isOpen }) => quoted(word) + open(isOpen);
/** Titles name the subject; needs may be anywhere. */
const writeInTitle: Write = (asked, role) =>
  asked.isFact === true || role === 'need' ? write(asked, role) : quoted(inTitle(asked.word)) + open(asked.isOpen);

const ofFacts = (facts: readonly string[]): Way[] =>
  facts.map((name) => [{ word: marker(name), isOpen: false, isFact: true }]);
const ofKind = ({ typed, facts }: Kind): Piece => ({
  ways: [...runsOf(typed).map(askedOf), ...ofFacts(facts)],
  role: 'kind',
});
const ofNeed = ({ words, facts }: Need): Piece => ({
  ways: [...words.map((text) => runsOf(text).flatMap(askedOf)), ...ofFacts(facts)],
  role: 'need',
});

/** The slots of a query: a word, or a piece with its alternatives. */
function slotsOf(pieces: readonly Piece[], write: Write): string[] {
  return pieces.flatMap(({ ways: [first = [], ...others], role }) =>
    others.length === 0
      ? first.map((asked) => write(asked, role))
      : [
          `(${[first, ...others].map((words) => `(${distinct(words.map((asked) => write(asked, role))).join(' & ')})`).join(' | ')})`,
        ],
  );
}

/** All pieces, each as it is or by another word. */
const all = (pieces: readonly Piece[], write: Write): Conjunction => distinct(slotsOf(pieces, write));

/** Words that distinguish the subject: 活动 and 课程 are everywhere. */
const anyOf = (slots: readonly string[]) => {
  const some = slots.filter((slot) => isTelling(slot) && !everywhere.has(slot));
  return some.length === 0 ? undefined : [[some.join(' | ')]];
};
const everywhere = new Set(['活动', '课程', '比赛', '培训', '体验', '中心', '文化', '地方'].map(quoted));
const isTelling = (slot: string) => [...slot].length > 3; // 第, 3 and 期 are in everything, and stand in quotes here

/** Ways to read something, as one tsquery. */
export function tsqueryOf(readings: readonly Conjunction[]): string {
  const texts = readings.map((each) => each.join(' & '));
  return texts.length > 1 ? `(${texts.map((text) => `(${text})`).join(' | ')})` : (texts[0] ?? '');
}

const conjunction = (sounds: readonly Sound[]): Conjunction =>
  distinct(sounds.map(({ word, isOpen }) => quoted(word) + open(isOpen)));

/** Whatever has all but one character of a run, or sounds like it: which one is wrong is not known. */
function slipOf(runs: readonly (readonly Unit[])[], spelling: Spelling): Conjunction[] | undefined {
  const each = runs.map((run) => {
    const written = askedOf(run).map(({ word, isOpen }) => quoted(word) + open(isOpen));
    if (run.length < 2 || !run.every(({ isHan }) => isHan)) return { written, slips: [] };
    const sound = soundOf(run.map(({ word }) => word).join(''), spelling);
    const without = run.length < 3 ? [] : run.map((_, wrong) => withoutOne(run, wrong));
    return { written, slips: [...(sound === undefined ? [] : [conjunction(sound)]), ...without] };
  });
  const ways = each.flatMap(({ slips }, place) => {
    const others = each.flatMap(({ written }, other) => (other === place ? [] : written));
    return slips.map((slip) => distinct([...slip, ...others]));
  });
  return ways.length === 0 ? undefined : distinctOf(ways).slice(0, mostOfRun);
}

/** The pairs that do not hold it, and where a neighbour is left alone, that as a character of the title. */
function withoutOne(run: readonly Unit[], wrong: number): Conjunction {
  const part = (units: readonly Unit[]) => {
    const [only] = units;
    if (only !== undefined && units.length === 1) return [quoted(inTitle(only.word))];
    return askedOf(units).map(({ word }) => quoted(word));
  };
  return distinct([...part(run.slice(0, wrong)), ...part(run.slice(wrong + 1))]);
}

/** Of two characters that are together nowhere, titles with either. */
function anyCharacter(runs: readonly (readonly Unit[])[]): Conjunction[] | undefined {
  const single = runs.flat().filter(({ isHan }) => isHan);
  return single.length < 2 ? undefined : [[distinct(single.map(({ word }) => quoted(inTitle(word)))).join(' | ')]];
}

/** Two fifths of its neighbouring words: a query for more than there is finds near matches. */
function nearOf(words: readonly string[]): Conjunction[] | undefined {
  const telling = words.filter(isTelling);
  const some = telling.length > 1 ? telling : words;
  if (some.length < 2) return undefined;
  const size = Math.max(1, Math.ceil(some.length * 0.4));
  const parts = some.flatMap((_, first) =>
    first % Math.ceil(size / 2) === 0 && first + size <= some.length ? [some.slice(first, first + size)] : [],
  );
  return distinctOf(parts);
}

const distinct = (words: readonly string[]) => [...new Set(words)];
const distinctOf = (all: readonly Conjunction[]) => [...new Map(all.map((each) => [each.join(' & '), each])).values()];
const open = (isOpen: boolean) => (isOpen ? ':*' : '');

/** The words of a run. One that ends in a pair is found by that pair: its last character alone would ask for the end of a text. */
function askedOf(run: readonly Unit[]): Wanted[] {
  const endsInPair = run.at(-1)?.isHan === true && run.at(-2)?.isHan === true;
  const words = wordsOf(run).slice(0, endsInPair ? -1 : undefined);
  // Letters typed last may go on: jing finds jingju. A shorter beginning is in everything.
  const isOpen = (place: number) => place === words.length - 1 && !endsInPair && goesOn.test(words[place] ?? '');
  return words.map((word, place) => ({ word, isOpen: isOpen(place) }));
}

const goesOn = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{M}]{3,}$/u;
