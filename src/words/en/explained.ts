import type { LoginError } from '../../applications/log/login-errors.ts';

/** The meaning of a login's error, for any call. */
export const logins: Readonly<Record<LoginError, { cause: string; cure: string }>> = {
  invalid_client: {
    cause: 'AK or SK is not right, or the AK has ended or was disabled.',
    cure: 'Check AK and SK, and read error_description: where it says AK expired, renew it in the back office; where it says AK disabled, ask the operators.',
  },
  unauthorized_client: {
    cause: 'The AK has ended or was disabled: the login went back to your platform before a page was shown.',
    cure: 'Renew it in the back office; it works again within a second.',
  },
  invalid_grant: {
    cause:
      'A code can be used once, within 60 seconds; a refresh token is replaced at each use; or code_verifier or redirect_uri is not that of the authorization request.',
    cure: 'Begin the login again. Redeem with the same redirect_uri and code_verifier; keep each new refresh token.',
  },
  invalid_redirect_uri: {
    cause: 'The redirect_uri is not exactly the registered one.',
    cure: 'Compare character by character: scheme, case, port and the slash at the end. Register a new one in the back office.',
  },
  invalid_request: {
    cause: 'Something is missing or came twice, or PKCE was not used (code_challenge, S256).',
    cure: 'Correct it by error_description; all but applications with "PKCE or nonce" use PKCE.',
  },
  pkce_missing: {
    cause: 'PKCE was not used; of an application with "PKCE or nonce", nor a nonce. The answer says invalid_request.',
    cure: 'Turn PKCE on as the page /docs/frameworks says for your framework; what sends a nonce and cannot send PKCE chooses "PKCE or nonce".',
  },
  invalid_request_uri: {
    cause: 'The pushed request (request_uri) is over or was used.',
    cure: 'Push anew for each login; use it once, within 60 seconds.',
  },
  invalid_scope: {
    cause: 'A scope that is not approved was asked for.',
    cure: 'Ask for what was approved; apply for more in the back office.',
  },
  invalid_token: {
    cause: 'The access token is over (10 minutes), was revoked, or is not for this endpoint.',
    cure: 'Get a new one with the refresh token, or with AK and SK.',
  },
  insufficient_scope: {
    cause: 'The access token lacks the scope of this call.',
    cure: 'Ask for the scope when the token is made; apply first for one that is not approved.',
  },
  invalid_target: {
    cause: 'resource has no such value.',
    cure: 'Leave resource out, or use the whole address of the API.',
  },
  access_denied: {
    cause: 'The citizen did not consent, or left the login.',
    cure: 'Go back to your login page, and do not retry by yourself.',
  },
  login_required: {
    cause: 'prompt=none was sent, and the citizen is not signed in.',
    cure: 'Leave prompt=none out and let the citizen log in.',
  },
  consent_required: {
    cause: 'prompt=none was sent, and the citizen has not consented.',
    cure: 'Leave prompt=none out and let the citizen confirm.',
  },
  unsupported_response_type: {
    cause: 'Only the code flow is supported (response_type=code).',
    cure: 'Use response_type=code and PKCE.',
  },
  unsupported_grant_type: {
    cause: 'Only authorization_code, refresh_token and client_credentials are supported.',
    cure: 'Use one of the three.',
  },
  invalid_dpop_proof: {
    cause: 'The DPoP proof is over, was used, or does not fit the request.',
    cure: 'Make a new proof for each request, and set the clock of the server.',
  },
  use_dpop_nonce: {
    cause: 'The time in the DPoP proof is too far from that of the Cloud.',
    cure: 'Put the value of the header DPoP-Nonce into a new proof, and ask once more.',
  },
  invalid_request_object: {
    cause: 'The signed request (request, JAR) did not pass.',
    cure: 'Sign with the private key of the registered public key, never none; iss is the AK, aud the issuer, and it is not over.',
  },
  request_uri_not_supported: {
    cause: 'Only a request_uri that /oidc/par gave is accepted.',
    cure: 'Push the authorization request to /oidc/par first.',
  },
  interaction_required: {
    cause: 'prompt=none was sent, and the citizen has to confirm something.',
    cure: 'Leave prompt=none out and let the citizen confirm.',
  },
  rate_limited: {
    cause:
      'One AK asked for tokens or pushed requests more than 6000 times in a minute; or one network began more than 60 logins, pushed more than 60 requests with AKs that have no SK, or logged out more than 60 times without being signed in.',
    cure: 'Wait for the seconds in Retry-After; an access token is good for 10 minutes: keep it and use it again.',
  },
  temporarily_unavailable: {
    cause: 'The database of the Cloud does not answer just now (HTTP 503); codes and refresh tokens were not used up.',
    cure: 'Wait for the seconds in Retry-After, and send the same again.',
  },
  server_error: {
    cause: 'The Cloud did not succeed.',
    cure: 'Try later; if it stays so, tell the operators the X-Request-Id.',
  },
};
