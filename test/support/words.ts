import type { Fact, Speech, Words, Writing } from '../../src/fact.ts';
import { createWords } from '../../src/words/index.ts';

/** Whether the product has no sentences in this run. */
export const isKeyed = process.env.WORDS === 'keys';

/** A fact by its code and its parameters, without a sentence: `links.not_found`. */
const keyed: Speech = {
  say: ({ code, params }) => `${code}${Object.keys(params).length === 0 ? '' : ` ${JSON.stringify(params)}`}`,
  write: (fact) => ({
    heading: keyed.say(fact),
    subject: keyed.say(fact),
    paragraphs: [keyed.say(fact)],
    details: [],
    action: `action.${fact.code}`,
    sms: `sms.${keyed.say(fact)}`,
  }),
  changeable: () => [],
  messageOf: () => undefined,
  titleOf: (code) => `title.${code}`,
  signed: (text) => text,
  mend: (fact) => ({ reason: keyed.say(fact), advice: `advice.${fact.code}` }),
};
const keys: Words = () => keyed;

/**
 * The words of the product in tests. With WORDS=keys it has no sentences at all: whatever then fails asserts words, as journeys and tests of
 * pages may, and those of services, stores, jobs and programs may not.
 */
export const words: Words = isKeyed ? keys : createWords();

export const speech: Speech = words('zh', 'citizen');

/** A fact as a test writes it down. */
export const fact = (code: string, params: Fact['params'] = {}): Fact => ({ code, params });

/** A fact in the words of a product under test for a program: a sentence, or its key. */
export const said = (code: string, params: Fact['params'] = {}): string =>
  words('zh', 'program').say(fact(code, params));

/** The heading of a letter or of an explaining page. */
export const headingOf = (code: string, params: Fact['params'] = {}): string =>
  words('zh', 'institution').write(fact(code, params)).heading;

/** Whether a page explains this: by its heading, or its key. */
export const explains = (page: string, code: string, params: Fact['params'] = {}): boolean =>
  page.includes(isKeyed ? code : headingOf(code, params));

/** A letter, and a sentence, with given texts: for tests of how letters travel. */
export const letterOf = (parts: Partial<Writing>): Fact => fact('tests.letter', { parts: JSON.stringify(parts) });
export const sentenceOf = (text: string): Fact => fact('tests.sentence', { text });
const chinese = createWords()('zh', 'institution');
const blank: Writing = { subject: '', heading: '', paragraphs: [], details: [], action: '', sms: undefined };
export const plainWords: Words = () => ({
  ...chinese,
  write: ({ params }) => ({ ...blank, ...JSON.parse(String(params.parts)) }),
  say: (of) => (of.code === 'tests.sentence' ? String(of.params.text) : chinese.say(of)),
});

/** The problems of a refusal by field, one a line. */
export const messagesOf = (body: { errors?: unknown }): string =>
  (Array.isArray(body.errors) ? body.errors : [])
    .map(({ message }: { message?: unknown }) => String(message))
    .join('\n');
