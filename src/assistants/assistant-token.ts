import { z } from 'zod';
import type { Member } from '../actor.ts';
import { text } from '../fields/text.ts';

export const tokenFields = z.object({ name: text('用途', { max: 50 }) });

/** As lists show it; the value was shown once. */
export interface AssistantToken {
  id: string;
  name: string;
  /** Whose sandboxes it works in; undefined: the person's own. */
  institutionId: string | undefined;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
  /** A change of the account or its password has ended it. */
  overtaken: boolean;
}

/** Who works by a token: the person, and as whom in sandboxes; undefined until they have one of their own. */
export type Worker = { accountId: string; member: Member | undefined };

/** Who may open sandboxes of an institution. */
export const mayWork = ({ role }: Pick<Member, 'role'>): boolean => ['owner', 'agent', 'developer'].includes(role);

const standings = {
  active: { tag: 'ok', label: '生效中' },
  expired: { tag: '', label: '已到期' },
  revoked: { tag: '', label: '已作废' },
  overtaken: { tag: 'warn', label: '已失去效力' },
} as const;

/** How a list shows it. */
export function presentStanding(token: AssistantToken, now: Date) {
  const standing = standingOf(token, now);
  return { ...standings[standing], isActive: standing === 'active' };
}

function standingOf(token: AssistantToken, now: Date): keyof typeof standings {
  if (token.revokedAt !== undefined) return 'revoked';
  if (token.expiresAt <= now) return 'expired';
  return token.overtaken ? 'overtaken' : 'active';
}
