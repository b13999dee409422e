import type { Clock } from '../../clock.ts';
import { Problem } from '../../errors.ts';
import type { Files } from '../../files/service.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { SensitiveWords } from '../words/words.ts';
import type { Review } from '../workflow/service.ts';
import type { Filters } from './filters.ts';
import type { Looks } from './looks.ts';
import type { Phrases } from './phrases.ts';
import type { Pressed } from './pressed.ts';
import type { Sampling } from './sampling.ts';

export type DeskNeeds = {
  pages: Pages;
  review: Review;
  phrases: Phrases;
  filters: Filters;
  looks: Pick<Looks, 'keep'>;
  pressed: Pressed;
  sampling: Sampling;
  sensitiveWords: SensitiveWords;
  files: Pick<Files, 'describe'>;
  /** Masked names of people, by the ids of their accounts. */
  names: (accountIds: string[]) => Promise<Map<string, string>>;
  clock: Clock;
};

/** For `catch`: returns a Problem, which the page shows; rethrows a bug. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  throw error;
};
