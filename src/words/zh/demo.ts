import type { DemoFacts } from '../../demo/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const demo = {
  'demo.bad_logout_token': 'logout_token',
} satisfies Catalogue<DemoFacts>;
