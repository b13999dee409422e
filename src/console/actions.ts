import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('set up a second factor'), href: '/console/security', label: fact('console.do_factor') },
  { policy: may('use the back office'), href: '/console/switch', label: fact('console.do_switch') },
  { policy: may('use the back office'), href: '/console/start', label: fact('console.do_join') },
];
