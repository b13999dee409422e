import { type Account, label, mayAct } from '../accounts/account/account.ts';
import type { Accounts } from '../accounts/service.ts';
import type { Member, Staff } from '../actor.ts';
import { hours } from '../clock.ts';
import { isToken } from '../crypto/secrets.ts';
import type { Context } from '../http/context.ts';
import { cookieName } from '../http/requests/cookie-name.ts';
import { asMember } from '../institutions/institution/membership.ts';
import type { Institutions } from '../institutions/service.ts';
import type { SecondFactor } from './second-factor/second-factor.ts';
import type { ConsoleSession } from './sessions/session.ts';
import type { ConsoleSessions } from './sessions/sessions.ts';

type Membership = Awaited<ReturnType<Institutions['membershipsOf']>>[number];

/** An account signed in at the back office, with the facts that guards need. */
export type Visitor = {
  session: ConsoleSession;
  account: Account;
  label: string;
  memberships: readonly Membership[];
  /** The one for which the person works now. */
  membership: Membership | undefined;
  member: Member | undefined;
  /** The person in their own sandbox; undefined until they have opened one. */
  self: Member | undefined;
  /** The AKs that stay accessible while the institution is disabled. */
  ownSandboxes?: readonly string[];
  staff: Staff | undefined;
  isEnrolled: boolean;
};

/** The same while the person works for another of their institutions; undefined where it is none of them. */
export function workingFor(visitor: Visitor, institutionId: string): Visitor | undefined {
  const membership = visitor.memberships.find((each) => each.institutionId === institutionId);
  return membership && { ...visitor, membership, member: asMember(membership) };
}

type Needs = {
  cookie: ConsoleCookie;
  sessions: Pick<ConsoleSessions, 'find'>;
  secondFactor: Pick<SecondFactor, 'isEnrolled'>;
  accounts: Pick<Accounts, 'find' | 'staffOf'>;
  institutions: Pick<Institutions, 'membershipsOf' | 'ofPerson'>;
  sandboxesOf: (institutionId: string) => Promise<readonly string[]>;
  /** The account of the browser's session at the Cloud: logging out there, or switching accounts, ends this session. */
  cloudAccountId: (ctx: Context) => Promise<string | undefined>;
};

/** Finds out who comes, once for each request. */
export function createVisitors({
  cookie,
  sessions,
  secondFactor,
  accounts,
  institutions,
  sandboxesOf,
  cloudAccountId,
}: Needs) {
  const known = new WeakMap<object, Promise<Visitor | undefined>>();

  async function visit(ctx: Context): Promise<Visitor | undefined> {
    const value = cookie.read(ctx);
    if (value === undefined) return undefined;
    const [session, atCloud] = await Promise.all([sessions.find(value), cloudAccountId(ctx)]);
    if (session === undefined || session.accountId !== atCloud) return undefined;
    const { accountId, institutionId } = session;
    const [account, memberships, self, { roles, regions }, isEnrolled] = await Promise.all([
      accounts.find(accountId),
      institutions.membershipsOf(accountId),
      institutions.ofPerson(accountId),
      accounts.staffOf(accountId),
      secondFactor.isEnrolled(accountId),
    ]);
    // An account being closed signs in again, and is asked there whether to take it back.
    if (account === undefined || !mayAct.holds(account)) return undefined;
    const membership = memberships.find((each) => each.institutionId === institutionId) ?? memberships[0];
    return {
      session,
      account,
      label: label(account),
      memberships,
      membership,
      member: membership && asMember(membership),
      self,
      ...(self !== undefined &&
        membership?.disabledAt !== undefined && { ownSandboxes: await sandboxesOf(self.institutionId) }),
      staff: roles.length === 0 ? undefined : { kind: 'staff', accountId, roles, ...(regions && { regions }) },
      isEnrolled,
    };
  }

  return (ctx: Context): Promise<Visitor | undefined> => {
    const found = known.get(ctx.state) ?? visit(ctx);
    known.set(ctx.state, found);
    return found;
  };
}

export type Visit = ReturnType<typeof createVisitors>;

/** Who comes, on routes that a guard of the back office stands before. */
export const visitorWith =
  (visit: Visit) =>
  async (ctx: Context): Promise<Visitor> => {
    const visitor = await visit(ctx);
    if (visitor === undefined) throw new Error('nobody was let in by a guard');
    return visitor;
  };

/** The cookies of the back office: its session, and the state of a sign-in until the browser comes back from the Cloud. */
export function createConsoleCookie(publicUrl: URL) {
  const secure = publicUrl.protocol === 'https:';
  const session = cookieName('console', secure);
  const start = cookieName('console-start', secure);
  const common = { httpOnly: true, sameSite: 'lax', secure, signed: false } as const;

  return {
    read(ctx: Context): string | undefined {
      const value = ctx.cookies.get(session, { signed: false });
      return value !== undefined && isToken(value) ? value : undefined;
    },
    set: (ctx: Context, value: string) => ctx.cookies.set(session, value, { ...common, path: '/' }),
    clear: (ctx: Context) => ctx.cookies.set(session, null, { ...common, path: '/' }),

    readStart: (ctx: Context): string => ctx.cookies.get(start, { signed: false }) ?? '',
    setStart: (ctx: Context, value: string) =>
      ctx.cookies.set(start, value, { ...common, path: '/', maxAge: hours(1) * 1000 }),
    clearStart: (ctx: Context) => ctx.cookies.set(start, null, { ...common, path: '/' }),
  };
}

export type ConsoleCookie = ReturnType<typeof createConsoleCookie>;
