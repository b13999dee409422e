import Router from '@koa/router';
import { frameOf, type Guards, personOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { Notices } from '../notices/service.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  notices: Pick<Notices, 'inbox' | 'markRead'>;
};

const pageSize = 20;

/** 消息: what the back office told this person. */
export function createMessagePages({ pages, formTokens, guards, notices }: Needs): Router<State> {
  const router = new Router<State>({ prefix: '/console/messages' });

  router.get('/', guards.person, async (ctx) => {
    const { accountId } = personOf(ctx);
    const before = /^\d{1,15}$/.test(String(ctx.query.before)) ? Number(ctx.query.before) : undefined;
    const found = await notices.inbox(accountId, before, pageSize + 1);
    const shown = found.slice(0, pageSize);
    const data = {
      messages: shown.map(({ body, ...message }) => ({ ...message, paragraphs: body.split('\n') })),
      hasUnread: shown.some(({ readAt }) => readAt === undefined),
      next: found.length > pageSize ? `/console/messages?before=${shown.at(-1)?.id}` : undefined,
    };
    pages.show(ctx, 'console/messages', data, { ...frameOf(ctx), title: '消息', here: 'messages' });
  });

  /** One message, or all where none is named; `href` of a message leads on, to a page of ours. */
  router.post('/read', guards.person, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const id = /^\d{1,15}$/.test(form.id ?? '') ? Number(form.id) : undefined;
    await notices.markRead(personOf(ctx).accountId, id === undefined ? undefined : [id]);
    ctx.status = 303;
    ctx.redirect('/console/messages');
  });

  return router;
}
