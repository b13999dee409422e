import type { Member, Staff } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import { permits } from '../http/access.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Jobs } from '../jobs/service.ts';
import type { InSandbox } from '../sandbox/index.ts';
import { actions } from './actions.ts';
import { createReviewApi } from './api.ts';
import type { Names } from './api-answers.ts';
import { createDeskPages } from './desk/desk-pages.ts';
import { createFilters } from './desk/filters.ts';
import { createLooks } from './desk/looks.ts';
import { createPhrasePages } from './desk/phrase-pages.ts';
import { createPhrases } from './desk/phrases.ts';
import { createPressed } from './desk/pressed.ts';
import { createSampling } from './desk/sampling.ts';
import { createWordPages } from './desk/word-pages.ts';
import { fact } from './facts.ts';
import { submissionFinders } from './finders.ts';
import { reviewHistory } from './history.ts';
import { personal } from './personal-data.ts';
import { may } from './policies.ts';
import { sealed } from './sealed.ts';
import { createSubmissionPages } from './sending/pages.ts';
import { createSensitiveWords } from './words/words.ts';
import type { AnnounceTogether, ReviewNeeds } from './workflow/needs.ts';
import { createPapers } from './workflow/papers.ts';
import { createReview } from './workflow/service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  files: Files;
  sandboxFiles: Files;
  inSandbox: InSandbox;
  cursors: Cursors;
  jobs: Pick<Jobs, 'enqueue'>;
  asks: Pick<ReviewNeeds, 'tieOf' | 'mustBeOpen' | 'announce'> & {
    announceTogether: AnnounceTogether;
    names: Names;
  };
};

/** The one review workflow: whatever institutions send and operators decide about (R58). It knows no room, and takes kinds. */
export function createReviewModule(needs: Needs) {
  const review = createReview({
    ...{ ...needs, ...needs.asks, uploads: needs.files },
    async announce(trx, announcement) {
      await looks.follow(trx, announcement);
      await needs.asks.announce(trx, announcement);
    },
  });
  const looks = createLooks({ ...needs, review });
  const pressed = createPressed({ ...needs, review, tellTogether: needs.asks.announceTogether });
  const sandboxReview = createReview({
    ...{ ...needs, ...needs.asks, ...needs.inSandbox, uploads: needs.sandboxFiles },
    announce: async () => undefined, // no notices about a sandbox to people, and to programs only those of its rooms
  });
  const [phrases, sensitiveWords] = [createPhrases(needs), createSensitiveWords(needs)];
  return {
    personal,
    sealed,
    service: { pressed, looks, review, sandboxReview, phrases, sensitiveWords },
    actions,
    finders: submissionFinders({ ...needs, review }),
    menu: [
      {
        side: 'member',
        key: 'submissions',
        href: '/console/submissions',
        label: fact('review.menu_submissions'),
        order: 80,
        async waiting({ institutionId, applications: subjectIds }: Member) {
          const filter = { institutionId, ...(subjectIds && { subjectIds }) };
          return (await review.list({ ...filter, states: ['returned'] }, undefined, 20)).length;
        },
      },
      {
        side: 'staff',
        key: 'review',
        href: '/admin/review',
        label: fact('review.menu_review'),
        order: 20,
        waiting: async (staff: Staff) =>
          permits(may('see and claim submissions'), staff)
            ? (await review.counts(staff)).reduce((sum, { count }) => sum + count, 0)
            : 0,
      },
      {
        side: 'staff',
        key: 'phrases',
        href: '/admin/phrases',
        label: fact('review.menu_phrases'),
        order: 100,
        gap: true,
      },
      { side: 'staff', key: 'words', href: '/admin/words', label: fact('review.menu_words'), order: 110 },
    ] as const,
    pages({ pages }: { pages: Pages }) {
      const sampling = createSampling({ ...needs, review, pressed, looks });
      const desk = { looks, pressed, sampling, filters: createFilters(needs, 'review') };
      const all = { ...needs, ...desk, pages, review, phrases, sensitiveWords, names: needs.asks.names };
      return [
        ...createDeskPages(all),
        ...createPhrasePages(all),
        ...createWordPages(all),
        ...createSubmissionPages(all),
      ];
    },
    jobs: [createPapers({ ...needs, uploads: needs.files, kinds: review.kinds }), pressed.job, ...looks.jobs],
    history: [reviewHistory({ ...needs, titleOf: (kind) => review.kind(kind).title })],
    operations: createReviewApi({ ...needs, review, names: needs.asks.names }),
  };
}
