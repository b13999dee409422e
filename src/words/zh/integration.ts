import type { IntegrationFacts } from '../../integration/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const integration = {
  'integration.days_reversed': '截止日期不能早于起始日期',
} satisfies Catalogue<IntegrationFacts>;
