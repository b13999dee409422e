import type { Clock } from '../../clock.ts';
import { permits } from '../../http/access.ts';
import { actorOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { sendPicture } from '../picture.ts';
import { may } from '../policies.ts';
import type { Watch } from './service.ts';
import { type PresentedSide, presentSide, presentStrip } from './shown.ts';
import { isSide, sideNames, sides } from './side.ts';
import { stripsOf } from './strips.ts';

type Needs = { pages: Pages; clock: Clock; linkWatch: Watch; cursors: Cursors; publicUrl: URL };

const here = 'links';
const pageSize = 30;

/** R40: results of the watch of a link, for its institution and for operators. */
export function createWatchPages({ pages, clock, linkWatch, cursors, publicUrl }: Needs): Route[] {
  const marks = cursors.byTime('link-checks');
  const say = (ctx: Context) => ctx.state.speech.say;
  const of = (base: string, ctx: Context) => `${base}/${param(ctx, 'id')}`;

  const show = (base: string, mayAsk: (ctx: Context) => boolean) => async (ctx: Context) => {
    const { link, checks, standings, runs, isUnderWay } = await linkWatch.view(actorOf(ctx), param(ctx, 'id'));
    const root = of(base, ctx);
    const now = clock.now();
    const needs = { say: say(ctx), cloud: publicUrl.origin, now, pictures: `${root}/evidence` };
    const presented = checks.map((check) =>
      presentSide(
        check,
        standings.find(({ side }) => side === check.side),
        needs,
      ),
    );
    const theirs = presented.filter(({ side }) => side === 'web' || side === 'h5');
    const data = {
      link: { name: link.name, institution: link.institution, isOnline: link.state === 'online' },
      back: base,
      isDesk: base.startsWith('/admin'),
      itself: `${root}/watch`,
      action: `${root}/check`,
      mayAsk: mayAsk(ctx) && link.state === 'online',
      isUnderWay,
      checked: newestOf(presented),
      bad: theirs.filter(needsWork),
      good: theirs.filter((side) => !needsWork(side)),
      others: presented.filter(({ side }) => side === 'app' || side === 'cloud'),
      targets: [
        needs.say(fact('links.poster_leads', { host: hostOf(link.pcUrl ?? link.h5Url) })),
        ...(link.pcUrl === undefined || link.h5Url === undefined
          ? []
          : [needs.say(fact('links.mobile_leads', { host: hostOf(link.h5Url) }))]),
      ],
      isChecked: presented.length > 0,
      wrong: presented.filter(needsWork),
      strips: stripsOf(runs, now).map(presentStrip),
      cloudHost: publicUrl.host,
      history: `${root}/history`,
      materials: '/partners/materials',
    };
    const title = `${link.name}的巡检`;
    pages.show(ctx, 'links/watch', data, { title, here, ...(isUnderWay && { refresh: 4 }) });
  };

  const showHistory = (base: string) => async (ctx: Context) => {
    const root = of(base, ctx);
    const asked = String(ctx.query.side ?? '');
    const side = isSide(asked) ? asked : undefined;
    const filter = { link: param(ctx, 'id'), ...(side && { side }) };
    const before = marks.find(filter, ctx.query.before);
    const { link, checks } = await linkWatch.history(actorOf(ctx), filter.link, { side, before, limit: pageSize + 1 });
    const rows = checks.slice(0, pageSize);
    const last = checks.length > pageSize ? rows.at(-1) : undefined;
    const needs = { say: say(ctx), cloud: publicUrl.origin, now: clock.now(), pictures: `${root}/evidence` };
    const data = {
      link: { name: link.name },
      back: base,
      watch: `${root}/watch`,
      action: `${root}/history`,
      side: side ?? '',
      sides: sides.map((each) => ({ value: each, label: sideNames[each] })),
      checks: rows.map((check) => ({ ...presentSide(check, undefined, needs), slot: check.slot, asked: check.asked })),
      next:
        last &&
        `${root}/history?${new URLSearchParams({ ...(side && { side }), before: marks.write(filter, { at: last.slot, id: last.id }) })}`,
    };
    pages.show(ctx, 'links/history', data, { title: `${link.name}的检测记录`, here });
  };

  const ask = (base: string) => async (ctx: Context) => {
    await linkWatch.ask(actorOf(ctx), param(ctx, 'id'));
    seeOther(ctx, `${of(base, ctx)}/watch`);
  };

  async function showPicture(ctx: Context) {
    const bytes = await linkWatch.picture(actorOf(ctx), param(ctx, 'id'), param(ctx, 'hash'));
    sendPicture(ctx, bytes, 'private, max-age=86400');
  }

  const isAsker = (ctx: Context) => {
    const actor = actorOf(ctx);
    return (
      permits(may('have a link checked'), actor) ||
      permits(may('have any link checked, and ask to take it offline'), actor)
    );
  };
  return [
    page('/console/links/:id/watch', may('see own links'), show('/console/links', isAsker)),
    form('/console/links/:id/check', may('have a link checked'), ask('/console/links')),
    page('/console/links/:id/history', may('see own links'), showHistory('/console/links')),
    page('/console/links/:id/evidence/:hash', may('see own links'), showPicture),
    page('/admin/links/:id/watch', may('see every link'), show('/admin/links', isAsker)),
    form('/admin/links/:id/check', may('have any link checked, and ask to take it offline'), ask('/admin/links')),
    page('/admin/links/:id/history', may('see every link'), showHistory('/admin/links')),
    page('/admin/links/:id/evidence/:hash', may('see every link'), showPicture),
  ];
}

const needsWork = ({ isBad, isUnseen }: PresentedSide) => isBad || isUnseen;

const newestOf = (all: readonly PresentedSide[]) => {
  const [first] = all.toSorted((one, other) => other.at.getTime() - one.at.getTime());
  return first && { at: first.at, seconds: Math.max(...all.map(({ milliseconds }) => milliseconds)) / 1000 };
};

const hostOf = (url: string | undefined) => (url === undefined ? '' : (URL.parse(url)?.host ?? url));
