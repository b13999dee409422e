import { keptOf } from '../accounts/citizen-guard.ts';
import type { Problems } from '../errors.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import { fact } from './facts.ts';
import type { ConfirmForm } from './guards.ts';
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

type Interruption = {
  to: unknown;
  interrupted?: boolean;
  /** A form that goes on from this page: its address and its fields. */
  held?: { action: string; kept: ReturnType<typeof keptOf> };
};

/** The code among the fields of a form that goes on. */
const codeField = 'confirm_code';

/** The second factor, asked for at sign-in and before sensitive actions; an account without one signs in again. */
export function createConfirmPages({ pages, secondFactor, visit, demo }: Needs) {
  async function show(ctx: Context, visitor: Visitor, asked: Interruption, problem?: Problems[string]) {
    const { interrupted = false, held } = asked;
    const to = returnTo(asked.to);
    const isAtSignIn = visitor.isEnrolled && visitor.session.secondFactorAt === undefined;
    const demoCode = demo && visitor.isEnrolled ? await secondFactor.demoCode(visitor.account.id) : undefined;
    const again = `/console/sign-in?${new URLSearchParams({ again: '1', ...(to && { to }) })}`;
    const code = held === undefined ? 'code' : codeField;
    pages.show(
      ctx,
      'console/confirm',
      {
        to: to ?? '',
        interrupted,
        held,
        code,
        isAtSignIn,
        isEnrolled: visitor.isEnrolled,
        who: visitor.label,
        again,
        demoCode,
      },
      {
        title: '确认身份',
        layout: 'citizen',
        ...(problem !== undefined && { problems: { [code]: problem } }),
        ...(held !== undefined && problem === undefined && { status: 401 }),
      },
    );
  }

  const text = (value: unknown) => (typeof value === 'string' ? value : '');

  const visitorOf = visitorWith(visit);

  const prove = async ({ account, session }: Visitor, code: string) =>
    code.trim() === '' ? { problem: fact('console.code_missing') } : secondFactor.prove(account.id, session.id, code);

  async function confirm(ctx: Context, form: Form) {
    const visitor = await visitorOf(ctx);
    if (!visitor.isEnrolled) return seeOther(ctx, '/console/sign-in');
    const proved = await prove(visitor, form.code ?? '');
    const asked = { to: form.to, interrupted: form.interrupted === '1' };
    if ('problem' in proved) return show(ctx, visitor, asked, proved.problem);
    if (proved.recoveryCodesLeft !== undefined) return seeOther(ctx, '/console/security?recovered=1');
    return seeOther(ctx, returnTo(form.to) ?? '/console/sign-in');
  }

  return {
    routes: [
      page('/console/confirm', may('give the second factor'), async (ctx) => {
        const asked = { to: text(ctx.query.to), interrupted: ctx.query.interrupted === '1' };
        return show(ctx, await visitorOf(ctx), asked);
      }),
      form('/console/confirm', may('give the second factor'), confirm),
    ] satisfies Route[],

    /** The fields stay in the page, and never on the server: the address is that of the form, and its token is bound to person and institution. */
    confirmForm: (async (ctx, visitor, { [codeField]: code, ...form }, back) => {
      const asked = { to: back, held: { action: ctx.url, kept: keptOf(form) } };
      if (code === undefined || !visitor.isEnrolled) {
        await show(ctx, visitor, asked);
        return undefined;
      }
      const proved = await prove(visitor, code);
      if (!('problem' in proved)) return form;
      await show(ctx, visitor, asked, proved.problem);
      return undefined;
    }) satisfies ConfirmForm as ConfirmForm,
  };
}
