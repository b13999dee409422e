import type { Action } from '../../http/search.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('let a vendor look after an AK'), href: '/console/vendors', label: fact('vendors.do_authorise') },
];
