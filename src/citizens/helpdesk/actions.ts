import type { Action } from '../../http/search.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('look a citizen up, and act for them'), href: '/admin/support', label: fact('helpdesk.do_look') },
];
