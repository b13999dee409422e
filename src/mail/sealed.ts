import type { Sealed } from '../sealed.ts';
import { sealedAs } from './outbox.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'mails',
    column: 'sealed',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs('mails', id),
  },
];
