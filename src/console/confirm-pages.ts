import type { Problems } from '../errors.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { returnTo } from './return-to.ts';
import type { SecondFactor } from './second-factor/second-factor.ts';
import { type Visit, type Visitor, visitorWith } from './visitor.ts';

type Needs = {
  pages: Pages;
  secondFactor: SecondFactor;
  visit: Visit;
  /** Shows the codes of invented people on the page. */
  demo: boolean;
};

/** The second factor, asked for at sign-in and before sensitive actions; an account without one signs in again. */
export function createConfirmPages({ pages, secondFactor, visit, demo }: Needs): Route[] {
  async function show(ctx: Context, visitor: Visitor, asked: Form, problems: Problems = {}) {
    const to = returnTo(asked.to);
    const isAtSignIn = visitor.isEnrolled && visitor.session.secondFactorAt === undefined;
    const demoCode = demo && visitor.isEnrolled ? await secondFactor.demoCode(visitor.account.id) : undefined;
    const again = `/console/sign-in?${new URLSearchParams({ again: '1', ...(to && { to }) })}`;
    pages.show(
      ctx,
      'console/confirm',
      {
        to: to ?? '',
        interrupted: asked.interrupted === '1',
        isAtSignIn,
        isEnrolled: visitor.isEnrolled,
        who: visitor.label,
        again,
        demoCode,
      },
      { title: '确认身份', layout: 'citizen', problems },
    );
  }

  const text = (value: unknown) => (typeof value === 'string' ? value : '');

  const visitorOf = visitorWith(visit);

  async function confirm(ctx: Context, form: Form) {
    const visitor = await visitorOf(ctx);
    if (!visitor.isEnrolled) return seeOther(ctx, '/console/sign-in');
    const { code = '' } = form;
    if (code.trim() === '') return show(ctx, visitor, form, { code: fact('console.code_missing') });
    const proved = await secondFactor.prove(visitor.account.id, visitor.session.id, code);
    if ('problem' in proved) return show(ctx, visitor, form, { code: proved.problem });
    if (proved.recoveryCodesLeft !== undefined) return seeOther(ctx, '/console/security?recovered=1');
    return seeOther(ctx, returnTo(form.to) ?? '/console/sign-in');
  }

  return [
    page('/console/confirm', may('give the second factor'), async (ctx) =>
      show(ctx, await visitorOf(ctx), { to: text(ctx.query.to), interrupted: text(ctx.query.interrupted) }),
    ),
    form('/console/confirm', may('give the second factor'), confirm),
  ];
}
