import { createHash } from 'node:crypto';
import type { Context } from './context.ts';

/**
 * Lets the browser cache a public page and revalidate it each time, so that an event that was called off is visible immediately. Shared
 * caches may not keep it: it has the reader's own colours and letters. The nonce, which changes with each answer, is left out of the ETag.
 */
export function keepPage(ctx: Context): void {
  // With a cookie (other colours were just chosen) nothing may be cached.
  if (ctx.status !== 200 || typeof ctx.body !== 'string' || ctx.response.headers['set-cookie'] !== undefined) return;
  const body = ctx.state.nonce === undefined ? ctx.body : ctx.body.replaceAll(ctx.state.nonce, '');
  ctx.set('Cache-Control', 'private, no-cache');
  ctx.vary('Cookie');
  // The cached page keeps the policy that came with it, which names its nonce.
  if (revalidate(ctx, body)) ctx.remove('Content-Security-Policy');
}

/** A document for programs: the same for everybody, so shared caches may keep it. */
export function sendDocument(ctx: Context, type: string, body: string, inSeconds: number): void {
  ctx.status = 200;
  ctx.body = body;
  ctx.type = type;
  keepForAll(ctx, inSeconds);
  revalidate(ctx, body);
}

/**
 * An answer of the API that is the same for everybody, with its ETag: kept by browsers and shared caches for so long, or for as long as it
 * stays the same where nothing is said (then each asks every time). Whoever has it already gets 304.
 */
export function keepAnswer<Answer>(ctx: Context, answer: Answer, inSeconds?: number): Answer {
  ctx.status = 200;
  if (inSeconds === undefined) ctx.set('Cache-Control', 'public, no-cache');
  else keepForAll(ctx, inSeconds);
  if (isKnown(ctx, JSON.stringify(answer))) ctx.status = 304;
  return answer;
}

/** Lets shared caches keep an answer, unless it sets a cookie (other colours were just chosen). */
export function keepForAll(ctx: Context, inSeconds: number): void {
  const isPersonal = ctx.response.headers['set-cookie'] !== undefined;
  ctx.set('Cache-Control', isPersonal ? 'no-store' : `public, max-age=${inSeconds}`);
}

/** Sets the ETag; true where the caller has this version already. */
function isKnown(ctx: Context, body: string): boolean {
  // Weak: compressed, it is another sequence of bytes.
  ctx.set('ETag', `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`);
  return ctx.fresh;
}

/** The same, and answers 304. */
function revalidate(ctx: Context, body: string): boolean {
  if (!isKnown(ctx, body)) return false;
  ctx.status = 304;
  ctx.body = null;
  return true;
}
