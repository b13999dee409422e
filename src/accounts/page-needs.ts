import type { Clock } from '../clock.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { AccountCard, Doors, FirstStep, WayIn } from '../module.ts';
import type { Accounts } from './service.ts';

/** What the pages of the room stand on; each takes what it shows. */
export type AccountPageNeeds = Doors & {
  accounts: Accounts;
  cursors: Cursors;
  clock: Clock;
  /** What other rooms add to the account centre. */
  asks: {
    cards: () => readonly AccountCard[];
    firstSteps: () => readonly FirstStep[];
    waysIn: () => readonly WayIn[];
  };
};
