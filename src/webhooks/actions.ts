import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('add a webhook'), href: '/console/webhooks/new', label: fact('webhooks.do_add') },
];
