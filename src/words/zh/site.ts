import type { SiteFacts } from '../../site/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'site.no_region': '没有这个行政区划代码，请从省级开始查找。',
} satisfies Catalogue<SiteFacts>;
