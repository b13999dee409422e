import { roles } from '../actor.ts';
import { normalMobile } from '../fields/china/mobile.ts';
import type { Finder } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import type { Accounts } from './service.ts';

/** 工作人员 by whole name, phone number or its last four; who is limited to regions is shown no list of them. */
export const staffFinder = ({ accounts }: { accounts: Pick<Accounts, 'staff'> }): Finder => ({
  kind: fact('accounts.found_staff'),
  policy: may('look up a member of staff'),
  side: 'staff',
  isOfPeople: true,
  async find(staff, { words }, limit) {
    if (staff.regions !== undefined) return [];
    return (await accounts.staff(staff))
      .filter(({ account: { nickname, phone } }) =>
        words.every(
          ({ typed, pattern }) =>
            new RegExp(`^(?:${pattern})$`, 'iu').test(nickname) ||
            (/^\d{4}$/.test(typed) && phone?.endsWith(typed) === true) ||
            (phone !== undefined && normalMobile(typed) === phone),
        ),
      )
      .slice(0, limit)
      .map(({ account, label, granted }) => ({
        title: label,
        notes: granted.map(({ role }) => roles[role]),
        href: `/admin/staff/${account.id}`,
        person: account.id,
      }));
  },
});
