import type { Applications } from '../../applications/service.ts';
import type { Way } from '../invitations/ways.ts';

/** R04: one tap from an entry to where it is booked, signed in with the Cloud's account where the institution's application takes that. */
export const createBookings = ({ applications }: { applications: Pick<Applications, 'signedInLink'> }) => ({
  async signedIn(institutionId: string, way: Way): Promise<Way> {
    if (way.kind !== 'booking') return way;
    return { ...way, ...(await applications.signedInLink(institutionId, way.href)) };
  },
});

export type Bookings = ReturnType<typeof createBookings>;
