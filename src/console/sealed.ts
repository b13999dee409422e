import type { Sealed } from '../sealed.ts';
import { pendingAs, sealedAs } from './second-factor/second-factor.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'console_sessions',
    column: 'pending_factor',
    reads: ['id'],
    context: ({ id = '' }) => pendingAs(id),
  },
  {
    table: 'second_factors',
    column: 'secret',
    reads: ['account_id'],
    context: ({ account_id: id = '' }) => sealedAs(id),
  },
];
