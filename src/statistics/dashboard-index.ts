import { system } from '../actor.ts';
import { type Clock, hours } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Cursors } from '../http/cursors.ts';
import type { Pages } from '../http/page.ts';
import type { Jobs } from '../jobs/service.ts';
import { createDashboardPages } from './dashboard-pages.ts';
import { createDashboards } from './dashboard-service.ts';
import type { Tell } from './events.ts';
import { createQuality, type QualityNeeds } from './quality.ts';
import { createQualityPages } from './quality-pages.ts';
import type { Totals } from './totals.ts';

type Needs = Omit<QualityNeeds, 'membersOf' | 'tell'> & {
  webhooks: { tell: Tell };
  db: Database;
  clock: Clock;
  totals: Totals;
  institutions: { membersOf: QualityNeeds['membersOf'] };
  pages: Pages;
  jobs: Pick<Jobs, 'schedule'>;
  cursors: Cursors;
};

/** The doors to the figures: 全国统计, 我的统计 and 数据质量. */
export function createDashboardDoors(needs: Needs) {
  const dashboards = createDashboards(needs);
  const { tell } = needs.webhooks;
  const quality = createQuality({ ...needs, membersOf: needs.institutions.membersOf, tell });
  // Whoever was down at ten still says so in the evening, and nobody hears of it at night.
  needs.jobs.schedule('statistics.remind', '0 10 * * *', () => quality.remind(system('statistics.remind')), {
    madeUpFor: hours(11),
  });
  return [...createQualityPages({ ...needs, quality }), ...createDashboardPages({ ...needs, dashboards })];
}
