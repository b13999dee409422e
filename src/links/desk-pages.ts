import Router from '@koa/router';
import { Problem } from '../errors.ts';
import { frameOf, type Guards, staffOf } from '../http/access.ts';
import { type Form, readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import { pictureAsked, sendPicture } from './public-pages.ts';
import type { Links } from './service.ts';
import { presentLink } from './shown.ts';

type Needs = { pages: Pages; formTokens: FormTokens; guards: Guards; links: Links };

const base = '/admin/links';
const pageSize = 30;

function readCursor(text: unknown) {
  const [, at, id] = /^(\d{1,13})\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(String(text)) ?? [];
  return at === undefined || id === undefined ? undefined : { at: new Date(Number(at)), id };
}

/** O5: every link on the Cloud's pages; operators take it off and put it on again. */
export function createLinkDeskPages({ pages, formTokens, guards, links }: Needs): Router<State> {
  const router = new Router<State>({ prefix: base });
  const options = (ctx: Context, title: string) => ({ ...frameOf(ctx), title, here: 'links' });
  const posted = async (ctx: Context): Promise<Form> => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    return form;
  };
  const go = (ctx: Context, path: string) => {
    ctx.status = 303;
    ctx.redirect(path);
  };
  const asked = async (ctx: Context) => {
    return presentLink(await links.look(staffOf(ctx), ctx.params.id ?? ''), base);
  };

  router.get('/', guards.staff('operator', 'reviewer', 'support'), async (ctx) => {
    const text = String(ctx.query.text ?? '')
      .trim()
      .slice(0, 100);
    const state = (['online', 'offline'] as const).find((each) => each === ctx.query.state);
    const filter = { ...(text !== '' && { text }), ...(state && { state }) };
    const found = await links.newest(staffOf(ctx), filter, readCursor(ctx.query.before), pageSize + 1);
    const rows = found.slice(0, pageSize);
    const last = found.length > pageSize ? rows.at(-1) : undefined;
    const before = last && `${last.createdAt.getTime()}.${last.id}`;
    const data = {
      links: rows.map((link) => presentLink(link, base)),
      filter: { text, state: state ?? '' },
      mayChange: staffOf(ctx).roles.includes('operator'),
      next: before && `${base}?${new URLSearchParams({ ...filter, before })}`,
    };
    pages.show(ctx, 'links/desk', data, options(ctx, '端口链接'));
  });

  router.get('/:id/offline', guards.staff('operator'), async (ctx) => {
    const data = { link: await asked(ctx), action: ctx.path, back: base, values: {} };
    pages.show(ctx, 'links/offline', data, options(ctx, '下线端口链接'));
  });
  router.post('/:id/offline', guards.staff('operator'), guards.stepUp, async (ctx) => {
    const form = await posted(ctx);
    const link = await asked(ctx);
    try {
      await links.takeOffline(staffOf(ctx), link.id, form.reason ?? '');
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      const data = { link, action: ctx.path, back: base, values: form };
      return pages.show(ctx, 'links/offline', data, { ...options(ctx, '下线端口链接'), problems: error.fields });
    }
    go(ctx, base);
  });
  router.post('/:id/online', guards.staff('operator'), guards.stepUp, async (ctx) => {
    await posted(ctx);
    await links.putOnline(staffOf(ctx), ctx.params.id ?? '');
    go(ctx, base);
  });

  router.get('/:file', guards.staff('operator', 'reviewer', 'support'), async (ctx) => {
    const { id, name } = pictureAsked(ctx.params.file);
    sendPicture(ctx, (await links.picture(id, name, staffOf(ctx))).bytes, 'private, max-age=300');
  });
  return router;
}
