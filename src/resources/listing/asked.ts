import { actsIn } from './acts.ts';
import { type Concept, conceptsOf, withoutMeasures } from './concepts.ts';
import { kinOf } from './families.ts';
import { ageIn, type Kind, kindIn, type Need, needsIn } from './needs.ts';
import { things } from './phrases.ts';
import { mostPriceIn } from './prices.ts';
import { aboutOf, loosened } from './questions.ts';
import { type Related, relatedIn } from './related.ts';
import { marker } from './search.ts';
import { readingsOf, type Sound, soundOf } from './sounds.ts';
import { plain, type Spelling } from './spelling.ts';
import { type SynonymPiece, type Synonyms, splitBySynonyms } from './synonyms.ts';
import { fold, inTitle, quoted, type Unit, unitsOf, wordsOf } from './units.ts';
import type { Condition } from './when-where.ts';

/** A conjunction of tsqueries: a word each, or words of which any will do. */
export type Conjunction = readonly string[];

export interface Query {
  /** The query in the title and anywhere, by each way to read it; and a good part of it anywhere, one part each. */
  title: readonly Conjunction[];
  all: readonly Conjunction[];
  near: readonly Conjunction[] | undefined;
  /** Any word of it in a title, and anywhere, for when not even that is anywhere. */
  anyTitle: readonly Conjunction[] | undefined;
  any: readonly Conjunction[] | undefined;
  /** With one character that is another, or that only sounds so: one way each. */
  slip: readonly Conjunction[] | undefined;
  /** The same where words have places and weights: all in the title, all, and any of it. Single characters have none there. */
  inHeads: { title: string; all: string; any: string };
  /** Titles with other things of its family: 二胡 for 吉他. */
  kin: readonly Conjunction[] | undefined;
  /** Its kind and its needs, where the subject is nowhere. */
  others: readonly Conjunction[] | undefined;
  /** Titles with any of its characters, for when nothing has two of them together. */
  characters: readonly Conjunction[] | undefined;
  /** Of many words, which little can hold all of. */
  isLong: boolean;
  /** The part of it in which a character may be wrong. */
  misspelt: string;
  /** The query in the one spelling, without the words of a question. */
  typed: string;
  /** The same piece by piece, each with its synonyms. */
  meant: readonly SynonymPiece[];
  /** The choices of the kind, where it is all that was asked for. */
  kinds: readonly string[];
  /** The things it is about, in the words of entries. */
  about: readonly Concept[];
  /** Choices and channels that come first, whatever their kind: of 买茶叶 those on sale. */
  prefers: readonly string[];
  /** The persons that come along, as choices and as words of titles, names and tags: 亲子 in a title is for children, whatever its form says. */
  persons: { facts: readonly string[]; words: string };
  /** The choices of the kind, beside a subject too. */
  kind: readonly string[];
  /** The age of a person who comes along, in years. */
  age?: number | undefined;
  /** The most that it may cost, in yuan. */
  mostPrice?: number | undefined;
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
  /** Beside days or places a kind is enough: 今晚 演出. */
  isBeside?: boolean;
  /** As it was typed, where that was not in Chinese. */
  original?: string | undefined;
  /** Words that were typed as one may stand apart: 澜江读书会. */
  isApart?: boolean;
};

const mostRuns = 8;
/** Number of words from which a query is long. */
const leastLong = 4;
const mostOfRun = 24;

