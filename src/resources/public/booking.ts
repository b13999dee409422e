import type { Applications } from '../../applications/service.ts';
import type { ActionLink } from '../invitations/ways.ts';

/** R04: one tap from an entry to where it is booked, signed in with the Cloud's account where the institution's application takes that. */
export const createBookings = ({
  applications,
}: {
  applications: Pick<Applications, 'signedInLink' | 'originsOf'>;
}) => ({
  async signedIn(institutionId: string, way: ActionLink): Promise<ActionLink> {
    if (way.kind !== 'booking') return way;
    return { ...way, ...(await applications.signedInLink(institutionId, way.href)) };
  },
  /** R51: a click on a link to one of these is a visit of the institution's platform that the Cloud saw. */
  originsOf: (institutionId: string): Promise<string[]> => applications.originsOf(institutionId),
});

export type Bookings = ReturnType<typeof createBookings>;
