import type { Action } from '../http/search.ts';
import { fact as pastingFact } from './announcements/facts.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { fact as sourceFact } from './sources/facts.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  {
    policy: may('write entries, one by one and by workbook'),
    href: '/console/resources/new',
    label: fact('resources.do_write'),
  },
  {
    policy: may('paste an announcement and send what was read in it'),
    href: '/console/resources/paste',
    label: pastingFact('pasting.do_paste'),
  },
  {
    policy: may('write entries, one by one and by workbook'),
    href: '/console/resources/import',
    label: fact('resources.do_import'),
    also: fact('resources.also_import'),
  },
  {
    policy: may('connect sources, change and end them'),
    href: '/console/sources',
    label: sourceFact('sources.do_connect'),
  },
  { policy: may('edit the synonyms of the search'), href: '/admin/synonyms', label: fact('resources.do_synonyms') },
];
