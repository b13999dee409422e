import { keptOf } from '../accounts/citizen-guard.ts';
import type { Member, MemberRole, Role, Staff } from '../actor.ts';
import { memberRoles, mustReachAll, reachOf, roles as staffRoles } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { forbidden, Problem } from '../errors.ts';
import type { Speech } from '../fact.ts';
import type { Access, BackOfficeAccess } from '../http/access.ts';
import { admit, type Frame, type LinkAccess } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { institutionIn } from '../http/in-institution.ts';
import type { FormLimit } from '../http/limits/form-limit.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { param, seeOther } from '../http/route.ts';
import type { Instead } from '../http/serve-routes.ts';
import { isCertified, mustBeOpen } from '../institutions/institution/institution.ts';
import { fact } from './facts.ts';
import { returnTo } from './return-to.ts';
import { type ConsoleSession, isFresh } from './sessions/session.ts';
import { type Visit, type Visitor, workingFor } from './visitor.ts';

export type Side = 'member' | 'staff' | 'person';
/** Asks the sender of a form for the second factor. With a right code it returns the fields with which the form goes on. */
export type ConfirmForm = (ctx: Context, visitor: Visitor, form: Form, back: string) => Promise<Form | undefined>;

type Needs = {
  clock: Clock;
  pages: Pick<Pages, 'show'>;
  formLimit: FormLimit;
  visit: Visit;
  workFor: (session: ConsoleSession, institutionId: string) => Promise<unknown>;
  frame: (visitor: Visitor, side: Side, speech: Speech) => Promise<Frame>;
  mayOpen: (href: string, visitor: Visitor) => boolean;
  accessOf: (visitor: Visitor) => LinkAccess;
  /** The application that a path names, from the cache. */
  application: (clientId: string) => Promise<{ institutionId: string; sandbox: boolean } | undefined>;
  /** The page for an uncertified institution, inside the frame of the back office. */
  certifyFirst: (ctx: Context, membership: NonNullable<Visitor['membership']>) => Promise<void>;
  /** The contact for a right: 李*. */
  ownersOf: (institutionId: string) => Promise<string>;
  /** 确认身份 within a form that was sent. */
  confirm: ConfirmForm;
};

type OfMembers = { roles: readonly MemberRole[]; alsoDisabled?: boolean };

type OfStaff = { roles: readonly Role[]; wholeCountry?: boolean };

type Admitted = { side: Side; actor?: Member | Staff };

/** Redirects to the missing step, and from there to `to`. */
function lead(ctx: Context, path: string, to: string | undefined): undefined {
  seeOther(ctx, to === undefined ? path : `${path}?${new URLSearchParams({ to })}`);
  return undefined;
}

/** Where a redirected visitor returns: this page, or the one whose form was posted. */
function comeBack(ctx: Context): string | undefined {
  if (isReading(ctx)) return returnTo(ctx.url);
  const from = URL.parse(ctx.get('referer'));
  return from?.host === ctx.host ? returnTo(`${from.pathname}${from.search}`) : undefined;
}

/** In bytes: a form of words, not of scans. */
const mostKept = 256 * 1024;

/** The fields of this request can stay in a page. */
const isKept = (ctx: Context, ...types: string[]): boolean =>
  ctx.request.length !== undefined &&
  ctx.request.length <= mostKept &&
  typeof ctx.is(...types) === 'string' &&
  ctx.accepts('html', 'json') !== 'json';

const isReading = ({ method }: Context) => method === 'GET' || method === 'HEAD';

