import type { Clock } from '../clock.ts';
import { Problem, type Problems } from '../errors.ts';
import { fieldsIn } from '../fields/form.ts';
import { personOf, worksOf } from '../http/admitted.ts';
import { sendDocument } from '../http/cached.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Institutions } from '../institutions/service.ts';
import type { AssistantAccesses } from './accesses.ts';
import { mcpPath } from './api-operations.ts';
import { tokenFields } from './assistant-token.ts';
import { may } from './policies.ts';
import { metadataPath, sandboxScopes, signInPlaces } from './scopes.ts';
import { presentAccess, presentStanding, standingOf } from './token-standing.ts';
import type { AssistantTokens } from './tokens.ts';
import { developing } from './workers.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  publicUrl: URL;
  assistantTokens: AssistantTokens;
  assistantAccesses: Pick<AssistantAccesses, 'list' | 'end'>;
  institutions: Pick<Institutions, 'membershipsOf'>;
};

/** 编程助手: tokens of the account, for its own sandboxes or those of the institution that it works for now. */
export function createAssistantPages({
  pages,
  clock,
  publicUrl,
  assistantTokens,
  assistantAccesses,
  institutions,
}: Needs): Route[] {
  const here = 'assistants';
  const path = '/console/assistants';

  async function show(ctx: Context, values: Form = {}, problem?: Problem): Promise<void> {
    const { accountId } = personOf(ctx);
    const [tokens, accesses, memberships] = await Promise.all([
      assistantTokens.list(accountId),
      assistantAccesses.list(accountId),
      institutions.membershipsOf(accountId),
    ]);
    const names = new Map(memberships.map(({ institutionId, institution }) => [institutionId, institution]));
    const placeOf = (institutionId: string | undefined) =>
      institutionId === undefined ? '个人沙箱' : (names.get(institutionId) ?? '已离开的机构');
    const now = clock.now();
    const problems: Problems = problem === undefined ? {} : (problem.fields ?? { form: problem.fact });
    const institutionId = worksOf(ctx).isDisabled === true ? undefined : developing(ctx)?.institutionId;
    pages.show(
      ctx,
      'assistants/tokens',
      {
        tokens: tokens.map((token) => ({
          ...token,
          place: placeOf(token.institutionId),
          standing: presentStanding(standingOf(token, now)),
        })),
        accesses: accesses.map((access) => ({
          ...access,
          host: new URL(access.clientId).host,
          may: access.scopes.includes('sandbox:write') ? '能看能改' : '只能看',
          place: placeOf(access.institutionId),
          standing: presentAccess(standingOf(access, now)),
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

  async function end(ctx: Context, { to }: Form): Promise<void> {
    await assistantAccesses.end(personOf(ctx).accountId, param(ctx, 'id'));
    seeOther(ctx, to === 'security' ? '/console/security' : path);
  }

  /** RFC 9728: for which provider an assistant needs a token, and which. */
  function describe(ctx: Context): void {
    const { resource, issuer } = signInPlaces(publicUrl);
    ctx.set('Access-Control-Allow-Origin', '*');
    const described = {
      resource,
      resource_name: '国家公共文化云 · 对接平台的沙箱',
      authorization_servers: [issuer],
      scopes_supported: sandboxScopes,
      bearer_methods_supported: ['header'],
      resource_documentation: `${publicUrl.origin}/docs/assistants`,
    };
    sendDocument(ctx, 'application/json; charset=utf-8', JSON.stringify(described), 300);
  }

  return [
    page(metadataPath, may('read where assistants sign in'), describe),
    form('/console/assistants/accesses/:id/end', may('end the access of an assistant'), end),
    page('/console/assistants', may('manage assistant tokens'), (ctx) => show(ctx)),
    form('/console/assistants', may('manage assistant tokens'), mint),
    form('/console/assistants/:id/revoke', may('manage assistant tokens'), revoke),
  ];
}
