import { notFound, Problem } from '../errors.ts';
import { isPictureSize } from '../files/sizes.ts';
import { permits } from '../http/access.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Review } from '../review/workflow/service.ts';
import { openStates, stateNames, tones } from '../review/workflow/transitions.ts';
import { fact } from './facts.ts';
import { sendPicture } from './picture.ts';
import { may } from './policies.ts';
import { pictureAsked } from './public-pages.ts';
import type { Links } from './service.ts';
import { presentLink, snippetsOf } from './shown.ts';
import type { Watch } from './watch/service.ts';
import { lightsOf } from './watch/shown.ts';

type Needs = { pages: Pages; links: Links; linkWatch: Watch; review: Review; publicUrl: URL };

const base = '/console/links';

/** 端口互访: the institution's links on the Cloud's pages, and our marks on its own; of a certified one only (R14). */
export function createLinkPages({ pages, links, linkWatch, review, publicUrl }: Needs): Route[] {
  const here = 'links';
  const own = async (ctx: Context) => {
    const { institutionId } = memberOf(ctx);
    const link = (await links.list(institutionId)).find(({ id }) => id === param(ctx, 'id'));
    if (link === undefined) throw notFound(fact('links.not_found'));
    return link;
  };

  async function list(ctx: Context) {
    const actor = memberOf(ctx);
    const { institutionId, applications: subjectIds } = actor;
    const found = await links.list(institutionId);
    const asked = { institutionId, kinds: ['link'], states: openStates, ...(subjectIds && { subjectIds }) };
    const sent = await review.list(asked, undefined, 50);
    const open = sent.map(({ id, title, state, subjectId }) => ({
      id,
      title,
      name: stateNames[state],
      tone: tones[state],
      subjectId,
    }));
    const standings = await linkWatch.standings(found.map(({ id }) => id));
    const data = {
      links: found.map((link) => ({
        ...presentLink(link, base),
        lights: lightsOf(standings, link.id),
        watchHref: `${base}/${link.id}/watch`,
        change: open.find(({ subjectId }) => subjectId === link.id),
      })),
      waiting: open.filter(({ subjectId }) => !found.some(({ id }) => id === subjectId)),
      snippets: snippetsOf(publicUrl.origin),
      mayChange: permits(may('apply for a link, take it offline and back'), actor),
      cloud: publicUrl.origin,
    };
    pages.show(ctx, 'links/mine', data, { title: '端口互访', here });
  }

  async function begin(ctx: Context, { subject = '' }: Form) {
    const actor = memberOf(ctx);
    const about = { institutionId: actor.institutionId, ...(subject !== '' && { subjectId: subject }) };
    seeOther(ctx, `/console/submissions/${(await review.begin(actor, 'link', about)).id}`);
  }

  async function sendPreview(ctx: Context) {
    const { file, crop, size } = ctx.query;
    const name = String(size);
    const asked = isPictureSize(name) ? name : '230x60';
    const bytes = await links.preview(memberOf(ctx), String(file), String(crop ?? ''), asked);
    if (bytes === undefined) throw notFound(fact('links.no_preview'));
    sendPicture(ctx, bytes, 'no-store');
  }

  async function askForReason(ctx: Context) {
    const data = { link: presentLink(await own(ctx), base), action: ctx.path, back: base, values: {} };
    pages.show(ctx, 'links/offline', data, { title: '下线端口链接', here });
  }

  async function takeOffline(ctx: Context, form: Form) {
    const link = await own(ctx);
    try {
      await links.withdraw(memberOf(ctx), link.id, form.reason ?? '');
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      const data = { link: presentLink(link, base), action: ctx.path, back: base, values: form };
      return pages.show(ctx, 'links/offline', data, { title: '下线端口链接', here, problems: error.fields });
    }
    seeOther(ctx, base);
  }

  async function putOnline(ctx: Context) {
    await links.restore(memberOf(ctx), (await own(ctx)).id);
    seeOther(ctx, base);
  }

  async function showPicture(ctx: Context) {
    const { id, name } = pictureAsked(param(ctx, 'file'));
    const { bytes } = await links.picture(id, name, memberOf(ctx));
    sendPicture(ctx, bytes, 'private, max-age=300');
  }

  return [
    page('/console/links', may('see own links'), list),
    form('/console/links', may('apply for a link, take it offline and back'), begin),
    page('/console/links/preview', may('see own links'), sendPreview),
    page('/console/links/:id/offline', may('apply for a link, take it offline and back'), askForReason),
    form('/console/links/:id/offline', may('apply for a link, take it offline and back'), takeOffline),
    form('/console/links/:id/online', may('apply for a link, take it offline and back'), putOnline),
    page('/console/links/:file', may('see own links'), showPicture),
  ];
}
