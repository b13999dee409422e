import { Problem } from '../errors.ts';
import { permits } from '../http/access.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { sendPicture } from './picture.ts';
import { may } from './policies.ts';
import { pictureAsked } from './public-pages.ts';
import type { Links } from './service.ts';
import { presentLink } from './shown.ts';
import { watchFilters } from './store.ts';
import type { Watch } from './watch/service.ts';
import { lightsOf } from './watch/shown.ts';

type Needs = { pages: Pages; links: Links; linkWatch: Watch; cursors: Cursors };

const base = '/admin/links';
const pageSize = 30;

/** O5: every link on the Cloud's pages; operators take it off and put it on again. */
export function createLinkDeskPages({ pages, links, linkWatch, cursors }: Needs): Route[] {
  const places = cursors.byTime('links');
  const here = 'links';
  const asked = async (ctx: Context) => {
    return presentLink(await links.look(staffOf(ctx), param(ctx, 'id')), base);
  };

  async function list(ctx: Context) {
    const text = String(ctx.query.text ?? '')
      .trim()
      .slice(0, 100);
    const state = (['online', 'offline'] as const).find((each) => each === ctx.query.state);
    const watch = watchFilters.find((each) => each === ctx.query.watch);
    const filter = { ...(text !== '' && { text }), ...(state && { state }), ...(watch && { watch }) };
    const found = await links.newest(staffOf(ctx), filter, places.find(filter, ctx.query.before), pageSize + 1);
    const rows = found.slice(0, pageSize);
    const last = found.length > pageSize ? rows.at(-1) : undefined;
    const before = last && places.write(filter, { at: last.createdAt, id: last.id });
    const standings = await linkWatch.standings(rows.map(({ id }) => id));
    const data = {
      links: rows.map((link) => ({
        ...presentLink(link, base),
        lights: lightsOf(standings, link.id),
        watchHref: `${base}/${link.id}/watch`,
      })),
      filter: { text, state: state ?? '', watch: watch ?? '' },
      mayChange: permits(may('take any link offline and back'), staffOf(ctx)),
      next: before && `${base}?${new URLSearchParams({ ...filter, before })}`,
    };
    pages.show(ctx, 'links/desk', data, { title: '端口链接', here });
  }

  async function askForReason(ctx: Context) {
    const data = { link: await asked(ctx), action: ctx.path, back: base, values: {} };
    pages.show(ctx, 'links/offline', data, { title: '下线端口链接', here });
  }

  async function takeOffline(ctx: Context, form: Form) {
    const link = await asked(ctx);
    try {
      await links.takeOffline(staffOf(ctx), link.id, form.reason ?? '');
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      const data = { link, action: ctx.path, back: base, values: form };
      return pages.show(ctx, 'links/offline', data, { title: '下线端口链接', here, problems: error.fields });
    }
    seeOther(ctx, base);
  }

  async function putOnline(ctx: Context) {
    await links.putOnline(staffOf(ctx), param(ctx, 'id'));
    seeOther(ctx, base);
  }

  async function showPicture(ctx: Context) {
    const { id, name } = pictureAsked(param(ctx, 'file'));
    sendPicture(ctx, (await links.picture(id, name, staffOf(ctx))).bytes, 'private, max-age=300');
  }

  return [
    page('/admin/links', may('see every link'), list),
    page('/admin/links/:id/offline', may('have any link checked, and ask to take it offline'), askForReason),
    form('/admin/links/:id/offline', may('take any link offline and back'), takeOffline),
    form('/admin/links/:id/online', may('take any link offline and back'), putOnline),
    page('/admin/links/:file', may('see every link'), showPicture),
  ];
}
