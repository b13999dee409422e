import type { Accounts } from '../accounts/service.ts';
import { system } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import { type Clock, days, hours } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database, Reader } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import { inEachSpace } from '../http/operation.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Job } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { Module } from '../module.ts';
import type { Notices } from '../notices/service.ts';
import type { Resources } from '../resources/entries/service.ts';
import type { Review } from '../review/workflow/service.ts';
import type { InSandbox } from '../sandbox/index.ts';
import type { Webhooks } from '../webhooks/service.ts';
import { actions } from './actions.ts';
import { createStatisticsApi } from './api.ts';
import { correctionKind } from './correction-kind.ts';
import { createCounterApi } from './counters/api.ts';
import { createCounterPages } from './counters/pages.ts';
import { sealed } from './counters/sealed.ts';
import { type Counters, createCounters } from './counters/service.ts';
import { createDashboardPages } from './dashboards/pages.ts';
import { createDashboards, type Dashboards } from './dashboards/service.ts';
import { fact } from './facts.ts';
import { createOpensPages } from './opens/pages.ts';
import { createOpens, type Opens } from './opens/service.ts';
import { createCorrectionPages } from './operator-pages.ts';
import { createStatisticsPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { statisticsProgress } from './progress.ts';
import { createLocking } from './quality/events.ts';
import { createQualityPages } from './quality/pages.ts';
import { createQuality, type Quality } from './quality/quality.ts';
import { createAsking } from './questions/asking.ts';
import { createQuestionPages } from './questions/pages.ts';
import { createQuestions, type FigureQuestions } from './questions/service.ts';
import { createNotifying, createReminding } from './questions/telling.ts';
import { createCloudCounts } from './reports/cloud.ts';
import { reportHistory } from './reports/history.ts';
import { createStatistics, type Statistics } from './service.ts';
import { createTotals, type Totals } from './totals/totals.ts';

type Needs = {
  db: Database;
  reads: Reader;
  clock: Clock;
  cursors: Cursors;
  review: Review;
  notices: Notices;
  accounts: Accounts;
  institutions: Institutions;
  webhooks: Webhooks;
  applications: Applications;
  files: Files;
  inSandbox: InSandbox;
  resources: Resources;
  sandboxResources: Resources;
  publicUrl: URL;
  seal: Seal;
  log: Log;
};

type Service = {
  /** Reports of days. */
  statistics: Statistics;
  /** Their sums by region. */
  totals: Totals;
  /** Missing and unusual reports. */
  quality: Quality;
  /** Figures that institutions are asked about. */
  questions: FigureQuestions;
  /** R54: judges reports since the last round, and asks about figures that do not look like people. */
  askAbout: () => Promise<void>;
  /** The figures as people look at them. */
  dashboards: Dashboards;
  /** 自助计数. */
  counters: Counters;
  /** Opens of public pages. */
  opens: Opens;
  /** Counts the figures that the Cloud knows itself (R51), of all days that are over and not counted yet. */
  countCloud: () => Promise<void>;
  /** R54: sends an event to programs when a month is closed, once each. */
  tellLocked: () => Promise<void>;
};

/** Service data: reports of days, their totals, the dashboards made of them and the quality of it all. */
export function createStatisticsModule(needs: Needs): Module<Service> {
  const { institutions, resources } = needs;
  const { tell } = needs.webhooks;
  const statistics = createStatistics({ ...needs, activitiesOf: resources.activitiesOf });
  const sandboxStatistics = createStatistics({
    ...{ ...needs, ...needs.inSandbox, activitiesOf: needs.sandboxResources.activitiesOf },
  });
  const totals = createTotals(needs);
  const counters = createCounters(needs);
  const opens = createOpens(needs);
  const countCloud = createCloudCounts({ ...needs, closeCounters: counters.close, closeOpens: opens.close });
  const tellLocked = createLocking({ ...needs, tell });
  const quality = createQuality({ ...needs, totals, tell, membersOf: institutions.membersOf });
  const telling = createNotifying({ ...needs, membersOf: institutions.membersOf });
  const questions = createQuestions({ ...needs, statistics, tell: telling.reporters, tellDesk: telling.desk });
  const askAbout = createAsking({ ...needs, tell: telling.reporters });
  const jobs: Job[] = [
    {
      name: 'statistics.roll',
      schedule: '* * * * *',
      async run() {
        await totals.roll();
      },
    },
    { name: 'statistics.count', schedule: '20 0 * * *', run: () => countCloud(), madeUpFor: days(1) },
    { name: 'statistics.locked', schedule: '5 18 * * *', run: tellLocked, madeUpFor: days(1) },
    // Of yesterday once it is due, at noon; of late reports and corrections within the hour.
    { name: 'statistics.question', schedule: '40 * * * *', run: () => askAbout() },
    {
      name: 'statistics.answers',
      schedule: '10 10 * * *',
      run: createReminding({ ...needs, tell: telling.reporters }),
      madeUpFor: hours(11),
    },
    {
      name: 'statistics.remind',
      schedule: '0 10 * * *',
      run: () => quality.remind(system('statistics.remind')),
      // A node that was down at ten sends it later, until the evening, and not at night.
      madeUpFor: hours(11),
    },
  ];
  const service = {
    statistics,
    totals,
    quality,
    questions,
    askAbout,
    dashboards: createDashboards({ ...needs, db: needs.reads, totals }),
    counters,
    opens,
    countCloud,
    tellLocked,
  };
  return {
    personal,
    sealed,
    service,
    history: [reportHistory(needs)],
    progress: [statisticsProgress({ ...needs, statistics, questions })],
    kinds: [correctionKind({ ...needs, statistics })],
    actions,
    menu: [
      {
        side: 'member',
        key: 'statistics',
        href: '/console/statistics',
        label: fact('statistics.menu_statistics'),
        order: 40,
        waiting: questions.waitingForMember,
      },
      {
        side: 'staff',
        key: 'statistics',
        href: '/admin/statistics',
        label: fact('statistics.menu_statistics_staff'),
        order: 80,
        gap: true,
      },
      {
        side: 'staff',
        key: 'data-quality',
        href: '/admin/statistics/quality',
        label: fact('statistics.menu_data_quality'),
        order: 90,
      },
      {
        side: 'staff',
        key: 'data-questions',
        href: '/admin/statistics/questions',
        label: fact('statistics.menu_questions'),
        order: 91,
        waiting: questions.waitingAtDesk,
      },
    ],
    pages(services) {
      const all = { ...needs, ...service, ...services };
      return [
        ...createStatisticsPages(all),
        ...createCorrectionPages(all),
        ...createQualityPages(all),
        ...createDashboardPages(all),
        ...createCounterPages(all),
        ...createOpensPages(all),
        ...createQuestionPages(all),
      ];
    },
    operations: [
      ...inEachSpace(
        createStatisticsApi({ ...needs, statistics, questions }),
        // Practice is not judged: its days have no questions.
        createStatisticsApi({ ...needs, statistics: sandboxStatistics, questions }),
      ),
      // A sandbox counts as production does: its counts are in no figure.
      ...inEachSpace(createCounterApi({ counters }), createCounterApi({ counters })),
    ],
    jobs,
    async start() {
      await counters.start();
      await opens.start();
    },
    async stop() {
      await Promise.all([counters.stop(), opens.stop()]);
    },
  };
}
