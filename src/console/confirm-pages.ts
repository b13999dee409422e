import Router from '@koa/router';
import { type Form, readForm } from '../http/body.ts';
import type { Context, Middleware, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import { returnTo } from './return-to.ts';
import type { SecondFactor } from './second-factor.ts';
import type { Visit, Visitor } from './visitor.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  secondFactor: SecondFactor;
  visit: Visit;
  firstFactor: Middleware;
  /** Shows the codes of invented people on the page. */
  demo: boolean;
};

const go = (ctx: Context, path: string) => {
  ctx.status = 303;
  ctx.redirect(path);
};

/** The second factor, asked for at sign-in and before what matters; whoever has none signs in again. */
export function createConfirmPages({
  pages,
  formTokens,
  secondFactor,
  visit,
  firstFactor,
  demo,
}: Needs): Router<State> {
  const router = new Router<State>({ prefix: '/console' });

  async function show(ctx: Context, visitor: Visitor, asked: Form, problems: Record<string, string> = {}) {
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

  const visitorOf = async (ctx: Context) => {
    const visitor = await visit(ctx);
    if (visitor === undefined) throw new Error('a page of the back office without its guard');
    return visitor;
  };

  router.get('/confirm', firstFactor, async (ctx) =>
    show(ctx, await visitorOf(ctx), { to: text(ctx.query.to), interrupted: text(ctx.query.interrupted) }),
  );

  router.post('/confirm', firstFactor, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const visitor = await visitorOf(ctx);
    if (!visitor.isEnrolled) return go(ctx, '/console/sign-in');
    const { code = '' } = form;
    if (code.trim() === '') return show(ctx, visitor, form, { code: '请填写验证码' });
    const proved = await secondFactor.prove(visitor.account.id, visitor.session.id, code);
    if ('problem' in proved) return show(ctx, visitor, form, { code: proved.problem });
    if (proved.recoveryCodesLeft !== undefined) return go(ctx, '/console/security?recovered=1');
    return go(ctx, returnTo(form.to) ?? '/console/sign-in');
  });

  return router;
}
