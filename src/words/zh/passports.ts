import type { PassportFacts } from '../../oversight/passports/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'passports.no_file': '这个数最新的一版还没有收进公开日志，请过一两分钟再来下载',
} satisfies Catalogue<PassportFacts>;
