import { z } from 'zod';
import { may } from '../accounts/policies.ts';
import type { Member } from '../actor.ts';
import { text } from '../fields/text.ts';
import type { SandboxScope } from './scopes.ts';

export const tokenFields = z.object({ name: text('用途', { max: 50 }) });

/** As lists show it; the value was shown once. */
export interface AssistantToken {
  id: string;
  name: string;
  /** The institution of its sandboxes; undefined: the person's own. */
  institutionId: string | undefined;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
  /** A change of the account or its password has ended it. */
  overtaken: boolean;
}

/**
 * The worker of a token: the account, and its actor in sandboxes; undefined until it has one of its own. `scopes`: those that the person
 * allowed, where the assistant signed in by OAuth; a token from the console may do all of it.
 */
export type Worker = { accountId: string; member: Member | undefined; scopes?: readonly SandboxScope[] };

/** Who may open sandboxes of an institution. */
export const mayWork = ({ role }: Pick<Member, 'role'>): boolean =>
  may('work in the sandboxes of the institution').roles.includes(role);
