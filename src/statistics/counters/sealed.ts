import type { Sealed } from '../../sealed.ts';
import { saltAs } from './service.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'counter_salts',
    column: 'salt',
    reads: ['day'],
    context: ({ day = '' }) => saltAs(day),
  },
];
