import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Language } from '../../fact.ts';
import { type Article, inOrder } from './contents.ts';
import { memoized } from './kept.ts';
import { fileOf, filled, type Portal } from './portal.ts';

/** The pages of docs/portal by their language. */
export type Portals = Readonly<Record<Language, Portal>>;

type Needs = { dir: string; of: Portal; origin: string; figures: Readonly<Record<string, number>> };

const head = z.strictObject({ title: z.string().min(1), summary: z.string().min(1) });

/** A block of code: from its fence to the next one that begins in the same column. */
const block = /^( *)```[\s\S]*?^\1```$/gm;

/** In the text of a translation, the place of the next block of code of the original; lines in it say a comment, or an error, in the other language. */
const place = /\{\{code(?:\n([\s\S]*?))?\}\}/g;

/**
 * The pages of a portal in English: a file of the same name has the words, and each `{{code}}` stands for the next block of code of the Chinese
 * page, so that code is written once; its comments are in English by lines `中文 = English` inside of these braces. A page without English, or with a block too few or too many, is a mistake of ours and throws.
 */
export function createTranslation({ dir, of, origin, figures }: Needs): Portal {
  async function read(): Promise<readonly Article[]> {
    const originals = await of.articles();
    return inOrder(
      await Promise.all(
        originals.map(async (original) => {
          const name = `${original.path.replace(/^.*\//, '')}.md`;
          const source = await readFile(join(dir, name), 'utf8');
          const article = translated(name, filled(source, { origin, ...figures }), original);
          return { ...article, text: inEnglish(article.text, origin) };
        }),
      ),
    );
  }

  return { articles: memoized(read) };
}

/** A page in English: its own words, the place and the code of the original. */
export function translated(name: string, source: string, original: Article): Article {
  const { said, text } = fileOf(name, source, head);
  const blocks = original.text.match(block) ?? [];
  const places = [...text.matchAll(place)];
  if (places.length !== blocks.length)
    throw new Error(`${name}: ${blocks.length} blocks of code in Chinese, ${places.length} places in English`);
  let at = 0;
  return {
    ...original,
    ...said,
    text: text.replaceAll(place, (_, pairs = '') => saidIn(name, blocks[at++] ?? '', pairs)),
  };
}

/** The code with some of its words in English: a line for each. */
function saidIn(name: string, code: string, pairs: string): string {
  return pairsIn(pairs).reduce((said, [chinese, english]) => {
    if (!said.includes(chinese)) throw new Error(`${name}: its code does not say ${chinese}`);
    return said.replace(chinese, () => english);
  }, code);
}

/** Lines `中文 = English`. */
export const pairsIn = (lines: string): [string, string][] =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [chinese = '', english = ''] = line.split(/ = (.*)/s);
      return [chinese, english];
    });

/** Links to texts for programs go on in English. */
const inEnglish = (text: string, origin: string): string =>
  text.replaceAll(/\]\(([^)\s]+\.(?:md|txt))(?=[#)])/g, (link, to: string) =>
    to.startsWith(origin) ? `](${to}?lang=en` : link,
  );
