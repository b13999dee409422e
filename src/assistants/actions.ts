import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('manage assistant tokens'), href: '/console/assistants', label: fact('assistants.do_token') },
];
