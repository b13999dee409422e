import { createAffected } from './affected.ts';
import { createFreezes } from './freezes.ts';
import type { IncidentNeeds } from './needs.ts';
import { createIncidents } from './service.ts';
import { createTelling } from './telling.ts';

/** What stands behind the desk: loaded when somebody opens it, or a job has something to do. */
export function createIncidentDesk(needs: IncidentNeeds) {
  const affected = createAffected(needs);
  const all = { ...needs, affected };
  return { incidents: createIncidents(all), freezes: createFreezes(all), telling: createTelling(all) };
}

export type IncidentDesk = ReturnType<typeof createIncidentDesk>;
