import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  {
    policy: may('report figures'),
    href: '/console/statistics',
    label: fact('statistics.do_report'),
    also: fact('statistics.also_report'),
  },
  { policy: may('see own figures'), href: '/console/statistics/dashboard', label: fact('statistics.do_dashboard') },
  { policy: may('see the figures of all'), href: '/admin/statistics/quality', label: fact('statistics.do_quality') },
  {
    policy: may('see questions about figures'),
    href: '/admin/statistics/questions',
    label: fact('statistics.do_questions'),
  },
  {
    policy: may('open a report, and remind those who have not reported'),
    href: '/admin/statistics/quality',
    label: fact('statistics.do_urge'),
  },
];
