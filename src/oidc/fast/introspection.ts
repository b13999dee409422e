import { keyOf } from '../packing.ts';
import { plainForm } from './body.ts';
import type { Callers } from './callers.ts';
import type { FindShown } from './shown.ts';
import type { Way } from './way.ts';

type Needs = {
  callers: Callers;
  find: FindShown;
  issuer: string;
  subjectOf: (client: { institution_id: string; sandbox: boolean }, accountId: string) => string;
};

const known = new Set(['token', 'token_type_hint', 'client_id', 'client_secret']);
const opaque = /^[\w-]{43}$/;

/** A token of the own AK that is good (RFC 7662). What is not good, or a refresh token, is the library's to say. */
export function createIntrospectionWay({ callers, find, issuer, subjectOf }: Needs): Way {
  return {
    endpoint: 'introspection',
    exposed: 'WWW-Authenticate',
    takes: 'form',
    async answer({ authorization, body }) {
      const form = body && plainForm(body, known);
      if (form?.token === undefined || !opaque.test(form.token)) return undefined;
      if ((form.token_type_hint ?? 'access_token') !== 'access_token') return undefined;
      const client = await callers.bySk(authorization, form);
      const key = client && keyOf(form.token);
      if (client === undefined || key === undefined) return undefined;

      const [citizens, own] = await Promise.all([find('AccessToken', key), find('ClientCredentials', key)]);
      const token = citizens ?? own;
      if (token?.clientId !== client.client_id) return undefined;
      const { clientId, exp, iat, aud, scope, of } = token;
      const answer = {
        active: true,
        ...(of && { sub: subjectOf(client, of.accountId) }),
        client_id: clientId,
        exp,
        iat,
        sid: of?.sid,
        iss: issuer,
        aud,
        scope: scope || undefined,
        token_type: 'Bearer',
      };
      return { clientId, body: JSON.stringify(answer) };
    },
  };
}
