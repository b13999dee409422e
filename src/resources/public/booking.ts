import type { Applications } from '../../applications/service.ts';
import type { Values } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';

/** The fields of entries that lead to where one books or enrols, and what their button says. */
export const bookings = [
  ['booking_url', '在线预约'],
  ['enroll_url', '在线报名'],
] as const;

/** Where one books, and the application in which one is signed in on arrival; undefined where the link is a plain one. */
export type Booking = { href: string; label: string; application: string | undefined };

/** As it was published. */
export function plainBooking(values: Values): Booking | undefined {
  for (const [name, label] of bookings) {
    const href = values[name];
    if (typeof href === 'string' && href !== '') return { href, label, application: undefined };
  }
  return undefined;
}

/** R04: one tap from an entry to where it is booked, signed in with the Cloud's account where the institution's application takes that. */
export const createBookings = ({ applications }: { applications: Pick<Applications, 'signedInLink'> }) => ({
  async bookingOf({ institutionId, values }: Pick<Opened, 'institutionId' | 'values'>): Promise<Booking | undefined> {
    const plain = plainBooking(values);
    if (plain === undefined) return undefined;
    return { ...plain, ...(await applications.signedInLink(institutionId, plain.href)) };
  },
});

export type Bookings = ReturnType<typeof createBookings>;
