import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Review } from '../review/workflow/service.ts';
import type { Counters } from './counters/service.ts';
import type { FigureQuestions } from './questions/service.ts';
import type { Statistics } from './service.ts';

/** The services that the pages of service data use. */
export type StatisticsNeeds = {
  pages: Pages;
  clock: Clock;
  statistics: Statistics;
  counters: Pick<Counters, 'ofDay'>;
  questions: Pick<FigureQuestions, 'waitingForMember'>;
  applications: Pick<Applications, 'ofInstitution'>;
  review: Pick<Review, 'begin'>;
};
