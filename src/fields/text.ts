import { z } from 'zod';
import type { Fact } from '../fact.ts';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';

// The facts of every form.
export const missing = (label: string) => fact('fields.missing', { label });
export const tooLong = (label: string, max: number, now: number) => fact('fields.too_long', { label, max, now });
export const unreadable = (label: string) => fact('fields.unreadable', { label });

let segmenter: Intl.Segmenter | undefined; // the first costs ten milliseconds and 3 MB, which a start need not pay
function segmentsOf(value: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'grapheme' });
  return segmenter.segment(value);
}

/** Characters that never combine, as in most texts: they need not be checked one by one. */
const single = /^[\t\n -~·—‘-”…\u3000-\u3029\u3030-\u3098\u309b-\u9fff\uff01-\uff9d]*$/;

/** A family emoji with skin tones has 19 code units; more is a tower of accents that breaks the page around it. */
const longestSegment = 32;

/** The number of visible characters, and whether one of them is a tower of marks. */
function lookAt(value: string): { count: number; isTower: boolean } {
  if (single.test(value)) return { count: value.length, isTower: false };
  let count = 0;
  let isTower = false;
  for (const { segment } of segmentsOf(value)) {
    count += 1;
    isTower ||= segment.length > longestSegment;
  }
  return { count, isTower };
}

/** The number of 字 as a reader counts: 汉字 outside the basic plane, emoji families and letters with accents are one each. */
export const countCharacters = (value: string): number => lookAt(value).count;

/** One by one, as people see them. */
export const charactersOf = (value: string): string[] => Array.from(segmentsOf(value), ({ segment }) => segment);

/** The first character as people see it. */
export function firstCharacter(value: string): string {
  const trimmed = value.trim();
  if (single.test(trimmed)) return trimmed.charAt(0);
  return segmentsOf(trimmed)[Symbol.iterator]().next().value?.segment ?? '';
}

/**
 * Control characters, unpaired halves, and characters that change the direction of a line or are invisible; the joiners of emoji may stay, and
 * so may the sign that parts the last vowel of a Mongolian word from the letter before, as in many names.
 */
const hidden =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|(?<![\u180b-\u180d\u180f\u1820-\u18aa])\u180e|\u180e(?![\u1820-\u18aa])/u;

/**
 * In NFC, but with compatibility ideographs as they were written: to Unicode U+FA18 is the same as U+793C, to its bearer, and in the register of
 * residents, it is another character. They join with nothing beside them.
 */
export const composed = (value: string): string =>
  value.replace(/[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu, (part) => part.normalize('NFC'));

/** The beginning of a text, never a part of a character of it. */
export function beginningOf(value: string, longest: number): string {
  if (value.length <= longest) return value;
  let end = 0;
  for (const { index, segment } of segmentsOf(value.slice(0, longest + 2 * longestSegment))) {
    if (index + segment.length > longest) break;
    end = index + segment.length;
  }
  return value.slice(0, end);
}

/** The problem with a text for people. `lines` allows line breaks and tabs. */
function textProblem(
  label: string,
  value: string,
  { min = 1, max, lines = false }: { min?: number; max: number; lines?: boolean },
): Fact | undefined {
  if (hidden.test(lines ? value.replace(/[\r\n\t]/g, '') : value)) return unreadable(label);
  const { count: now, isTower } = lookAt(value);
  if (isTower) return unreadable(label);
  if (now > max) return tooLong(label, max, now);
  return now < min ? fact('fields.too_short', { label, min, now }) : undefined;
}

type RawLimits = { max?: number; raw?: number };

/** Longer texts are refused before they are parsed: four code units a character are many, and short texts may have more. */
export const rawLimit = ({ max, raw }: RawLimits): number => raw ?? (max === undefined ? 10_000 : 4 * max + 2_000);

/** More marks on one character than any script has. To bring a long row of them into their order takes its length squared. */
const pile = /(?<!\p{M})\p{M}{33}/u;

/** Whether a text can be kept and read at all: no NUL, no half of a pair, no pile of marks. Every form and operation asks this before all else. */
export const isReadable = (text: string): boolean => !text.includes('\0') && text.isWellFormed() && !pile.test(text);

/** The problem with a raw text before it is parsed: too long, or too costly to normalize. */
export function rawProblem(label: string, value: string, about: RawLimits): Fact | undefined {
  const { max, raw } = about;
  const longest = rawLimit(about);
  if (value.length > longest && raw === undefined && max !== undefined)
    return fact('fields.too_long_raw', { label, max, now: value.length });
  if (value.length > longest) return fact('fields.too_long_formatted', { label, max: longest, now: value.length });
  return isReadable(value) ? undefined : unreadable(label);
}

/** A text field; its length is counted in visible characters. Its description is registered: `.meta()` would make another schema. */
export const text = (label: string, limits: { min?: number; max: number; lines?: boolean }) =>
  z
    .string(written(missing(label)))
    .superRefine((value, ctx) => {
      const problem = textProblem(label, value, limits);
      if (problem) ctx.addIssue(issue(problem));
    })
    .register(z.globalRegistry, {
      title: label,
      max: limits.max,
      ...(limits.lines === true && { control: 'textarea' as const }),
    });
