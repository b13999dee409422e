import type { Problems } from '../../errors.ts';
import type { Changeable, Fact, MessageText } from '../../fact.ts';
import { countCharacters } from '../../fields/text.ts';
import { fact } from '../facts.ts';

const most = { heading: 40, paragraphs: 12, paragraph: 500, action: 20 };

/** A short message of 70 characters is one; longer ones travel in parts of 67, each with its price. */
const [onePart, eachPart, mostParts] = [70, 67, 3] as const;
export const partsOf = (length: number): number => (length <= onePart ? 1 : Math.ceil(length / eachPart));

const namesIn = (text: string): string[] => Array.from(text.matchAll(/\{([^{}]*)\}/g), ([, name = '']) => name);

/** Every problem with words for a message, by field, each with its cure. `sent`: the short message as it goes out for the sample. */
export function problemsOf(message: Changeable, text: MessageText, sent: string | undefined): Problems {
  const body = text.paragraphs.join('\n');
  const fields = {
    subject: text.subject,
    heading: text.heading,
    body,
    action: text.action,
    ...(text.sms !== undefined && { sms: text.sms }),
  };
  const problems: Problems = {};
  for (const [field, value] of Object.entries(fields)) {
    const problem = value.trim() === '' ? fact('notices.text_empty') : formProblem(message, value);
    if (problem !== undefined) problems[field] = problem;
  }
  const long = lengthProblems(text, sent);
  const missing = missingProblems(message, `${text.heading}\n${body}`, text.sms);
  return { ...missing, ...long, ...problems };
}

function formProblem({ variables }: Changeable, value: string): Fact | undefined {
  if (/[{}]/.test(value.replaceAll(/\{[^{}]*\}/g, ''))) return fact('notices.text_braces');
  const unknown = namesIn(value).filter((name) => !variables.some((variable) => variable.name === name));
  if (unknown.length > 0)
    return fact('notices.text_unknown', {
      unknown: unknown.map((name) => `{${name}}`).join('、'),
      known: variables.map(({ name }) => `{${name}}`).join('、'),
    });
  // The one link is the button, whose target the system writes: words that lead elsewhere would look like ours.
  return /https?:|www\.|[a-z\d-]+\.(?:cn|com|net|org)\b/i.test(value) ? fact('notices.text_address') : undefined;
}

function missingProblems({ variables }: Changeable, letter: string, sms: string | undefined): Problems {
  const absent = (text: string, names: readonly string[]) => names.filter((name) => !namesIn(text).includes(name));
  const inLetter = absent(
    letter,
    variables.filter(({ isNeeded }) => isNeeded).map(({ name }) => name),
  );
  const ofSms = variables.filter(({ isNeededInSms }) => isNeededInSms).map(({ name }) => name);
  const inSms = sms === undefined ? [] : absent(sms, ofSms);
  const said = (names: readonly string[]) =>
    fact('notices.text_misses', { names: names.map((name) => `{${name}}`).join('、') });
  return { ...(inLetter.length > 0 && { body: said(inLetter) }), ...(inSms.length > 0 && { sms: said(inSms) }) };
}

function lengthProblems({ subject, heading, paragraphs, action }: MessageText, sent: string | undefined): Problems {
  const problems: Problems = {};
  const tooLong = (field: string, value: string, max: number) => {
    const now = countCharacters(value);
    if (now > max) problems[field] = fact('notices.text_long', { max, now });
  };
  tooLong('subject', subject, most.heading);
  tooLong('heading', heading, most.heading);
  tooLong('action', action, most.action);
  for (const paragraph of paragraphs) tooLong('body', paragraph, most.paragraph);
  if (paragraphs.length > most.paragraphs) problems.body = fact('notices.text_paragraphs', { max: most.paragraphs });
  const parts = partsOf([...(sent ?? '')].length);
  if (parts > mostParts) problems.sms = fact('notices.sms_parts', { parts, max: mostParts });
  return problems;
}
