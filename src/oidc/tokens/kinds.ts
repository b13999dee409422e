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

/** Tokens that are sent with each call, live for minutes and are never written again. */
export type TokenKind = 'AccessToken' | 'ClientCredentials';
export const isTokenKind = (kind: string): kind is TokenKind => kind === 'AccessToken' || kind === 'ClientCredentials';

/**
 * The fields of payloads that the fast ways understand. With any other (a key that a token is bound to, claims that were asked for) a token
 * is the library's.
 */
const common = ['iat', 'exp', 'clientId', 'accountId', 'scope', 'sid', 'grantId', 'sessionUid', 'expiresWithSession'];
export const ofLogin = ['acr', 'amr', 'authTime', 'nonce'];
export const ofCode = ['codeChallenge', 'codeChallengeMethod', 'redirectUri'];
export const knownFields = {
  AuthorizationCode: [...common, ...ofLogin, ...ofCode],
  RefreshToken: [...common, ...ofLogin, 'gty', 'iiat', 'rotations'],
  AccessToken: [...common, 'aud', 'gty'],
  ClientCredentials: [...common, 'aud', 'gty'],
  Session: [
    ...['iat', 'exp', 'uid', 'accountId', 'loginTs', 'acr', 'amr'],
    ...['transient', 'authorizations', 'sealedId'],
  ],
};

/** A property of a value that should be an object. */
export const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

/** Which grant a session has for a client. */
export const grantIdAt = (authorizations: unknown, clientId: string | undefined): unknown =>
  clientId === undefined ? undefined : member(member(authorizations, clientId), 'grantId');
