import type { Clock } from '../clock.ts';
import { Problem } from '../errors.ts';
import type { Files } from '../files/service.ts';
import type { Guards } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { Phrases } from './phrases.ts';
import type { Review } from './service.ts';
import type { Words } from './words.ts';

export type DeskNeeds = {
  pages: Pages;
  formTokens: FormTokens;
  review: Review;
  phrases: Phrases;
  words: Words;
  guards: Guards;
  files: Pick<Files, 'describe'>;
  /** Masked names of people, by the ids of their accounts. */
  names: (accountIds: string[]) => Promise<Map<string, string>>;
  clock: Clock;
};

export const go = (ctx: Context, path: string): void => {
  ctx.status = 303;
  ctx.redirect(path);
};

/** For `catch`: what the reader can act on is shown on the page, a bug rises. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  throw error;
};
