import type { KoaContextWithOIDC } from 'oidc-provider';
import { nearest } from '../../applications/log/addresses.ts';

/** Payloads of the library's events. */
export type Refused = {
  name: string;
  error?: string;
  error_description?: string;
  error_detail?: string;
  scope?: string;
};

type Pair = { received: string | undefined; registered: readonly string[] };

const words = (value: unknown) => (typeof value === 'string' ? value.split(' ').filter(Boolean) : []);
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Of the registered addresses those that are most like the one that came: a page shows no twenty. */
function addresses(received: string | undefined, registered: readonly string[] | undefined): Pair {
  return { received, registered: nearest(received ?? '', registered ?? [], 5) };
}

/** The values compared in a refusal: received and registered, where the reason is recognised. */
const comparisons: readonly { about: RegExp; pair: (ctx: KoaContextWithOIDC, error: Refused) => Pair }[] = [
  {
    about: /post_logout_redirect_uri/,
    pair: ({ oidc: { params, client } }) =>
      addresses(text(params?.post_logout_redirect_uri), client?.postLogoutRedirectUris),
  },
  {
    about: /redirect_uri/,
    pair: ({ oidc: { params, client } }) => addresses(text(params?.redirect_uri), client?.redirectUris),
  },
  {
    about: /^invalid_scope/,
    pair: ({ oidc: { params, client } }, error) => ({
      received: error.scope ?? text(params?.scope),
      registered: [...words(client?.scope), ...words(client?.api_scope)],
    }),
  },
  {
    about: /authentication mechanism/,
    pair: (ctx) => ({ received: methodOf(ctx), registered: [ctx.oidc.client?.clientAuthMethod ?? 'none'] }),
  },
  {
    about: /grant.type/,
    pair: ({ oidc: { params, client } }) => ({
      received: text(params?.grant_type),
      registered: client?.grantTypes ?? [],
    }),
  },
  {
    about: /code_challenge_method/,
    pair: ({ oidc: { params } }) => ({ received: text(params?.code_challenge_method), registered: ['S256'] }),
  },
  {
    about: /response_mode/,
    pair: ({ oidc: { params } }) => ({ received: text(params?.response_mode), registered: [] }),
  },
  { about: /prompt/, pair: ({ oidc: { params } }) => ({ received: text(params?.prompt), registered: [] }) },
  { about: /^invalid_target/, pair: ({ oidc: { params } }) => ({ received: text(params?.resource), registered: [] }) },
  { about: /origin .* not allowed/, pair: (ctx) => ({ received: ctx.get('origin'), registered: [] }) },
];

export function compared(ctx: KoaContextWithOIDC, error: Refused): Partial<Pair> {
  const said = [error.error, error.error_description, error.error_detail].filter(Boolean).join('\n');
  return comparisons.find(({ about }) => about.test(said))?.pair(ctx, error) ?? {};
}

/** How a client tried to authenticate, in the words of RFC 7591. */
function methodOf(ctx: KoaContextWithOIDC): string {
  if (ctx.oidc.params?.client_assertion !== undefined) return 'private_key_jwt';
  if (ctx.oidc.params?.client_secret !== undefined) return 'client_secret_post';
  return ctx.get('authorization') === '' ? 'none' : 'client_secret_basic';
}
