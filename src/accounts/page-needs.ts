import type { Clock } from '../clock.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { AccountCard, FirstStep, PageServices, WayIn } from '../module.ts';
import type { Accounts } from './service.ts';

/** Needs of the room's pages; each takes those it shows. */
export type AccountPageNeeds = PageServices & {
  accounts: Accounts;
  cursors: Cursors;
  clock: Clock;
  /** Other rooms' parts of the account centre. */
  asks: {
    cards: () => readonly AccountCard[];
    firstSteps: () => readonly FirstStep[];
    waysIn: () => readonly WayIn[];
  };
};
