import type { Member } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { Problem, type Problems } from '../errors.ts';
import { fieldsIn } from '../fields/form.ts';
import { personOf, worksOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Institutions } from '../institutions/service.ts';
import { mcpPath } from './api-operations.ts';
import { mayWork, tokenFields } from './assistant-token.ts';
import { may } from './policies.ts';
import { presentStanding, standingOf } from './token-standing.ts';
import type { AssistantTokens } from './tokens.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  publicUrl: URL;
  assistantTokens: AssistantTokens;
  institutions: Pick<Institutions, 'membershipsOf'>;
};

/** 编程助手: tokens of the account, for its own sandboxes or those of the institution that it works for now. */
export function createAssistantPages({ pages, clock, publicUrl, assistantTokens, institutions }: Needs): Route[] {
  const here = 'assistants';
  const path = '/console/assistants';

  const developing = (ctx: Context): Member | undefined => {
    const { member } = worksOf(ctx);
    return member !== undefined && mayWork(member) ? member : undefined;
  };

  async function show(ctx: Context, values: Form = {}, problem?: Problem): Promise<void> {
    const { accountId } = personOf(ctx);
    const [tokens, memberships] = await Promise.all([
      assistantTokens.list(accountId),
      institutions.membershipsOf(accountId),
    ]);
    const names = new Map(memberships.map(({ institutionId, institution }) => [institutionId, institution]));
    const now = clock.now();
    const problems: Problems = problem === undefined ? {} : (problem.fields ?? { form: problem.fact });
    const institutionId = worksOf(ctx).isDisabled === true ? undefined : developing(ctx)?.institutionId;
    pages.show(
      ctx,
      'assistants/tokens',
      {
        tokens: tokens.map((token) => ({
          ...token,
          place: token.institutionId === undefined ? '个人沙箱' : (names.get(token.institutionId) ?? '已离开的机构'),
          standing: presentStanding(standingOf(token, now)),
        })),
        fields: fieldsIn(tokenFields.shape),
        values: { name: values.name ?? '', place: values.place ?? '' },
        institution: institutionId === undefined ? undefined : names.get(institutionId),
        address: publicUrl.origin + mcpPath,
      },
      { title: '编程助手', here, problems, ...(problem !== undefined && { status: problem.status }) },
    );
  }

  async function mint(ctx: Context, values: Form): Promise<void> {
    const { accountId } = personOf(ctx);
    const member = values.place === 'institution' ? developing(ctx) : undefined;
    try {
      const made = await assistantTokens.mint(accountId, member, { name: values.name ?? '' });
      const address = publicUrl.origin + mcpPath;
      pages.show(ctx, 'assistants/token-made', { ...made, address }, { title: '凭证已生成', here });
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      await show(ctx, values, error);
    }
  }

  async function revoke(ctx: Context): Promise<void> {
    await assistantTokens.revoke(personOf(ctx).accountId, param(ctx, 'id'));
    seeOther(ctx, path);
  }

  return [
    page('/console/assistants', may('manage assistant tokens'), (ctx) => show(ctx)),
    form('/console/assistants', may('manage assistant tokens'), mint),
    form('/console/assistants/:id/revoke', may('manage assistant tokens'), revoke),
  ];
}
