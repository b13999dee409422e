import type { Actor, MemberRole, Role } from '../actor.ts';

/** Who may use a route, as data: the guard, the menu, the access matrix and every other reader use the same value. */
export type Access = Who & {
  /** Second factor given within the last half hour, else asked for now: always, or only from accounts that have enrolled one. */
  stepUp?: 'always' | 'once enrolled';
  /** As the policies of a room name it. */
  sentence?: string;
};

type Who =
  | { who: 'anyone' }
  /** Signed in at the Cloud: the account centre. */
  | {
      who: 'citizen';
      /** A login at the Cloud within some minutes, or a new one: for actions that open an account to others. */
      fresh?: true;
      /** Not by a link of another site, which may be a trap for its visitor. */
      notFromElsewhere?: true;
    }
  /** Signed in at the back office, not yet of any institution. */
  | { who: 'person' }
  /** Signed in at the back office with the password alone: for the page that asks for the second factor. */
  | { who: 'first factor' }
  /** A member of an institution with one of these roles; all roles where none is named. */
  | {
      who: 'member';
      roles: readonly MemberRole[];
      /** Also a form that is sent for an institution which operators disabled: it ends something. */
      alsoDisabled?: boolean;
    }
  /** The same, and the institution is certified (R14, R15). */
  | { who: 'certified'; roles: readonly MemberRole[] }
  /** The same for the AK in the path; a sandbox also before certification, and a personal one (R14, R27). */
  | { who: 'application'; roles: readonly MemberRole[] }
  /** Staff with one of these roles, signed in with the second factor. */
  | {
      who: 'staff';
      roles: readonly Role[];
      /** Not for staff who are limited to regions (R58). */
      wholeCountry?: true;
    };

/** Access values that the back office's guard decides. */
export type BackOfficeAccess = Exclude<Access, { who: 'anyone' | 'citizen' }>;

const withStepUp = <W extends Who>(who: W) => ({ ...who, withStepUp: { ...who, stepUp: 'always' as const } });

export const anyone: Access = { who: 'anyone' };
export const citizen: Access = { who: 'citizen' };
export const freshCitizen: Access = { who: 'citizen', fresh: true };
export const citizenFromHere: Access = { who: 'citizen', notFromElsewhere: true };
export const firstFactor: Access = { who: 'first factor' };
export const person = {
  ...withStepUp({ who: 'person' as const }),
  withStepUpOnceEnrolled: { who: 'person', stepUp: 'once enrolled' },
} as const;
export const member = (...roles: MemberRole[]) => withStepUp({ who: 'member' as const, roles });
export const memberEnding = (...roles: MemberRole[]) =>
  withStepUp({ who: 'member' as const, roles, alsoDisabled: true });
export const certified = (...roles: MemberRole[]) => withStepUp({ who: 'certified' as const, roles });
export const ofApplication = (...roles: MemberRole[]) => withStepUp({ who: 'application' as const, roles });
export const staff = (...roles: Role[]) => withStepUp({ who: 'staff' as const, roles });
export const nationalStaff = (...roles: Role[]) =>
  withStepUp({ who: 'staff' as const, roles, wholeCountry: true as const });

/**
 * The permissions of a room, a sentence each: `may('revoke a licence')` is the access of the pages and forms by which it is done, and its
 * `roles` are those that a verb requires. Adding a policy is a line in the policies.ts of its room; docs/who-may-what.md shows all of them (`npm
 * run map`). Permissions of programs are scopes (applications/aksk/scopes.ts, oversight/admin-token.ts).
 */
export function policiesOf<const T extends Readonly<Record<string, Access>>>(sentences: T) {
  const policies = Object.fromEntries(
    Object.entries(sentences).map(([sentence, access]) => [sentence, { ...access, sentence }]),
  ) as { [Sentence in keyof T]: T[Sentence] & { sentence: string } }; // entry by entry, as they came
  return Object.assign(<Sentence extends keyof T>(sentence: Sentence) => policies[sentence], { policies });
}

/** Whether the actor's role is among those of a policy: for the links of a page, and for the first line of a verb. */
export function permits({ who, roles }: Extract<Access, { roles: unknown }>, actor: Actor): boolean {
  const allowed: readonly string[] = roles;
  if (actor.kind === 'staff') return who === 'staff' && actor.roles.some((role) => allowed.includes(role));
  return actor.kind === 'member' && who !== 'staff' && allowed.includes(actor.role);
}

/** In one line, for people who read lists of routes: `certified:owner+agent > step-up`. */
export function nameOf(access: Access): string {
  const roles = 'roles' in access && access.roles.length > 0 ? `:${access.roles.join('+')}` : '';
  const stepUp = { always: ' > step-up', 'once enrolled': ' > step-up once enrolled', never: '' };
  const fresh = access.who === 'citizen' && access.fresh === true ? ' > fresh login' : '';
  return access.who + roles + fresh + stepUp[access.stepUp ?? 'never'];
}
