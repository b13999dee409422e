import type { PassportFacts } from '../../oversight/passports/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'passports.no_file': 'The newest version of this figure is not in the log yet; come again in a minute or two',
  'passports.file_form': 'Choose the file of a passport: the .html that its page gives',
  'passports.too_often': ({ limit, minutes }) =>
    `At most ${limit} files a minute; try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`,
} satisfies Catalogue<PassportFacts>;
