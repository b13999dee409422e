import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import { createPhrases } from './phrases.ts';
import { createReview, type ReviewNeeds } from './service.ts';
import { createWords } from './words.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  files: Files;
  asks: Pick<ReviewNeeds, 'isMember' | 'announce'>;
};

/** The hall that every room opens onto: what institutions send and operators decide about (R58). */
export const createReviewModule = (needs: Needs) => ({
  service: {
    review: createReview({ ...needs, ...needs.asks, uploads: needs.files }),
    phrases: createPhrases(needs),
    words: createWords(needs),
  },
});
