import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import {
  Client,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { certificateFor } from '../operations/doctor/certificate.ts';

export type Found = Record<string, unknown>;

/** A host with documents of assistants, by https. */
export async function startDocuments() {
  const { cert, key } = certificateFor('127.0.0.1', new Date(Date.now() + 86_400_000));
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, cert]);
  const documents = new Map<string, { status: number; body: string; headers?: Record<string, string> }>();
  let asked = 0;
  const server = createServer({ cert, key }, (req, res) => {
    asked += 1;
    const { status, body, headers = {} } = documents.get(req.url ?? '') ?? { status: 404, body: '' };
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    certificate: cert,
    asked: () => asked,
    /** The address of a document with this content. */
    publish(
      path: string,
      more: Found = {},
      answer: { status?: number; headers?: Record<string, string> } = {},
    ): string {
      const address = `https://${host}${path}`;
      const document = {
        client_id: address,
        client_name: '测试助手',
        redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        ...more,
      };
      documents.set(path, { status: 200, body: JSON.stringify(document), ...answer });
      return address;
    },
    close() {
      tls.setDefaultCACertificates(before);
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The official client, as an assistant that signs in by OAuth: `agree` takes the address to a browser and gives back where that ended. */
export function createAssistant(
  address: URL,
  clientId: string,
  agree: (url: URL) => Promise<URL>,
  scope?: string,
  registered?: string,
) {
  let verifier = '';
  let asked: URL | undefined;
  let information: Awaited<ReturnType<OAuthClientProvider['clientInformation']>> =
    registered === undefined ? undefined : { client_id: registered };
  let discovered: OAuthDiscoveryState | undefined;
  let tokens: Awaited<ReturnType<OAuthClientProvider['tokens']>>;
  const provider: OAuthClientProvider = {
    redirectUrl: 'http://127.0.0.1:9/callback',
    clientMetadataUrl: clientId,
    clientMetadata: {
      ...{ client_name: 'test', redirect_uris: ['http://127.0.0.1:9/callback'], token_endpoint_auth_method: 'none' },
      ...(scope !== undefined && { scope }),
    },
    clientInformation: () => information,
    saveClientInformation(given) {
      information = given;
    },
    discoveryState: () => discovered,
    saveDiscoveryState(given) {
      discovered = given;
    },
    tokens: () => tokens,
    saveTokens(given) {
      tokens = given;
    },
    redirectToAuthorization(url) {
      asked = url;
    },
    saveCodeVerifier(value) {
      verifier = value;
    },
    codeVerifier: () => verifier,
    state: () => createHash('sha256').update(clientId).digest('base64url'),
  };

  async function connect(): Promise<Client> {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(address, { authProvider: provider }));
    return client;
  }

  return {
    tokens: () => tokens,
    connect,
    /** From the bare address to a connection: refused, led to the sign-in, agreed, and connected. */
    async signIn(): Promise<Client> {
      const transport = new StreamableHTTPClientTransport(address, { authProvider: provider });
      const first = new Client({ name: 'test', version: '1' });
      const refused = await first.connect(transport).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (refused === undefined) throw new Error('it was let in without a token');
      if (asked === undefined) throw refused;
      const back = await agree(asked);
      const code = back.searchParams.get('code');
      if (code === null) throw new Error(`no code: ${back}`);
      await transport.finishAuth(back.searchParams);
      return connect();
    },
  };
}

/** A tool's answer, and whether it is a refusal. */
export async function use(
  client: Client,
  name: string,
  given: Found = {},
): Promise<{ isError: boolean; found: Found }> {
  const { isError = false, content } = await client.callTool({ name, arguments: given });
  const [first] = Array.isArray(content) ? content : [];
  return { isError: isError === true, found: JSON.parse(first?.type === 'text' ? first.text : '{}') };
}
