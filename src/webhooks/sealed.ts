import type { Sealed } from '../sealed.ts';
import { sealedAs } from './delivering.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'webhook_endpoints',
    column: 'secret',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs(id),
  },
];
