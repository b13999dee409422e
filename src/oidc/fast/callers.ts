import type Provider from 'oidc-provider';
import type { Client as Model } from 'oidc-provider';
import type { Applications } from '../../applications/service.ts';
import { type Clock, epoch } from '../../clock.ts';
import { isUnavailable } from '../../errors.ts';
import { workingSk } from '../sk.ts';

type Needs = {
  provider: Provider;
  applications: Pick<Applications, 'client'>;
  clock: Clock;
  secretUsed: (id: string) => void;
};

export type Client = NonNullable<Awaited<ReturnType<Applications['client']>>>['metadata'];

// Values that stand for themselves in a form and in a header, so that there is nothing to decode.
const basic = /^Basic ([A-Za-z0-9+/]+={0,2})$/i;
const pair = /^([\w.~-]{1,256}):([\w.~-]{1,256})$/;

/** AK and SK as they came, by the one or the other way and never by both. */
function presented(authorization: string | undefined, form: Record<string, string>) {
  const { client_id: id, client_secret: secret } = form;
  if (authorization === undefined) return id === undefined || secret === undefined ? undefined : { id, secret };
  const encoded = basic.exec(authorization)?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0 || secret !== undefined) return undefined;
  const [, basicId, basicSecret] = pair.exec(Buffer.from(encoded, 'base64').toString('latin1')) ?? [];
  if (basicId === undefined || basicSecret === undefined || (id !== undefined && id !== basicId)) return undefined;
  return { id: basicId, secret: basicSecret };
}

/** Who calls, where there is nothing to say against it. */
export function createCallers({ provider, applications, clock, secretUsed }: Needs) {
  // The library refuses settings that it does not understand: it is asked once for each that was read.
  const understood = new WeakMap<Client, Promise<Model | undefined>>();
  const model = (client: Client): Promise<Model | undefined> => {
    const known = understood.get(client);
    if (known !== undefined) return known;
    const asked = provider.Client.find(client.client_id).catch((error: unknown) => {
      if (!isUnavailable(error)) return undefined;
      understood.delete(client); // of an outage nothing is remembered
      throw error;
    });
    understood.set(client, asked);
    return asked;
  };

  /** An application that is in force. */
  async function find(id: string): Promise<Client | undefined> {
    const found = /^[\w.~-]{1,256}$/.test(id) ? await applications.client(id) : undefined;
    if (found === undefined || found.refusal !== undefined) return undefined;
    return (await model(found.metadata)) !== undefined ? found.metadata : undefined;
  }

  return {
    find,
    /** The same as the library holds it. */
    model,

    /** One that has no SK and says only who it is. */
    async byName(authorization: string | undefined, form: Record<string, string>): Promise<Client | undefined> {
      const { client_id: id, client_secret: secret } = form;
      if (authorization !== undefined || secret !== undefined || id === undefined) return undefined;
      const client = await find(id);
      return client?.token_endpoint_auth_method === 'none' ? client : undefined;
    },

    async bySk(authorization: string | undefined, form: Record<string, string>): Promise<Client | undefined> {
      const given = presented(authorization, form);
      const client = given && (await find(given.id));
      if (given === undefined || client?.token_endpoint_auth_method.startsWith('client_secret') !== true)
        return undefined;
      const sk = workingSk(client.secrets, given.secret, epoch(clock.now()));
      if (sk === undefined) return undefined;
      secretUsed(sk);
      return client;
    },
  };
}

export type Callers = ReturnType<typeof createCallers>;
