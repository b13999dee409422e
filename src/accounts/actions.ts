import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('look up a member of staff'), href: '/admin/staff', label: fact('accounts.do_find_staff') },
  { policy: may('grant and revoke staff roles'), href: '/admin/staff', label: fact('accounts.do_grant') },
];
