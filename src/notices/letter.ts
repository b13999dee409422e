import type { Speech } from '../fact.ts';
import { fact } from './facts.ts';

/** The parts of a mail, from which its plain text and its HTML are made. */
export interface Letter {
  subject: string;
  heading: string;
  /** The name in the greeting. */
  to: string;
  paragraphs: readonly string[];
  /** Facts that the reader needs, such as the AK. */
  details: readonly { label: string; value: string }[];
  /** The target of the link, or the reason to call the operators. */
  action: string;
  /** The one link: a page of ours, where one signs in; it never signs in by itself. Without it, the action is a call. */
  href?: string | undefined;
  /** Why one gets this mail: a sentence. */
  because: string;
}

export type Contact = { phone: string; email: string };

/** Names come from forms: a line break in one must not begin a header or a paragraph, and none may turn the direction of the text. */
export function cleaned(letter: Letter): Letter {
  return {
    subject: oneLine(letter.subject),
    heading: oneLine(letter.heading),
    to: oneLine(letter.to),
    paragraphs: letter.paragraphs.map(oneLine),
    details: letter.details.map(({ label, value }) => ({ label: oneLine(label), value: oneLine(value) })),
    action: oneLine(letter.action),
    href: letter.href,
    because: oneLine(letter.because),
  };
}

export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();

/** The mail without HTML: the same words in the same order. */
export const plainText = (letter: Letter, contact: Contact, { say }: Pick<Speech, 'say'>): string =>
  [
    letter.heading,
    say(fact('notices.greeting', { to: letter.to })),
    ...letter.paragraphs,
    letter.details.map((detail) => say(fact('notices.detail', detail))).join('\n'),
    say(fact('notices.detail', { label: letter.action, value: letter.href ?? contact.phone })),
    [
      '--',
      say(fact('notices.platform')),
      say(fact('notices.operators', contact)),
      say(fact('notices.automatic', { because: letter.because })),
    ].join('\n'),
  ].join('\n\n');
