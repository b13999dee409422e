import type { Sealed } from '../sealed.ts';
import { sealedAs as eventAs } from './workflow/event-store.ts';
import { sealedAs } from './workflow/store.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'submissions',
    column: 'data',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs(id),
  },
  {
    table: 'submission_events',
    column: 'data',
    reads: ['submission_id'],
    context: ({ submission_id: id = '' }) => eventAs(id),
    replacedBy: 'reseal_submission_events',
  },
];
