import type { Applications } from '../applications/service.ts';
import type { Review } from '../review/service.ts';
import type { Counts } from './frame.ts';
import type { Visitor } from './visitor.ts';

type Needs = {
  review: Pick<Review, 'counts' | 'list'>;
  applications: Pick<Applications, 'ofInstitution' | 'status'>;
};

/** How much waits behind the entries of the menus. */
export const createCounts =
  ({ review, applications }: Needs) =>
  async ({ member, staff }: Visitor, side: 'member' | 'staff'): Promise<Counts> => {
    if (side === 'staff') {
      const reviews = staff?.roles.some((role) => role === 'reviewer' || role === 'operator');
      if (staff === undefined || reviews !== true) return {};
      return { review: (await review.counts(staff)).reduce((sum, { count }) => sum + count, 0) };
    }
    if (member === undefined) return {};
    const { institutionId, applications: subjectIds } = member;
    const [returned, own] = await Promise.all([
      review.list({ institutionId, states: ['returned'], ...(subjectIds && { subjectIds }) }, undefined, 20),
      applications.ofInstitution(member),
    ]);
    const ending = own.filter((application) => ['expiring', 'expired'].includes(applications.status(application)));
    return { submissions: returned.length, applications: ending.length };
  };
