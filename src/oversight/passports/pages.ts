import type { Actor } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import { timed } from '../../database/deadline.ts';
import { notFound } from '../../errors.ts';
import { memberOf, staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, type Route } from '../../http/route.ts';
import { mustBeReadable, readDashboardQuery } from '../../statistics/dashboards/query.ts';
import { ownSide, type Side, staffSide } from '../../statistics/dashboards/view.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import { withProof, withScript } from './file.ts';
import { credentialOf, credentialPage, passportView, provenIn } from './present.ts';
import type { Passports } from './service.ts';

type Needs = { pages: Pages; clock: Clock; publicUrl: URL; passports: Passports };

/** 数字护照 of both sides, and the file that checks itself. */
export function createPassportPages({ pages, clock, publicUrl, passports }: Needs): Route[] {
  async function read(ctx: Context, actor: Actor) {
    mustBeReadable(ctx.query);
    const asked = readDashboardQuery(ctx.query);
    return { asked, found: await passports.of(actor, asked, ctx.state.speech.say) };
  }

  async function show(ctx: Context, actor: Actor, side: Side): Promise<void> {
    const { asked, found } = await read(ctx, actor);
    const number = Number(/^\d{1,4}$/.exec(String(ctx.query.page ?? ''))?.[0] ?? 1);
    const data = passportView(found, asked, side, { page: number, now: clock.now() });
    pages.show(ctx, 'passports/show', data, { title: `数字护照 ${data.label} ${data.shown}`, here: side.here });
  }

  async function send(ctx: Context, actor: Actor): Promise<void> {
    const { found } = await read(ctx, actor);
    const { figure } = found;
    const proofs = provenIn(found);
    if (proofs === undefined) throw notFound(fact('passports.no_file'));
    const said = credentialOf(found, { at: clock.now(), host: publicUrl.host });
    const title = `凭证 ${said.label} ${said.shown}`;
    pages.show(ctx, 'passports/credential', credentialPage(said, proofs.log), { title, layout: 'file' });
    ctx.body = withProof(await passports.sign(said, withScript(String(ctx.body)), proofs));
    ctx.attachment(`数字护照-${figure.place.name}-${said.label}-${said.last}.html`, {
      fallback: `figure-${said.last}-${said.metric}.html`,
    });
    ctx.type = 'html';
    ctx.set('X-Content-Type-Options', 'nosniff');
  }

  return [
    page('/admin/statistics/passport', may('see the passport of a figure'), (ctx) =>
      timed('export', () => show(ctx, staffOf(ctx), staffSide)),
    ),
    page('/admin/statistics/passport/file', may('see the passport of a figure'), (ctx) =>
      timed('export', () => send(ctx, staffOf(ctx))),
    ),
    page('/console/statistics/passport', may('see the passport of an own figure'), (ctx) =>
      timed('export', () => show(ctx, memberOf(ctx), ownSide)),
    ),
    page('/console/statistics/passport/file', may('see the passport of an own figure'), (ctx) =>
      timed('export', () => send(ctx, memberOf(ctx))),
    ),
  ];
}
