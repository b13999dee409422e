import type { Route } from '../http/route.ts';
import { createDashboardPages } from './dashboards/pages.ts';
import { createCorrectionPages } from './operator-pages.ts';
import { createStatisticsPages } from './pages.ts';
import { createQualityPages } from './quality/pages.ts';

type Needs = Parameters<typeof createStatisticsPages>[0] &
  Parameters<typeof createCorrectionPages>[0] &
  Parameters<typeof createQualityPages>[0] &
  Parameters<typeof createDashboardPages>[0];

/** Everything that people open of this room. */
export const createPages = (needs: Needs): Route[] => [
  ...createStatisticsPages(needs),
  ...createCorrectionPages(needs),
  ...createQualityPages(needs),
  ...createDashboardPages(needs),
];
