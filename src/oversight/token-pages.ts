import Router from '@koa/router';
import { roles } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { Problem, type Problems } from '../errors.ts';
import { fieldsIn } from '../fields/form.ts';
import { frameOf, type Guards, staffOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import { presentStanding, scopesFor, scopeTitle, standingOf, tokenFields } from './admin-token.ts';
import type { AdminTokens } from './admin-tokens.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  clock: Clock;
  adminTokens: AdminTokens;
  names: (ids: readonly string[]) => Promise<Map<string, string>>;
  publicUrl: URL;
};

type Values = Readonly<Record<string, string>>;

/** 管理接口: what programs of operators call with. */
export function createTokenPages({
  pages,
  formTokens,
  guards,
  clock,
  adminTokens,
  names,
  publicUrl,
}: Needs): Router<State> {
  const router = new Router<State>({ prefix: '/admin/tokens' });
  const staff = guards.staff('administrator', 'security', 'auditor', 'reviewer', 'operator', 'statistics', 'support');
  const here = 'tokens';

  router.get('/', staff, async (ctx) => {
    const actor = staffOf(ctx);
    const [tokens, now] = [await adminTokens.list(actor), clock.now()];
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
      { tokens: shown, mayMint: Object.keys(scopesFor(actor.roles)).length > 0 },
      { ...frameOf(ctx), title, here },
    );
  });

  function ask(ctx: Context, values: Values = { life: '8' }, problems: Problems = {}): void {
    const actor = staffOf(ctx);
    const fields = fieldsIn(tokenFields.shape).map((field) =>
      field.name === 'scopes' ? { ...field, options: scopesFor(actor.roles) } : field,
    );
    pages.show(
      ctx,
      'oversight/token-new',
      { values, fields, roles: actor.roles.map((role) => roles[role]) },
      { ...frameOf(ctx), title: '生成凭证', here, problems },
    );
  }

  router.get('/new', staff, guards.stepUp, (ctx) => ask(ctx));

  router.post('/', staff, guards.stepUp, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const actor = staffOf(ctx);
    const chosen = Object.keys(scopesFor(actor.roles)).filter((scope) => form[`scopes.${scope}`] !== undefined);
    const typed = { name: form.name ?? '', scopes: chosen.join('\n'), life: form.life ?? '' };
    try {
      const { value, token } = await adminTokens.mint(actor, typed);
      pages.show(
        ctx,
        'oversight/token-made',
        { value, token, can: token.scopes.map(scopeTitle), origin: publicUrl.origin },
        { ...frameOf(ctx), title: '凭证已生成', here },
      );
    } catch (error) {
      if (!(error instanceof Problem) || (error.fields === undefined && error.code !== 'conflict')) throw error;
      ask(ctx, typed, error.fields ?? { form: error.message });
    }
  });

  router.post('/:id/revoke', staff, async (ctx) => {
    formTokens.verify(ctx, await readForm(ctx));
    await adminTokens.revoke(staffOf(ctx), String(ctx.params.id));
    ctx.status = 303;
    ctx.redirect('/admin/tokens');
  });

  return router;
}
