import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('begin a plan'), href: '/console/plan', label: fact('integration.do_plan') },
  { policy: may('publish a promotion'), href: '/admin/promotions', label: fact('integration.do_promote') },
];
