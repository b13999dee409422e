import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Views } from '../http/views.ts';
import { fact } from './facts.ts';
import type { AccountPageNeeds } from './page-needs.ts';
import { may } from './policies.ts';

/** Removes an added sign-in method: by the link in its notice, with a button, as mail programs open links; or by its owner. */
export function createAddedPages({ pages, accounts: { added } }: AccountPageNeeds): Route[] {
  const show = (ctx: Context, way: Views['accounts/added']['way'], isEnded = false) =>
    pages.show(
      ctx,
      'accounts/added',
      { way, isEnded, action: ctx.path },
      {
        layout: 'citizen',
        ...(isEnded && { title: ctx.state.speech.say(fact('accounts.way_ended')) }),
        ...(way === undefined && !isEnded && { status: 410 }),
      },
    );

  async function end(ctx: Context) {
    show(ctx, undefined, await added.endByLink(param(ctx, 'link'), ctx.state.requestId));
  }

  async function endOwn(ctx: Context, { id = '' }: Form) {
    const isEnded = await added.endOwn(personOf(ctx).accountId, id, ctx.state.requestId);
    if (!isEnded) return seeOther(ctx, '/account/security');
    show(ctx, undefined, true); // and signed out here as well
  }

  return [
    page('/account/added/:link', may('undo a change of an account by the link of its message'), async (ctx) =>
      show(ctx, await added.openByLink(param(ctx, 'link'))),
    ),
    form('/account/added/:link', may('undo a change of an account by the link of its message'), end),
    form('/account/security/added', may('change how one signs in'), endOwn),
  ];
}
