import type { AffectedPeople } from './affected.ts';
import type { Budget } from './budget.ts';
import type { CountingDesk } from './counting.ts';
import type { IncidentNeeds } from './needs.ts';

/** What parts of the desk take of each other. */
export type IncidentParts = IncidentNeeds & { counting: CountingDesk; affected: AffectedPeople; budget: Budget };
