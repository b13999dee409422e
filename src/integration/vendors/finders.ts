import { matches } from '../../fields/search-query.ts';
import type { Finder } from '../../http/search.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import { lifeOf } from './presented.ts';
import type { Vendors } from './service.ts';

/** The AKs of the institutions that a developer looks after, by their number or name or the name of the institution. */
export const customerFinder = ({ vendors }: { vendors: Pick<Vendors, 'isVendor' | 'served'> }): Finder => ({
  kind: fact('vendors.found_kind'),
  policy: may('work as a vendor'),
  side: 'member',
  actions: { renew: { policy: may('work as a vendor'), label: fact('vendors.do_renew') } },
  async find(member, { words }, limit) {
    if (member.applications !== undefined || !(await vendors.isVendor(member))) return [];
    return (await vendors.served(member))
      .filter(({ name, institution, clientId }) => matches(`${institution} ${name} ${clientId}`, words))
      .slice(0, limit)
      .map((row) => ({
        title: row.name,
        notes: [row.institution, row.clientId, lifeOf(row).words],
        href: `/console/vendor/${encodeURIComponent(row.clientId)}`,
        can: row.disabledAt === null ? ['renew'] : [],
      }));
  },
});
