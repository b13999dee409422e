import { leadingTo, personOf, worksOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import type { Notices } from '../notices/service.ts';
import { may } from './policies.ts';

type Needs = {
  pages: Pages;
  notices: Pick<Notices, 'inbox' | 'markRead'>;
};

const pageSize = 20;

/** 消息: notices of the back office to this person. */
export function createMessagePages({ pages, notices }: Needs): Route[] {
  async function list(ctx: Context) {
    const { accountId } = personOf(ctx);
    const before = /^\d{1,15}$/.test(String(ctx.query.before)) ? Number(ctx.query.before) : undefined;
    const found = await notices.inbox(accountId, before, pageSize + 1);
    const shown = found.slice(0, pageSize);
    const { member, self } = worksOf(ctx);
    /** Messages of another institution of this person are reached after changing to it. */
    const isElsewhere = (institutionId: string | undefined) =>
      institutionId !== undefined && ![member?.institutionId, self?.institutionId].includes(institutionId);
    const data = {
      messages: shown.map(({ body, href, institutionId, ...message }) => ({
        ...message,
        paragraphs: body.split('\n'),
        ...(isElsewhere(institutionId) && href?.startsWith('/console')
          ? { href: leadingTo(ctx, '/console/switch'), isElsewhere: true }
          : { href: leadingTo(ctx, href), isElsewhere: false }),
      })),
      hasUnread: shown.some(({ readAt }) => readAt === undefined),
      next: found.length > pageSize ? `/console/messages?before=${shown.at(-1)?.id}` : undefined,
    };
    pages.show(ctx, 'console/messages', data, { title: '消息', here: 'messages' });
  }

  /** One message, or all where none is named; `href` of a message leads on, to a page of ours. */
  async function read(ctx: Context, form: Form) {
    const id = /^\d{1,15}$/.test(form.id ?? '') ? Number(form.id) : undefined;
    await notices.markRead(personOf(ctx).accountId, id === undefined ? undefined : [id]);
    seeOther(ctx, '/console/messages');
  }

  return [
    page('/console/messages', may('use the back office'), list),
    form('/console/messages/read', may('use the back office'), read),
  ];
}
