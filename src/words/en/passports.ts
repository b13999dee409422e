import type { PassportFacts } from '../../oversight/passports/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'passports.no_file': 'The newest version of this figure is not in the log yet; come again in a minute or two',
} satisfies Catalogue<PassportFacts>;
