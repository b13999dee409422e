import type { AssistantAccesses } from '../assistants/accesses.ts';
import type { Problems } from '../errors.ts';
import { type Person, personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { returnTo } from './return-to.ts';
import { newSecondFactorPage, showEnrolmentProof, showRecoveryCodes } from './second-factor/page.ts';
import type { SecondFactor } from './second-factor/second-factor.ts';
import type { ConsoleSessions } from './sessions/sessions.ts';
import { type Visit, visitorWith } from './visitor.ts';

type Needs = {
  pages: Pages;
  secondFactor: SecondFactor;
  sessions: Pick<ConsoleSessions, 'list' | 'endOne' | 'endOthers'>;
  visit: Visit;
  assistantAccesses: Pick<AssistantAccesses, 'listOpen'>;
};

/** 登录与安全: the second factor, its recovery codes, and where one is signed in. */
export function createSecurityPages(needs: Needs): Route[] {
  const { pages, secondFactor, sessions, visit, assistantAccesses } = needs;

  const visitorOf = visitorWith(visit);
  const showSecondFactor = newSecondFactorPage(needs);
  async function show(ctx: Context, person: Person, to: string | undefined, problems?: Problems) {
    const { session } = await visitorOf(ctx);
    const may = await secondFactor.mayEnrol(person.accountId, session.id);
    return may ? showSecondFactor(ctx, session.id, person, to, problems) : showEnrolmentProof(pages, ctx, to);
  }

  async function proveEnrolment(ctx: Context, form: Form) {
    const { accountId } = personOf(ctx);
    const { session } = await visitorOf(ctx);
    const [to, { code = '' }] = [returnTo(form.to), form];
    if (code.trim() === '') return showEnrolmentProof(pages, ctx, to, { code: fact('console.enrolment_code_missing') });
    const proved = await secondFactor.proveEnrolment(accountId, session.id, code);
    if ('problem' in proved) return showEnrolmentProof(pages, ctx, to, { code: proved.problem });
    return seeOther(
      ctx,
      to === undefined ? '/console/second-factor' : `/console/second-factor?${new URLSearchParams({ to })}`,
    );
  }

  async function showSecurity(ctx: Context) {
    const { accountId } = personOf(ctx);
    const { session, membership, staff } = await visitorOf(ctx);
    const [standing, open, assistants] = await Promise.all([
      secondFactor.standing(accountId),
      sessions.list(accountId),
      assistantAccesses.listOpen(accountId),
    ]);
    const mustHave = staff !== undefined || (membership?.role === 'owner' && membership.certifiedAt !== undefined);
    const data = {
      factor: standing,
      mustHave,
      recovered: ctx.query.recovered === '1',
      assistants: assistants.map(({ id, name, clientId, createdAt, lastUsedAt }) => ({
        ...{ id, name, createdAt, lastUsedAt },
        host: new URL(clientId).host,
      })),
      sessions: open.map((each) => ({ ...each, isThis: each.id === session.id })),
    };
    pages.show(ctx, 'console/security', data, { title: '登录与安全', here: 'security' });
  }

  async function enrol(ctx: Context, form: Form) {
    const { code = '' } = form;
    const person = personOf(ctx);
    const to = returnTo(form.to);
    if (code.trim() === '') return show(ctx, person, to, { code: fact('console.app_code_missing') });
    const { session } = await visitorOf(ctx);
    const confirmed = await secondFactor.confirm(person.accountId, session.id, code);
    if ('problem' in confirmed) return show(ctx, person, to, { code: confirmed.problem });
    return showRecoveryCodes(pages, ctx, confirmed.codes, to);
  }

  async function renewRecoveryCodes(ctx: Context) {
    const { accountId } = personOf(ctx);
    if (!(await visitorOf(ctx)).isEnrolled) return seeOther(ctx, '/console/second-factor');
    return showRecoveryCodes(pages, ctx, await secondFactor.renewRecoveryCodes(accountId), undefined);
  }

  async function endSessions(ctx: Context, { id }: Form) {
    const { accountId } = personOf(ctx);
    const { session } = await visitorOf(ctx);
    if (id === undefined || id === '') await sessions.endOthers(accountId, session.id);
    else await sessions.endOne(accountId, id);
    seeOther(ctx, '/console/security');
  }

  /** 继续 of the idle warning: that it was asked for is enough. */
  function stay(ctx: Context) {
    ctx.set('Cache-Control', 'no-store');
    ctx.status = 204;
  }

  // An enrolled account proves its present factor first: otherwise a stolen session could replace it.
  return [
    page('/console/security', may('use the back office'), showSecurity),
    page('/console/second-factor', may('set up a second factor'), (ctx) =>
      show(ctx, personOf(ctx), returnTo(ctx.query.to)),
    ),
    form('/console/second-factor', may('set up a second factor'), enrol),
    form('/console/second-factor/proof', may('set up a second factor'), proveEnrolment),
    form('/console/security/recovery-codes', may('renew recovery codes'), renewRecoveryCodes),
    form('/console/security/sessions/end', may('use the back office'), endSessions),
    page('/console/stay', may('use the back office'), stay),
  ];
}
