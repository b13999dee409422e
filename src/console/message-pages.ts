import { leadingTo, personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { inInstitution } from '../http/in-institution.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import type { Notices } from '../notices/service.ts';
import { may } from './policies.ts';
import { type Visit, visitorWith } from './visitor.ts';

type Needs = {
  pages: Pages;
  visit: Visit;
  notices: Pick<Notices, 'inbox' | 'markRead'>;
};

const pageSize = 20;

/** 消息: notices of the back office to this person. */
export function createMessagePages({ pages, visit, notices }: Needs): Route[] {
  const visitorOf = visitorWith(visit);

  async function list(ctx: Context) {
    const { accountId } = personOf(ctx);
    const before = /^\d{1,15}$/.test(String(ctx.query.before)) ? Number(ctx.query.before) : undefined;
    const found = await notices.inbox(accountId, before, pageSize + 1);
    const shown = found.slice(0, pageSize);
    const { memberships, membership } = await visitorOf(ctx);
    const data = {
      messages: shown.map(({ body, href, institutionId, ...message }) => {
        const place = memberships.find((each) => each.institutionId === institutionId);
        // A message of another institution of this person changes to it on the way.
        const isElsewhere = place !== undefined && place !== membership && href?.startsWith('/console') === true;
        return {
          ...message,
          paragraphs: body.split('\n'),
          institution: place?.institution,
          href: leadingTo(ctx, isElsewhere ? inInstitution(href, place.institutionId) : href),
          changesTo: isElsewhere ? place.institution : undefined,
        };
      }),
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
