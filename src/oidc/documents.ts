import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from '../http/context.ts';

const path = /^\/(\.well-known\/(openid-configuration|oauth-authorization-server)|oidc\/jwks)$/;
// Partners may keep them for five minutes, which key rotation waits out between publishing and promoting.
const cacheControl = 'public, max-age=300';

type Document = { body: Buffer; headers: Record<string, string> };

/**
 * Discovery and key set of one provider are the same for everybody: the library makes each once, and from then on it is answered
 * before Koa, with an ETag. Only behind the gate, so never under another host's name.
 */
export function createDocuments() {
  const made = new Map<string, Document>();

  return {
    /** Keeps what the library answers. */
    keep: (async (ctx, next) => {
      await next();
      if (ctx.method !== 'GET' || ctx.status !== 200 || !path.test(ctx.path)) return;
      const body = Buffer.from(JSON.stringify(ctx.body));
      ctx.set('Cache-Control', cacheControl);
      made.set(ctx.path, {
        body,
        headers: {
          'Content-Type': String(ctx.response.get('content-type')),
          'Content-Length': String(body.length),
          'Cache-Control': cacheControl,
          'Access-Control-Allow-Origin': '*',
          'X-Content-Type-Options': 'nosniff',
          ETag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
        },
      });
    }) satisfies Middleware,

    /** Answers a document that was made before; false for everything else. */
    answer(req: IncomingMessage, res: ServerResponse): boolean {
      const document = req.method === 'GET' ? made.get(req.url ?? '') : undefined;
      if (document === undefined) return false;
      const { 'Content-Length': _length, ...headers } = document.headers;
      if (req.headers['if-none-match'] === headers.ETag) res.writeHead(304, headers).end();
      else res.writeHead(200, document.headers).end(document.body);
      return true;
    },
  };
}
