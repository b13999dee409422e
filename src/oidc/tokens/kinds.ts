/** The library's models that rest in oidc_tokens, by the number that its rows carry. A number is never used again for another. */
export const kinds = {
  Session: 1,
  Interaction: 2,
  Grant: 3,
  AuthorizationCode: 4,
  AccessToken: 5,
  RefreshToken: 6,
  ClientCredentials: 7,
  PushedAuthorizationRequest: 8,
  ReplayDetection: 9,
} as const;

/** Under the key of a token that has no row: it was revoked (self-contained-store.ts). 10 is a lead of oidc/distributed. */
export const revokedToken = 11;

export type Kind = keyof typeof kinds;

export const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name);

/** Kinds that live only as long as their application and their person do. (A pushed request names neither; policy.ts asks when it is used.) */
export const isCredential = (kind: Kind): boolean =>
  kind === 'AuthorizationCode' || kind === 'AccessToken' || kind === 'RefreshToken' || kind === 'ClientCredentials';
