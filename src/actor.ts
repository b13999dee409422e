/** Actors (a citizen, a member of an institution, staff, a program), and their permissions. */

import { forbidden, type Problem } from './errors.ts';
import { factsOf, type None } from './fact.ts';
import { beginsAs, rowOf } from './rule.ts';

export type ActorFacts = { 'actor.role_may_not': None; 'actor.whole_country': None };
const fact = factsOf<ActorFacts>();

/** Roles of a member in an institution. */
export const memberRoles = {
  owner: '管理员',
  agent: '经办人',
  developer: '开发者',
  reporter: '填报员',
  reader: '只读',
} as const;

export type MemberRole = keyof typeof memberRoles;

export const isMemberRole = (value: string): value is MemberRole => Object.hasOwn(memberRoles, value);

/** Of any member. */
export const everyRole: readonly MemberRole[] = Object.keys(memberRoles).filter(isMemberRole);

/** A person acting for an institution. */
export type Member = {
  kind: 'member';
  accountId: string;
  institutionId: string;
  role: MemberRole;
  /** The AKs that a hired developer is limited to; undefined: all of the institution. */
  applications?: readonly string[];
  /** The id of the token under which an assistant acts for the person; undefined: in person. */
  via?: string;
};

/** A person who works for the platform. */
export type Staff = {
  kind: 'staff';
  accountId: string;
  roles: readonly Role[];
  /** Codes of the regions that a reviewer or regulator is limited to (330000, 330100); undefined: the whole country. */
  regions?: readonly string[];
  /** The id of the admin token under which a program acts for the person; undefined: in person. */
  via?: string;
};

/** R05: the one list of staff roles. */
export const roles = {
  administrator: '系统管理员',
  security: '安全管理员',
  auditor: '审计员',
  reviewer: '审核员',
  operator: '运营',
  statistics: '统计员',
  support: '客服',
  regulator: '主管部门',
} as const;

export type Role = keyof typeof roles;

export const isRole = (value: string): value is Role => Object.hasOwn(roles, value);

/** Who does something. The first argument of every verb that changes anything, and a column of every audit row. */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'citizen'; accountId: string }
  | Member
  | Staff
  /** `sandbox`: it reads and writes sandbox data only (R27). */
  | { kind: 'application'; clientId: string; institutionId: string; scopes: readonly string[]; sandbox?: true }
  | { kind: 'operator'; name: string } // the user of the command line on the server
  | { kind: 'system'; name: string }; // a job

export const anonymous: Actor = { kind: 'anonymous' };
export const asCitizen = (accountId: string): Actor => ({ kind: 'citizen', accountId });
export const system = (name: string): Actor => ({ kind: 'system', name });

/** The id under which an audit row names the actor. */
export function actorId(actor: Actor): string | undefined {
  switch (actor.kind) {
    case 'citizen':
    case 'member':
    case 'staff':
      return actor.accountId;
    case 'application':
      return actor.clientId;
    case 'operator':
    case 'system':
      return actor.name;
    case 'anonymous':
      return undefined;
  }
}

/** Throws unless the actor runs the platform: the command line, a job, or staff with one of the roles. */
export function mustOperate(actor: Actor, ...allowed: Role[]): void {
  if (actor.kind === 'operator' || actor.kind === 'system') return;
  if (actor.kind === 'staff' && actor.roles.some((role) => allowed.includes(role))) return;
  throw forbidden(fact('actor.role_may_not'));
}

/** Whether the actor may act for this institution, and for this application of it: one of its members with one of the roles. */
export const isMemberOf = (
  actor: Actor,
  institutionId: string,
  allowed: readonly MemberRole[],
  clientId?: string,
): boolean =>
  actor.kind === 'member' &&
  actor.institutionId === institutionId &&
  allowed.includes(actor.role) &&
  (clientId === undefined || actor.applications === undefined || actor.applications.includes(clientId));

/** 330000 → 33, 330100 → 3301: how the codes of everything inside begin. */
export const beginningOf = (region: string) => region.replace(/(00){1,2}$/, '');

const region = rowOf<{ regionCode: string | undefined }>(['text'], (code) => ({ regionCode: code }));
/** R58: whether a region lies in the reach of staff, by `reachOf`: 330106 in 330000 and in 330100. `sql` takes the column itself. */
export const isWithin = region.rule<[reach: readonly string[] | undefined]>((its, reach) =>
  beginsAs(its('regionCode'), reach),
);

/** For lists: how the codes of all that the actor may look after begin; undefined: the whole country. */
export const reachOf = (actor: Actor): readonly string[] | undefined =>
  actor.kind === 'staff' ? actor.regions?.map(beginningOf) : undefined;

/** Whether this region is within the actor's reach. Actors other than staff are bound by other rules than a region. */
export const reaches = (actor: Actor, { regionCode }: { regionCode: string | undefined }): boolean =>
  isWithin.holds({ regionCode }, reachOf(actor));

/** R58: staff limited to regions have no access to things outside; they answer as if they did not exist. */
export function mustReach(actor: Actor, thing: { regionCode: string | undefined }, missing: () => Problem): void {
  if (!reaches(actor, thing)) throw missing();
}

/** The same for things of the whole country: the Cloud's own, the roles, the audit. */
export function mustReachAll(actor: Actor): void {
  if (reachOf(actor) !== undefined) throw forbidden(fact('actor.whole_country'));
}
