import { isAfter, rowOf } from '../../rule.ts';

/** What somebody allowed an application is remembered until then. It stands here for rooms below the one that writes it (oidc/tokens/consents.ts). */
export const isRemembered = rowOf<{ expiresAt: Date }>(['consents'], (c) => ({
  expiresAt: `${c}.expires_at`,
})).rule<[now: Date]>((its, now) => isAfter(its('expiresAt'), now));
