import { readFileSync } from 'node:fs';

/** A block of docs/operating.md that is to be run as it stands: ```sh one database, ```sh backup dump; `online` ones fetch packages. */
export type Block = { part: string; name: string; isOnline: boolean; lines: string };

/** All of them, in their order. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```sh (\S+)(?: (\S+))?( online)?\n([\s\S]*?)^```$/gm)].map(
    ([, part = '', name = '', online, lines = '']) => ({
      part,
      name,
      isOnline: online !== undefined,
      lines,
    }),
  );
}

/** With `--zh` on the command line the Chinese one. */
const file = process.argv.includes('--zh') ? 'operating.zh.md' : 'operating.md';
export const operating = () => readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
