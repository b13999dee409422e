import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  {
    policy: may('write entries, one by one and by workbook'),
    href: '/console/resources/new',
    label: fact('resources.do_write'),
  },
  {
    policy: may('write entries, one by one and by workbook'),
    href: '/console/resources/import',
    label: fact('resources.do_import'),
  },
  { policy: may('edit the synonyms of the search'), href: '/admin/synonyms', label: fact('resources.do_synonyms') },
];
