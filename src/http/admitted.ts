import type { Member, Staff } from '../actor.ts';
import type { Context } from './context.ts';

/** The side menu of a part of the site. */
export type Menu = {
  label: string;
  entries: readonly {
    key: string;
    href: string;
    label: string;
    /** How much waits there. */
    count?: number;
    /** A new group begins. */
    gap?: boolean;
  }[];
};

/** The frame of a page for a signed-in account. */
export type Frame = {
  /** As the header shows it: 张*（138****8000）. */
  user?: string;
  /** For which institution, or 运营. */
  place?: string;
  menu?: Menu;
  /** Unread messages; undefined where there is no inbox. */
  unread?: number;
  /** Operators disabled the institution: it reads, and no more. */
  isDisabled?: boolean;
  /** The account is to be deleted: in so many days, and at that moment at the latest. */
  closing?: { days: number; lastMoment: Date };
  /** Where 搜索和命令 is. */
  search?: string;
  /** Where 退出 leads. */
  signOut?: string;
};

/** `level`: how its login at the Cloud was proved (`acr`), where that is known. */
export type Person = { accountId: string; label: string; level?: string };

/** In which roles an account may work in sandboxes, on any page: as a member of an institution, and on its own behalf (R27). */
export type Works = {
  member: Member | undefined;
  self: Member | undefined;
  /** Operators disabled the institution: nothing is begun there. */
  isDisabled?: boolean;
};

/** Whether a page or a form's action is open to this account; addresses without a route of ours count as open. */
export type LinkAccess = { mayOpen: (href: string) => boolean; maySend: (action: string) => boolean };

type Admitted = {
  person: Person;
  frame: Frame;
  actor?: Member | Staff;
  works?: Works;
  /** Whether the page at a path of ours lets this person in. */
  mayOpen?: (href: string) => boolean;
  /** Of an institution that may begin nothing: every link and form on its pages asks (view-source.ts). */
  access?: LinkAccess;
  /** The scopes of an assistant, where its person limited them. */
  scopes?: readonly string[];
};
const people = new WeakMap<object, Admitted>();

/** The guard has found out who it is. */
export function admit(ctx: Context, admitted: Admitted): void {
  people.set(ctx.state, admitted);
}

/** A link that this person is shown: none where its page would not let them in. */
export const leadingTo = (ctx: Context, href: string | undefined): string | undefined =>
  href === undefined || people.get(ctx.state)?.mayOpen?.(href) === false ? undefined : href;

/** Undefined for ordinary actors, whose pages know their links. */
export const accessOf = (ctx: Context): LinkAccess | undefined => people.get(ctx.state)?.access;

/** Header and side menu as this person sees them. */
export const frameOf = (ctx: Context): Frame => people.get(ctx.state)?.frame ?? {};

/** The actor of this page as a text unique to it; undefined without one. */
export function actsFor(ctx: Context): string | undefined {
  const actor = people.get(ctx.state)?.actor;
  return actor && [actor.kind, actor.accountId, actor.kind === 'member' ? actor.institutionId : ''].join(' ');
}

/** Who is signed in; for routes that are not open to anyone. */
export function personOf(ctx: Context): Person {
  const found = people.get(ctx.state);
  if (found === undefined) throw new Error('nobody was let in by a guard');
  return found.person;
}

export function memberOf(ctx: Context): Member {
  const actor = people.get(ctx.state)?.actor;
  if (actor?.kind !== 'member') throw new Error('no member was let in by a guard');
  return actor;
}

/** The scopes of an assistant; undefined: its person set no limit. */
export const scopesOf = (ctx: Context): readonly string[] | undefined => people.get(ctx.state)?.scopes;

/** For calls that an account without an institution may make. */
export function memberIfAny(ctx: Context): Member | undefined {
  const actor = people.get(ctx.state)?.actor;
  return actor?.kind === 'member' ? actor : undefined;
}

export function staffOf(ctx: Context): Staff {
  const actor = people.get(ctx.state)?.actor;
  if (actor?.kind !== 'staff') throw new Error('no staff was let in by a guard');
  return actor;
}

/** For routes open to every account signed in to the back office. */
export const worksOf = (ctx: Context): Works => people.get(ctx.state)?.works ?? { member: undefined, self: undefined };

/** The one who acts, whichever side it is. */
export function actorOf(ctx: Context): Member | Staff {
  const actor = people.get(ctx.state)?.actor;
  if (actor === undefined) throw new Error('nobody who acts was let in by a guard');
  return actor;
}
