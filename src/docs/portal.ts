import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Article, chapters } from './contents.ts';
import { kept } from './kept.ts';

const named = z.enum(Object.keys(chapters) as [keyof typeof chapters]); // a border: the keys of a list

/** What stands at the head of a file. */
const head = z.strictObject({
  title: z.string().min(1),
  chapter: named,
  order: z.coerce.number(),
  summary: z.string().min(1),
});

/** The pages that are files of docs/portal: read when somebody asks for the first time, and kept. */
export function createPortal({ dir, origin }: { dir: string; origin: string }) {
  async function read(): Promise<readonly Article[]> {
    const names = (await readdir(dir)).filter((name) => name.endsWith('.md'));
    return Promise.all(
      names.map(async (name) =>
        articleOf(name, (await readFile(join(dir, name), 'utf8')).replaceAll('{{origin}}', origin)),
      ),
    );
  }

  return { articles: kept(read) };
}

export type Portal = ReturnType<typeof createPortal>;

/** A file: its head between two lines of dashes, a line a value, and the text. */
export function articleOf(name: string, source: string): Article {
  const [, said = '', text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  if (text === undefined) throw new Error(`docs/portal/${name} has no head`);
  const lines = said.split('\n').map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  const read = head.safeParse(Object.fromEntries(lines));
  if (!read.success) throw new Error(`docs/portal/${name}: ${z.prettifyError(read.error)}`);
  return { ...read.data, path: `/docs/${name.slice(0, -'.md'.length)}`, text: text.trim() };
}
