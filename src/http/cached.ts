import { createHash } from 'node:crypto';
import type { Context } from './context.ts';

/**
 * A page that anybody may see and that was just shown: kept by the reader's own browser, which asks each time whether it still holds, so
 * that an event that was called off is seen at once. Not by caches that many share: it wears the reader's colours and letters.
 * What changes with each answer is left out of the tag.
 */
export function keepPage(ctx: Context): void {
  // Who just chose other colours gets a cookie, which no cache may keep.
  if (ctx.status !== 200 || typeof ctx.body !== 'string' || ctx.response.headers['set-cookie'] !== undefined) return;
  const body = ctx.state.nonce === undefined ? ctx.body : ctx.body.replaceAll(ctx.state.nonce, '');
  ctx.set('Cache-Control', 'private, no-cache');
  ctx.vary('Cookie');
  // The page that the browser kept goes with the policy that came with it: it names that page's nonce.
  if (answer(ctx, body)) ctx.remove('Content-Security-Policy');
}

/** A document for programs: the same for everybody, so every cache may keep it. */
export function sendDocument(ctx: Context, type: string, body: string, inSeconds: number): void {
  ctx.status = 200;
  ctx.body = body;
  ctx.type = type;
  keepForAll(ctx, inSeconds);
  answer(ctx, body);
}

/** Every cache may keep it; but who just chose other colours gets a cookie, which no cache may keep. */
export function keepForAll(ctx: Context, inSeconds: number): void {
  const isPersonal = ctx.response.headers['set-cookie'] !== undefined;
  ctx.set('Cache-Control', isPersonal ? 'no-store' : `public, max-age=${inSeconds}`);
}

/** Says whether whoever asks has it already. */
function answer(ctx: Context, body: string): boolean {
  // Weak: compressed, it is another sequence of bytes.
  ctx.set('ETag', `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`);
  if (!ctx.fresh) return false;
  ctx.status = 304;
  ctx.body = null;
  return true;
}
