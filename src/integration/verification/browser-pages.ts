import type { Clock } from '../../clock.ts';
import { notFound } from '../../errors.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import { page, param, type Route, seeOther } from '../../http/route.ts';
import { fact } from './facts.ts';
import { runCookie } from './runs/watch.ts';
import type { Verification } from './service.ts';

type Needs = { clock: Clock; publicUrl: URL; verification: Pick<Verification, 'byCode' | 'openAgain'> };

/**
 * The page that the developer opens in a browser without a login: from then on its requests are known to be of the run, and it goes to the
 * partner. The address holds a code that is shown to the run's team.
 */
export function createBrowserPages({ clock, publicUrl, verification }: Needs): Route[] {
  async function runOf(ctx: Context) {
    const run = await verification.byCode(param(ctx, 'code'));
    if (run === undefined || run.endsAt <= clock.now()) throw notFound(fact('verification.new_code'));
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Referrer-Policy', 'no-referrer');
    ctx.cookies.set(runCookie, run.code, {
      ...{ httpOnly: true, sameSite: 'lax', path: '/', signed: false, expires: run.endsAt },
      secure: publicUrl.protocol === 'https:',
    });
    return run;
  }

  async function open(ctx: Context) {
    const run = await runOf(ctx);
    seeOther(ctx, run.loginUrl);
  }

  async function openAgain(ctx: Context) {
    const run = await runOf(ctx);
    seeOther(ctx, (await verification.openAgain(run)) ?? run.loginUrl);
  }

  return [page('/verification/:code', anyone, open), page('/verification/:code/again', anyone, openAgain)];
}
