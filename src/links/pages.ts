import Router from '@koa/router';
import { isMemberOf } from '../actor.ts';
import { notFound, Problem } from '../errors.ts';
import { isPictureSize } from '../files/sizes.ts';
import { frameOf, type Guards, memberOf } from '../http/access.ts';
import { type Form, readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { Review } from '../review/service.ts';
import { stateNames, tones } from '../review/transitions.ts';
import { pictureAsked, sendPicture } from './public-pages.ts';
import type { Links } from './service.ts';
import { presentLink } from './shown.ts';
import { snippetsOf } from './snippets.ts';

type Needs = { pages: Pages; formTokens: FormTokens; guards: Guards; links: Links; review: Review; publicUrl: URL };

const under = ['draft', 'submitted', 'claimed', 'checked', 'returned'] as const;
const base = '/console/links';

/** 端口互访: the institution's links on the Cloud's pages, and what it places on its own; of a certified one only (R14). */
export function createLinkPages({ pages, formTokens, guards, links, review, publicUrl }: Needs): Router<State> {
  const router = new Router<State>({ prefix: base });
  const options = (ctx: Context, title: string) => ({ ...frameOf(ctx), title, here: 'links' });
  const go = (ctx: Context, path: string) => {
    ctx.status = 303;
    ctx.redirect(path);
  };
  const own = async (ctx: Context) => {
    const { institutionId } = memberOf(ctx);
    const link = (await links.list(institutionId)).find(({ id }) => id === ctx.params.id);
    if (link === undefined) throw notFound('没有找到这个端口链接');
    return link;
  };
  const posted = async (ctx: Context): Promise<Form> => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    return form;
  };

  router.get('/', guards.certified(), async (ctx) => {
    const actor = memberOf(ctx);
    const { institutionId, applications: subjectIds } = actor;
    const found = await links.list(institutionId);
    const asked = { institutionId, kinds: ['link'], states: [...under], ...(subjectIds && { subjectIds }) };
    const sent = await review.list(asked, undefined, 50);
    const open = sent.map(({ id, title, state, subjectId }) => ({
      id,
      title,
      name: stateNames[state],
      tone: tones[state],
      subjectId,
    }));
    const data = {
      links: found.map((link) => ({
        ...presentLink(link, base),
        change: open.find(({ subjectId }) => subjectId === link.id),
      })),
      waiting: open.filter(({ subjectId }) => !found.some(({ id }) => id === subjectId)),
      snippets: snippetsOf(publicUrl.origin),
      mayChange: isMemberOf(actor, institutionId, ['owner', 'agent']),
      cloud: publicUrl.origin,
    };
    pages.show(ctx, 'links/mine', data, options(ctx, '端口互访'));
  });

  router.post('/', guards.certified('owner', 'agent'), async (ctx) => {
    const { subject = '' } = await posted(ctx);
    const actor = memberOf(ctx);
    const about = { institutionId: actor.institutionId, ...(subject !== '' && { subjectId: subject }) };
    go(ctx, `/console/submissions/${(await review.begin(actor, 'link', about)).id}`);
  });

  router.get('/preview', guards.certified(), async (ctx) => {
    const { file, crop, size } = ctx.query;
    const name = String(size);
    const asked = isPictureSize(name) ? name : '230x60';
    const bytes = await links.preview(memberOf(ctx), String(file), String(crop ?? ''), asked);
    if (bytes === undefined) throw notFound('这张图片或裁剪范围不合适，不能预览');
    sendPicture(ctx, bytes, 'no-store');
  });

  router.get('/:id/offline', guards.certified('owner', 'agent'), async (ctx) => {
    const data = { link: presentLink(await own(ctx), base), action: ctx.path, back: base, values: {} };
    pages.show(ctx, 'links/offline', data, options(ctx, '下线端口链接'));
  });
  router.post('/:id/offline', guards.certified('owner', 'agent'), async (ctx) => {
    const form = await posted(ctx);
    const link = await own(ctx);
    try {
      await links.withdraw(memberOf(ctx), link.id, form.reason ?? '');
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      const data = { link: presentLink(link, base), action: ctx.path, back: base, values: form };
      return pages.show(ctx, 'links/offline', data, { ...options(ctx, '下线端口链接'), problems: error.fields });
    }
    go(ctx, base);
  });
  router.post('/:id/online', guards.certified('owner', 'agent'), async (ctx) => {
    await posted(ctx);
    await links.restore(memberOf(ctx), (await own(ctx)).id);
    go(ctx, base);
  });

  router.get('/:file', guards.certified(), async (ctx) => {
    const { id, name } = pictureAsked(ctx.params.file);
    const { bytes } = await links.picture(id, name, memberOf(ctx));
    sendPicture(ctx, bytes, 'private, max-age=300');
  });
  return router;
}
