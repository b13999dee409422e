import { createRequire } from 'node:module';
import type * as jsdiff from 'diff/lib/diff/array.js';

const require = createRequire(import.meta.url);

export type Part = { kind: 'same' | 'gone' | 'new'; text: string };

let words: Intl.Segmenter | undefined;
function split(text: string): string[] {
  words ??= new Intl.Segmenter('zh', { granularity: 'word' });
  return Array.from(words.segment(text), ({ segment }) => segment);
}

/** Above this many changed words the middle is shown as replaced: the time grows with its square (0.1 s here). */
const maxEditLength = 1_000;

/** The difference of two texts, word by word: kept, removed and added parts. */
export function wordDiff(before: string, after: string): Part[] {
  const { diffArrays }: typeof jsdiff = require('diff/lib/diff/array.js'); // with the first text: a start needs none
  const [from, to] = [split(before), split(after)];
  let start = 0;
  while (start < Math.min(from.length, to.length) && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  const [gone, come] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  return joined([
    part('same', from.slice(0, start)),
    ...(diffArrays(gone, come, { maxEditLength })?.map(({ added, removed, value }) =>
      part(added ? 'new' : removed ? 'gone' : 'same', value),
    ) ?? [part('gone', gone), part('new', come)]),
    part('same', from.slice(from.length - end)),
  ]);
}

const part = (kind: Part['kind'], words: readonly string[]): Part => ({ kind, text: words.join('') });

/** Without empty parts; neighbouring kept parts are joined. */
function joined(parts: readonly Part[]): Part[] {
  const whole: Part[] = [];
  for (const { kind, text } of parts) {
    const last = whole.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text !== '') whole.push({ kind, text });
  }
  return whole;
}
