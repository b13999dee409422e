import { allOf, isAfter, isUnset, rowOf } from '../rule.ts';

/** The times of a token that a person made for a program. */
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

/** Neither expired nor revoked; for all kinds of tokens, whose tables have the same columns. */
export const isNotEnded = rowOf<Pick<Times, 'expiresAt' | 'revokedAt'>>(
  ['assistant_tokens', 'assistant_accesses'],
  (t) => ({
    expiresAt: `${t}.expires_at`,
    revokedAt: `${t}.revoked_at`,
  }),
).rule<[now: Date]>((its, now) => allOf(isUnset(its('revokedAt')), isAfter(its('expiresAt'), now)));

export function standingOf(times: Times, now: Date): Standing {
  if (!isNotEnded.holds(times, now)) return times.revokedAt === undefined ? 'expired' : 'revoked';
  return times.overtaken ? 'overtaken' : 'active';
}

/** The same of an assistant that signed in: its person ends it, and nothing is revoked that they hold. */
export const presentAccess = (standing: Standing) =>
  standing === 'revoked' ? { ...presentStanding(standing), label: '已结束' } : presentStanding(standing);

/** How a list shows it. */
export const presentStanding = (standing: Standing) => ({ ...standings[standing], isActive: standing === 'active' });
