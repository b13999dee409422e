import type { Fact } from '../fact.ts';
import { type CountedAs, fact } from './facts.ts';

const mostTold = 20;

/** The problems of the lines, rows or parts of one field as the one of their field: the first twenty, and the number of the others. */
export function problemOfLines(problems: readonly Fact[]): Fact | undefined {
  if (problems.length < 2) return problems[0];
  return fact('fields.in_lines', {
    problems: problems.slice(0, mostTold),
    more: Math.max(0, problems.length - mostTold),
  });
}

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
