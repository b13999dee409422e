import type { AffectedPeople } from './affected.ts';
import type { Budget } from './budget.ts';
import type { CountingDesk } from './counting.ts';
import type { IncidentNeeds } from './needs.ts';

/** The needs that the parts of the desk share, and the parts that they use of each other. */
export type IncidentParts = IncidentNeeds & { counting: CountingDesk; affected: AffectedPeople; budget: Budget };
