import type { Sealed } from '../../sealed.ts';
import { sealedAs } from './exports.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'personal_export_parts',
    column: 'bytes',
    reads: ['export_id', 'position'],
    context: ({ export_id: id = '', position = '' }) => sealedAs(id, position),
  },
];
