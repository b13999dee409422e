import type { Action } from '../../http/search.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('publish and withdraw terms'), href: '/admin/terms/new', label: fact('privacy.do_terms') },
];
