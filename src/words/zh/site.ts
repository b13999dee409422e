import type { SiteFacts } from '../../site/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const site = {
  'site.no_problem_page': '没有这个代码的说明，请从列表查找。',
  'site.no_channel': '没有这个栏目，请从列表查找。',
  'site.no_region': '没有这个行政区划代码，请从省级开始查找。',
} satisfies Catalogue<SiteFacts>;