/** A typed text as a query; undefined if nothing in it can be searched. */
export function queryOf(
  text: string,
  { spelling = plain, synonyms = [], isBeside = false, original, isApart = false }: Known = {},
): Query | undefined {
  const folded = fold(spelling.simplified(text.slice(0, 200)));
  const { found } = relatedIn(withoutMeasures(folded));
  const read = understood(folded, isBeside, synonyms);
  const lost = lostIn(found, read);
  const { about, subject, kind, needs } = lost === undefined ? read : withLost(read, lost);
  const subjects = splitBySynonyms(subject, lost === undefined ? synonyms : [[lost.typed, ...lost.same], ...synonyms]);
  // Of one word the whole question has a sound (readingsOf, below); of several each has its own.
  const several = runsOf(folded).length > 1;
  const named = withoutVerbs(subjects, isBeside || kind !== undefined || needs.length > 0)
    .flatMap(([text, ...others]): Piece[] => {
      const runs = runsOf(others.length > 0 ? text : loosened(text));
      const same = others.map((other) => runsOf(other).flatMap(askedOf)).filter((words) => words.length > 0);
      return runs.map((run) => ({
        ways: [askedOf(run), ...same, ...(several ? saidAs(run) : []), ...(isApart ? cutsOf(run) : [])],
        role: 'subject',
      }));
    })
    .slice(0, mostRuns);
  // Beside a subject persons are a preference: parents may see whatever is for all.
  const isAbout = named.length > 0 || (kind !== undefined && kind.typed !== '活动');
  const asked = isAbout ? needs.filter(({ isOfPersons }) => isOfPersons !== true) : needs;
  const others = [...(kind === undefined ? [] : [ofKind(kind, synonyms)]), ...needs.map(ofNeed)];
  const pieces = [...named, ...(kind === undefined ? [] : [ofKind(kind, synonyms)]), ...asked.map(ofNeed)];
  const runs = runsOf(named.length > 0 ? about : folded);
  if (pieces.length === 0 || runs.length === 0) return undefined;
  // Pairs overlap, so a text that holds all of them holds the phrase, but for the rarest accident.
  const written = all(pieces, write);
  const isHouse = kind === undefined || isOfHouses(kind);
  const typed = about.trim() || folded.trim();
  // The subject must be near: any other free event, or any other with a lift, is no answer.
  const telling = named.length > 0 ? named : pieces;
  const separate = named.length > 1 ? named.map((piece) => slotsOf([piece], write)) : [];
  const slots = distinct(slotsOf(telling, write));
  const inHeads = telling.map(withoutFacts);
  const headSlots = distinct(slotsOf(inHeads, write));
  // A typed title is understood literally, too: 看不见的城市 is a book.
  const letters = runsOf(folded).map((run): Piece => ({ ways: [askedOf(run)], role: 'subject' }));
  const toTheLetter = { inTitle: all(letters, writeInTitle), anywhere: all(letters, write) };
  const readings = [
    ...readingsOf(folded.trim()).map((sounds) => ({ inTitle: conjunction(sounds), anywhere: conjunction(sounds) })),
    ...(needs.length > 0 || kind !== undefined || loosened(folded) !== folded.trim() ? [toTheLetter] : []),
    ...(original === undefined ? [] : asTyped(original)),
  ];
  return {
    title: [all(pieces, writeInTitle), ...readings.map((reading) => reading.inTitle)],
    all: [written, ...readings.map((reading) => reading.anywhere)],
    near: separate.length > 0 ? distinctOf(separate) : nearOf(slots),
    anyTitle: anyOf(slotsOf(telling, writeInTitle)),
    any: named.length > 0 && others.length > 0 ? undefined : (anyOf(slots) ?? anyCharacter(runs)),
    slip: slipOf(isHouse || subject === '' ? runs : runsOf(subject), spelling),
    misspelt: isHouse || subject === '' ? typed : subject,
    kin: titlesWith(kinOf(folded)),
    others: named.length > 0 && others.length > 0 ? [all(others, write)] : undefined,
    inHeads: {
      title: all(inHeads, ({ word, isOpen }) => `${quoted(word)}:${isOpen ? '*' : ''}A`).join(' & '),
      all: headSlots.join(' & '),
      any: headSlots.join(' | '),
    },
    characters: anyCharacter(runsOf(named.length > 0 ? loosened(subject) : folded)),
    mostPrice: mostPriceIn(folded),
    kind: kind?.facts ?? [],
    age: ageIn(folded),
    about: conceptsOf(found, folded, subject, needs, synonyms),
    kinds: named.length === 0 ? (kind?.facts ?? []) : housesOf(about, kind),
    prefers: [
      ...actsIn(folded),
      ...found.flatMap(({ facts }) => facts),
      ...(named.length === 0 || kind === undefined || isOfHouses(kind) ? [] : kind.facts),
    ],
    persons: {
      facts: needs.flatMap(({ facts, first }) => (first?.facts ?? facts).filter(isOfPersons)),
      words: needs.flatMap((need) => (need.isOfPersons === true ? [inTitlesOf(need)] : [])).join(' | '),
    },
    hasSubject:
      named.length > 0 ||
      (!isBeside &&
        needs.every((need) => need.isOfPersons !== true && need.isOfEvents !== true) &&
        (needs.length === 0 || kind === undefined)) ||
      (!isBeside && kind?.facts.some((fact) => !isOfEvent.test(fact)) === true) ||
      kind?.facts.some((each) => each.startsWith('venue')) === true,
    isLong: slots.length >= leastLong,
    typed,
    meant: [...(named.length > 0 ? subjects : []), ...needs.map(({ typed, words }): SynonymPiece => [typed, ...words])],
  };
}

type Understood = ReturnType<typeof understood>;
/** An expression of which nothing is left once the words of asking are gone: 听说书 is no hearsay of a book, and 能听的书 no book that one can. */
const lostIn = (found: readonly Related[], { about, subject, needs }: Understood): Related | undefined =>
  found.find(
    ({ typed }) =>
      (typed.length >= leastOfLost || about.trim().length <= 1) &&
      subject.trim().length <= 1 &&
      !typed.includes('…') &&
      !needs.some((need) => need.typed.includes(typed)) &&
      !wordsOf(unitsOf(typed).flat()).some((pair) => pair.length > 1 && about.includes(pair)),
  );
