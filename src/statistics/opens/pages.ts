import type { Context } from '../../http/context.ts';
import { addressPrefix } from '../../http/limits/throttle.ts';
import type { Form } from '../../http/requests/body.ts';
import { param, postOfOthers, type Route } from '../../http/route.ts';
import { may } from '../policies.ts';
import type { Opens } from './service.ts';

/** Programs that say so themselves. Those that run no script send nothing anyway. */
const robots = /bot|crawl|spider|slurp|headless|preview|monitor/i;

/** Where a script of our own pages tells that an entry was opened or left. Its answer tells nothing: it is the same whatever was counted. */
export function createOpensPages({ opens, publicUrl }: { opens: Opens; publicUrl: URL }): Route[] {
  function take(ctx: Context, { act = '' }: Form): void {
    ctx.status = 204;
    ctx.set('Cache-Control', 'no-store');
    if (ctx.get('origin') !== publicUrl.origin || robots.test(ctx.get('user-agent'))) return;
    if (act === 'opened' || act === 'left') opens.count(act, param(ctx, 'id'), addressPrefix(ctx.state.address));
  }

  // The pages are the same for every reader and come from shared caches, so they have no token.
  return [postOfOthers('/resources/:id/counted', may('be counted at the page of an entry'), take, { limit: 100 })];
}
