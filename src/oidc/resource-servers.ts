import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { apiTokenLifetime } from './lifetimes.ts';
import { apiScope } from './rules.ts';

/**
 * The one resource server, our partner API. Its scopes belong to the AK, are used with client_credentials only, and stay out of
 * discovery; userinfo tokens never carry its audience, and its tokens never open userinfo.
 */
export function createResourceServers({ issuer }: { issuer: string }) {
  const partnerApi = `${issuer}/api/v1`;

  return {
    partnerApi,

    defaultResource(ctx: KoaContextWithOIDC, _client: Client, oneOf?: readonly string[]): string | readonly string[] {
      return ctx.oidc.params?.grant_type === 'client_credentials' ? partnerApi : (oneOf ?? []);
    },

    getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string, client: Client): ResourceServer {
      const { params, route } = ctx.oidc;
      if (resource !== partnerApi || route !== 'token' || params?.grant_type !== 'client_credentials')
        throw new errors.InvalidTarget();
      const approved = String(client.api_scope ?? '');
      params.scope ??= approved;
      const agreed = apiScope(approved, String(params.scope));
      if ('foreign' in agreed) throw new errors.InvalidScope('the scope was not approved for this AK', agreed.foreign);
      return {
        scope: approved,
        audience: partnerApi,
        accessTokenFormat: 'opaque',
        accessTokenTTL: apiTokenLifetime,
      };
    },
  };
}
