import { createRequire } from 'node:module';
import {
  type Audience,
  type Changeable,
  type Fact,
  isFact,
  type Language,
  type MessageText,
  type Param,
  type Speech,
  type Words,
  type Writing,
  written,
} from '../fact.ts';
import type { Locale, Locales } from '../http/pages/render.ts';
import type { Dictionary, Wording, Written } from './catalogue.ts';
import type * as english from './en/index.ts';
import type * as englishViews from './en/views/index.ts';
import { changeableOf, fill, messageIn, valuesOf } from './messages.ts';
import type * as chinese from './zh/index.ts';
import type * as chineseViews from './zh/views/index.ts';

/** Every fact of every room in words: the one place where a sentence is made. */
export function createWords(): Words {
  const made = new Map<string, Speech>();
  return (language, audience) => {
    const key = `${language} ${audience}`;
    const speech = made.get(key) ?? createSpeech(dictionaries[language], audience);
    made.set(key, speech);
    return speech;
  };
}

const require = createRequire(import.meta.url);

/** Loaded with the first sentence, which a start need not wait for. Missing English falls back to Chinese. */
const dictionaries: Readonly<Record<Language, () => Dictionary>> = {
  zh() {
    const { zh }: typeof chinese = require('./zh/index.ts');
    return zh;
  },
  en() {
    const { en }: typeof english = require('./en/index.ts');
    const zh = dictionaries.zh();
    return { ...zh, ...en, facts: { ...zh.facts, ...en.facts }, letters: { ...zh.letters, ...en.letters } };
  },
};

/** Texts of views, beside the facts. Each language is loaded with the first page in it. */
export function createLocales(): Locales {
  const opened = new Map<Language, Locale>();
  return (language) => {
    const tongue = opened.get(language) ?? tongues[language]();
    opened.set(language, tongue);
    return tongue;
  };
}

const tongues: Readonly<Record<Language, () => Locale>> = {
  zh() {
    const { titles, words }: typeof chineseViews = require('./zh/views/index.ts');
    return { titles, words, text: {} };
  },
  en() {
    const { titles, words, text }: typeof englishViews = require('./en/views/index.ts');
    return { titles, words, text };
  },
};

function createSpeech(open: () => Dictionary, audience: Audience): Speech {
  let opened: Dictionary | undefined;
  const dictionary = (): Dictionary => {
    opened ??= open();
    return opened;
  };

  function wordingOf(fact: Fact): Wording {
    const { facts } = dictionary();
    const entry = Object.hasOwn(facts, fact.code) ? facts[fact.code] : undefined;
    if (typeof entry !== 'function') return entry ?? written(fact);
    const wording: Wording = Reflect.apply(entry, undefined, [saidIn(fact)]);
    return wording;
  }

  const saidIn = (fact: Fact) =>
    Object.fromEntries(
      Object.entries(fact.params).map(([name, value]) => [
        name,
        name === 'label' || name === 'metric' ? labelled(value) : spoken(value),
      ]),
    );
  function labelled(label: Param): unknown {
    const { labelOf = String } = dictionary();
    return typeof label === 'string' ? labelOf(label) : spoken(label);
  }

  function write(fact: Fact, own?: MessageText): Writing {
    const { letters, signature, messages } = dictionary();
    const entry = Object.hasOwn(letters, fact.code) ? letters[fact.code] : undefined;
    const found: Written =
      typeof entry === 'function'
        ? Reflect.apply(entry, undefined, [saidIn(fact)])
        : (entry ?? { heading: written(fact), paragraphs: [] });
    const { heading, subject = `${signature}${heading}`, details = [], action = '', sms } = found;
    const built = { ...found, subject, details, action, sms };
    const message = own && messageIn(messages, fact);
    if (own === undefined || message === undefined) return built;
    const filled = fill(own, valuesOf(message, saidIn(fact)));
    return {
      ...built,
      ...filled,
      subject: `${signature}${filled.subject}`,
      sms: sms === undefined ? undefined : filled.sms,
    };
  }

  /** With the words that are in the product, in the form in which operators change them. */
  const changeable = (): readonly Changeable[] =>
    dictionary().messages.map((message) => changeableOf(message, write, dictionary().signature));

  const say = (fact: Fact): string => sentenceOf(wordingOf(fact), audience);
  const spoken = (value: Param): unknown =>
    Array.isArray(value) ? value.map(spoken) : isFact(value) ? say(value) : value;

  return {
    say,
    write,
    changeable,
    messageOf: (fact) => messageIn(dictionary().messages, fact)?.key,
    signed: (text) => `${dictionary().signature}${text}`,
    titleOf(code) {
      const title = dictionary().titles[code];
      return title === undefined ? undefined : sentenceOf(title, audience);
    },
    mend(fact, hint) {
      const wording = wordingOf(fact);
      const elsewhere = hint ?? dictionary().lookItUp;
      if (typeof wording === 'string' || !('reason' in wording))
        return { reason: sentenceOf(wording, audience), advice: elsewhere };
      const { reason, advice = elsewhere, hinted } = wording;
      return { reason, advice: hinted === true && hint !== undefined ? `${advice}：${hint}` : advice };
    },
  };
}

const sentenceOf = (wording: Wording, audience: Audience): string =>
  typeof wording === 'string'
    ? wording
    : 'sentence' in wording
      ? wording.sentence
      : (wording[audience] ?? wording.everybody);
