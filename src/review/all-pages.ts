import type { Route } from '../http/route.ts';
import { createDeskPages } from './desk/desk-pages.ts';
import { createPhrasePages } from './desk/phrase-pages.ts';
import { createWordPages } from './desk/word-pages.ts';
import { createSubmissionPages } from './sending/pages.ts';

type Needs = Parameters<typeof createDeskPages>[0] &
  Parameters<typeof createPhrasePages>[0] &
  Parameters<typeof createWordPages>[0] &
  Parameters<typeof createSubmissionPages>[0];

/** Everything that people open of this room. */
export const createPages = (needs: Needs): Route[] => [
  ...createDeskPages(needs),
  ...createPhrasePages(needs),
  ...createWordPages(needs),
  ...createSubmissionPages(needs),
];
