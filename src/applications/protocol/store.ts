import type { Connection } from '../../database/open.ts';
import type { Application } from '../aksk/application.ts';
import { secretWorks } from '../aksk/in-force.ts';
import type { Protocol } from './protocol.ts';

/** `tokensEnd`: those that are out work no more. */
export async function set(
  trx: Connection,
  clientId: string,
  protocol: Protocol,
  { at, tokensEnd }: { at: Date; tokensEnd: boolean },
): Promise<void> {
  await trx.run(
    `update applications set token_endpoint_auth_method = $2, jwks = $3, jwks_uri = $4, login_proof = $5, framework = $6, require_par = $7,
       fapi = $8, require_signed_request = $9, initiate_login_uri = $10, updated_at = $11, profile_in_id_token = $13,
       tokens_valid_from = case when $12 then $11 else tokens_valid_from end,
       pkce_waived_until = case when $8 or $2 = 'none' then null else pkce_waived_until end,
       pkce_waiver_reason = case when $8 or $2 = 'none' then null else pkce_waiver_reason end
     where client_id = $1`,
    [
      clientId,
      protocol.authMethod,
      protocol.jwks === undefined ? null : JSON.stringify(protocol.jwks),
      protocol.jwksUri ?? null,
      protocol.loginProof,
      protocol.framework ?? null,
      protocol.requirePar,
      protocol.fapi,
      protocol.requireSignedRequest,
      protocol.initiateLoginUri ?? null,
      at,
      tokensEnd,
      protocol.profileInIdToken,
    ],
  );
}

/** All SKs, at once: who proves itself otherwise has none. */
export const endSecrets = (trx: Connection, clientId: string, at: Date) =>
  trx.run(
    `update application_secrets set expires_at = $2 where client_id = $1 and ${secretWorks.sql('application_secrets', '$2')}`,
    [clientId, at],
  );

type Addresses = Pick<Application, 'postLogoutRedirectUris' | 'backchannelLogoutUri'>;

export const setLogoutAddresses = (trx: Connection, clientId: string, addresses: Addresses, at: Date) =>
  trx.run(
    `update applications set post_logout_redirect_uris = $2, backchannel_logout_uri = $3, updated_at = $4 where client_id = $1`,
    [clientId, addresses.postLogoutRedirectUris, addresses.backchannelLogoutUri ?? null, at],
  );
