import type { Application, AuthMethod, LoginProof, SigningAlg } from './application.ts';
import { isFramework } from './frameworks.ts';
import { isSimulated } from './simulation.ts';

export type Row = {
  client_id: string;
  institution_id: string;
  institution: string;
  credit_code: string | null;
  region_code: string | null;
  certified_at: Date | null;
  name: string;
  purpose: string;
  home_url: string | null;
  logo: string | null;
  first_party: boolean;
  sandbox: boolean;
  group_name: string | null;
  group_address: string | null;
  group_note: string | null;
  scope: string;
  api_scope: string;
  token_endpoint_auth_method: AuthMethod;
  jwks: { keys: object[] } | null;
  jwks_uri: string | null;
  id_token_signed_response_alg: SigningAlg;
  userinfo_signed_response_alg: SigningAlg | null;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  backchannel_logout_uri: string | null;
  allow_loopback: boolean;
  require_par: boolean;
  login_proof: LoginProof;
  framework: string | null;
  fapi: boolean;
  require_signed_request: boolean;
  initiate_login_uri: string | null;
  pkce_waived_until: Date | null;
  profile_in_id_token: boolean;
  simulated: string | null;
  simulated_until: Date | null;
  expires_at: Date | null;
  disabled_at: Date | null;
  disabled_reason: string | null;
  tokens_valid_from: Date;
  created_at: Date;
};

// An institution that is disabled takes its applications with it.
export const columns = `a.client_id, a.institution_id, i.name as institution, i.credit_code, i.region_code, i.certified_at, a.name, a.purpose, a.home_url, a.logo,
  a.first_party, a.sandbox, a.group_name, a.group_address, a.group_note, a.scope, a.api_scope, a.token_endpoint_auth_method, a.jwks, a.jwks_uri, a.id_token_signed_response_alg,
  a.userinfo_signed_response_alg, a.redirect_uris, a.post_logout_redirect_uris, a.backchannel_logout_uri, a.allow_loopback, a.require_par,
  a.login_proof, a.framework, a.fapi, a.require_signed_request, a.initiate_login_uri,
  a.pkce_waived_until, a.profile_in_id_token, a.simulated, a.simulated_until, a.expires_at, coalesce(a.disabled_at, i.disabled_at) as disabled_at, a.disabled_reason, a.tokens_valid_from, a.created_at`;

export const present = (row: Row): Application => ({
  clientId: row.client_id,
  institutionId: row.institution_id,
  institution: row.institution,
  creditCode: row.credit_code ?? undefined,
  regionCode: row.region_code ?? undefined,
  certifiedAt: row.certified_at ?? undefined,
  name: row.name,
  purpose: row.purpose,
  homeUrl: row.home_url ?? undefined,
  logo: row.logo ?? undefined,
  firstParty: row.first_party,
  sandbox: row.sandbox,
  workingGroup:
    row.group_name === null && row.group_address === null && row.group_note === null
      ? undefined
      : {
          name: row.group_name ?? undefined,
          address: row.group_address ?? undefined,
          note: row.group_note ?? undefined,
        },
  scope: row.scope,
  apiScope: row.api_scope,
  authMethod: row.token_endpoint_auth_method,
  jwks: row.jwks ?? undefined,
  jwksUri: row.jwks_uri ?? undefined,
  idTokenAlg: row.id_token_signed_response_alg,
  userinfoAlg: row.userinfo_signed_response_alg ?? undefined,
  redirectUris: row.redirect_uris,
  postLogoutRedirectUris: row.post_logout_redirect_uris,
  backchannelLogoutUri: row.backchannel_logout_uri ?? undefined,
  allowLoopback: row.allow_loopback,
  requirePar: row.require_par,
  loginProof: row.login_proof,
  framework: isFramework(row.framework) ? row.framework : undefined,
  fapi: row.fapi,
  requireSignedRequest: row.require_signed_request,
  initiateLoginUri: row.initiate_login_uri ?? undefined,
  pkceWaivedUntil: row.pkce_waived_until ?? undefined,
  profileInIdToken: row.profile_in_id_token,
  ...(isSimulated(row.simulated) &&
    row.simulated_until !== null && { simulated: { answer: row.simulated, until: row.simulated_until } }),
  expiresAt: row.expires_at ?? undefined,
  disabledAt: row.disabled_at ?? undefined,
  disabledReason: row.disabled_reason ?? undefined,
  tokensValidFrom: row.tokens_valid_from,
  createdAt: row.created_at,
});
