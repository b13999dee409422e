import { newToken } from '../../crypto/secrets.ts';

export type Reservation = {
  id: string;
  /** The page on which it was made. */
  href: string;
  number: string;
  title: string;
  when: string | undefined;
  where: string;
  count?: number;
};

/** Mostly visitors who look once: the oldest leave when there are more. */
const most = 1_000;

/** Reservations of visitors, in memory: a demo takes up no places. */
export function createReservations() {
  const held = new Map<string, Map<string, Reservation>>();

  return {
    of: (holder: string | undefined): Reservation[] => [...(held.get(holder ?? '')?.values() ?? [])],
    find: (holder: string | undefined, id: string): Reservation | undefined => held.get(holder ?? '')?.get(id),
    /** Once: a reservation stays as it is, however often the button is pressed. */
    make(holder: string, wanted: Omit<Reservation, 'number'>): Reservation {
      const own = held.get(holder) ?? new Map<string, Reservation>();
      const known = own.get(wanted.id);
      if (known !== undefined) return known;
      const [first] = held.keys();
      if (held.size >= most && first !== undefined) held.delete(first);
      const made = {
        ...wanted,
        number: newToken(8)
          .replace(/[^A-Za-z0-9]/g, '7')
          .slice(0, 6)
          .toUpperCase(),
      };
      held.set(holder, own.set(wanted.id, made));
      return made;
    },
    /** False where there was none. */
    cancel: (holder: string | undefined, id: string): boolean => held.get(holder ?? '')?.delete(id) ?? false,
  };
}
