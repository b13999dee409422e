import type { Context } from '../http/context.ts';

/** A PNG of ours: shown, never run. */
export function sendPicture(ctx: Context, bytes: Buffer, caching: string): void {
  ctx.type = 'image/png';
  ctx.body = bytes;
  ctx.set({
    'Cache-Control': caching,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  });
}
