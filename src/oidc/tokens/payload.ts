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
