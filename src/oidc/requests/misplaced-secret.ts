import type { Context } from '../../http/context.ts';

const nobody = 'no client authentication mechanism provided';
const misplaced =
  'client_secret is in the query, where logs keep it: send it in the form body or in the Authorization header, and issue a new SK';

/** The library reads only the body, so an SK in the query (JustAuth, JAP) counts as missing: this description names the mistake. */
export const describeRefusal = (ctx: Pick<Context, 'query'>, description: string | undefined): string | undefined =>
  description === nobody && ctx.query.client_secret !== undefined ? misplaced : description;
