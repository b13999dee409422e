/** What a mail says, in parts, from which its plain text and its HTML are made. */
export interface Letter {
  subject: string;
  heading: string;
  /** Whom it greets. */
  to: string;
  paragraphs: readonly string[];
  /** What one needs at hand, such as the AK. */
  facts: readonly { label: string; value: string }[];
  /** What the one link leads to, or why one calls the operators. */
  action: string;
  /** The one link: a page of ours, where one signs in; it never signs in by itself. Without it, the action is a call. */
  href?: string;
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
    facts: letter.facts.map(({ label, value }) => ({ label: oneLine(label), value: oneLine(value) })),
    action: oneLine(letter.action),
    ...(letter.href !== undefined && { href: letter.href }),
    because: oneLine(letter.because),
  };
}

export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();

/** The mail for whoever reads no HTML: the same words in the same order. */
export const plainText = (letter: Letter, contact: Contact): string =>
  [
    letter.heading,
    `${letter.to}，您好：`,
    ...letter.paragraphs,
    letter.facts.map(({ label, value }) => `${label}：${value}`).join('\n'),
    `${letter.action}：${letter.href ?? contact.phone}`,
    [
      '--',
      '国家公共文化云 · 对接平台',
      `运营电话 ${contact.phone}${contact.email === '' ? '' : `，邮箱 ${contact.email}`}`,
      `${letter.because}这封邮件由系统发出，请不要直接回复。`,
    ].join('\n'),
  ].join('\n\n');
