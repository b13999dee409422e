import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import { page, param, type Route } from '../../http/route.ts';
import { sendPicture } from '../../links/picture.ts';
import type { Logos } from './logos.ts';

/** The pictures of applications, for all logins. */
export function createLogoPages({ logos }: { logos: Logos }): Route[] {
  async function showLogo(ctx: Context) {
    const { bytes, version } = await logos.picture(param(ctx, 'ak'));
    // Its address changes with the picture.
    sendPicture(ctx, bytes, ctx.query.v === version ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
  }

  return [page('/logos/:ak.png', anyone, showLogo)];
}
