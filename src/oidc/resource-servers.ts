import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { minutes } from '../clock.ts';

/**
 * The one resource server, our partner API. Its scopes belong to the AK, are used with client_credentials only, and stay out of
 * discovery; userinfo tokens never carry its audience, and its tokens never open userinfo.
 */
export function createResourceServers({ issuer }: { issuer: string }) {
  const partnerApi = `${issuer}/api/v1`;

  return {
    partnerApi,

    defaultResource(ctx: KoaContextWithOIDC, client: Client, oneOf?: readonly string[]): string | readonly string[] {
      const { params } = ctx.oidc;
      if (params?.grant_type !== 'client_credentials') return oneOf ?? [];
      params.scope ??= String(client.api_scope ?? '');
      return partnerApi;
    },

    getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string, client: Client): ResourceServer {
      if (resource !== partnerApi || ctx.oidc.route !== 'token') throw new errors.InvalidTarget();
      return {
        scope: String(client.api_scope ?? ''),
        audience: partnerApi,
        accessTokenFormat: 'opaque',
        accessTokenTTL: minutes(10),
      };
    },
  };
}
