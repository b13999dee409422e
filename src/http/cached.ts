import { createHash } from 'node:crypto';
import { systemTime } from '../clock.ts';
import type { Context } from './context.ts';

/** Lets the browser of a signed-in account cache its page and revalidate it each time. Shared caches may not keep it. */
export function keepPage(ctx: Context): void {
  if (!isPage(ctx)) return;
  ctx.set('Cache-Control', 'private, no-cache');
  ctx.vary('Cookie');
  revalidate(ctx, tagOf(ctx.body));
}

/**
 * A page that is the same for every visitor: browsers cache it and revalidate it each time, shared caches after a second, so that an event that
 * was called off is visible within one, without a purge (docs/adr/0075). A cache without rules for our cookies varies by all of them; one with
 * rules puts the relevant ones into its key (deploy/nginx).
 */
export function sendShared(ctx: Context, tag: string): void {
  ctx.set('Cache-Control', 'public, max-age=0, s-maxage=1, must-revalidate');
  // nginx counts in whole seconds and would keep it for up to two: here, until the end of this one.
  ctx.set('X-Accel-Expires', `@${Math.floor(systemTime() / 1000)}`);
  ctx.vary('Cookie');
  ctx.vary('Accept-Language');
  revalidate(ctx, tag);
}

/** With a cookie (other colours were just chosen) nothing may be cached. */
export const isPage = (ctx: Context): ctx is Context & { body: string } =>
  ctx.status === 200 &&
  ctx.type === 'text/html' &&
  typeof ctx.body === 'string' &&
  ctx.response.headers['set-cookie'] === undefined;

/** A public document for programs; shared caches may keep it. */
export function sendDocument(ctx: Context, type: string, body: string, inSeconds: number): void {
  ctx.status = 200;
  ctx.body = body;
  ctx.type = type;
  keepForAll(ctx, inSeconds);
  revalidate(ctx, tagOf(body));
}

/**
 * A public answer of the API with its ETag: browsers and shared caches keep it for `inSeconds`, or revalidate it each time if that is absent. A
 * client that has it gets 304.
 */
export function keepAnswer<Answer>(ctx: Context, answer: Answer, inSeconds?: number): Answer {
  ctx.status = 200;
  if (inSeconds === undefined) ctx.set('Cache-Control', 'public, no-cache');
  else keepForAll(ctx, inSeconds);
  if (isKnown(ctx, tagOf(JSON.stringify(answer)))) ctx.status = 304;
  return answer;
}

/** Lets shared caches keep an answer, unless it sets a cookie (other colours were just chosen). */
export function keepForAll(ctx: Context, inSeconds: number): void {
  const isPersonal = ctx.response.headers['set-cookie'] !== undefined;
  ctx.set('Cache-Control', isPersonal ? 'no-store' : `public, max-age=${inSeconds}`);
}

// Weak: compressed, it is another sequence of bytes.
export const tagOf = (body: string): string =>
  `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;

/** Sets the ETag; true where the caller has this version already. */
function isKnown(ctx: Context, tag: string): boolean {
  ctx.set('ETag', tag);
  return ctx.fresh;
}

/** The same, and answers 304. */
function revalidate(ctx: Context, tag: string): void {
  if (!isKnown(ctx, tag)) return;
  ctx.status = 304;
  ctx.body = null;
}
