import { z } from 'zod';
import { checkRedirectUri, isThisMachine } from '../../fields/redirect-uri.ts';

/**
 * Assistants without a document (docs/adr/0204): where the Cloud itself runs on the developer's own machine, nothing of which a document could be
 * fetched from is asked. The id says everything (`http://localhost/?redirect_uri=…&client_name=…`), so that nothing is stored.
 */

/** Whether this Cloud is a developer's own: no other machine gets to it. */
export const isOwnMachine = (publicUrl: URL): boolean => isThisMachine(publicUrl.hostname);

const most = { addresses: 5, name: 100, id: 2_000 };
const prefix = 'http://localhost/?';

const asked = z.object({
  redirect_uris: z
    .array(z.string().refine(isBack, 'every redirect URI must be on this machine'))
    .min(1)
    .max(most.addresses),
  client_name: z.string().max(most.name).optional(),
});

export type Registered = {
  client_id: string;
  client_name: string;
  redirect_uris: string[];
  token_endpoint_auth_method: 'none';
  grant_types: string[];
  response_types: ['code'];
};

/** Gives the metadata for which the library would ask a document. RFC 7591, 3.2.2 names the errors. */
export function registerLocally(given: unknown): Registered | { error: string; error_description: string } {
  const read = asked.safeParse(given);
  const method: unknown = Reflect.get(Object(given), 'token_endpoint_auth_method') ?? 'none';
  const issue = read.error?.issues[0];
  if (issue !== undefined)
    return {
      error: issue.path[0] === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata',
      error_description: `${issue.path.join('/')}: ${issue.message}`,
    };
  if (method !== 'none' || read.data === undefined)
    return { error: 'invalid_client_metadata', error_description: 'token_endpoint_auth_method must be none' };
  const { redirect_uris: uris, client_name: name = '' } = read.data;
  const query = new URLSearchParams({ client_name: name });
  for (const uri of uris) query.append('redirect_uri', uri);
  return metadataOf(`${prefix}${query}`, uris, name);
}

/** The client of such an id; undefined of any other. */
export function localClient(id: string): Registered | undefined {
  if (!id.startsWith(prefix) || id.length > most.id) return undefined;
  const query = new URLSearchParams(id.slice(prefix.length));
  const read = asked.safeParse({
    redirect_uris: query.getAll('redirect_uri'),
    client_name: query.get('client_name') ?? undefined,
  });
  return read.data && metadataOf(id, read.data.redirect_uris, read.data.client_name ?? '');
}

const metadataOf = (id: string, uris: string[], name: string): Registered => ({
  ...{ client_id: id, client_name: name, redirect_uris: uris, token_endpoint_auth_method: 'none' },
  ...{ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
});

function isBack(uri: string): boolean {
  return isThisMachine(URL.parse(uri)?.hostname ?? '') && 'uri' in checkRedirectUri(uri, { loopback: true });
}
