import type { PassportFacts } from '../../oversight/passports/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'passports.no_file': '这个数最新的一版还没有收进公开日志，请过一两分钟再来下载',
  'passports.file_form': '请选择数字护照的凭证文件，就是护照页面上下载的那个 .html',
  'passports.too_often': ({ limit, minutes }) => `一分钟最多核对 ${limit} 个文件，请 ${minutes} 分钟后再试`,
} satisfies Catalogue<PassportFacts>;
