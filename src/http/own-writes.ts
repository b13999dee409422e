import { type Clock, epoch } from '../clock.ts';
import { mayBeBehind } from '../database/behind.ts';
import type { Context, Middleware } from './context.ts';

const name = 'wrote';
/** Seconds: no read is more than two behind (database/staleness.ts); the rest is for clocks and for answers on their way. */
const remembered = 5;

/**
 * Which requests may read from a standby: read-only ones, of a browser that has written nothing in the last seconds. A browser that sends a form
 * gets a cookie with the time; a request with a token comes from a program that may have written with it, and never reads there.
 */
export function createOwnWrites({ clock, publicUrl }: { clock: Clock; publicUrl: URL }): Middleware {
  const secure = publicUrl.protocol === 'https:';

  /** A mark of another time says nothing: browsers forget, and one that is made up only costs its owner the standby. */
  function wroteJustNow(ctx: Context): boolean {
    const ago = epoch(clock.now()) - Number(ctx.cookies.get(name, { signed: false }) ?? Number.NaN);
    return ago >= -1 && ago <= remembered;
  }

  return async (ctx, next) => {
    const isProgram = ctx.get('authorization') !== '';
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      await next();
      const maxAge = remembered * 1000;
      const options = { maxAge, sameSite: 'lax', httpOnly: true, secure, signed: false, path: '/' } as const;
      if (!isProgram) ctx.cookies.set(name, String(epoch(clock.now())), options);
    } else if (isProgram || wroteJustNow(ctx)) await next();
    else await mayBeBehind(next);
  };
}
