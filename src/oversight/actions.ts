import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('create an admin token'), href: '/admin/tokens/new', label: fact('oversight.do_token') },
  { policy: may('read and verify the audit'), href: '/admin/audit', label: fact('oversight.do_verify') },
  {
    policy: may('read and verify the audit'),
    href: '/admin/audit?group=looks',
    label: fact('oversight.do_find_looks'),
    also: fact('oversight.also_find_looks'),
  },
  {
    policy: may('see who looked at own materials'),
    href: '/console/institution/looks',
    label: fact('oversight.do_looks'),
  },
  { policy: may('export the audit'), href: '/admin/audit', label: fact('oversight.do_export') },
];
