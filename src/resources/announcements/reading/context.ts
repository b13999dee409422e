import type { About, ReadValue, Span } from '../announcement.ts';
import type { Base } from './days.ts';
import type { Subject } from './labels.ts';
import type { Piece } from './pieces.ts';
import type { At, Moment } from './sessions.ts';
import type { Source } from './source.ts';

export type Context = {
  plain: string;
  source: Source;
  base: Base;
  about: About;
  year: number | undefined;
  /** The first line that is no head of a page. */
  heading: At;
};
export type Values = Record<string, ReadValue>;

const spanOf = (context: Context, at: readonly At[]): Span[] => at.map(([from, to]) => context.source.spanOf(from, to));
export const fromText = (
  context: Context,
  value: string,
  at: readonly At[],
  more: Partial<ReadValue> = {},
): ReadValue => ({
  value,
  spans: spanOf(context, at),
  source: 'text',
  ...more,
});

export const of = (pieces: readonly Piece[], ...subjects: (Subject | undefined)[]) =>
  pieces.filter(({ subject }) => subjects.includes(subject));
export const regions = (pieces: readonly Piece[]): At[] => pieces.map(({ from, to }) => [from, to]);

/** Parts of any other subject: 教师：潘丽萍，免费，随到随学 speaks of three. */
export const besides = (pieces: readonly Piece[], ...subjects: Subject[]) =>
  pieces.filter(({ subject }) => subject === undefined || !subjects.includes(subject));

/** The first value that a rule finds in some parts. */
export function first<Found>(
  pieces: readonly Pick<Piece, 'from' | 'to'>[],
  rule: (from: number, to: number) => Found | undefined,
): Found | undefined {
  for (const { from, to } of pieces) {
    const match = rule(from, to);
    if (match !== undefined) return match;
  }
  return undefined;
}

export const momentRead = (context: Context, moment: Moment, at: readonly At[]): ReadValue =>
  fromText(context, moment.value, at, {
    ...(moment.doubt && { doubt: moment.doubt }),
    ...(moment.others && { others: moment.others }),
  });
