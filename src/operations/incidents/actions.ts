import type { Action } from '../../http/search.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('work on an incident'), href: '/admin/incidents/new', label: fact('incidents.do_incident') },
];
