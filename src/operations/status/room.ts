import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import type { Component } from './component.ts';
import { createStatusIncidents, type StatusIncidents } from './incidents.ts';
import type { Measuring } from './measuring.ts';
import { createStanding, type ReadStanding } from './standing.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  measuring: Measuring;
  sends: readonly Component[];
  time: { city: () => string | undefined };
};

/** 运行状态, as the public and programs read it. */
export interface Status {
  /** How the service stands now and stood on the last days; some seconds old at most. */
  read: ReadStanding;
  /** The operators' messages about incidents and maintenance. */
  incidents: StatusIncidents;
}

/** The operators' messages about incidents, and the state of the service. */
export function createStatus(needs: Needs): Status {
  const incidents = createStatusIncidents({ ...needs, changed: () => standing.changed() });
  const standing = createStanding({ ...needs, incidents });
  return { incidents, read: standing.read };
}
