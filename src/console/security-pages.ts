import Router from '@koa/router';
import { frameOf, type Guards, type Person, personOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import { returnTo } from './return-to.ts';
import type { SecondFactor } from './second-factor.ts';
import { newSecondFactorPage, showRecoveryCodes } from './second-factor-page.ts';
import type { ConsoleSessions } from './sessions.ts';
import type { Visit } from './visitor.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  secondFactor: SecondFactor;
  sessions: Pick<ConsoleSessions, 'list' | 'endOne' | 'endOthers'>;
  visit: Visit;
};

const go = (ctx: Context, path: string) => {
  ctx.status = 303;
  ctx.redirect(path);
};

/** 登录与安全: the second factor, its recovery codes, and where one is signed in. */
export function createSecurityPages(needs: Needs): Router<State> {
  const { pages, formTokens, guards, secondFactor, sessions, visit } = needs;
  const router = new Router<State>({ prefix: '/console' });

  const visitorOf = async (ctx: Context) => {
    const visitor = await visit(ctx);
    if (visitor === undefined) throw new Error('a page of the back office without its guard');
    return visitor;
  };
  const posted = async (ctx: Context) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    return form;
  };
  const page = newSecondFactorPage(needs);
  const show = async (ctx: Context, person: Person, to: string | undefined, problems?: Record<string, string>) =>
    page(ctx, (await visitorOf(ctx)).session.id, person, to, problems);

  router.get('/security', guards.person, async (ctx) => {
    const { accountId } = personOf(ctx);
    const { session, membership, staff } = await visitorOf(ctx);
    const [standing, open] = await Promise.all([secondFactor.standing(accountId), sessions.list(accountId)]);
    const mustHave = staff !== undefined || (membership?.role === 'owner' && membership.certifiedAt !== undefined);
    const data = {
      factor: standing,
      mustHave,
      recovered: ctx.query.recovered === '1',
      sessions: open.map((each) => ({ ...each, isThis: each.id === session.id })),
    };
    pages.show(ctx, 'console/security', data, { ...frameOf(ctx), title: '登录与安全', here: 'security' });
  });

  /** Enrolment; of who is enrolled already only after the present factor, or who has stolen a session could replace it. */
  const enrolledProve: typeof guards.stepUp = async (ctx, next) =>
    (await visitorOf(ctx)).isEnrolled ? guards.stepUp(ctx, next) : next();

  router.get('/second-factor', guards.person, enrolledProve, (ctx) => show(ctx, personOf(ctx), returnTo(ctx.query.to)));

  router.post('/second-factor', guards.person, enrolledProve, async (ctx) => {
    const form = await posted(ctx);
    const { code = '' } = form;
    const person = personOf(ctx);
    const to = returnTo(form.to);
    if (code.trim() === '') return show(ctx, person, to, { code: '请填写应用显示的 6 位验证码' });
    const { session } = await visitorOf(ctx);
    const confirmed = await secondFactor.confirm(person.accountId, session.id, code);
    if ('problem' in confirmed) return show(ctx, person, to, { code: confirmed.problem });
    return showRecoveryCodes(pages, ctx, confirmed.codes, to);
  });

  router.post('/security/recovery-codes', guards.person, guards.stepUp, async (ctx) => {
    await posted(ctx);
    const { accountId } = personOf(ctx);
    if (!(await visitorOf(ctx)).isEnrolled) return go(ctx, '/console/second-factor');
    return showRecoveryCodes(pages, ctx, await secondFactor.renewRecoveryCodes(accountId), undefined);
  });

  router.post('/security/sessions/end', guards.person, async (ctx) => {
    const { id } = await posted(ctx);
    const { accountId } = personOf(ctx);
    const { session } = await visitorOf(ctx);
    if (id === undefined || id === '') await sessions.endOthers(accountId, session.id);
    else await sessions.endOne(accountId, id);
    go(ctx, '/console/security');
  });

  /** 继续 of the idle warning: that it was asked for is enough. */
  router.get('/stay', guards.person, (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.status = 204;
  });

  return router;
}
