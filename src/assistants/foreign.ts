import { fact } from './facts.ts';

/** As long as a registered address. */
const mostQuoted = 255;

/** What others wrote, apart from our own words and named so: an assistant would take it for a sentence of the Cloud. */
export const quotedApart = (texts: Readonly<Record<string, string | undefined>>) => ({
  trusted: false as const,
  note: fact('assistants.foreign_text'),
  quoted: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text?.slice(0, mostQuoted) ?? null])),
});
