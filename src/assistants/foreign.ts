import { fact } from './facts.ts';

/** As long as a registered address. */
const mostQuoted = 255;

/** Foreign texts, apart from our own words and labelled: an assistant would take them for sentences of the Cloud. */
export const quotedApart = (texts: Readonly<Record<string, string | undefined>>) => ({
  trusted: false as const,
  note: fact('assistants.foreign_text'),
  quoted: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text?.slice(0, mostQuoted) ?? null])),
});
