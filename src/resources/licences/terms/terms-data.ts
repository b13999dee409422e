import type { Values } from '../../../fields/form.ts';
import { textOf } from '../../channels/channel.ts';
import { isPurpose } from './purposes.ts';
import type { Terms } from './terms.ts';

export const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((each): each is string => typeof each === 'string');

export const termsOf = (values: Values): Terms => ({
  purposes: textsOf(values.purposes).filter(isPurpose),
  months: typeof values.months === 'number' ? values.months : 0,
  commercial: values.commercial === 'yes',
  region: textOf(values.region),
  attribution: textOf(values.attribution) ?? '',
  note: textOf(values.note),
  media: textsOf(values.media),
  files: textsOf(values.files),
});

/** The same as form data: the beginning of a change of the terms. */
export const dataOfTerms = (open: boolean, terms: Terms): Record<string, string> => ({
  sharing: open ? 'open' : 'closed',
  purposes: terms.purposes.join('\n'),
  months: terms.months === 0 ? '' : String(terms.months),
  commercial: terms.commercial ? 'yes' : 'no',
  region: terms.region ?? '',
  attribution: terms.attribution,
  note: terms.note ?? '',
  media: terms.media.join('\n'),
  files: terms.files.join('\n'),
});
