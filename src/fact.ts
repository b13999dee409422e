/** A fact: a code and its parameters. `words` makes it a sentence for its reader. */

/** The parameters of a fact: plain values, so that it can be stored and sent; another fact may be one. */
export type Param = string | number | boolean | null | undefined | Fact | readonly Param[];
export type Params = Readonly<Record<string, Param>>;

/** A statement without a language: a field's problem, a refusal, a result. `words/` puts it in words. */
export type Fact = { readonly code: string; readonly params: Params };

/** The facts of a room: code → parameters. A room declares them in its facts.ts; words/zh/ and words/en/ are checked against them. */
export type Facts = Readonly<Record<string, Params>>;
/** Of a fact that its code says all of. */
export type None = Readonly<Record<never, never>>;

type Rest<Said extends Params> = keyof Said extends never ? [] : [params: Said];

/** The maker of facts of one room: a code that it does not declare, or a parameter too few, is no program. */
export const factsOf =
  <All extends Facts>() =>
  <Code extends keyof All & string>(code: Code, ...[params]: Rest<All[Code]>): Fact => ({ code, params: params ?? {} });

export const isFact = (value: unknown): value is Fact =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  'params' in value &&
  typeof value.params === 'object';

/** For JSON.stringify: each inner fact becomes words. */
export const saying =
  (say: Speech['say']) =>
  (_name: string, value: unknown): unknown =>
    isFact(value) ? say(value) : value;

/** As text: for a log, for a column of the database, and through a library that passes on texts only. */
export const written = ({ code, params }: Fact): string =>
  Object.keys(params).length === 0 ? code : `${code} ${JSON.stringify(params)}`;

const form = /^([a-z]+\.[a-z0-9_]+)(?: (\{.*\}))?$/s;

/** The way back; undefined of a text that is none. */
export function readFact(text: string): Fact | undefined {
  const [, code, params] = form.exec(text) ?? [];
  if (code === undefined) return undefined;
  const read: unknown = params === undefined ? {} : JSON.parse(params);
  const fact = { code, params: read };
  return isFact(fact) ? fact : undefined;
}

/** A long text: the parts of a letter or of an explaining page, and the short message beside it. */
export interface Writing {
  heading: string;
  /** Of the mail. */
  subject: string;
  paragraphs: readonly string[];
  /** Facts that the reader needs, such as the AK. */
  details: readonly { label: string; value: string }[];
  /** The target of the link, or the reason to call the operators. */
  action: string;
  sms: string | undefined;
}

/** The words of a message that operators may replace: a paragraph a line of the text; variables stand in braces, as {机构}. */
export interface MessageText {
  /** Of the mail, behind the signature. */
  subject: string;
  heading: string;
  paragraphs: readonly string[];
  /** The label of the link. */
  action: string;
  /** Of the short message; undefined where the event has none. */
  sms: string | undefined;
}

/** A message whose words operators may replace. */
export interface Changeable {
  key: string;
  title: string;
  /** Its reader: 机构, 市民. */
  to: string;
  /** `isNeeded`: a letter without it is refused; `isNeededInSms`: a short message. */
  variables: readonly { name: string; sample: string; isNeeded: boolean; isNeededInSms: boolean }[];
  builtIn: MessageText;
  /** An occasion of it, for a preview. */
  sample: Fact;
}

/** The audience of a fact. */
export type Audience = 'citizen' | 'institution' | 'operator' | 'program';
export type Language = 'zh' | 'en';

/** Facts in one language for one audience. */
export interface Speech {
  say(fact: Fact): string;
  /** A fact about which there is more to say than a sentence; `own`: operators' words in place of ours. */
  write(fact: Fact, own?: MessageText): Writing;
  /** The messages whose words operators may replace. */
  changeable(): readonly Changeable[];
  /** Which of them this letter is. */
  messageOf(fact: Fact): string | undefined;
  /** The title above a problem of this code, where its sentence is not the whole text. */
  titleOf(code: string): string | undefined;
  /** A short message as sent: the sender, and the text. */
  signed(text: string): string;
  /** 原因 and 建议, as a table of problems has them; `hint` is that of the field. */
  mend(fact: Fact, hint?: string): { reason: string; advice: string };
}

/** All words. They are made in words/ and handed to pages and letters. */
export type Words = (language: Language, audience: Audience) => Speech;
