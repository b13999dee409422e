import type { Audience, Fact, Facts, MessageText, Param, Params, Writing } from '../fact.ts';
import { kinds } from '../oidc/tokens/kinds.ts';

/** Texts of a table of problems beside the value: 原因 and 建议. `hinted`: the hint of the field gives more advice. */
type Mending = { sentence: string; reason: string; advice?: string; hinted?: true };
/** Different words by audience. */
type ByAudience = { everybody: string } & { readonly [To in Audience]?: string };
export type Wording = string | Mending | ByAudience;

/** Facts inside a fact are put in words first. */
type Spoken<Value> = Value extends Fact
  ? string
  : Value extends readonly (infer Each extends Param)[]
    ? readonly Spoken<Each>[]
    : Value;
type Said<Of extends Params> = { readonly [Name in keyof Of]: Spoken<Of[Name]> };

/** The words of a fact: a text, or a function of its parameters. */
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

/** How a parameter is written: a moment as day and time, or as a day by the name with 日期. */
export type VariableKind = 'text' | 'moment' | 'day' | 'count' | 'list' | 'days';

/** A letter that operators may put in words of their own. */
export type Message = {
  key: string;
  title: string;
  to: string;
  code: string;
  /** Only where these parameters have these values: our words differ then. */
  when: Params;
  /** Parameter → its name in braces, and how it is written. */
  variables: Readonly<Record<string, { name: string; as: VariableKind; isNeeded: boolean }>>;
  sample: Params;
  /** Our words as a beginning, where the letter puts lists together in a way that no text with variables can. */
  begins?: MessageText;
};

/** All words of one language. */
export type Dictionary = {
  facts: AnyCatalogue;
  letters: AnyLetters;
  /** Before the subject of a mail and before a short message: the sender. */
  signature: string;
  titles: Readonly<Record<string, string | ByAudience | undefined>>;
  /** Letters that operators may reword. */
  messages: readonly Message[];
  /** Labels of fields as facts have them, where their words differ. */
  labelOf?: (label: string) => string;
  /** Advice where neither the fact nor the field has any. */
  lookItUp: string;
};

/** A problem of a value, and the advice, which the sentence contains. */
export const mend = (subject: string, reason: string, advice: string): Mending => ({
  sentence: `${subject}${reason}，请${advice}`,
  reason,
  advice,
});

/** 1,200 */
export const exact = (count: number): string => count.toLocaleString('en-US');

/** Rows of a table; those of tokens by the name of their kind. */
export function rowsOf(table: string, kind: string): string {
  const token = Object.entries(kinds).find(([, number]) => table === 'oidc_tokens' && String(number) === kind)?.[0];
  return [table, token ?? kind].join(' ').trim();
}
