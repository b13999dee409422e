import { type CountedAs, fact } from './facts.ts';

/** A field of several holds too many. */
export const tooMany = (label: string, most: number, now: number, unit: CountedAs = 'item') =>
  fact('fields.too_many', { label, most, now, unit });

/** The different parts of a text, counted before one of them is parsed. */
export function partsOf(
  typed: string,
  { separator = '\n', most }: { separator?: string | RegExp; most: number },
): { parts: string[] } | { now: number } {
  const parts = typed
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);
  const distinct = [...new Set(parts)];
  return distinct.length > most ? { now: distinct.length } : { parts: distinct };
}
