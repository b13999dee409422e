import type { Member } from '../../actor.ts';
import type { Membership } from './member-store.ts';

/** The person as whoever works there. */
export const asMember = ({ accountId, institutionId, role, applications }: Membership): Member => ({
  kind: 'member',
  accountId,
  institutionId,
  role,
  ...(applications && { applications }),
});
