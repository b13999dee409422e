import { type Actor, reachOf } from '../../actor.ts';
import { dayOf } from '../../clock.ts';
import type { Subject } from '../../database/subjects.ts';
import { settledOn } from '../reports/period.ts';
import { type Area, lengthBelow } from '../totals/area.ts';
import { seesOpen } from './access.ts';

/** Changes that make a kept dashboard stale; duties follow from applications and institutions. */
export const dashboardSubjects = ['totals', 'applications'] as const satisfies readonly Subject[];

/**
 * The cache key of a dashboard: its address, the regions that the actor may look at, whether open questions are theirs to see, and the day. Undefined if it reads single reports, whose
 * changes send no notification: of a county, of its institutions, and of the counties of a city by kind.
 */
export function keyOf(actor: Actor, asked: { institutionKind?: string }, place: Area, now: Date): string | undefined {
  const below = place.kind === 'region' ? lengthBelow(place.code) : undefined;
  const readsReports = below === undefined || (below === 6 && asked.institutionKind !== undefined);
  return readsReports
    ? undefined
    : JSON.stringify([asked, reachOf(actor) ?? 'all', seesOpen(actor), dayOf(now), settledOn(now)]);
}
