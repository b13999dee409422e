import { type Section, sectionsOf } from '../../http/pages/markdown.ts';
import type { Article } from './contents.ts';
import { memoized } from './kept.ts';

type Piece = { text: string; isFound: boolean };
export type SearchResult = { href: string; title: string; chapter: string; excerpt: readonly Piece[] };
type Part = { href: string; title: string; chapter: string; text: string; names: string; body: string };

const max = 30;

/** Finds parts of articles by all words of a query; where no part has them all, by those that have most of them. */
export function createSearch<Chapter extends string>(
  articles: () => Promise<readonly Article<Chapter>[]>,
  chapters: Readonly<Record<Chapter, string>>,
) {
  async function index(): Promise<readonly Part[]> {
    const cut = (await articles()).map(async (article) => {
      const sections = await sectionsOf(article.text);
      return sections.map((section) => partOf(article, chapters[article.chapter], section));
    });
    return (await Promise.all(cut)).flat();
  }

  const parts = memoized(index);
  return async (query: string): Promise<{ found: SearchResult[]; isCut: boolean }> => {
    const words = wordsOf(query);
    if (words.length === 0) return { found: [], isCut: false };
    const rated = (await parts()).map((part) => ({ part, ...rate(part, words) }));
    const whole = rated.filter(({ hits }) => hits === words.length);
    const half = rated.filter(({ hits }) => hits * 2 > words.length);
    const best = (whole.length > 0 ? whole : half).toSorted((one, other) => other.score - one.score);
    return { found: best.slice(0, max).map(({ part }) => present(part, words)), isCut: best.length > max };
  };
}

function partOf(article: Article<string>, chapter: string, { id, title, text }: Section): Part {
  const said = id === '' ? `${article.summary}\n${text}` : text;
  return {
    href: id === '' ? article.path : `${article.path}#${id}`,
    title: id === '' ? article.title : `${article.title}：${title}`,
    chapter,
    text: said.replaceAll(/\s+/g, ' '),
    names: `${article.title} ${title}`.toLowerCase(),
    body: said.toLowerCase(),
  };
}

/** The words of a query: runs of letters and signs of names, and of Chinese each pair of characters, since it has no spaces. */
export function wordsOf(query: string): string[] {
  const runs = query.toLowerCase().match(/\p{Script=Han}+|[a-z0-9_.:/{}-]+/gu) ?? [];
  return [...new Set(runs.flatMap((run) => (/\p{Script=Han}/u.test(run) ? pairsOf(run) : [run])))].slice(0, 20);
}

const pairsOf = (run: string): string[] => {
  const signs = [...run];
  return signs.length < 2 ? [run] : signs.slice(1).map((sign, at) => `${signs[at] ?? ''}${sign}`);
};

/** A word in a title counts for more than one in the text, and the whole title most. */
function rate({ names, body }: Part, words: readonly string[]): { hits: number; score: number } {
  let [hits, score] = [0, 0];
  for (const word of words) {
    const [inNames, inBody] = [names.includes(word), body.includes(word)];
    if (inNames || inBody) hits += 1;
    score += (inNames ? 5 : 0) + (inBody ? 1 : 0);
  }
  return { hits, score: score - names.length / 100 };
}

function present({ href, title, chapter, text }: Part, words: readonly string[]): SearchResult {
  const lower = text.toLowerCase();
  const at = Math.max(
    0,
    Math.min(...words.map((word) => lower.indexOf(word)).filter((each) => each >= 0), text.length),
  );
  const from = at === text.length ? 0 : Math.max(0, at - 20);
  const cut = `${from > 0 ? '…' : ''}${text.slice(from, from + 120)}${from + 120 < text.length ? '…' : ''}`;
  return { href, title, chapter, excerpt: marked(cut, words) };
}

function marked(text: string, words: readonly string[]): Piece[] {
  const lower = text.toLowerCase();
  const isFound = Array.from<boolean>({ length: text.length }).fill(false);
  for (const word of words)
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1))
      isFound.fill(true, at, at + word.length);
  const pieces: Piece[] = [];
  for (const [place, sign] of text.split('').entries()) {
    const last = pieces.at(-1);
    if (last !== undefined && last.isFound === isFound[place]) last.text += sign;
    else pieces.push({ text: sign, isFound: isFound[place] === true });
  }
  return pieces;
}
