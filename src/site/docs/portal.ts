import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Article, DocsChapter } from './contents.ts';
import { memoized } from './kept.ts';

type Needs<Chapter extends string> = {
  dir: string;
  /** Where its pages stand: /docs. */
  base: string;
  chapters: Readonly<Record<Chapter, unknown>>;
  origin: string;
  /** Other figures that its texts name: `{{checks}}`. */
  figures?: Readonly<Record<string, number>>;
};

/** The head of a file. */
const headOf = <Chapter extends string>(chapters: Readonly<Record<Chapter, unknown>>) =>
  z.strictObject({
    title: z.string().min(1),
    chapter: z.enum(Object.keys(chapters) as [Chapter]), // a border: the keys of a list
    order: z.coerce.number(),
    summary: z.string().min(1),
  });

/** Pages from the files of a folder (docs/portal, docs/help): read at the first request, and kept. */
export function createPortal<Chapter extends string>({ dir, base, chapters, origin, figures = {} }: Needs<Chapter>) {
  async function read(): Promise<readonly Article<Chapter>[]> {
    const names = (await readdir(dir)).filter((name) => name.endsWith('.md'));
    return Promise.all(
      names.map(async (name) => {
        const source = await readFile(join(dir, name), 'utf8');
        return articleOf(name, filled(source, { origin, ...figures }), { base, chapters });
      }),
    );
  }

  return { articles: memoized(read) };
}

export type Portal<Chapter extends string = DocsChapter> = ReturnType<typeof createPortal<Chapter>>;

/** The text with its values; other words in braces are of the code that it shows. */
export const filled = (source: string, values: Readonly<Record<string, string | number>>) =>
  source.replaceAll(/\{\{(\w+)\}\}/g, (whole, key: string) =>
    Object.hasOwn(values, key) ? String(values[key]) : whole,
  );

/** A file: its head between two lines of dashes, a line a value, and the text. */
export function articleOf<Chapter extends string>(
  name: string,
  source: string,
  { base, chapters }: Pick<Needs<Chapter>, 'base' | 'chapters'>,
): Article<Chapter> {
  const { said, text } = fileOf(`${base}: ${name}`, source, headOf(chapters));
  return { ...said, path: `${base}/${name.slice(0, -'.md'.length)}`, text };
}

export function fileOf<Head>(name: string, source: string, head: z.ZodType<Head>): { said: Head; text: string } {
  const [, said = '', text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  if (text === undefined) throw new Error(`${name} has no head`);
  const lines = said.split('\n').map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  const read = head.safeParse(Object.fromEntries(lines));
  if (!read.success) throw new Error(`${name}: ${z.prettifyError(read.error)}`);
  return { said: read.data, text: text.trim() };
}
