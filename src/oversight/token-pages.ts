import { roles } from '../actor.ts';
import { presentStanding, standingOf } from '../assistants/token-standing.ts';
import type { Clock } from '../clock.ts';
import { Problem, type Problems } from '../errors.ts';
import { fieldsIn } from '../fields/form.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { scopesFor, scopeTitle, tokenFields } from './admin-token.ts';
import type { AdminTokens } from './admin-tokens.ts';
import { may } from './policies.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  cursors: Cursors;
  adminTokens: AdminTokens;
  names: (ids: readonly string[]) => Promise<Map<string, string>>;
  publicUrl: URL;
};

const pageSize = 50;

type Values = Readonly<Record<string, string>>;

/** 管理接口: tokens of operators' programs. */
export function createTokenPages({ pages, clock, cursors, adminTokens, names, publicUrl }: Needs): Route[] {
  const here = 'tokens';
  const places = cursors.byTime('admin tokens');

  async function list(ctx: Context) {
    const actor = staffOf(ctx);
    const bound = { account: actor.accountId };
    const before = places.find(bound, ctx.query.before);
    const found = await adminTokens.list(actor, { before, limit: pageSize + 1 });
    const [tokens, now] = [found.slice(0, pageSize), clock.now()];
    const last = found.length > pageSize ? tokens.at(-1) : undefined;
    const next = last && `/admin/tokens?before=${places.write(bound, { at: last.createdAt, id: last.id })}`;
    const known = await names(tokens.map(({ accountId }) => accountId));
    const shown = tokens.map((token) => ({
      ...token,
      owner: token.accountId === actor.accountId ? '我' : (known.get(token.accountId) ?? token.accountId),
      can: token.scopes.map(scopeTitle),
      standing: presentStanding(standingOf(token, now)),
    }));
    const title = '管理接口';
    pages.show(
      ctx,
      'oversight/tokens',
      { tokens: shown, next, mayMint: Object.keys(scopesFor(actor.roles)).length > 0 },
      { title, here },
    );
  }

  function ask(ctx: Context, values: Values = { life: '8' }, problems: Problems = {}): void {
    const actor = staffOf(ctx);
    const fields = fieldsIn(tokenFields.shape).map((field) =>
      field.name === 'scopes' ? { ...field, options: scopesFor(actor.roles) } : field,
    );
    pages.show(
      ctx,
      'oversight/token-new',
      { values, fields, roles: actor.roles.map((role) => roles[role]) },
      { title: '生成凭证', here, problems },
    );
  }

  async function mint(ctx: Context, form: Form) {
    const actor = staffOf(ctx);
    const chosen = Object.keys(scopesFor(actor.roles)).filter((scope) => form[`scopes.${scope}`] !== undefined);
    const typed = { name: form.name ?? '', scopes: chosen.join('\n'), life: form.life ?? '' };
    try {
      const { value, token } = await adminTokens.mint(actor, typed);
      pages.show(
        ctx,
        'oversight/token-made',
        { value, token, can: token.scopes.map(scopeTitle), origin: publicUrl.origin },
        { title: '凭证已生成', here },
      );
    } catch (error) {
      if (!(error instanceof Problem) || (error.fields === undefined && error.code !== 'conflict')) throw error;
      ask(ctx, typed, error.fields ?? { form: error.fact });
    }
  }

  async function revoke(ctx: Context) {
    await adminTokens.revoke(staffOf(ctx), param(ctx, 'id'));
    seeOther(ctx, '/admin/tokens');
  }

  return [
    page('/admin/tokens', may('see and revoke own admin tokens'), list),
    page('/admin/tokens/new', may('create an admin token'), (ctx) => ask(ctx)),
    form('/admin/tokens', may('create an admin token'), mint),
    form('/admin/tokens/:id/revoke', may('see and revoke own admin tokens'), revoke),
  ];
}
