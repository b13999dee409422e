import type { Action } from '../../http/search.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('retry and drop jobs'), href: '/admin/system', label: fact('doctor.do_retry') },
];
