import { z } from 'zod';
import type { Sealed } from '../sealed.ts';
import { sealedAs as valueAs } from './imports/findings-store.ts';
import { fileOf, nameOf } from './imports/store.ts';
import { sealedAs as inSandbox } from './sandbox/imports.ts';

const inImport = z.object({ findings: z.string().optional() });

export const sealed: readonly Sealed[] = [
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
    table: 'sandbox_data',
    column: 'value',
    reads: ['id'],
    where: `kind = 'import'`,
    values: (document, { id = '' }) =>
      inImport.parse(document).findings === undefined
        ? []
        : [{ path: ['findings'], as: 'base64', context: inSandbox(id) }],
  },
  {
    table: 'sandbox_data',
    column: 'value',
    reads: ['key'],
    where: `kind = 'import-file'`,
    values: (_document, { key = '' }) => [{ path: ['file'], as: 'base64', context: inSandbox(key) }],
  },
];