/** Who may use the routes of the back office. A visitor who lacks something obtainable is redirected to it; others get the contact. */
export function createGuard({
  clock,
  pages,
  formLimit,
  visit,
  workFor,
  frame,
  mayOpen,
  accessOf,
  application,
  certifyFirst,
  ownersOf,
  confirm,
}: Needs) {
  /** The typed values of a form stay in the page that says it, to be sent from there; programs and large files are refused. */
  function mustBeSignedIn(ctx: Context): false | Instead {
    if (isReading(ctx)) {
      lead(ctx, '/console/sign-in', comeBack(ctx));
      return false;
    }
    if (!isKept(ctx, 'urlencoded', 'multipart')) throw new Problem('unauthenticated', fact('console.signed_out'));
    return (late, form) => {
      const data = { action: late.path, kept: keptOf(form) };
      pages.show(late, 'console/late', data, { title: '登录已经结束', layout: 'citizen', status: 401 });
    };
  }

  /** A link that names its institution (a message, a mail) opens there: the person changes to it, once, and goes on without the name. */
  async function changesPlace(ctx: Context, visitor: Visitor): Promise<boolean> {
    const asked = isReading(ctx) ? institutionIn(ctx.url) : undefined;
    if (asked === undefined || workingFor(visitor, asked.institutionId) === undefined) return false;
    if (visitor.membership?.institutionId !== asked.institutionId) await workFor(visitor.session, asked.institutionId);
    seeOther(ctx, asked.href);
    return true;
  }

  async function asMember(ctx: Context, visitor: Visitor, { roles: allowed, alsoDisabled = false }: OfMembers) {
    const { member } = visitor;
    if (member === undefined) return lead(ctx, '/console/start', undefined);
    if (needsFactor(visitor)) return lead(ctx, '/console/second-factor', comeBack(ctx));
    if (!isOneOf(allowed, [member.role]))
      throw forbidden(
        fact('console.member_may_not', {
          role: memberRoles[member.role],
          owners: await ownersOf(member.institutionId),
        }),
      );
    if (!isReading(ctx) && visitor.membership !== undefined && !mayBegin(visitor, alsoDisabled))
      mustBeOpen(visitor.membership);
    return { side: 'member' as const, actor: member };
  }

  async function asCertified(ctx: Context, visitor: Visitor, access: OfMembers) {
    const admitted = await asMember(ctx, visitor, access);
    const { membership } = visitor;
    if (admitted === undefined || membership === undefined || isOfCertified(visitor)) return admitted;
    mustBeOpen(membership);
    if (!isReading(ctx) || ctx.accepts('html', 'json') === 'json') throw forbidden(fact('console.certified_first'));
    admit(ctx, { person: personIn(visitor), frame: await frame(visitor, 'member', ctx.state.speech) });
    await certifyFirst(ctx, membership);
    return undefined;
  }

  /** R14: a sandbox is there before certification, and may be a person's own; everything else waits for it. */
  async function withApplication(ctx: Context, visitor: Visitor, access: OfMembers) {
    const found = await application(param(ctx, 'ak'));
    if (found === undefined || !found.sandbox) return asCertified(ctx, visitor, access);
    const { self, membership } = visitor;
    if (self?.institutionId === found.institutionId) return { side: 'person' as const, actor: self };
    const admitted = await asMember(ctx, visitor, access);
    if (admitted !== undefined && membership !== undefined) mustBeOpen(membership);
    return admitted;
  }

  function asStaff(ctx: Context, { staff, isEnrolled }: Visitor, { roles: allowed, wholeCountry = false }: OfStaff) {
    if (staff === undefined) throw forbidden(fact('console.no_staff'), { home: '/console' });
    if (!isEnrolled) return lead(ctx, '/console/second-factor', comeBack(ctx));
    if (!isOneOf(allowed, staff.roles)) {
      const own = staff.roles.map((role) => staffRoles[role]).join('、');
      throw forbidden(fact('console.staff_may_not', { roles: own }));
    }
    if (wholeCountry) mustReachAll(staff);
    return { side: 'staff' as const, actor: staff };
  }

  async function enter(ctx: Context, visitor: Visitor, access: BackOfficeAccess): Promise<Admitted | undefined> {
    switch (access.who) {
      case 'member':
        return asMember(ctx, visitor, access);
      case 'certified':
        return asCertified(ctx, visitor, access);
      case 'application':
        return withApplication(ctx, visitor, access);
      case 'staff':
        return asStaff(ctx, visitor, access);
      default:
        return { side: 'person' };
    }
  }

  /** A form stays in the page that asks for the second factor, and goes on from there (docs/adr/0164). */
  function hasSteppedUp(ctx: Context, visitor: Visitor, { stepUp }: Access): boolean | Instead {
    const { isEnrolled, session } = visitor;
    if (stepUp === undefined || (stepUp === 'once enrolled' && !isEnrolled)) return true;
    if (isFresh(isEnrolled ? session.secondFactorAt : session.authTime, clock.now())) return true;
    const back = comeBack(ctx) ?? '/console';
    if (!isReading(ctx) && isKept(ctx, 'urlencoded')) return (late, form) => confirm(late, visitor, form, back);
    const to = new URLSearchParams({ to: back, ...(!isReading(ctx) && { interrupted: '1' }) });
    seeOther(ctx, `/console/confirm?${to}`);
    return false;
  }

  return async (ctx: Context, access: BackOfficeAccess): Promise<boolean | Instead> => {
    const visitor = await visit(ctx);
    if (visitor === undefined) return mustBeSignedIn(ctx);
    if (access.who === 'first factor') return true;
    const { account, isEnrolled, session } = visitor;
    if (isEnrolled && session.secondFactorAt === undefined) {
      lead(ctx, '/console/confirm', comeBack(ctx));
      return false;
    }
    if (await changesPlace(ctx, visitor)) return false;
    await formLimit(ctx, account.id);
    const admitted = await enter(ctx, visitor, access);
    if (admitted === undefined) return false;
    const { side, actor } = admitted;
    const works = { member: visitor.member, self: visitor.self, isDisabled: !mayBegin(visitor) };
    admit(ctx, {
      person: personIn(visitor),
      frame: await frame(visitor, side, ctx.state.speech),
      works,
      ...(actor && { actor }),
      mayOpen: (href) => mayOpen(href, visitor),
      ...(side !== 'staff' && !mayBegin(visitor) && { access: accessOf(visitor) }),
    });
    return hasSteppedUp(ctx, visitor, access);
  };
}

