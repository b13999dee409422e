import { z } from 'zod';
import type { Role } from '../actor.ts';
import { hours } from '../clock.ts';
import { checks, select } from '../fields/choice.ts';
import { text } from '../fields/text.ts';

/** Scopes of operators' programs, and the roles that can use them. Adding one is one entry here. */
const adminScopes = {
  'admin:review': { title: '查看和审核申请', roles: ['reviewer', 'operator', 'support', 'auditor'] },
  'admin:applications': { title: '查看、停用、启用应用，延长有效期', roles: ['operator', 'administrator', 'support'] },
  'admin:audit': { title: '读取审计记录', roles: ['auditor'] },
} as const satisfies Record<string, { title: string; roles: readonly Role[] }>;

const titles = Object.fromEntries(Object.entries(adminScopes).map(([scope, { title }]) => [scope, title]));

/** The scopes that these roles can use, with their words. */
export const scopesFor = (roles: readonly Role[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(adminScopes).flatMap(([scope, { title, roles: useful }]) =>
      useful.some((role) => roles.includes(role)) ? [[scope, title]] : [],
    ),
  );

export const scopeTitle = (scope: string): string => titles[scope] ?? scope;

/** How long it lives, in hours. */
export const lives = {
  '1': '1 小时',
  '4': '4 小时',
  '8': '8 小时',
  '24': '1 天',
  '72': '3 天',
  '168': '7 天',
} as const;

/** How long, in seconds. */
export const lifeOf = (choice: keyof typeof lives): number => hours(Number(choice));
export const longestLife = Math.max(...Object.keys(lives).map((choice) => hours(Number(choice))));

export const tokenFields = z.object({
  name: text('用途', { max: 50 }),
  scopes: checks('能做的事', titles),
  life: select('有效期', lives),
});

/** As lists show it; the value was shown once. */
export interface AdminToken {
  id: string;
  accountId: string;
  name: string;
  scopes: readonly string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
  /** A change of the account, its password or its second factor has ended it. */
  overtaken: boolean;
}