const withLost = (read: Understood, { typed }: Related): Understood => {
  const isEnd = read.kind !== undefined && typed.endsWith(read.kind.typed);
  const subject = `${isEnd || read.kind !== undefined ? read.subject : read.about} ${typed}`.trim();
  return { ...read, about: subject, subject, kind: isEnd ? undefined : read.kind };
};
const leastOfLost = 3;

const inTitlesOf = ({ words, first }: Need): string =>
  (first?.words ?? words)
    .map(
      (text) =>
        `(${runsOf(text)
          .flatMap(askedOf)
          .map(({ word }) => quoted(word))
          .join(' & ')})`,
    )
    .join(' | ');
const isOfPersons = (fact: string) => /^(?:audience|level|fee_type)=/.test(fact);
const isOfHouses = ({ facts }: Kind) => facts.every((fact) => fact.startsWith('venue'));

/** 看 beside 电影 is no subject. */
function withoutVerbs(pieces: readonly SynonymPiece[], isMore: boolean): readonly SynonymPiece[] {
  const left = pieces.filter(
    ([text, ...others]) => others.length > 0 || !(isVerb.test(text.trim()) || isRest.test(text.trim())),
  );
  return left.length === 0 && !isMore ? pieces : left;
}
const isRest = new RegExp(`^(?![${things}])\\p{Script=Han}$`, 'u');
const isVerb = /^(?:[看听学玩逛去打做写练买借拍当租找订办修]|体验|参加|报名|预约|学习|参观)[个点]?$/u;

/** English as it stands in titles, and pinyin as it is. */
function asTyped(original: string) {
  const folded = fold(original);
  const letters = runsOf(folded).map((run): Piece => ({ ways: [askedOf(run)], role: 'subject' }));
  const sounds = readingsOf(folded.trim()).map(conjunction);
  return [
    { inTitle: all(letters, writeInTitle), anywhere: all(letters, write) },
    ...sounds.map((sound) => ({ inTitle: sound, anywhere: sound })),
  ];
}

/** 人民中路77号 is a house, and 杭州图书馆 one of this kind. */
const housesOf = (about: string, kind: Kind | undefined): readonly string[] => {
  if (isAddress.test(about)) return ['venue'];
  return kind?.facts.every(isOfHouse) === true ? kind.facts : [];
};
const isAddress = /(?:路|街|巷|弄|道)\s?\d+\s?号/u;

const leastToCut = 4;
const mostToCut = 12;
/** A run as two words of at least two characters, at each place where it can be cut. */
const cutsOf = (run: readonly Unit[]): Way[] =>
  run.length < leastToCut || run.length > mostToCut || !run.every(({ isHan }) => isHan)
    ? []
    : run.slice(3).map((_, at) => [...askedOf(run.slice(0, at + 2)), ...askedOf(run.slice(at + 2))]);

/** Letters as pinyin or as first letters: 青溪 jianzhi, jz rm. */
const saidAs = (run: readonly Unit[]): Way[] =>
  run.some(({ isHan }) => isHan)
    ? []
    : readingsOf(run.map(({ word }) => word).join('')).map((sounds) =>
        sounds.map((sound) => ({ ...sound, isFact: true })),
      );

/** Titles with any of these words. */
function titlesWith(words: readonly string[]): Conjunction[] | undefined {
  const each = words.map((word) =>
    all(
      runsOf(fold(word)).map((run) => ({ ways: [askedOf(run)], role: 'subject' })),
      writeInTitle,
    ),
  );
  return each.length === 0 ? undefined : [[each.map((pairs) => `(${pairs.join(' & ')})`).join(' | ')]];
}

const leastOfTitle = 4;
/** The characters of a text as words of a title, where there are enough to mean one. */
export function inTitles(typed: string): Conjunction | undefined {
  const runs = runsOf(fold(typed.slice(0, 60)));
  const letters = runs.map((run): Piece => ({ ways: [askedOf(run)], role: 'subject' }));
  return runs.flat().length < leastOfTitle ? undefined : all(letters, writeInTitle);
}

/** The query of conditions alone: 这周末 免费. */
export const anything: Query = {
  ...{
    title: [[]],
    all: [[]],
    near: undefined,
    any: undefined,
    slip: undefined,
    isLong: false,
    typed: '',
    misspelt: '',
    meant: [],
  },
  ...{
    characters: undefined,
    hasSubject: false,
    about: [],
    kinds: [],
    kind: [],
    prefers: [],
    persons: { facts: [], words: '' },
    kin: undefined,
    anyTitle: undefined,
    others: undefined,
  },
  inHeads: { title: '', all: '', any: '' },
};

