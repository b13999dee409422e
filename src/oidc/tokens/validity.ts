import { allOf, isAfter, isUnset, rowOf } from '../../rule.ts';

/** A token, a session or a grant that was not used up and is not over. */
export const isCurrent = rowOf<{ consumedAt: Date | undefined; expiresAt: Date }>(['oidc_tokens'], (t) => ({
  consumedAt: `${t}.consumed_at`,
  expiresAt: `${t}.expires_at`,
})).rule<[now: Date]>((its, now) => allOf(isUnset(its('consumedAt')), isAfter(its('expiresAt'), now)));
