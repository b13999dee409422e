import type { PassportFacts } from '../../oversight/passports/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'passports.no_file': 'This figure has no file yet; come again in a minute or two',
} satisfies Catalogue<PassportFacts>;
