import type { Sealed } from '../sealed.ts';
import { bytesOf, nameOf } from './store.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'files',
    column: 'name',
    reads: ['id'],
    context: ({ id = '' }) => nameOf(id),
  },
  {
    table: 'files',
    column: 'bytes',
    reads: ['id'],
    context: ({ id = '' }) => bytesOf(id),
  },
];
