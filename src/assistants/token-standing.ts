/** What a token that a person made for a program has of times. */
type Times = {
  expiresAt: Date;
  revokedAt: Date | undefined;
  /** A change of the account, its password or its second factor has ended it. */
  overtaken: boolean;
};

type Standing = 'active' | 'expired' | 'revoked' | 'overtaken';

const standings: Readonly<Record<Standing, { tag: string; label: string }>> = {
  active: { tag: 'ok', label: '生效中' },
  expired: { tag: '', label: '已到期' },
  revoked: { tag: '', label: '已作废' },
  overtaken: { tag: 'warn', label: '已失去效力' },
};

export function standingOf({ revokedAt, expiresAt, overtaken }: Times, now: Date): Standing {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return overtaken ? 'overtaken' : 'active';
}

/** How a list shows it. */
export const presentStanding = (standing: Standing) => ({ ...standings[standing], isActive: standing === 'active' });
