import type { Changeable, Fact, MessageText, Params, Writing } from '../fact.ts';
import { dateTime, day, shortDay } from '../http/pages/text.ts';
import { dayName } from '../statistics/reports/period.ts';
import { exact, type Message, type VariableKind } from './catalogue.ts';

/** Variables of a message by their names in braces. */
type Values = ReadonlyMap<string, string>;

const variable = /\{([^{}]*)\}/g;

export const messageIn = (messages: readonly Message[], { code, params }: Fact): Message | undefined =>
  messages.find(
    (message) => message.code === code && Object.entries(message.when).every(([name, value]) => params[name] === value),
  );

/** The names in a text, each once. */
const variablesIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(variable), ([, name = '']) => name)),
];

/** The text with its values; a paragraph about something that there is not is left out. */
export function fill(text: MessageText, values: Values): MessageText {
  const filled = (line: string) => line.replace(variable, (_whole, name: string) => values.get(name) ?? '');
  const isThere = (line: string) => variablesIn(line).every((name) => (values.get(name) ?? '') !== '');
  return {
    subject: filled(text.subject),
    heading: filled(text.heading),
    paragraphs: text.paragraphs.filter(isThere).map(filled),
    action: filled(text.action),
    sms: text.sms === undefined ? undefined : filled(text.sms),
  };
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value ?? '')]);

/** 0 and an empty text are nothing. */
const writings: Record<VariableKind, (value: unknown) => string> = {
  text: (value) => String(value ?? ''),
  count: (value) => (typeof value === 'number' && value !== 0 ? exact(value) : ''),
  moment: (value) => (value === undefined || value === '' ? '' : dateTime(new Date(String(value)))),
  day: (value) => (value === undefined || value === '' ? '' : dayOf(String(value))),
  list: (value) => texts(value).join('、'),
  days: (value) =>
    texts(value)
      .map((each) => dayName(each))
      .join('、'),
};

/** 2026年12月24日, of a moment; of a written day without its year, as our letters have it. */
const dayOf = (value: string): string => (/^\d{4}-\d\d-\d\d$/.test(value) ? shortDay(value) : day(new Date(value)));

/** A moment is there twice: {停用时间} and {停用时间日期}. */
function namesOf({ variables }: Message) {
  return Object.entries(variables).flatMap(([param, { name, as, isNeeded }]) => [
    { param, name, as, isNeeded },
    ...(as === 'moment' ? [{ param, name: `${name}日期`, as: 'day' as const, isNeeded: false }] : []),
  ]);
}

/** `said`: the parameters in words. */
export const valuesOf = (message: Message, said: Readonly<Record<string, unknown>>): Values =>
  new Map(namesOf(message).map(({ param, name, as }) => [name, writings[as](said[param])]));

/** Values that no letter has: in our text they show where each variable stands. */
const marks: Record<
  VariableKind,
  (name: string, place: number) => { value: Params[string]; shown: readonly string[] }
> = {
  text: (name) => ({ value: `{${name}}`, shown: [] }),
  list: (name) => ({ value: [`{${name}}`], shown: [] }),
  count: (_name, place) => ({ value: 90_001 + place, shown: [exact(90_001 + place), String(90_001 + place)] }),
  moment: (_name, place) => {
    const at = new Date(Date.UTC(2031, 1, 3 + place, 1, 17));
    return { value: at.toISOString(), shown: [dateTime(at), day(at)] };
  },
  day: (_name, place) => {
    const at = new Date(Date.UTC(2031, 4, 3 + place, 1, 17));
    return { value: at.toISOString().slice(0, 10), shown: [shortDay(at.toISOString().slice(0, 10)), day(at)] };
  },
  days: (_name, place) => {
    const at = new Date(Date.UTC(2031, 7, 3 + place, 1, 17)).toISOString().slice(0, 10);
    return { value: [at], shown: [dayName(at)] };
  },
};

/** The message with our words, whose values are turned back into variables. */
export function changeableOf(message: Message, write: (fact: Fact) => Writing, signature: string): Changeable {
  const { key, title, to, code, sample } = message;
  const marked = Object.entries(message.variables).map(([param, { name, as }], place) => ({
    ...{ param, name, as },
    ...marks[as](name, place),
  }));
  const given = Object.fromEntries(marked.map(({ param, value }) => [param, value]));
  const back = (text: string) =>
    marked.reduce(
      (made, { name, as, shown }) =>
        shown.reduce(
          (left, words, nth) => left.replaceAll(words, `{${name}${as === 'moment' && nth > 0 ? '日期' : ''}}`),
          made,
        ),
      text,
    );
  const ours = write({ code, params: { ...sample, ...given, ...message.when } });
  const derived: MessageText = {
    subject: back(ours.subject.startsWith(signature) ? ours.subject.slice(signature.length) : ours.subject),
    heading: back(ours.heading),
    paragraphs: ours.paragraphs.map(back),
    action: back(ours.action),
    sms: ours.sms === undefined ? undefined : back(ours.sms),
  };
  const builtIn = message.begins ?? derived;
  const values = valuesOf(message, { ...sample, ...message.when });
  const inLetter = variablesIn([builtIn.heading, ...builtIn.paragraphs].join(' '));
  const inSms = variablesIn(builtIn.sms ?? '');
  return {
    ...{ key, title, to, builtIn, sample: { code, params: { ...sample, ...message.when } } },
    variables: namesOf(message).map(({ name, isNeeded }) => ({
      ...{ name, sample: values.get(name) ?? '' },
      isNeeded: isNeeded && inLetter.includes(name),
      isNeededInSms: isNeeded && inSms.includes(name),
    })),
  };
}
