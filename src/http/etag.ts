import { Problem } from '../errors.ts';
import type { Context } from './context.ts';

/** What a caller may hold a change against. */
export function setRevision(ctx: Context, revision: number): void {
  ctx.set('ETag', `"${revision}"`);
}

/** RFC 9110 If-Match: the revision that the caller has seen; undefined where it does not say, or takes any. */
export function wantedRevision(ctx: Context): number | undefined {
  const given = ctx.get('if-match').trim();
  if (given === '' || given === '*') return undefined;
  const [, revision] = /^"(\d{1,9})"$/.exec(given) ?? [];
  if (revision === undefined) throw new Problem('etag_mismatch', 'If-Match 应为读取时得到的 ETag');
  return Number(revision);
}
