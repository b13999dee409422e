import type { PassportFacts } from '../../oversight/passports/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'passports.no_file': '这个数还没有凭证文件，请过一两分钟再来',
} satisfies Catalogue<PassportFacts>;