/** Whether the visitor would be admitted with this access, to read or with a form (`sends`); `ak`: the AK in the path. */
export function isOpen(access: Access, visitor: Visitor, { ak, sends = false }: RouteUse = {}): boolean {
  switch (access.who) {
    case 'member':
      return isOpenTo(visitor, access.roles, ak) && (!sends || mayBegin(visitor, access.alsoDisabled));
    case 'certified':
      return isOpenTo(visitor, access.roles, ak) && isOfCertified(visitor);
    case 'application':
      return (
        ak !== undefined && (isOwnSandbox(visitor, ak) || (isOpenTo(visitor, access.roles, ak) && mayBegin(visitor)))
      );
    case 'staff':
      return (
        visitor.staff !== undefined &&
        isOneOf(access.roles, visitor.staff.roles) &&
        (access.wholeCountry !== true || reachOf(visitor.staff) === undefined)
      );
    default:
      return true;
  }
}

/** The page itself checks the owner of a sandbox, except for accounts without other rights. */
const isOwnSandbox = ({ self, ownSandboxes }: Visitor, ak: string): boolean =>
  self !== undefined && (ownSandboxes?.includes(ak) ?? true);

type RouteUse = { ak?: string | undefined; sends?: boolean };

/** A disabled institution can read, and end existing things (`alsoDisabled`). */
const mayBegin = ({ membership }: Visitor, alsoDisabled = false): boolean =>
  alsoDisabled || membership?.disabledAt === undefined;

/** A member limited to some AKs opens pages of those; for a personal sandbox the page itself decides. */
const isOpenTo = ({ member }: Visitor, allowed: readonly MemberRole[], ak: string | undefined): boolean =>
  member !== undefined &&
  isOneOf(allowed, [member.role]) &&
  (ak === undefined || (member.applications?.includes(ak) ?? true));

const personIn = ({ account, label }: Visitor) => ({ accountId: account.id, label });

/** Where no role is named, each will do. */
const isOneOf = <R>(allowed: readonly R[], own: readonly R[]) =>
  allowed.length === 0 || own.some((role) => allowed.includes(role));
const isOfCertified = ({ membership }: Visitor) => membership !== undefined && isCertified.holds(membership);
const needsFactor = ({ membership, isEnrolled }: Visitor) =>
  membership?.role === 'owner' && membership.certifiedAt !== undefined && !isEnrolled;
