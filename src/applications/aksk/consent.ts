import { isAfter, rowOf } from '../../rule.ts';

/** Until then a consent is remembered. It is declared here for rooms below the one that writes it (oidc/tokens/consents.ts). */
export const isRemembered = rowOf<{ expiresAt: Date }>(['consents'], (c) => ({
  expiresAt: `${c}.expires_at`,
})).rule<[now: Date]>((its, now) => isAfter(its('expiresAt'), now));
