import { forbidden } from './errors.ts';

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
  | { kind: 'staff'; accountId: string; roles: readonly Role[] }
  | { kind: 'application'; clientId: string; institutionId: string; scopes: readonly string[] }
  | { kind: 'operator'; name: string } // whoever runs the command line on the server
  | { kind: 'system'; name: string }; // a job

export const anonymous: Actor = { kind: 'anonymous' };
export const system = (name: string): Actor => ({ kind: 'system', name });

/** The id under which an audit row names the actor. */
export function actorId(actor: Actor): string | undefined {
  switch (actor.kind) {
    case 'citizen':
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
  throw forbidden('您的角色不能做这项操作，请联系系统管理员');
}
