import { beginningOf } from '../actor.ts';
import type { Connection } from '../database/open.ts';

/** How much lies in a region, with all below it. */
export type RegionEffects = { institutions: number; listings: number; reports: number; staff: number };

export async function effectsOf(db: Connection, code: string): Promise<RegionEffects> {
  const row = await db.row<RegionEffects>(
    `select
       (select count(*)::int from institutions where region_code like $1) as institutions,
       (select count(*)::int from listings where zone like $1) as listings,
       (select count(*)::int from daily_reports where region_code like $1) as reports,
       (select count(distinct account_id)::int from account_roles where region_code like $1) as staff`,
    [`${beginningOf(code)}%`],
  );
  return row ?? { institutions: 0, listings: 0, reports: 0, staff: 0 };
}
