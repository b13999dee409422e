import { certified, member } from '../http/access.ts';
import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  // Open to every signed-in person, but not for an institution that operators disabled.
  { policy: member(), href: '/console/sandbox', label: fact('applications.do_sandbox') },
  { policy: may('claim sandbox keys'), href: '/console/claim', label: fact('applications.do_claim') },
  { policy: may('try a redirect URI'), href: '/console/applications/tester', label: fact('applications.do_try') },
  {
    policy: may('manage the test citizens of a sandbox'),
    href: '/console/applications/sandbox',
    label: fact('applications.do_test_citizens'),
  },
  {
    policy: may('enter an application that came by mail'),
    href: '/admin/applications/mailed',
    label: fact('applications.do_mailed'),
  },
  { policy: may('see every AK'), href: '/admin/applications?show=expiring', label: fact('applications.do_expiring') },
  // As kinds of submissions have it: senders of their own.
  { policy: certified('owner', 'agent'), href: '/console/applications', label: fact('applications.do_apply') },
];
