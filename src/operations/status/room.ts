import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import type { Component } from './component.ts';
import { createStatusIncidents } from './incidents.ts';
import type { Measuring } from './measuring.ts';
import { createStanding } from './standing.ts';

type Needs = { db: Database; clock: Clock; log: Log; measuring: Measuring; sends: readonly Component[] };

/** What operators write of incidents, and what is shown of how the service stands. */
export function createStatus(needs: Needs) {
  const incidents = createStatusIncidents({ ...needs, changed: () => standing.changed() });
  const standing = createStanding({ ...needs, incidents });
  return { incidents, read: standing.read };
}

export type Status = ReturnType<typeof createStatus>;
