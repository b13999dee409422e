import type { SiteFacts } from '../../site/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'site.no_region': '没有这个行政区划代码，请从省级开始查找。',
  'site.menu_regions': '行政区划',
  'site.region_changed': '已保存，所有页面立即使用新的区划。',
} satisfies Catalogue<SiteFacts>;
