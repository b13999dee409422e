import type { Actor } from '../../actor.ts';
import { timed } from '../../database/deadline.ts';
import { memberOf, staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, type Route } from '../../http/route.ts';
import { may } from '../policies.ts';
import { sightInFile } from '../totals/figure.ts';
import { dashboardOf } from './dashboard.ts';
import { csvOf, workbookOf } from './export.ts';
import { dashboardSubjects } from './keeping.ts';
import { readDashboardQuery } from './query.ts';
import type { Dashboards } from './service.ts';
import { ownSide, type Side, staffSide, viewOf } from './view.ts';

/** The choices of each side. */
type More = {
  regions?: ReturnType<Dashboards['regionsOf']>;
  applications?: { clientId: string; name: string }[];
};
type Needs = { pages: Pages; dashboards: Dashboards };

/** 全国统计（O7）and 我的统计（P13）. */
export function createDashboardPages({ pages, dashboards }: Needs): Route[] {
  async function show(ctx: Context, actor: Actor, side: Side, more: More): Promise<void> {
    const asked = readDashboardQuery(ctx.query);
    const isPrint = ctx.query.print !== undefined;
    const { place, now, key, look } = await dashboards.open(actor, asked);
    const make = async () => ({
      ...viewOf(await look(), asked, side, { now, isPrint, say: ctx.state.speech.say }),
      ...more,
    });
    const options = { title: side.title(place), here: side.here };
    // On paper stands when it was printed.
    if (key === undefined || isPrint) pages.show(ctx, side.view, await make(), options);
    else await pages.showKept(ctx, side.view, { key, tells: dashboardSubjects }, make, options);
  }

  async function hand(ctx: Context, actor: Actor): Promise<void> {
    const look = { ...(await dashboards.look(actor, readDashboardQuery(ctx.query))), sight: sightInFile };
    const { say } = ctx.state.speech;
    const dashboard = dashboardOf(look, say);
    const name = `服务数据-${look.place.name}-${look.period.first}-${look.period.last}`;
    ctx.set('Cache-Control', 'no-store');
    if (ctx.query.format === 'xlsx') {
      ctx.attachment(`${name}.xlsx`);
      ctx.type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      ctx.body = await workbookOf(look, dashboard, say);
      return;
    }
    const table = ctx.query.table === 'below' ? 'below' : 'days';
    ctx.attachment(`${name}-${table === 'days' ? '逐日' : '下级'}.csv`);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.body = csvOf(look, dashboard, table, say);
  }

  function showNation(ctx: Context) {
    const actor = staffOf(ctx);
    return show(ctx, actor, staffSide, { regions: dashboards.regionsOf(actor) });
  }

  async function showOwn(ctx: Context) {
    const actor = memberOf(ctx);
    const applications = (await dashboards.reporters(actor)).map(({ clientId, name }) => ({ clientId, name }));
    await show(ctx, actor, ownSide, { applications });
  }

  return [
    page('/admin/statistics', may('see the figures of all'), showNation),
    page('/admin/statistics/export', may('see the figures of all'), (ctx) =>
      timed('export', () => hand(ctx, staffOf(ctx))),
    ),
    page('/console/statistics/dashboard', may('see own figures'), showOwn),
    page('/console/statistics/dashboard/export', may('see own figures'), (ctx) =>
      timed('export', () => hand(ctx, memberOf(ctx))),
    ),
  ];
}
