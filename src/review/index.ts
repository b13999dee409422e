import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Cursors } from '../http/cursors.ts';
import { createReviewApi } from './api.ts';
import type { Names } from './api-answers.ts';
import { createPhrases } from './phrases.ts';
import { createReview, type ReviewNeeds } from './service.ts';
import { createWords } from './words.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  files: Files;
  cursors: Cursors;
  asks: Pick<ReviewNeeds, 'isMember' | 'announce'> & { names: Names };
};

/** The hall that every room opens onto: what institutions send and operators decide about (R58). */
export function createReviewModule(needs: Needs) {
  const review = createReview({ ...needs, ...needs.asks, uploads: needs.files });
  return {
    service: { review, phrases: createPhrases(needs), words: createWords(needs) },
    operations: createReviewApi({ ...needs, review, names: needs.asks.names }),
  };
}
