import Router from '@koa/router';
import { anyone } from '../http/access.ts';
import type { State } from '../http/context.ts';
import { sendPicture } from '../links/public-pages.ts';
import type { Logos } from './logos.ts';

/** The pictures of applications, for everybody who signs in. */
export function createLogoPages({ logos }: { logos: Logos }): Router<State> {
  const router = new Router<State>();
  router.get('/logos/:ak.png', anyone, async (ctx) => {
    const { bytes, version } = await logos.picture(String(ctx.params.ak));
    // Its address changes with the picture.
    sendPicture(ctx, bytes, ctx.query.v === version ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
  });
  return router;
}
