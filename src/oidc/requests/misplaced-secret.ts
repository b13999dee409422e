import type { Context } from '../../http/context.ts';

const nobody = 'no client authentication mechanism provided';
const misplaced =
  'client_secret is in the query, where logs keep it: send it in the form body or in the Authorization header, and issue a new SK';

/** The library reads only the body, so that an SK in the address, as JustAuth and JAP send it, is none for it: what is said instead. */
export const describeRefusal = (ctx: Pick<Context, 'query'>, description: string | undefined): string | undefined =>
  description === nobody && ctx.query.client_secret !== undefined ? misplaced : description;
