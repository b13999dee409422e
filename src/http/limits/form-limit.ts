import { minutes } from '../../clock.ts';
import { rateLimited } from '../../errors.ts';
import type { Context } from '../context.ts';
import { fact } from '../facts.ts';
import type { Throttle } from './throttle.ts';

/** More than hands can send, drafts that save themselves and uploads included. */
const forms = { limit: 120, per: minutes(1) };

/** Forms of one person, whatever they do and wherever the person is signed in; reading is not counted. */
export const createFormLimit =
  (throttle: Pick<Throttle, 'hit'>) =>
  async ({ method }: Context, accountId: string): Promise<void> => {
    if (method === 'GET' || method === 'HEAD') return;
    const { allowed, retryAfter } = await throttle.hit('form', accountId, forms);
    if (!allowed)
      throw rateLimited(fact('http.too_many_forms', { limit: forms.limit, seconds: retryAfter }), retryAfter);
  };

export type FormLimit = ReturnType<typeof createFormLimit>;
