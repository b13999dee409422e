import { sealedAs } from '../mail/outbox.ts';
import type { Sealed } from '../sealed.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'sms_messages',
    column: 'sealed',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs('sms_messages', id),
  },
];
