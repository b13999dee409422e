import type { Sealed } from '../sealed.ts';
import { contextOf } from './idempotency.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'idempotency_keys',
    column: 'answer',
    reads: ['client_id', 'key'],
    context: ({ client_id: clientId = '', key = '' }) => contextOf({ clientId, key }),
  },
];
