import type { Member, MemberRole, Role, Staff } from '../actor.ts';
import { memberRoles, roles as staffRoles } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { forbidden, Problem } from '../errors.ts';
import { access, admit, type Guards } from '../http/access.ts';
import type { Context, Middleware } from '../http/context.ts';
import type { FormLimit } from '../http/form-limit.ts';
import type { Frame } from '../http/page.ts';
import { returnTo } from './return-to.ts';
import { isFresh } from './session.ts';
import type { Visit, Visitor } from './visitor.ts';

type Side = 'member' | 'staff' | 'person';
type Needs = {
  clock: Clock;
  formLimit: FormLimit;
  visit: Visit;
  frame: (visitor: Visitor, side: Side) => Promise<Frame>;
  /** Whom to ask for a right: 李*. */
  ownersOf: (institutionId: string) => Promise<string>;
};

function go(ctx: Context, path: string, to: string | undefined): undefined {
  ctx.status = 303;
  ctx.redirect(to === undefined ? path : `${path}?${new URLSearchParams({ to })}`);
  return undefined;
}

/** Where somebody who is led away comes back to: this page, or the one whose form was posted. */
function comeBack(ctx: Context): string | undefined {
  if (ctx.method === 'GET' || ctx.method === 'HEAD') return returnTo(ctx.url);
  const from = URL.parse(ctx.get('referer'));
  return from?.host === ctx.host ? returnTo(`${from.pathname}${from.search}`) : undefined;
}

/** Who may pass. Whoever lacks something that can be had is led to it; the others are told whom to ask. */
export function createGuards({ clock, formLimit, visit, frame, ownersOf }: Needs) {
  const passes = new WeakMap<object, (visitor: Visitor) => boolean>();

  async function mustBeSignedIn(ctx: Context): Promise<Visitor | undefined> {
    const visitor = await visit(ctx);
    if (visitor !== undefined) return visitor;
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD')
      throw new Problem('unauthenticated', '登录已经结束，刚才的操作没有进行。请重新登录后再做一次。');
    return go(ctx, '/console/sign-in', comeBack(ctx));
  }

  function guard(
    name: string,
    side: Side,
    may: (visitor: Visitor) => boolean,
    enter: (visitor: Visitor, ctx: Context) => Promise<{ actor?: Member | Staff } | undefined>,
  ): Middleware {
    const middleware: Middleware = async (ctx, next) => {
      const visitor = await mustBeSignedIn(ctx);
      if (visitor === undefined) return;
      if (visitor.isEnrolled && visitor.session.secondFactorAt === undefined)
        return go(ctx, '/console/confirm', comeBack(ctx));
      await formLimit(ctx, visitor.account.id);
      const admitted = await enter(visitor, ctx);
      if (admitted === undefined) return;
      const person = { accountId: visitor.account.id, label: visitor.label };
      admit(ctx, { person, frame: await frame(visitor, side), ...admitted });
      return next();
    };
    passes.set(middleware, may);
    return access(name, middleware);
  }

  const named = (name: string, allowed: readonly string[]) =>
    allowed.length === 0 ? name : `${name}:${allowed.join('+')}`;
  const needsFactor = ({ membership, isEnrolled }: Visitor) =>
    membership?.role === 'owner' && membership.certifiedAt !== undefined && !isEnrolled;

  async function asMember(visitor: Visitor, ctx: Context, allowed: readonly MemberRole[]) {
    const { member } = visitor;
    if (member === undefined) return go(ctx, '/console/start', undefined);
    if (needsFactor(visitor)) return go(ctx, '/console/second-factor', comeBack(ctx));
    if (allowed.length > 0 && !allowed.includes(member.role))
      throw forbidden(
        `您的角色（${memberRoles[member.role]}）不能做这项操作。需要权限请联系本机构管理员${await ownersOf(member.institutionId)}。`,
      );
    return { actor: member };
  }

  const isOneOf = (allowed: readonly MemberRole[], { member }: Visitor) =>
    member !== undefined && (allowed.length === 0 || allowed.includes(member.role));
  const isCertified = ({ membership }: Visitor) =>
    membership?.certifiedAt !== undefined && membership.disabledAt === undefined;

  const guards: Guards = {
    person: guard(
      'person',
      'person',
      () => true,
      async () => ({}),
    ),

    member: (...allowed) =>
      guard(
        named('member', allowed),
        'member',
        (visitor) => isOneOf(allowed, visitor),
        (visitor, ctx) => asMember(visitor, ctx, allowed),
      ),

    certified: (...allowed) =>
      guard(
        named('certified', allowed),
        'member',
        (visitor) => isOneOf(allowed, visitor) && isCertified(visitor),
        async (visitor, ctx) => {
          const admitted = await asMember(visitor, ctx, allowed);
          if (admitted === undefined || isCertified(visitor)) return admitted;
          throw forbidden(
            visitor.membership?.disabledAt === undefined
              ? '机构认证通过后可以使用这项功能。请先在“首页”完成机构认证。'
              : '贵机构已被运营停用，暂时不能使用这项功能。请联系运营。',
          );
        },
      ),

    staff: (...allowed) =>
      guard(
        named('staff', allowed),
        'staff',
        ({ staff }) =>
          staff !== undefined && (allowed.length === 0 || staff.roles.some((role) => allowed.includes(role))),
        async (visitor, ctx) => {
          const { staff, isEnrolled } = visitor;
          if (staff === undefined) throw forbidden('这里是运营后台。您的账号没有运营角色，需要权限请联系系统管理员。');
          if (!isEnrolled) return go(ctx, '/console/second-factor', comeBack(ctx));
          if (allowed.length > 0 && !staff.roles.some((role) => allowed.includes(role)))
            throw forbidden(`您的角色（${rolesOf(staff)}）不能做这项操作。需要权限请联系系统管理员。`);
          return { actor: staff };
        },
      ),

    stepUp: access('step-up', async (ctx, next) => {
      const visitor = await visit(ctx);
      if (visitor === undefined) throw new Error('stepUp without a guard before it');
      const { isEnrolled, session } = visitor;
      if (isFresh(isEnrolled ? session.secondFactorAt : session.authTime, clock.now())) return next();
      const back = new URLSearchParams({ to: comeBack(ctx) ?? '/console' });
      if (ctx.method !== 'GET' && ctx.method !== 'HEAD') back.set('interrupted', '1');
      go(ctx, `/console/confirm?${back}`, undefined);
    }),
  };

  return {
    guards,
    /** Signed in with the password alone: for the page that asks for the second factor. */
    firstFactor: access('person:first-factor', async (ctx, next) => {
      if ((await mustBeSignedIn(ctx)) !== undefined) return next();
    }),
    /** Whether a route with these middlewares is open to somebody: for menus, so that no entry leads to a closed door. */
    isOpen: (stack: readonly object[], visitor: Visitor): boolean =>
      stack.every((middleware) => passes.get(middleware)?.(visitor) ?? true),
  };
}

const rolesOf = ({ roles }: { roles: readonly Role[] }) => roles.map((role) => staffRoles[role]).join('、');
