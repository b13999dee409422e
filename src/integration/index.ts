import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { HistoryOf, LateServices, Module, ProgressLine } from '../module.ts';
import type { NotifyManagers } from '../notices/managers.ts';
import type { Notices } from '../notices/service.ts';
import type { Review } from '../review/workflow/service.ts';
import { actions } from './actions.ts';
import { fact } from './facts.ts';
import { createHistory, type History } from './history.ts';
import { createHistoryFeedPages } from './history-pages.ts';
import { createLayersOf, type LayersOf } from './layers.ts';
import { personal } from './personal-data.ts';
import { createPlanDeskPages } from './plan-desk-pages.ts';
import { planHistory } from './plan-history.ts';
import { planKind } from './plan-kind.ts';
import { createPlanLetters } from './plan-letters.ts';
import { createPlanPages } from './plan-pages.ts';
import { createPlans, type Plans } from './plans.ts';
import { createPromotionPages } from './promotion-pages.ts';
import { createPromotions, type Promotions } from './promotions.ts';

type Needs = {
  db: Database;
  clock: Clock;
  cursors: Cursors;
  review: Review;
  notices: Notices;
  notifyManagers: NotifyManagers;
  institutions: Institutions;
  publicUrl: URL;
  names: (ids: readonly string[]) => Promise<Map<string, string>>;
  asks: Pick<LateServices, 'applicationsOf'> & {
    history: () => readonly HistoryOf[];
    progress: () => readonly ProgressLine[];
  };
};

type Service = Pick<LateServices, 'promotionsShown'> & {
  /** 对接历史. */
  history: History;
  /** How an institution stands with each of the four layers. */
  layersOf: LayersOf;
  /** 对接计划. */
  plans: Plans;
  /** 联合推广. */
  promotions: Promotions;
};

/** Reads from every room: an institution's progress, plan and history. */
export function createIntegrationModule(needs: Needs): Module<Service> {
  const { applicationsOf, progress } = needs.asks;
  const history = createHistory({ ...needs, sources: needs.asks.history });
  const layersOf = createLayersOf(progress);
  const letters = createPlanLetters(needs);
  const plans = createPlans({ ...needs, layersOf, letters });
  const promotions = createPromotions(needs);
  return {
    personal,
    service: { history, layersOf, plans, promotions, promotionsShown: promotions.shown },
    actions,
    menu: [
      { side: 'member', key: 'plan', href: '/console/plan', label: fact('integration.menu_plan'), order: 15 },
      { side: 'member', key: 'history', href: '/console/history', label: fact('integration.menu_history'), order: 90 },
      {
        side: 'member',
        key: 'promotions',
        href: '/console/promotions',
        label: fact('integration.menu_promotions'),
        order: 95,
      },
      { side: 'staff', key: 'plans', href: '/admin/plans', label: fact('integration.menu_plans'), order: 45 },
      {
        side: 'staff',
        key: 'promotions',
        href: '/admin/promotions',
        label: fact('integration.menu_promotions'),
        order: 95,
      },
    ],
    kinds: [planKind({ ...needs, plans })],
    history: [planHistory({ plans })],
    jobs: plans.jobs,
    pages(services) {
      const all = { ...needs, ...services, history, plans, promotions, progress, applicationsOf };
      return [
        ...createHistoryFeedPages(all),
        ...createPlanPages(all),
        ...createPlanDeskPages(all),
        ...createPromotionPages(all),
      ];
    },
  };
}
