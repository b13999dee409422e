import type { Action } from '../../http/search.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('apply for licences'), href: '/console/catalogue', label: fact('licences.do_apply') },
  { policy: may("write the Cloud's own entries"), href: '/admin/resources/new', label: fact('licences.do_write_own') },
  { policy: may('revoke a licence'), href: '/admin/licences', label: fact('licences.do_revoke') },
];
