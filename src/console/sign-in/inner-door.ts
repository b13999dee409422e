import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { equal, hashToken, newToken } from '../../crypto/secrets.ts';
import { newRequestId } from '../../http/gate/gate.ts';

type Needs = { publicUrl: URL; handle: (req: IncomingMessage, res: ServerResponse) => void };

const open = /^\/(\.well-known\/openid-configuration|oidc\/(token|jwks))$/;
const keyHeader = 'x-inner-door';

/**
 * The back office redeems its codes at our own token endpoint, also where PUBLIC_URL leads through a proxy that this machine cannot reach: over
 * a loopback port of its own, opened at the first use, for this process only.
 */
export function createInnerDoor({ publicUrl, handle }: Needs) {
  const key = newToken();
  let opening: Promise<Server> | undefined;

  function answer(req: IncomingMessage, res: ServerResponse): void {
    const { headers } = req;
    const isOurs = equal(hashToken(String(headers[keyHeader] ?? '')), hashToken(key));
    if (!isOurs || !open.test((req.url ?? '').split('?', 1)[0] ?? '')) {
      res.writeHead(404).end();
      return;
    }
    delete headers[keyHeader];
    headers.host = publicUrl.host;
    headers['x-request-id'] = newRequestId();
    headers['x-forwarded-for'] = '127.0.0.1';
    headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1);
    handle(req, res);
  }

  const listen = () =>
    new Promise<Server>((resolve, reject) => {
      const server = createServer(answer);
      server.once('error', reject);
      // Exclusive: of node:cluster all workers would share the port that the first of them got, and answer in turn.
      server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => resolve(server.unref()));
    });

  return {
    /** As the global one, for addresses that begin with PUBLIC_URL. */
    async fetch(address: string, options: RequestInit): Promise<Response> {
      const asked = new URL(address);
      if (asked.origin !== publicUrl.origin) throw new Error(`The inner door does not lead to ${asked.origin}`);
      opening ??= listen();
      const at = (await opening).address();
      if (at === null || typeof at === 'string') throw new Error('The inner door has no port');
      const headers = new Headers(options.headers);
      headers.set(keyHeader, key);
      return fetch(`http://127.0.0.1:${at.port}${asked.pathname}${asked.search}`, { ...options, headers });
    },
    async close(): Promise<void> {
      const server = await opening;
      if (server === undefined) return;
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

export type InnerDoor = ReturnType<typeof createInnerDoor>;
