import type { Member, MemberRole, Role, Staff } from '../actor.ts';
import type { Context, Middleware } from './context.ts';
import type { Frame } from './page.ts';

const names = new WeakMap<object, string>();

/** Every route begins with one of these: it lets through whom it names, and the matrix test finds the name here. */
export function access(name: string, guard: Middleware): Middleware {
  names.set(guard, name);
  return guard;
}

/** The name under which a route says who may use it; undefined for any other middleware. */
export const accessOf = (middleware: object): string | undefined => names.get(middleware);

/** Whoever comes. */
export const anyone = access('anyone', (_ctx, next) => next());

export type Person = { accountId: string; label: string };

/** Who may pass, for the rooms of the back office; the console furnishes them. */
export interface Guards {
  /** Signed in at the back office, not yet of any institution. */
  person: Middleware;
  /** A member of an institution with one of these roles; all roles where none is named. */
  member(...roles: MemberRole[]): Middleware;
  /** The same, and the institution is certified (R14, R15). */
  certified(...roles: MemberRole[]): Middleware;
  /** Staff with one of these roles, signed in with the second factor. */
  staff(...roles: Role[]): Middleware;
  /** After `member`, `certified` or `staff`: the second factor was given within the last half hour, or is asked for now. */
  stepUp: Middleware;
}

type Admitted = { person: Person; frame: Frame; actor?: Member | Staff };
const people = new WeakMap<object, Admitted>();

/** The guard has found out who it is. */
export function admit(ctx: Context, admitted: Admitted): void {
  people.set(ctx.state, admitted);
}

/** Header and side menu as this person sees them: to be spread into the options of `pages.show`. */
export const frameOf = (ctx: Context): Frame => people.get(ctx.state)?.frame ?? {};

/** Whom this page acts for, as a text that differs for everybody else; undefined where it acts for nobody. */
export function actsFor(ctx: Context): string | undefined {
  const actor = people.get(ctx.state)?.actor;
  return actor && [actor.kind, actor.accountId, actor.kind === 'member' ? actor.institutionId : ''].join(' ');
}

/** Who is signed in at the back office; for routes behind one of the guards. */
export function personOf(ctx: Context): Person {
  const found = people.get(ctx.state);
  if (found === undefined) throw new Error('a route of the back office without its guard');
  return found.person;
}

export function memberOf(ctx: Context): Member {
  const actor = people.get(ctx.state)?.actor;
  if (actor?.kind !== 'member') throw new Error('a route of an institution without its guard');
  return actor;
}

export function staffOf(ctx: Context): Staff {
  const actor = people.get(ctx.state)?.actor;
  if (actor?.kind !== 'staff') throw new Error('a route of the operators without its guard');
  return actor;
}

/** The one who acts, whichever side it is. */
export function actorOf(ctx: Context): Member | Staff {
  const actor = people.get(ctx.state)?.actor;
  if (actor === undefined) throw new Error('a route of the back office without its guard');
  return actor;
}
