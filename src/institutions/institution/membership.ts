import type { Member, MemberRole } from '../../actor.ts';
import { anyOf, isAfter, isUnset, rowOf } from '../../rule.ts';

export interface Membership {
  institutionId: string;
  institution: string;
  certifiedAt: Date | undefined;
  disabledAt: Date | undefined;
  accountId: string;
  role: MemberRole;
  applications: string[] | undefined;
  endsAt: Date | undefined;
  createdAt: Date;
}

/** A developer who was hired until a day leaves then. */
export const isMember = rowOf<Pick<Membership, 'endsAt'>>(['members'], (m) => ({ endsAt: `${m}.ends_at` })).rule<
  [now: Date]
>((its, now) => anyOf(isUnset(its('endsAt')), isAfter(its('endsAt'), now)));

/** The person as an actor of that institution. */
export const asMember = ({ accountId, institutionId, role, applications }: Membership): Member => ({
  kind: 'member',
  accountId,
  institutionId,
  role,
  ...(applications && { applications }),
});
