import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('apply for a link, take it offline and back'), href: '/console/links', label: fact('links.do_apply') },
  { policy: may('have a link checked'), href: '/console/links', label: fact('links.do_check') },
  {
    policy: may('have any link checked, and ask to take it offline'),
    href: '/admin/links',
    label: fact('links.do_check_any'),
  },
  { policy: may('take any link offline and back'), href: '/admin/links', label: fact('links.do_offline') },
];
