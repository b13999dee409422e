import type { ReadEntry, ReadValue } from '../announcement.ts';
import type { Context } from './context.ts';
import { sourceOf } from './source.ts';

/** Corrections of before: where their words stand, a field without a certain value takes the habit of the house. */
export function withHabits({ plain, about, source }: Context, entry: ReadEntry): ReadEntry {
  const values: Record<string, ReadValue> = { ...entry.values };
  for (const { words: written, field, value } of about.habits.slice(0, 500)) {
    const words = sourceOf(written).plain.trim(); // as the text is spelled
    const read = values[field];
    const isOpen =
      read === undefined ||
      read.doubt !== undefined ||
      read.spans.some(([from, to]) => overlaps(plain, source.spanOf, words, from, to));
    const index = words.length < 2 ? -1 : plain.indexOf(words);
    if (index < 0 || !isOpen || read?.value === value) continue;
    const spans = [source.spanOf(index, index + words.length)];
    values[field] = { value, spans, source: 'habit', ...(read !== undefined && { others: [read.value] }) };
  }
  return { ...entry, values };
}

function overlaps(
  plain: string,
  spanOf: (from: number, to: number) => readonly [number, number],
  words: string,
  from: number,
  to: number,
): boolean {
  const index = plain.indexOf(words);
  if (index < 0) return false;
  const [start, end] = spanOf(index, index + words.length);
  return start < to && end > from;
}
