import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('register an institution'), href: '/console/register', label: fact('institutions.do_register') },
  {
    policy: may('print the letter that names the agent'),
    href: '/console/institution/letter',
    label: fact('institutions.do_letter'),
  },
  {
    policy: may('choose the version of the page that citizens see'),
    href: '/console/institution/page',
    label: fact('institutions.do_page'),
  },
  { policy: may('invite by a link'), href: '/console/members/invite-link', label: fact('institutions.do_invite_link') },
  { policy: may('invite by phone number'), href: '/console/members/invite', label: fact('institutions.do_invite') },
  { policy: may('change the post of a member'), href: '/console/members', label: fact('institutions.do_post') },
  {
    policy: may('enter an institution by hand'),
    href: '/admin/institutions/new',
    label: fact('institutions.do_enter'),
  },
];
