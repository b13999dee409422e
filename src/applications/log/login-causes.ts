import type { Cause } from './cause.ts';

/** Errors before a citizen comes back: authorization requests, pushed ones, logouts. */
export const loginCauses = [
  { error: 'unauthorized_client', when: /^AK expired on (?<day>[\d-]+)/, cause: 'ak_expired', cure: 'renew' },
  { error: 'unauthorized_client', when: /^AK disabled/, cause: 'ak_disabled', cure: 'ask_operators' },
  {
    error: ['invalid_redirect_uri', 'invalid_request'],
    when: /^redirect_uri did not match/,
    cause: 'redirect_other',
    cure: 'redirect_other',
  },
  {
    error: 'invalid_request',
    when: /^post_logout_redirect_uri not registered/,
    cause: 'logout_address_other',
    cure: 'logout_address_other',
  },
  // A login not bound to the browser that began it: the line to add is that of the framework.
  { error: 'invalid_request', when: /^PKCE and nonce missing$/, cause: 'pkce_and_nonce_missing', isByFramework: true },
  { error: 'invalid_request', when: /^PKCE missing$/, cause: 'pkce_missing', isByFramework: true },
  { error: 'invalid_request', when: /requires PKCE/, cause: 'challenge_required', cure: 'make_pkce' },
  {
    error: 'invalid_request',
    when: /^code_challenge_method must be provided/,
    cause: 'challenge_method_missing',
    cure: 'challenge_method_missing',
  },
  { error: 'invalid_request', when: /^code_challenge must be provided/, cause: 'challenge_missing', cure: 'make_pkce' },
  {
    error: 'invalid_request',
    when: /^not supported value of code_challenge_method/,
    cause: 'challenge_method_other',
    cure: 'make_pkce',
  },
  {
    error: 'invalid_request',
    when: /^code_challenge (must be a string|contains)/,
    cause: 'challenge_form',
    cure: 'challenge_form',
  },
  {
    error: 'invalid_scope',
    when: /^requested scope is not allowed/,
    cause: 'scope_not_approved',
    cure: 'scope_not_approved',
  },
  {
    error: 'invalid_scope',
    when: /^scope contains invalid characters/,
    cause: 'scope_characters',
    cure: 'scope_characters',
  },
  {
    error: 'invalid_request',
    when: /^openid scope must be requested/,
    cause: 'openid_missing',
    cure: 'openid_missing',
  },
  { error: 'invalid_request', when: /prompt/, cause: 'prompt_other', cure: 'prompt_other' },
  { error: 'invalid_request', when: /id_token_hint/, cause: 'id_token_hint_other', cure: 'id_token_hint_other' },
  {
    error: 'invalid_request',
    when: /^requested response_(type|mode) is not allowed/,
    cause: 'response_not_allowed',
    cure: 'response_not_allowed',
  },
  {
    error: 'invalid_request',
    when: /^Request Object must be used by this client/,
    cause: 'request_object_missing',
    cure: 'request_object_missing',
  },
  {
    error: 'invalid_request',
    when: /^Pushed Authorization Request must be used/,
    cause: 'pushed_request_missing',
    cure: 'pushed_request_missing',
  },
  { error: 'invalid_request_object', when: /^/, cause: 'request_object_refused', cure: 'request_object_refused' },
  {
    error: ['request_uri_not_supported', 'registration_not_supported'],
    when: /^/,
    cause: 'request_uri_refused',
    cure: 'request_uri_refused',
  },
  { error: 'unsupported_response_mode', when: /^/, cause: 'response_mode_other', cure: 'response_mode_other' },
  { error: 'access_denied', when: /^consent was withdrawn/, cause: 'consent_withdrawn' },
] as const satisfies readonly Cause[];
