import type { MemberRole, Role } from '../../src/actor.ts';
import { practiceScopes } from '../../src/applications/aksk/scopes.ts';
import type { Access } from '../../src/http/access.ts';
import type { Operation } from '../../src/http/operation.ts';
import { type Name, names } from './subjects.ts';

/** A subject at the doors (subjects.ts). */
type Standing = {
  /** Signed in at the Cloud, just now or a while ago. */
  citizen?: 'fresh' | 'stale';
  /** Signed in at the back office. */
  person?: true;
  /** More rights would need a second factor, which they lack. */
  lacksFactor?: true;
  role?: MemberRole;
  isCertified?: true;
  staff?: readonly Role[];
  /** Of a program. */
  scopes?: 'all' | readonly string[];
  assistant?: true;
};

const inOffice = { citizen: 'fresh', person: true } as const;
const certified = (role: MemberRole): Standing => ({ ...inOffice, role, isCertified: true });
const staff = (...roles: Role[]): Standing => ({ ...inOffice, staff: roles });
const everyStaffRole: readonly Role[] = [
  'administrator',
  'security',
  'auditor',
  'reviewer',
  'operator',
  'statistics',
  'support',
  'regulator',
];

const standings: Readonly<Record<Name, Standing>> = {
  anonymous: {},
  citizen: { citizen: 'fresh' },
  'stale citizen': { citizen: 'stale' },
  newcomer: inOffice,
  owner: certified('owner'),
  agent: certified('agent'),
  developer: certified('developer'),
  'limited developer': certified('developer'),
  reporter: certified('reporter'),
  reader: certified('reader'),
  'stale owner': certified('owner'),
  'uncertified owner': { ...inOffice, role: 'owner' },
  'other owner': certified('owner'),
  'owner without a second factor': { ...certified('owner'), lacksFactor: true },
  administrator: staff('administrator'),
  security: staff('security'),
  auditor: staff('auditor'),
  reviewer: staff('reviewer'),
  operator: staff('operator'),
  statistics: staff('statistics'),
  support: staff('support'),
  regulator: staff('regulator'),
  'stale staff': staff(...everyStaffRole),
  'staff without a second factor': { ...staff(...everyStaffRole), lacksFactor: true },
  partner: { scopes: ['resource:read'] },
  'partner with all scopes': { scopes: 'all' },
  'review program': { scopes: ['admin:review'] },
  'applications program': { scopes: ['admin:applications'] },
  'audit program': { scopes: ['admin:audit'] },
  assistant: { assistant: true },
};

const isOneOf = <R>(allowed: readonly R[], own: readonly R[]) =>
  allowed.length === 0 || own.some((role) => allowed.includes(role));

function isCalledBy(access: Operation['access'], { scopes = [], assistant }: Standing): boolean {
  if (access === 'anyone') return true;
  if (access === 'assistant') return assistant === true;
  const isOfStaff = scopes !== 'all' && scopes.some((scope) => scope.startsWith('admin:'));
  if (access === 'bearer') return scopes.length > 0 && !isOfStaff;
  if (access.startsWith('admin:')) return scopes !== 'all' && scopes.includes(access);
  if (Object.hasOwn(practiceScopes, access.slice('bearer:'.length))) return false; // all of these are of production
  return scopes === 'all' || scopes.includes(access.slice('bearer:'.length));
}

function isOpenedBy(access: Access, its: Standing): boolean {
  const hasFactor = its.lacksFactor !== true;
  switch (access.who) {
    case 'anyone':
      return true;
    case 'citizen':
      return its.citizen === 'fresh' || (its.citizen === 'stale' && access.fresh !== true);
    case 'person':
    case 'first factor':
      return its.person === true;
    case 'member':
      return its.role !== undefined && hasFactor && isOneOf(access.roles, [its.role]);
    case 'certified':
    case 'application':
      return its.role !== undefined && hasFactor && its.isCertified === true && isOneOf(access.roles, [its.role]);
    case 'staff':
      return its.staff !== undefined && hasFactor && isOneOf(access.roles, its.staff);
  }
}

/** The subjects expected to pass a door: by its policy, and by the properties of each, computed by other code than the guards'. */
export const passing = (access: Access | Operation['access']): readonly Name[] =>
  names.filter((name) =>
    typeof access === 'string' ? isCalledBy(access, standings[name]) : isOpenedBy(access, standings[name]),
  );
