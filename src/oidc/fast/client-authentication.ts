import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import type { Applications } from '../../applications/service.ts';
import { type Clock, epoch } from '../../clock.ts';
import { isUnavailable } from '../../errors.ts';
import { onlyBoundTokens } from '../rules.ts';
import { workingSk } from '../sk.ts';
import type { ClientMetadata } from './known.ts';
import { type MaybePromise, whenThere } from './steps.ts';
import { answeredAuthMethods, isKnownClient } from './support.ts';

type Needs = {
  provider: Provider;
  applications: Pick<Applications, 'client' | 'cachedClient'>;
  clock: Clock;
  secretUsed: (id: string) => void;
};

type Found = NonNullable<Awaited<ReturnType<Applications['client']>>>;

const bySecretMethods = answeredAuthMethods.filter((method) => method !== 'none');

// Characters that need no encoding in a form or a header, so that there is nothing to decode.
const basic = /^Basic ([A-Za-z0-9+/]+={0,2})$/i;
const pair = /^([\w.~-]{1,256}):([\w.~-]{1,256})$/;

/** AK and SK from the header or the form; undefined where they are in neither or in both. */
function readCredentials(authorization: string | undefined, form: Record<string, string>) {
  const { client_id: id, client_secret: secret } = form;
  if (authorization === undefined) return id === undefined || secret === undefined ? undefined : { id, secret };
  const encoded = basic.exec(authorization)?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0 || secret !== undefined) return undefined;
  const [, basicId, basicSecret] = pair.exec(Buffer.from(encoded, 'base64').toString('latin1')) ?? [];
  if (basicId === undefined || basicSecret === undefined || (id !== undefined && id !== basicId)) return undefined;
  return { id: basicId, secret: basicSecret };
}

/** Clients, and the authentication of one by its request. A failure is answered by the library, not here. */
export function createClientAuthentication({ provider, applications, clock, secretUsed }: Needs) {
  // The library refuses metadata that it does not understand: it is asked once for each version.
  const models = new WeakMap<ClientMetadata, Promise<Client | undefined>>();
  const understood = new WeakMap<ClientMetadata, Client>();
  const model = (metadata: ClientMetadata): Promise<Client | undefined> => {
    const cached = models.get(metadata);
    if (cached !== undefined) return cached;
    const isAnswered =
      isKnownClient(metadata) &&
      !onlyBoundTokens(metadata) &&
      metadata.profile_in_id_token !== true &&
      metadata.simulated === undefined;
    const found = isAnswered
      ? provider.Client.find(metadata.client_id).catch((error: unknown) => {
          if (!isUnavailable(error)) return undefined;
          models.delete(metadata); // an outage says nothing about the client
          throw error;
        })
      : Promise.resolve(undefined);
    models.set(metadata, found);
    found.then(
      (client) => client !== undefined && understood.set(metadata, client),
      () => undefined,
    );
    return found;
  };

  /** A client, in force or not. */
  async function find(id: string): Promise<Found | undefined> {
    const found = /^[\w.~-]{1,256}$/.test(id) ? await applications.client(id) : undefined;
    return found !== undefined && (await model(found.metadata)) !== undefined ? found : undefined;
  }

  /** A client whose AK is in force. */
  function findInForce(id: string): MaybePromise<ClientMetadata | undefined> {
    const known = applications.cachedClient(id);
    return known !== undefined && understood.has(known.metadata) ? inForce(known) : find(id).then(inForce);
  }

  function inForce(found: Found | undefined): ClientMetadata | undefined {
    return found?.refusal === undefined ? found?.metadata : undefined;
  }

  function proved(client: ClientMetadata | undefined, secret: string): ClientMetadata | undefined {
    if (client === undefined || !bySecretMethods.includes(client.token_endpoint_auth_method)) return undefined;
    const sk = workingSk(client.secrets, secret, epoch(clock.now()));
    if (sk === undefined) return undefined;
    secretUsed(sk);
    return client;
  }

  /** A client, in force or not, with the library's own object for it. */
  function findModel(id: string): MaybePromise<(Found & { model: Client }) | undefined> {
    const known = applications.cachedClient(id);
    const own = known && understood.get(known.metadata);
    if (known !== undefined && own !== undefined) return { ...known, model: own };
    return find(id).then(async (found) => {
      const read = found && (await model(found.metadata));
      return found && read && { ...found, model: read };
    });
  }

  return {
    findInForce,
    findModel,
    /** The library's own object for a client that was found. */
    model: (metadata: ClientMetadata): MaybePromise<Client | undefined> => understood.get(metadata) ?? model(metadata),

    /** A public client, which has no SK and only names itself. */
    async byId(authorization: string | undefined, form: Record<string, string>): Promise<ClientMetadata | undefined> {
      const { client_id: id, client_secret: secret } = form;
      if (authorization !== undefined || secret !== undefined || id === undefined) return undefined;
      const client = await findInForce(id);
      return client?.token_endpoint_auth_method === 'none' ? client : undefined;
    },

    /** A client that proves itself by an SK that works. */
    bySecret(
      authorization: string | undefined,
      form: Record<string, string>,
    ): MaybePromise<ClientMetadata | undefined> {
      const given = readCredentials(authorization, form);
      return given && whenThere(findInForce(given.id), (client) => proved(client, given.secret));
    },
  };
}

export type ClientAuthentication = ReturnType<typeof createClientAuthentication>;
