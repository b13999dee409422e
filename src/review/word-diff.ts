export type Part = { kind: 'same' | 'gone' | 'new'; text: string };

let words: Intl.Segmenter | undefined;
function split(text: string): string[] {
  words ??= new Intl.Segmenter('zh', { granularity: 'word' });
  return Array.from(words.segment(text), ({ segment }) => segment);
}

/** Beyond this a table of all pairs of words takes too much time and room; the middle is then shown as replaced. */
const mostPairs = 1_000_000;

/** What changed in a text, word by word: what stayed, what went, what came. */
export function wordDiff(before: string, after: string): Part[] {
  const [from, to] = [split(before), split(after)];
  let start = 0;
  while (start < Math.min(from.length, to.length) && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  const [gone, come] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  return joined([
    ...from.slice(0, start).map(part('same')),
    ...(gone.length * come.length > mostPairs
      ? [...gone.map(part('gone')), ...come.map(part('new'))]
      : middle(gone, come)),
    ...from.slice(from.length - end).map(part('same')),
  ]);
}

const part =
  (kind: Part['kind']) =>
  (text: string): Part => ({ kind, text });

/** By the longest common subsequence: lengths from the end, then the way through them from the beginning. */
function middle(from: readonly string[], to: readonly string[]): Part[] {
  const width = to.length + 1;
  const common = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1)
    for (let j = to.length - 1; j >= 0; j -= 1)
      common[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));

  const parts: Part[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      parts.push({ kind: 'same', text: from[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= to.length || (i < from.length && at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: 'gone', text: from[i] ?? '' });
      i += 1;
    } else {
      parts.push({ kind: 'new', text: to[j] ?? '' });
      j += 1;
    }
  }
  return parts;
}

/** Neighbours of one sort as one piece, what went before what came. */
function joined(parts: readonly Part[]): Part[] {
  const whole: Part[] = [];
  let [gone, come] = ['', ''];
  const flush = () => {
    if (gone !== '') whole.push({ kind: 'gone', text: gone });
    if (come !== '') whole.push({ kind: 'new', text: come });
    [gone, come] = ['', ''];
  };
  for (const { kind, text } of parts) {
    if (kind === 'gone') gone += text;
    else if (kind === 'new') come += text;
    else {
      flush();
      const last = whole.at(-1);
      if (last?.kind === 'same') last.text += text;
      else whole.push({ kind, text });
    }
  }
  flush();
  return whole;
}
