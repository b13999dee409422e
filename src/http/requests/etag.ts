import { Problem } from '../../errors.ts';
import type { Context } from '../context.ts';
import { fact } from '../facts.ts';

/** Sets the ETag that a caller may send in If-Match. */
export function setRevision(ctx: Context, revision: number): void {
  ctx.set('ETag', `"${revision}"`);
}

/** Whether a change is allowed at this revision; undefined: nothing is there. */
export type Precondition = (revision: number | undefined) => boolean;

/** If-Match and If-None-Match (RFC 9110, 13.1.1 and 13.1.2); undefined where the request has neither. */
export function preconditionOf(ctx: Context): Precondition | undefined {
  const [match, none] = [tagsIn(ctx, 'if-match'), tagsIn(ctx, 'if-none-match')];
  if (match === undefined && none === undefined) return undefined;
  return (revision) =>
    (match === undefined || isAmong(match, revision, 'strong')) &&
    (none === undefined || !isAmong(none, revision, 'weak'));
}

type Tags = '*' | { revision: number; isWeak: boolean }[];

function tagsIn(ctx: Context, header: 'if-match' | 'if-none-match'): Tags | undefined {
  const given = ctx.get(header).trim();
  if (given === '') return undefined;
  if (given === '*') return '*';
  return given.split(',').map((tag) => {
    const [, weak, revision] = /^\s*(W\/)?"(\d{1,9})"\s*$/.exec(tag) ?? [];
    if (revision === undefined)
      throw new Problem(
        'etag_mismatch',
        fact('http.strange_etag', { header: header === 'if-match' ? 'If-Match' : 'If-None-Match' }),
      );
    return { revision: Number(revision), isWeak: weak !== undefined };
  });
}

/** By strong comparison a weak tag matches nothing. */
const isAmong = (tags: Tags, revision: number | undefined, comparison: 'strong' | 'weak'): boolean =>
  revision !== undefined &&
  (tags === '*' || tags.some((tag) => tag.revision === revision && !(tag.isWeak && comparison === 'strong')));
