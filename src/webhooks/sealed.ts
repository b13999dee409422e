import { z } from 'zod';
import type { Sealed } from '../sealed.ts';
import { sealedAs } from './delivering.ts';
import { sealedAs as inSandbox } from './sandbox/endpoints.ts';

const ofSandbox = z.object({ endpoints: z.array(z.object({ id: z.string() })) });

export const sealed: readonly Sealed[] = [
  {
    table: 'webhook_endpoints',
    column: 'secret',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs(id),
  },
  {
    table: 'sandbox_data',
    column: 'value',
    reads: [],
    where: `kind = 'webhooks'`,
    values: (document) =>
      ofSandbox.parse(document).endpoints.map(({ id }, at) => ({
        path: ['endpoints', at, 'secret'],
        as: 'base64',
        context: inSandbox(id),
      })),
  },
];
