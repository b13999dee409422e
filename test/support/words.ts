import type { Fact, Speech, Words } from '../../src/fact.ts';
import { createWords } from '../../src/words/index.ts';

/** A fact by its code and what it says, without a sentence: `links.not_found`. */
const keyed: Speech = {
  say: ({ code, params }) => `${code}${Object.keys(params).length === 0 ? '' : ` ${JSON.stringify(params)}`}`,
  titleOf: (code) => `title.${code}`,
  mend: (fact) => ({ reason: keyed.say(fact), advice: `advice.${fact.code}` }),
};
const keys: Words = () => keyed;

/**
 * What the whole product speaks in tests. With WORDS=keys it has no sentences at all: whatever then fails asserts words, as journeys and
 * tests of pages may, and those of services, stores, jobs and programs may not.
 */
export const words: Words = process.env.WORDS === 'keys' ? keys : createWords();

export const speech: Speech = words('zh', 'citizen');

/** A fact as a test writes it down. */
export const fact = (code: string, params: Fact['params'] = {}): Fact => ({ code, params });
