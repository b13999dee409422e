import type { Problems } from '../../errors.ts';
import type { Changeable, Fact, MessageText } from '../../fact.ts';
import { problemOfLines } from '../../fields/list.ts';
import { countCharacters } from '../../fields/text.ts';
import { fact } from '../facts.ts';

const most = { heading: 40, paragraphs: 12, paragraph: 500, action: 20 };

/** A short message of 70 characters is one; longer ones travel in parts of 67, each with its price. */
const [onePart, eachPart, mostParts] = [70, 67, 3] as const;
export const partsOf = (length: number): number => (length <= onePart ? 1 : Math.ceil(length / eachPart));

const fields = ['subject', 'heading', 'body', 'action', 'sms'] as const;
type Field = (typeof fields)[number];

const namesIn = (text: string): string[] => Array.from(text.matchAll(/\{([^{}]*)\}/g), ([, name = '']) => name);

/** Every problem with words for a message, by field, each with its field, its paragraph and its cure. `sent`: the short message as it goes out for the sample. */
export function problemsOf(message: Changeable, text: MessageText, sent: string | undefined): Problems {
  const { subject, heading, paragraphs, action, sms } = text;
  const needed = message.variables.filter(({ isNeeded }) => isNeeded);
  const neededInSms = message.variables.filter(({ isNeededInSms }) => isNeededInSms);
  const found: Record<Field, (Fact | undefined)[]> = {
    subject: [...textProblems(message, subject), tooLong(subject, most.heading)],
    heading: [...textProblems(message, heading), tooLong(heading, most.heading)],
    body: [
      ...(paragraphs.length === 0 ? [fact('notices.text_empty')] : inParagraphs(message, paragraphs)),
      paragraphs.length > most.paragraphs ? fact('notices.text_paragraphs', { max: most.paragraphs }) : undefined,
      absent([heading, ...paragraphs].join('\n'), needed),
    ],
    action: [...textProblems(message, action), tooLong(action, most.action)],
    sms: sms === undefined ? [] : [...textProblems(message, sms), absent(sms, neededInSms), smsLength(sent)],
  };
  return Object.fromEntries(
    fields.flatMap((field) => {
      const told = found[field].filter((each) => each !== undefined);
      const problem = problemOfLines(told.map((each) => fact('notices.text_in', { field, problem: each })));
      return problem === undefined ? [] : [[field, problem]];
    }),
  );
}

const inParagraphs = (message: Changeable, paragraphs: readonly string[]): Fact[] =>
  paragraphs.flatMap((paragraph, place) =>
    [...textProblems(message, paragraph), tooLong(paragraph, most.paragraph)]
      .filter((each) => each !== undefined)
      .map((problem) =>
        paragraphs.length > 1 ? fact('notices.text_paragraph', { paragraph: place + 1, problem }) : problem,
      ),
  );

function textProblems({ variables }: Changeable, value: string): Fact[] {
  if (value.trim() === '') return [fact('notices.text_empty')];
  const isOpen = /[{}]/.test(value.replaceAll(/\{[^{}]*\}/g, ''));
  const unknown = namesIn(value).filter((name) => !variables.some((variable) => variable.name === name));
  // The one link is the button, whose target the system writes: words that lead elsewhere would look like ours.
  const isAddress = /https?:|www\.|[a-z\d-]+\.(?:cn|com|net|org)\b/i.test(value);
  return [
    ...(isOpen ? [fact('notices.text_braces')] : []),
    ...(unknown.length > 0
      ? [fact('notices.text_unknown', { unknown: inBraces(unknown), known: inBraces(variables.map(nameOf)) })]
      : []),
    ...(isAddress ? [fact('notices.text_address')] : []),
  ];
}

const nameOf = ({ name }: { name: string }) => name;
const inBraces = (names: readonly string[]) => names.map((name) => `{${name}}`).join('、');

/** Needed variables that a text has not. */
function absent(text: string, variables: Changeable['variables']): Fact | undefined {
  const names = variables.map(nameOf).filter((name) => !namesIn(text).includes(name));
  return names.length === 0 ? undefined : fact('notices.text_misses', { names: inBraces(names) });
}

function tooLong(value: string, max: number): Fact | undefined {
  const now = countCharacters(value);
  return now > max ? fact('notices.text_long', { max, now }) : undefined;
}

function smsLength(sent = ''): Fact | undefined {
  const parts = partsOf([...sent].length);
  return parts > mostParts ? fact('notices.sms_parts', { parts, max: mostParts }) : undefined;
}
