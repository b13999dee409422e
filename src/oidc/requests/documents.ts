import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from '../../http/context.ts';
import { transportSecurity } from '../../http/security-headers.ts';

const path = /^\/(\.well-known\/(openid-configuration|oauth-authorization-server)|oidc\/jwks)$/;
// Partners may keep them for five minutes, which key rotation waits out between publishing and promoting.
const cacheControl = 'public, max-age=300';

type Document = { body: string; etag: string; whole: string[]; unchanged: string[] };

/**
 * Discovery and key set of one provider are public and constant: the library makes each once, and from then on it is answered before Koa, with
 * an ETag. Only behind the gate, so never under another host's name.
 */
export function createDocuments(publicUrl: URL) {
  const made = new Map<string, Document>();

  return {
    /** Caches the library's answers. */
    keep: (async (ctx, next) => {
      await next();
      if (ctx.method !== 'GET' || ctx.status !== 200 || !path.test(ctx.path)) return;
      const body = JSON.stringify(ctx.body);
      ctx.set('Cache-Control', cacheControl);
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      const type = ['Content-Type', String(ctx.response.get('content-type'))];
      const length = ['Content-Length', String(Buffer.byteLength(body))];
      const rest = [
        ...['Cache-Control', cacheControl, 'Access-Control-Allow-Origin', '*'],
        ...['X-Content-Type-Options', 'nosniff', 'ETag', etag],
        ...Object.entries(transportSecurity(publicUrl)).flat(),
      ];
      made.set(ctx.path, { body, etag, whole: [...type, ...length, ...rest], unchanged: [...type, ...rest] });
    }) satisfies Middleware,

    /** Answers a document that was made before; false for everything else. */
    answer(req: IncomingMessage, res: ServerResponse): boolean {
      const document = req.method === 'GET' ? made.get(req.url ?? '') : undefined;
      if (document === undefined) return false;
      if (req.headers['if-none-match'] === document.etag) res.writeHead(304, document.unchanged).end();
      else res.writeHead(200, document.whole).end(document.body);
      return true;
    },
  };
}
