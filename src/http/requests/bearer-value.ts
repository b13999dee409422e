import type { Context } from '../context.ts';

/** RFC 6750, 2.1: the value of the header, if it has one. */
export const bearerOf = (ctx: Context): string | undefined =>
  /^Bearer ([\w.~+/-]+=*)$/i.exec(ctx.get('authorization'))?.[1];
