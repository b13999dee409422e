import { createAffected } from './affected.ts';
import { createBudget } from './budget.ts';
import { createClearing } from './clearing.ts';
import { createCounting } from './counting.ts';
import { createFreezes } from './freezes.ts';
import { createLockNotices } from './lock-notices.ts';
import type { IncidentNeeds } from './needs.ts';
import { createIncidents } from './service.ts';
import { createTelling } from './telling.ts';

/** What stands behind the desk. */
export function createIncidentDesk(needs: IncidentNeeds) {
  const { config } = needs;
  const counting = createCounting(needs);
  const affected = createAffected({ ...needs, counting });
  const budget = createBudget({ ...needs, messagesInDay: config.SMS_PER_DAY });
  const all = { ...needs, affected, counting, budget, phone: config.CONTACT_PHONE };
  return {
    counting,
    clearing: createClearing(needs),
    incidents: createIncidents(all),
    freezes: createFreezes(all),
    lockNotices: createLockNotices(all),
    telling: createTelling(all),
    reporter: config.INCIDENT_REPORTER,
  };
}

export type IncidentDesk = ReturnType<typeof createIncidentDesk>;
