import type { Audience, Fact, Facts, Param, Params, Writing } from '../fact.ts';

/** What stands in a table of problems beside the value: 原因 and 建议. `hinted`: the hint of the field says more of what to do. */
type Mending = { sentence: string; reason: string; advice?: string; hinted?: true };
/** Where not everybody is told the same. */
type ByAudience = { everybody: string } & { readonly [To in Audience]?: string };
export type Wording = string | Mending | ByAudience;

/** Facts inside a fact are said before it is. */
type Spoken<Value> = Value extends Fact
  ? string
  : Value extends readonly (infer Each extends Param)[]
    ? readonly Spoken<Each>[]
    : Value;
type Said<Of extends Params> = { readonly [Name in keyof Of]: Spoken<Of[Name]> };

/** How a fact is said: words, or what makes them of its parameters. */
type Entry<Of extends Params> = Wording | (keyof Of extends never ? never : (said: Said<Of>) => Wording);

/** The words of one room: an entry for each of its facts, no more and no fewer, with parameters that the fact has. */
export type Catalogue<All extends Facts> = { readonly [Code in keyof All]: Entry<All[Code]> };

/** As it is looked up: by a code that came with a fact. */
export type AnyCatalogue = Readonly<Record<string, Wording | ((said: never) => Wording)>>;

/** The written text of a fact; the rest of a letter follows from it. */
export type Written = { heading: string; paragraphs: readonly string[] } & Partial<Writing>;

/** The same for letters. */
export type Letters<All extends Facts> = {
  readonly [Code in keyof All]: Written | (keyof All[Code] extends never ? never : (said: Said<All[Code]>) => Written);
};
type AnyLetters = Readonly<Record<string, Written | ((said: never) => Written)>>;

/** A file of words: the facts of one room in one language, and its letters. */
export type RoomWords = { readonly facts: AnyCatalogue; readonly letters?: AnyLetters };

export type Titles<Code extends string> = { readonly [Each in Code]?: string | ByAudience };

/** All that is said in one language. */
export type Dictionary = {
  facts: AnyCatalogue;
  letters: AnyLetters;
  /** Before the subject of a mail and before a short message: whose it is. */
  signature: string;
  titles: Readonly<Record<string, string | ByAudience | undefined>>;
  /** Labels of fields as facts have them, where they are said in other words. */
  labels?: Readonly<Record<string, string>>;
  /** What to do where neither the fact nor the field says it. */
  lookItUp: string;
};

/** Something that is wrong with a value, and what to do about it, which the sentence asks for. */
export const mend = (subject: string, reason: string, advice: string): Mending => ({
  sentence: `${subject}${reason}，请${advice}`,
  reason,
  advice,
});

/** 1,200 */
export const exact = (count: number): string => count.toLocaleString('en-US');
