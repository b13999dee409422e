import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import type { Component } from './component.ts';
import { createStatusIncidents } from './incidents.ts';
import type { Measuring } from './measuring.ts';
import { createStanding } from './standing.ts';

type Needs = { db: Database; clock: Clock; log: Log; measuring: Measuring; sends: readonly Component[] };

/** What stands behind the pages: loaded when somebody opens one. */
export function createStatus(needs: Needs) {
  const incidents = createStatusIncidents({ ...needs, changed: () => standing.changed() });
  const standing = createStanding({ ...needs, incidents });
  return { incidents, read: standing.read };
}

export type Status = ReturnType<typeof createStatus>;
