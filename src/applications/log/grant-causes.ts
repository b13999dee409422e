import type { Cause } from './cause.ts';

/** Errors with tokens that were valid once. */
export const grantCauses = [
  {
    error: 'invalid_grant',
    when: /^refresh token already used$/,
    cause: 'refresh_token_used',
    cure: 'refresh_token_used',
  },
  {
    error: 'invalid_grant',
    when: /^(refresh token is expired|RefreshToken expired)$/,
    cause: 'refresh_token_expired',
    cure: 'sign_in_again',
  },
  {
    error: 'invalid_grant',
    when: /^(RefreshToken ended|grant (not found|is expired)|.*referenced account not found.*)$/,
    cause: 'sign_in_over',
    cure: 'sign_in_again',
  },
  { error: 'invalid_grant', when: /^refresh token not found$/, cause: 'refresh_token_unknown', cure: 'sign_in_again' },
  {
    error: ['invalid_grant', 'invalid_token', 'invalid_request', 'use_dpop_nonce', 'invalid_dpop_proof'],
    when: /DPoP|jkt|sender-constrained/,
    cause: 'dpop_other',
    cure: 'dpop_other',
  },
  {
    error: 'invalid_scope',
    when: /^refresh token missing requested scope/,
    cause: 'refresh_scope_more',
    cure: 'refresh_scope_more',
  },
  { error: 'invalid_token', when: /^(AccessToken|ClientCredentials) expired$/, cause: 'access_token_expired' },
  { error: 'invalid_token', when: /^(AccessToken|ClientCredentials) ended$/, cause: 'sign_in_over' },
  { error: 'invalid_token', when: /audience/, cause: 'audience_other', cure: 'audience_other' },
  {
    error: 'insufficient_scope',
    when: /^this call needs the scope (?<needed>[\w:]+)/,
    cause: 'scope_needed',
    isReceivedOurs: true,
  },
  { error: 'insufficient_scope', when: /^access token missing/, cause: 'openid_needed', cure: 'openid_needed' },
  { error: 'unsupported_token_type', when: /^/, cause: 'token_type_other', cure: 'token_type_other' },
  {
    error: ['invalid_request', 'invalid_client'],
    when: /^missing required parameters? (?<names>'.+')/,
    cause: 'parameters_missing',
    cure: 'parameters_missing',
  },
  {
    error: 'invalid_request',
    when: /^(?<names>'.+') parameters? must not be provided twice/,
    cause: 'parameter_twice',
    cure: 'parameter_twice',
  },
] as const satisfies readonly Cause[];
