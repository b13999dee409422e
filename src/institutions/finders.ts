import { may as mayInAccounts } from '../accounts/policies.ts';
import { regionName } from '../fields/regions/region.ts';
import { patternsOf } from '../fields/search-query.ts';
import type { Finder } from '../http/search.ts';
import { fact } from './facts.ts';
import { standingNames, standingOf } from './institution/institution.ts';
import type { Members } from './members/members.ts';
import { postName } from './members/post.ts';
import { may } from './policies.ts';
import type { Institutions } from './service.ts';

/** Institutions by name or credit code, for staff who look after their regions. */
export const institutionFinder = ({ institutions }: { institutions: Institutions }): Finder => ({
  kind: fact('institutions.found_kind'),
  policy: may('see every institution'),
  side: 'staff',
  isFirst: true,
  all: (text) => `/admin/institutions?${new URLSearchParams({ q: text })}`,
  actions: {
    disable: { policy: may('disable and enable an institution'), label: fact('institutions.do_disable') },
    enable: { policy: may('disable and enable an institution'), label: fact('institutions.do_enable') },
    invite: { policy: may('invite, agree to and revoke an owner'), label: fact('institutions.do_invite_owner') },
  },
  async find(staff, asked, limit) {
    const named = { patterns: patternsOf(asked), code: asked.text };
    return (await institutions.list(staff, { named }, undefined, limit)).map((each) => {
      const standing = standingOf(each);
      return {
        title: each.name,
        notes: [each.regionCode === undefined ? '' : regionName(each.regionCode), standingNames[standing]],
        href: `/admin/institutions/${each.id}`,
        can: standing === 'disabled' ? ['enable'] : ['disable', 'invite'],
      };
    });
  },
});

/** People: colleagues; for staff who look after institutions the members of those; for staff who look up people those of no institution. */
export function memberFinders({ members }: { members: Members }): Finder[] {
  const kind = fact('institutions.found_person');
  return [
    {
      kind,
      policy: may('see the institution and its members'),
      side: 'member',
      isOfPeople: true,
      find: async (member, asked, limit) =>
        (await members.find(member, asked, limit)).map((each) => ({
          ...{ title: each.label, notes: [postName(each)], href: '/console/members', person: each.accountId },
        })),
    },
    {
      kind,
      policy: may('see every institution'),
      side: 'staff',
      isOfPeople: true,
      find: async (staff, asked, limit) =>
        (await members.find(staff, asked, limit)).map((each) => ({
          ...{ title: each.label, notes: [each.institution, postName(each)], person: each.accountId },
          href: `/admin/institutions/${each.institutionId}`,
        })),
    },
    {
      kind,
      policy: mayInAccounts('look up a member of staff'),
      side: 'staff',
      isOfPeople: true,
      find: async (staff, asked, limit) =>
        (await members.findWithoutInstitution(staff, asked, limit)).map(({ accountId, label }) => ({
          ...{ title: label, notes: ['还没有机构'], person: accountId },
          href: `/admin/staff/${accountId}`,
        })),
    },
  ];
}
