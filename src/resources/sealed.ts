import type { Sealed } from '../sealed.ts';
import { habitOf, stateOf } from './announcements/store.ts';
import { aboutOf } from './entries/selection-store.ts';
import { sealedAs as valueAs } from './imports/findings-store.ts';
import { recordAs } from './imports/rows-store.ts';
import { fileOf, nameOf } from './imports/store.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'entry_actions',
    column: 'about',
    reads: ['id'],
    context: ({ id = '' }) => aboutOf(id),
  },
  {
    table: 'pasted_announcements',
    column: 'state',
    reads: ['id'],
    context: ({ id = '' }) => stateOf(id),
  },
  {
    table: 'announcement_habits',
    column: 'habit',
    reads: ['institution_id'],
    context: ({ institution_id: id = '' }) => habitOf(id),
  },
  {
    table: 'imports',
    column: 'name',
    reads: ['id'],
    context: ({ id = '' }) => nameOf(id),
  },
  {
    table: 'imports',
    column: 'file',
    reads: ['id'],
    context: ({ id = '' }) => fileOf(id),
  },
  {
    table: 'import_problems',
    column: 'value',
    reads: ['import_id'],
    context: ({ import_id: id = '' }) => valueAs(id),
  },
  {
    table: 'import_rows',
    column: 'record',
    reads: ['import_id'],
    context: ({ import_id: id = '' }) => recordAs(id),
  },
];
