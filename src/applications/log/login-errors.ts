/** The errors of OAuth and OpenID Connect that a developer meets. The page /docs/errors shows this list, and error_uri points into it. */
export const loginErrors = [
  'invalid_client',
  'unauthorized_client',
  'invalid_grant',
  'invalid_redirect_uri',
  'invalid_request',
  'pkce_missing',
  'invalid_request_uri',
  'invalid_scope',
  'invalid_token',
  'insufficient_scope',
  'invalid_target',
  'access_denied',
  'login_required',
  'consent_required',
  'unsupported_response_type',
  'unsupported_grant_type',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'invalid_request_object',
  'request_uri_not_supported',
  'interaction_required',
  'rate_limited',
  'temporarily_unavailable',
  'server_error',
] as const;

export type LoginError = (typeof loginErrors)[number];
const names: ReadonlySet<string> = new Set(loginErrors);
export const isLoginError = (error: string): error is LoginError => names.has(error);
