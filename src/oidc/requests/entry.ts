import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from '../../http/context.ts';
import { isForPrograms, pathOf } from '../../http/path.ts';
import { transportSecurity } from '../../http/security-headers.ts';
import { discoveryPath } from './advertised-scopes.ts';

const ofDocuments = /^\/(\.well-known\/(openid-configuration|oauth-authorization-server)|oidc\/jwks)$/;
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
      if (ctx.method !== 'GET' || ctx.status !== 200 || !ofDocuments.test(ctx.path)) return;
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

type Answer = (req: IncomingMessage, res: ServerResponse) => void;
/** The provider as it is configured now: with its newest keys. */
type Current = {
  documents: Pick<ReturnType<typeof createDocuments>, 'answer'>;
  fast: { dispatch: (req: IncomingMessage, res: ServerResponse, fallback: () => void) => void };
  callback: Answer;
};

/** Where requests come in: which are the provider's, and who answers them; `assistants`: those of the provider beside it. */
export function createEntry(running: { provider: Current }, assistants: (others: Answer) => Answer) {
  /** Plain requests; `fallback` answers all others. */
  const fast = (req: IncomingMessage, res: ServerResponse, fallback: () => void): void =>
    running.provider.fast.dispatch(req, res, fallback);

  function handle(req: IncomingMessage, res: ServerResponse): void {
    takeAsJson(req);
    fast(req, res, () => running.provider.callback(req, res));
  }

  return {
    fast,
    handle,
    /** A document that was made before; false for everything else. */
    documents: (req: IncomingMessage, res: ServerResponse): boolean => running.provider.documents.answer(req, res),
    /** Handles the provider's requests; `others` answers the rest. */
    before: (others: Answer): Answer => {
      const rest = assistants(others);
      return (req, res) => (isOwn(req) ? handle(req, res) : rest(req, res));
    },
  };
}

/** Whether the provider answers it; two posts from other sites go to our pages first (post-requests.ts). */
function isOwn({ method, url }: IncomingMessage): boolean {
  const path = pathOf(url);
  if (discoveryPath.test(path)) return true;
  return path.startsWith('/oidc/') && !(method === 'POST' && (path === '/oidc/auth' || path === '/oidc/logout'));
}

/** Sets Accept to JSON for programs, whose HTTP libraries send anything; before the request is read. */
function takeAsJson(req: IncomingMessage): void {
  const { headers } = req;
  if (headers.accept !== undefined && isForPrograms(pathOf(req.url))) headers.accept = 'application/json';
}
