import type { Config } from '../../config.ts';
import { createAffected } from './affected.ts';
import { createBudget } from './budget.ts';
import { createClearing } from './clearing.ts';
import { type CountingDesk, createCounting } from './counting.ts';
import { createFreezes } from './freezes.ts';
import { createLockNotices } from './lock-notices.ts';
import type { IncidentNeeds } from './needs.ts';
import { createNoticeRuns } from './notice-runs.ts';
import { createIncidents } from './service.ts';

/** The services behind the desk, for security and administrators of the whole country. */
export interface IncidentDesk {
  /** Incidents: opened, changed, noted, reported, closed. */
  incidents: ReturnType<typeof createIncidents>;
  /** Freezes of an incident, and their end. */
  freezes: ReturnType<typeof createFreezes>;
  /** Notices to people and institutions that were affected. */
  noticeRuns: ReturnType<typeof createNoticeRuns>;
  /** Notices to people whose account was locked, and opened again. */
  lockNotices: ReturnType<typeof createLockNotices>;
  /** Counts who was affected, in the background. */
  counting: CountingDesk;
  /** Removes who was affected once that time is over. */
  clearing: ReturnType<typeof createClearing>;
  /** The operator of the service, which decides about the authority for reports. */
  reporter: Config['INCIDENT_REPORTER'];
}

/** Puts the desk together. */
export function createIncidentDesk(needs: IncidentNeeds): IncidentDesk {
  const counting = createCounting(needs);
  const affected = createAffected({ ...needs, counting });
  const budget = createBudget(needs);
  const all = { ...needs, affected, counting, budget };
  return {
    counting,
    clearing: createClearing(needs),
    incidents: createIncidents(all),
    freezes: createFreezes(all),
    lockNotices: createLockNotices(all),
    noticeRuns: createNoticeRuns(all),
    reporter: needs.config.INCIDENT_REPORTER,
  };
}
