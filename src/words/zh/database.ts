import type { DatabaseFacts } from '../../database/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'database.busy': '服务正忙，请稍后再试',
} satisfies Catalogue<DatabaseFacts>;
