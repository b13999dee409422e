import type { Action } from '../../http/search.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('draft a status notice'), href: '/admin/status/new', label: fact('status.do_notice') },
];