/** The same, the ones about a festival before others of its days. */
export const anythingOf = (conditions: readonly Condition[]): Query => {
  const [about] = festivalIn(conditions);
  return about === undefined ? anything : { ...anything, typed: about };
};
const festivalIn = (conditions: readonly Condition[]) =>
  conditions.flatMap((each) => (each.kind === 'time' ? (each.about ?? []) : []));

const hasTime = (conditions: readonly Condition[]) => conditions.some(({ kind }) => kind === 'time' || kind === 'part');
const isOfHouse = (kind: string) => kind.startsWith('venue_type=');

/** Of a kind of events the next one comes first, wherever its name stands: 今晚 演出. At a time a house is asked for its events: 周六下午博物馆. */
export function byTime(query: Query, conditions: readonly Condition[]): Query {
  const kinds = hasTime(conditions) ? query.kinds.filter((kind) => !isOfHouse(kind)) : query.kinds;
  const isInTurn =
    kinds.length < query.kinds.length ||
    (!query.hasSubject && hasTime(conditions)) ||
    query.kinds.some((kind) => ofEvents.has(kind));
  return isInTurn ? { ...query, kinds, typed: festivalIn(conditions)[0] ?? '' } : query;
}

/** How an entry is judged at a time: a house by its events. */
export function ofTime(query: Query, conditions: readonly Condition[]): Query {
  const left = (kinds: readonly string[]) => kinds.filter((kind) => !isOfHouse(kind));
  return hasTime(conditions) ? { ...query, kind: left(query.kind), prefers: left(query.prefers) } : query;
}
const isOfEvent = /^(?:activity|live|category=.*)$/;
const ofEvents = new Set([
  'activity',
  ...['performance', 'lecture', 'exhibition', 'film'].map((each) => `category=${each}`),
]);

/** The subject of a text, its kind, and its needs. */
function understood(folded: string, isBeside: boolean, synonyms: Synonyms) {
  const { rest, needs } = needsIn(folded);
  const { about } = aboutOf(rest, needs.length > 0 || isBeside);
  // 旧书 is a word of its own, and no book that is 旧.
  const isWord = (typed: string) =>
    synonyms.some((group) =>
      group.some((word) => word.length > typed.length && about.endsWith(word) && word.endsWith(typed)),
    );
  const split = kindIn(about);
  const { about: subject, kind } =
    split.kind !== undefined && isWord(split.kind.typed) ? { about, kind: undefined } : split;
  // 书 alone is in the names of things that are no books.
  const isVague = subject === '' && needs.length === 0 && !isBeside && kind?.typed.length === 1;
  return { about, needs, subject: isVague ? about : subject, kind: isVague ? undefined : kind };
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
const ofKind = ({ typed, facts }: Kind, synonyms: Synonyms): Piece => ({
  ways: [
    ...synonymsOf(typed, facts.some(isOfHouse) ? [] : synonyms).flatMap((word) => runsOf(word).map(askedOf)),
    ...ofFacts(facts),
  ],
  role: 'kind',
});
/** Of the whole word: 美术馆 has nothing of 美术. */
function synonymsOf(typed: string, synonyms: Synonyms): readonly string[] {
  const [piece = [typed], ...more] = splitBySynonyms(typed, synonyms);
  return more.length > 0 ? [typed] : piece;
}
const ofNeed = ({ words, facts, isOfPersons }: Need): Piece => ({
  ways: [
    ...words.map((text) => runsOf(text).flatMap(askedOf)),
    ...ofFacts(isOfPersons === true ? [...facts, 'audience=all'] : facts),
  ],
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

/** Choices and sounds have no places: to rank by them takes longer and changes nothing. */
function withoutFacts(piece: Piece): Piece {
  const ways = piece.ways.filter((way) => way.every(({ isFact }) => isFact !== true));
  return ways.length === 0 ? piece : { ...piece, ways };
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

const mostCharacters = 4;
/** In titles of all kinds: alone they say nothing. */
const common = new Set('子儿人一二三大小上下中里不的学家年天日月时生活动会文化馆老外新看听做写包打买去找好么吗');
/** Of two characters that are together nowhere, titles with either. */
function anyCharacter(runs: readonly (readonly Unit[])[]): Conjunction[] | undefined {
  const all = runs.flat().filter(({ isHan }) => isHan);
  const single = all.filter(({ word }) => !common.has(word));
  return all.length < 2 || all.length > mostCharacters || single.length === 0
    ? undefined
    : [[distinct(single.map(({ word }) => quoted(inTitle(word)))).join(' | ')]];
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
