import { aboutOf, loosened } from './questions.ts';
import { readingsOf, type Sound, soundOf } from './sounds.ts';
import { plain, type Spelling } from './spelling.ts';
import { type Meant, meantBy, type Synonyms } from './synonyms.ts';
import { fold, inTitle, quoted, type Unit, unitsOf, wordsOf } from './units.ts';

export interface Query {
  /** What was typed, as tsqueries are written: in the title, anywhere, and a good part of it anywhere, one part each. */
  title: string;
  all: string;
  near: readonly string[] | undefined;
  /** Any word of it, for when not even that is anywhere. */
  any: string | undefined;
  /** With one character that is another, or that only sounds so: one way each. */
  slip: readonly string[] | undefined;
  /** The same where words have places and weights: all in the title, all, and any of it. Single characters have none there. */
  inHeads: { title: string; all: string; any: string };
  /** Of many words, which little can hold all of. */
  isLong: boolean;
  /** What was typed, in the one spelling, without the words of a question. */
  typed: string;
  /** The same piece by piece, each with what means the same. */
  meant: readonly Meant[];
}

type Wanted = { word: string; isOpen: boolean };
/** As it was typed, and what means the same. */
type Piece = readonly (readonly Wanted[])[];
type Known = { spelling?: Spelling; synonyms?: Synonyms };

const mostRuns = 8;
/** From so many words on a query is long. */
const leastLong = 4;
const mostOfRun = 24;

/** What somebody typed, as a query; undefined where nothing of it can be found. */
export function queryOf(typed: string, { spelling = plain, synonyms = [] }: Known = {}): Query | undefined {
  const folded = fold(spelling.simplified(typed.slice(0, 200)));
  const { about, isQuestion } = aboutOf(folded);
  const meant = meantBy(about, synonyms);
  const pieces = meant
    .flatMap(([text, ...others]): Piece[] => {
      const runs = runsOf(isQuestion ? loosened(text) : text);
      const same = others.map((other) => runsOf(other).flatMap(askedOf)).filter((words) => words.length > 0);
      return runs.map((run) => [askedOf(run), ...same]);
    })
    .slice(0, mostRuns);
  const runs = runsOf(about);
  if (pieces.length === 0 || runs.length === 0) return undefined;
  // Pairs overlap, so a text that holds all of them holds the phrase, but for the rarest accident.
  const written = all(pieces, ({ word, isOpen }) => quoted(word) + open(isOpen));
  const slots = distinct(slotsOf(pieces, ({ word, isOpen }) => quoted(word) + open(isOpen)));
  const readings = readingsOf(folded.trim()).map((sounds) => conjunction(sounds));
  return {
    title: eitherOr([all(pieces, ({ word, isOpen }) => quoted(inTitle(word)) + open(isOpen)), ...readings]),
    all: eitherOr([written, ...readings]),
    near: nearOf(slots),
    any: anyOf(slots) ?? anyCharacter(runs),
    slip: slipOf(runs, spelling),
    inHeads: {
      title: all(pieces, ({ word, isOpen }) => `${quoted(word)}:${isOpen ? '*' : ''}A`),
      all: written,
      any: slots.join(' | '),
    },
    isLong: slots.length >= leastLong,
    typed: about.trim(),
    meant,
  };
}

const runsOf = (text: string): Unit[][] =>
  unitsOf(text)
    .slice(0, mostRuns)
    .map((run) => run.slice(0, mostOfRun));

/** What stands one after the other: a word, or a piece that another word may take the place of. */
function slotsOf(pieces: readonly Piece[], write: (asked: Wanted) => string): string[] {
  return pieces.flatMap(([first = [], ...others]) =>
    others.length === 0
      ? first.map(write)
      : [`(${[first, ...others].map((words) => `(${distinct(words.map(write)).join(' & ')})`).join(' | ')})`],
  );
}

/** All pieces, each as it is or by another word. */
const all = (pieces: readonly Piece[], write: (asked: Wanted) => string) =>
  distinct(slotsOf(pieces, write)).join(' & ');

/** What says something of what is meant: 活动 and 课程 are everywhere. */
const anyOf = (slots: readonly string[]) => {
  const some = slots.filter((slot) => isTelling(slot) && !everywhere.has(slot));
  return some.length === 0 ? undefined : some.join(' | ');
};
const everywhere = new Set(['活动', '课程', '比赛', '培训', '体验', '中心', '文化', '地方'].map(quoted));
const isTelling = (slot: string) => [...slot].length > 3; // 第, 3 and 期 are in everything, and stand in quotes here

const eitherOr = (texts: readonly string[]) =>
  texts.length > 1 ? `(${texts.map((text) => `(${text})`).join(' | ')})` : (texts[0] ?? '');

const conjunction = (sounds: readonly Sound[]) =>
  distinct(sounds.map(({ word, isOpen }) => quoted(word) + open(isOpen))).join(' & ');

/** Whatever has all but one character of a run, or sounds like it: which one is wrong is not known. */
function slipOf(runs: readonly (readonly Unit[])[], spelling: Spelling): string[] | undefined {
  const each = runs.map((run) => {
    const written = askedOf(run).map(({ word, isOpen }) => quoted(word) + open(isOpen));
    if (run.length < 2 || !run.every(({ isHan }) => isHan)) return { written, slips: [] };
    const sound = soundOf(run.map(({ word }) => word).join(''), spelling);
    const without = run.length < 3 ? [] : run.map((_, wrong) => withoutOne(run, wrong));
    return { written, slips: [...(sound === undefined ? [] : [conjunction(sound)]), ...without] };
  });
  const texts = each.flatMap(({ slips }, place) => {
    const others = each.flatMap(({ written }, other) => (other === place ? [] : written));
    return slips.map((slip) => distinct([slip, ...others]).join(' & '));
  });
  return texts.length === 0 ? undefined : distinct(texts).slice(0, mostOfRun);
}

/** The pairs that do not hold it, and where a neighbour is left alone, that as a character of the title. */
function withoutOne(run: readonly Unit[], wrong: number): string {
  const part = (units: readonly Unit[]) => {
    const [only] = units;
    if (only !== undefined && units.length === 1) return [quoted(inTitle(only.word))];
    return askedOf(units).map(({ word }) => quoted(word));
  };
  return distinct([...part(run.slice(0, wrong)), ...part(run.slice(wrong + 1))]).join(' & ');
}

/** Of two characters that are together nowhere, titles with either. */
function anyCharacter(runs: readonly (readonly Unit[])[]): string | undefined {
  const single = runs.flat().filter(({ isHan }) => isHan);
  return single.length < 2 ? undefined : distinct(single.map(({ word }) => quoted(inTitle(word)))).join(' | ');
}

/** Some neighbouring words of it, two fifths of them: who asked for more than there is finds what comes near. */
function nearOf(words: readonly string[]): string[] | undefined {
  const telling = words.filter(isTelling);
  const some = telling.length > 1 ? telling : words;
  if (some.length < 2) return undefined;
  const size = Math.max(1, Math.ceil(some.length * 0.4));
  const parts = some.flatMap((_, first) =>
    first % Math.ceil(size / 2) === 0 && first + size <= some.length ? [some.slice(first, first + size)] : [],
  );
  return distinct(parts.map((part) => part.join(' & ')));
}

const distinct = (words: readonly string[]) => [...new Set(words)];
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
